/* The publish page: reasons for warnings are counted, proofs are painted and watched. */
import { send, showErrors } from "./app.js";

const POLL_MS = 800;
const FINISHED = new Set(["done", "failed"]);

function countReasons() {
  const inputs = [...document.querySelectorAll("[data-waiver]")];
  const line = document.querySelector("[data-waiver-state]");
  if (!line) return;
  const left = inputs.filter((input) => !input.value.trim()).length;
  line.className = left ? "" : "yes";
  line.querySelector("span").textContent = left
    ? `${left} warning${left === 1 ? "" : "s"} to give a reason for`
    : "Every warning has a reason";
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function film(address, poster, name) {
  const made = element("video", { src: address, poster, controls: true, muted: true, loop: true, playsInline: true, preload: "none" });
  made.setAttribute("aria-label", name);
  return made;
}

function cover(proof) {
  const picture = element("img", { src: proof.cover, alt: `Cover in ${proof.aspect}, ${proof.language}`, loading: "lazy" });
  const caption = element("figcaption", { className: "quiet small", textContent: "The cover" });
  return element("figure", { className: "proof-cover" }, picture, caption);
}

function card(proof) {
  const item = element("li", { className: "proof-card" });
  const frame = proof.frames[Math.floor(proof.frames.length / 2)];
  const name = `Proof in ${proof.aspect}, ${proof.language}`;
  if (proof.film) item.append(film(proof.film, frame, name));
  else if (frame) item.append(element("img", { src: frame, alt: name, loading: "lazy" }));
  else item.append(element("div", { className: "proof-wait" }));
  if (proof.cover) item.append(cover(proof));
  const head = element("p", { className: "spread small" }, element("span", { className: "strong", textContent: `${proof.aspect} · ${proof.language}` }));
  const tone = { done: "ok", failed: "bad", running: "info" }[proof.state] ?? "";
  head.append(element("span", { className: `badge ${tone}`, textContent: proof.state }));
  item.append(head);
  if (!FINISHED.has(proof.state)) {
    const bar = element("progress", { max: 1, value: proof.progress });
    bar.setAttribute("aria-label", `${proof.aspect}, ${proof.language}`);
    item.append(bar);
  }
  for (const warning of proof.warnings) item.append(element("p", { className: "small", textContent: warning }));
  return item;
}

class Watch {
  constructor(section) {
    this.section = section;
    this.address = section.dataset.proofs;
    this.grid = section.querySelector("[data-proof-grid]");
    this.shown = "";
  }

  async ask(method) {
    try {
      const answer = await send(method, this.address);
      const { proofs } = await answer.json();
      showErrors(this.section.querySelector("[data-proof-error]"), null);
      this.show(proofs);
      if (proofs.some((proof) => !FINISHED.has(proof.state))) setTimeout(() => this.ask("GET"), POLL_MS);
    } catch (error) {
      showErrors(this.section.querySelector("[data-proof-error]"), error);
    }
  }

  show(proofs) {
    const state = JSON.stringify(proofs);
    if (state === this.shown) return;
    this.shown = state;
    this.grid.replaceChildren(...proofs.map(card));
    const done = proofs.filter((proof) => proof.state === "done").length;
    const failed = proofs.filter((proof) => proof.state === "failed").length;
    const words = !proofs.length ? "Proofs not painted yet" : failed ? `${failed} of ${proofs.length} proofs failed` : `${done} of ${proofs.length} proofs painted`;
    const all = proofs.length > 0 && done === proofs.length;
    this.section.querySelector("[data-proof-status]").textContent = words;
    const line = document.querySelector("[data-proof-state]");
    line.querySelector("span").textContent = words;
    line.className = failed ? "no" : all ? "yes" : "";
    document.querySelector("[data-proof-step]").className = failed ? "bad" : all ? "ok" : "";
    const started = proofs.length > 0 && !failed;
    this.section.querySelector("[data-make-proofs]").hidden = started;
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-waiver]")) countReasons();
});
const section = document.querySelector("[data-proofs]");
if (section) {
  const watch = new Watch(section);
  section.querySelector("[data-make-proofs]").addEventListener("click", () => watch.ask("POST"));
  watch.ask("GET");
}
