/* The left column: a tab for each section of the contract, and in it groups of rows. */

import { beside, element, icon } from "./elements.js";
import { get } from "./documents.js";
import { listSection, mapSection, overlaySection } from "./lists.js";
import { row } from "./rows.js";

const SECTIONS = [
  ["subtitles", "Captions"], ["overlays", "Overlays"], ["pacing", "Pacing"], ["visual", "Picture"], ["audio", "Sound"], ["cuts", "Jump cuts"],
  ["brand", "Brand"], ["locales", "Languages"], ["slots", "Slots"], ["style", "Promise"],
];
/** Fields that decide which others there are. */
const RESHAPES = /^\/overlays\/\d+\/(kind|span\/anchor)$/;
const NOTES = {
  locales: "What differs for one language or script: another font, longer lines, another direction. A key is a language (ar, pt-BR) or a script (Arab).",
  overlays: "Drawn on the picture beside the captions; those that are anchored to the cover are drawn on the cover picture alone.",
};
const OPEN = new Set(["/subtitles/placement", "/subtitles/emphasis", "/subtitles/stroke", "/brand/palette", "/brand/fonts", "/visual/reframe"]);

export class Form {
  /** `room`: {draft, kit, languages}. */
  constructor(room, tabs, panel) {
    Object.assign(this, { room, tabs, panel, section: "subtitles", rows: new Map(), problems: new Map(), open: new Map() });
    room.form = this;
    tabs.replaceChildren(...SECTIONS.map(([name, title]) =>
      element("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === this.section), "aria-controls": name === this.section ? panel.id : null, "data-section": name, tabindex: name === this.section ? "0" : "-1" }, title)));
    tabs.addEventListener("tab", ({ detail }) => this.choose(detail.dataset.section));
    room.draft.addEventListener("change", ({ detail }) => this.changed(detail));
    room.draft.addEventListener("scope", () => this.draw());
    this.draw();
  }

  changed({ pointer, structure }) {
    if (structure || RESHAPES.test(pointer)) this.draw();
    else this.refresh();
    if (pointer.endsWith("/span/anchor")) this.room.look?.(this.room.draft.value(pointer) === "cover");
  }

  choose(section) {
    this.section = section;
    for (const tab of this.tabs.children) {
      const chosen = tab.dataset.section === section;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) tab.setAttribute("aria-controls", this.panel.id);
      else tab.removeAttribute("aria-controls");
    }
    this.panel.hidden = false; // all tabs share one panel
    this.panel.setAttribute("aria-labelledby", `tab-${section}`);
    this.panel.scrollTop = 0;
    this.draw();
  }

  /** Show all fields of the section anew; whoever had the focus keeps it. */
  draw() {
    const focus = document.activeElement?.id;
    const scroll = this.panel.scrollTop;
    this.rows.clear();
    this.panel.replaceChildren(...this.contents());
    this.panel.classList.toggle("narrow", this.room.draft.scope !== null);
    this.complain(this.problems);
    this.panel.scrollTop = scroll;
    if (focus && this.panel.querySelector(`#${CSS.escape(focus)}`)) document.getElementById(focus).focus({ preventScroll: true });
  }

  refresh() {
    for (const shown of this.rows.values()) shown.show();
  }

  contents() {
    const told = this.room.draft.field(`/${this.section}`)?.help || NOTES[this.section];
    const note = told && this.section !== "subtitles" ? element("p.hint", {}, told.replaceAll("`", "")) : null;
    return [note, ...this.sectioned()].filter(Boolean);
  }

  sectioned() {
    if (this.section === "overlays") return overlaySection(this);
    const fields = [...this.room.draft.fields.values()].filter((field) => field.section === this.section);
    const top = this.section === "style" ? fields : this.below(`/${this.section}`);
    if (this.section === "locales" || this.section === "slots") return mapSection(this, `/${this.section}`);
    const kit = element("p.hint", {}, "Files come from the ", element("a", { href: `/brand/${this.room.org}` }, "brand kit"), "; upload there, then choose here.");
    return [this.section === "brand" ? kit : null, ...this.draws(top)].filter(Boolean);
  }

  /** Fields right below a pointer, by the pointer of their description. */
  below(pattern) {
    return [...this.room.draft.fields.values()].filter((field) => field.pointer.startsWith(`${pattern}/`) && !field.pointer.slice(pattern.length + 1).includes("/"));
  }

  /** Rows for leaves, groups for groups; `place` turns a description's pointer into the document's,
      `read` says whether a field counts there. */
  draws(fields, place = (pointer) => pointer, read = () => true) {
    return fields.filter((field) => read(field.pointer)).map((field) => {
      const pointer = place(field.pointer);
      if (field.kind === "group") return this.group(field, pointer, place, read);
      if (field.kind === "map") return this.folded(field, pointer, () => mapSection(this, pointer));
      if (field.kind === "list") return this.folded(field, pointer, () => listSection(this, pointer));
      return this.row(field, pointer);
    });
  }

  row(field, pointer, title) {
    const made = row(this.room, field, pointer, title);
    this.rows.set(pointer, made);
    return made.node;
  }

  group(field, pointer, place, read) {
    const on = this.room.draft.value(pointer) !== null;
    const contents = () => (on ? this.draws(this.below(field.pointer), place, read) : []);
    const node = this.folded(field, pointer, contents, !field.nullable || on);
    return field.nullable ? beside(node, this.power(field, pointer, on)) : node;
  }

  /** On and off of a group that may be null. */
  power(field, pointer, on) {
    const { draft } = this.room;
    const box = element("input", { type: "checkbox", checked: on, "aria-label": `${field.title} on` });
    box.addEventListener("change", () => {
      this.open.set(pointer, box.checked);
      const inherited = draft.scope !== null ? draft.common(pointer) : null;
      draft.change(pointer, box.checked ? (inherited ?? field.default ?? this.initial(field.pointer)) : null, { structure: true });
    });
    return element("span.switch", {}, box);
  }

  /** A value for a group that was off, from the defaults of its fields. */
  initial(pattern) {
    const value = {};
    for (const field of this.below(pattern)) {
      const name = field.pointer.split("/").at(-1);
      if (field.default !== null || field.nullable) value[name] = structuredClone(field.default);
      else if (name === "sound") value[name] = Object.keys(this.room.draft.common("/brand/stings") ?? {})[0] ?? "";
      else if (name === "track") value[name] = Object.keys(this.room.draft.common("/brand/music") ?? {})[0] ?? "";
    }
    return value;
  }

  folded(field, pointer, contents, openable = true) {
    const open = openable && (this.open.get(pointer) ?? OPEN.has(pointer));
    const node = element("details.group", { open, "data-pointer": pointer }, element("summary", {}, icon("down"), element("span.group-title", {}, field.title)));
    const fill = () => node.childElementCount === 1 && node.append(element("div.group-body", {}, field.help ? element("p.hint", {}, field.help.replaceAll("`", "")) : null, contents()));
    if (open) fill();
    node.addEventListener("toggle", () => {
      this.open.set(pointer, node.open);
      if (node.open && openable) fill();
    });
    return node;
  }

  /** Put messages at their fields: Map of pointer to message. */
  complain(problems) {
    this.problems = problems;
    for (const [pointer, shown] of this.rows) shown.complain(problems.get(pointer));
  }

  /** Go to a field, opening what hides it. */
  reveal(pointer) {
    const names = pointer.split("/").slice(1);
    if (names[0] === "aspects" && names.length > 3) return this.reveal(`/${names.slice(2).join("/")}`);
    if (names[0] === "overlays" && names[1] !== undefined && !/^\d+$/.test(names[1])) {
      const index = (get(this.room.draft.document, "/overlays") ?? []).findIndex((item) => item.id === names[1]);
      if (index >= 0) names[1] = String(index);
    }
    const section = SECTIONS.some(([name]) => name === names[0]) ? names[0] : "style";
    names.forEach((_, index) => this.open.set(`/${names.slice(0, index + 1).join("/")}`, true));
    this.choose(section);
    const target = [...this.panel.querySelectorAll("[data-pointer]")].filter((node) => `/${names.join("/")}/`.startsWith(`${node.dataset.pointer}/`)).at(-1);
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    target.classList.add("shown-now");
    setTimeout(() => target.classList.remove("shown-now"), 1600);
    target.querySelector("input:not([tabindex='-1']), select, textarea, button")?.focus({ preventScroll: true });
  }
}
