/* The right column: what the lint says, what the change means for a version, and what changed. */

import { ProblemError, send } from "../app.js";
import { parts } from "./documents.js";
import { element, later } from "./elements.js";
import { said } from "./rows.js";

const PAUSE_MS = 450;
const TONES = { error: "bad", warning: "warn", info: "info" };
const NAMES = { error: "Error", warning: "Warning", info: "Note" };
const STEPS = {
  none: "Nothing differs from the published version.",
  patch: "Words only: no run has to be made anew.",
  minor: "Runs that move to it start again at a late stage.",
  major: "Whoever relies on the published version would notice.",
};
const FACETS = { plan: "captions are cut anew", reframe: "the camera moves differently", compose: "the picture is composed anew", audio: "the sound is mixed anew" };
const PLACES = { subtitles: "Captions", overlays: "Overlays", visual: "Picture", audio: "Sound", locales: "Languages" };
const SHOWN_CHANGES = 40;

export class Checks {
  constructor(room, nodes) {
    Object.assign(this, { room, nodes, turn: 0, findings: [] });
    room.checks = this;
    this.soon = later(PAUSE_MS, () => this.check());
    room.draft.addEventListener("change", () => this.soon());
  }

  /** Ask about the document as it is now; only the newest answer is shown. */
  async check() {
    const turn = (this.turn += 1);
    this.nodes.root.setAttribute("aria-busy", "true");
    try {
      const answer = await send("POST", `/drafts/${this.room.id}/check`, this.room.draft.document);
      const report = await answer.json();
      if (turn === this.turn) this.show(report);
    } catch (error) {
      if (turn === this.turn) this.nodes.summary.replaceChildren(element("p.hint", {}, error instanceof ProblemError ? error.message : "The style plane cannot be reached; checks wait."));
    }
    if (turn === this.turn) this.nodes.root.removeAttribute("aria-busy");
  }

  show({ problems, findings, comparison, digest }) {
    this.findings = findings;
    const pointers = new Map();
    for (const { pointer, message } of [...findings.filter((item) => item.severity === "error"), ...problems]) pointers.set(this.indexed(pointer), message);
    this.room.form.complain(pointers);
    this.summary(problems, findings);
    this.nodes.findings.replaceChildren(...problems.map((item) => this.problem(item)), ...findings.map((item) => this.finding(item)));
    this.bump(comparison, problems.length > 0);
    this.nodes.digest.replaceChildren(digest ? element("code", { title: digest }, digest.slice(0, 12)) : "not a style yet");
    this.changes(comparison?.changes ?? []);
  }

  summary(problems, findings) {
    const count = (severity) => findings.filter((item) => item.severity === severity).length;
    const errors = problems.length + count("error");
    const badge = (number, name, tone) => (number ? element(`span.badge.${tone}`, {}, `${number} ${name}${number === 1 ? "" : "s"}`) : null);
    const badges = [badge(errors, "error", "bad"), badge(count("warning"), "warning", "warn"), badge(count("info"), "note", "info")].filter(Boolean);
    this.nodes.summary.replaceChildren(...(badges.length ? badges : [element("span.badge.ok", {}, "Nothing to object to")]));
    this.nodes.publish.setAttribute("data-errors", String(errors));
  }

  problem({ pointer, message }) {
    return element("li.finding.bad", {}, element("p.finding-head", {}, element("span.badge.bad", {}, "Unfinished"), element("code", {}, pointer || "style")), element("p", {}, message), element("div.row", {}, this.jump(pointer)));
  }

  finding(item) {
    const where = [item.aspect, item.language].filter(Boolean).join(" · ");
    const head = element("p.finding-head", {}, element(`span.badge.${TONES[item.severity]}`, {}, `${NAMES[item.severity]} ${item.rule}`), where ? element("span.quiet.small", {}, where) : null);
    const fix = item.fix && this.room.editable ? element("button.button.small", { type: "button", "data-fix": item.rule, onclick: () => this.room.draft.patch(item.fix) }, "Fix it") : null;
    return element(`li.finding.${TONES[item.severity]}`, { "data-rule": item.rule }, head, element("p", {}, item.message), element("div.row", {}, fix, this.jump(item.pointer)));
  }

  jump(pointer) {
    return element("button.button.small.quiet", { type: "button", onclick: () => this.room.reveal(pointer) }, "Show");
  }

  /** Lints name overlays by id, the document by number. */
  indexed(pointer) {
    const names = parts(pointer);
    if (names[0] !== "overlays" || /^\d+$/.test(names[1] ?? "")) return pointer;
    const index = (this.room.draft.document.overlays ?? []).findIndex((item) => item.id === names[1]);
    return index < 0 ? pointer : `/overlays/${[index, ...names.slice(2)].join("/")}`;
  }

  bump(comparison, unfinished) {
    const { bump } = this.nodes;
    if (!comparison) {
      bump.replaceChildren(element("p.hint", {}, unfinished ? "The document is not a style yet." : ""));
      return;
    }
    const { least_bump: step, changed_facets: facets, breaking, restart_at: restart } = comparison;
    if (!this.room.draft.base) {
      bump.replaceChildren(element("p.bump", {}, "First version"), element("p.hint", {}, "It will be 1.0.0."));
      return;
    }
    const reasons = [...breaking, ...facets.map((name) => FACETS[name])];
    const title = step === "none" ? "No change" : `${step[0].toUpperCase()}${step.slice(1)} step`;
    const tone = { none: "ok", patch: "ok", minor: "info", major: "warn" }[step];
    bump.replaceChildren(
      element("p.bump", {}, element(`span.badge.${tone}`, {}, title), this.room.baseVersion ? element("span.quiet.small", {}, `after ${this.room.baseVersion}`) : null),
      element("p.hint", {}, reasons.length ? `Because ${reasons.join("; ")}.` : STEPS[step]),
      restart ? element("p.hint", {}, `A rerun starts at ${restart}.`) : "",
    );
  }

  changes(changes) {
    const { draft } = this.room;
    const shown = draft.base ? changes : [];
    this.nodes.changes.hidden = shown.length === 0;
    this.nodes.changesCount.textContent = `${shown.length} ${shown.length === 1 ? "change" : "changes"} since ${this.room.baseVersion ?? "the base"}`;
    const name = (pointer) => {
      const [first, ...rest] = parts(pointer);
      return [PLACES[first] ?? first, ...rest].join(" › ").replaceAll("_", " ");
    };
    const line = ({ pointer, old, new: now }) =>
      element("li", {}, element("button.link.small", { type: "button", onclick: () => this.room.reveal(pointer) }, name(pointer)), element("span.quiet.small", {}, `${said(old, draft.field(pointer))} → ${said(now, draft.field(pointer))}`));
    const more = shown.length > SHOWN_CHANGES ? [element("li.quiet.small", {}, `and ${shown.length - SHOWN_CHANGES} more`)] : [];
    this.nodes.changesList.replaceChildren(...shown.slice(0, SHOWN_CHANGES).map(line), ...more);
  }
}

