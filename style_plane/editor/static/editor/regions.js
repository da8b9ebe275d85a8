/* What can be taken hold of in a picture: the captions and every overlay that is there now. */

import { get } from "./documents.js";
import { element } from "./elements.js";

/** Percent that an arrow key moves. */
const STEP = 0.5;
/** In a small picture what is smaller than a fingertip is left to its form. */
const SMALL_PICTURE = 400;
const FINGERTIP = 24;

export class Regions {
  constructor(room, aspect) {
    Object.assign(this, { room, aspect, drag: null });
    this.node = element("div.regions");
  }

  /** `regions`: [{id, x, y, width, height}] in shares of the frame. */
  draw(regions) {
    if (this.drag) return; // what is being dragged stays under the pointer
    const focus = document.activeElement?.dataset?.region;
    const inside = this.node.contains(document.activeElement);
    this.node.replaceChildren(...regions.filter((region) => this.known(region) && this.reachable(region)).map((region) => this.handle(region)));
    if (inside && focus) this.node.querySelector(`[data-region="${CSS.escape(focus)}"]`)?.focus();
  }

  /** A picture of before an edit may show what the style no longer has. */
  known({ id }) {
    return id === "captions" || (get(this.room.draft.document, "/overlays") ?? []).some((item) => item.id === id);
  }

  reachable({ width, height }) {
    const frame = this.node.getBoundingClientRect();
    return frame.height >= SMALL_PICTURE || Math.min(width * frame.width, height * frame.height) >= FINGERTIP;
  }

  handle(region) {
    const name = region.id === "captions" ? "Captions" : region.id;
    const node = element("button.region", { type: "button", "data-region": region.id, "aria-label": `${name}: drag or use the arrow keys to move, press Enter for its settings`, title: name });
    for (const [key, value] of [["left", region.x], ["top", region.y], ["width", region.width], ["height", region.height]]) node.style[key] = `${value * 100}%`;
    node.addEventListener("pointerdown", (event) => this.begin(event, node, region));
    node.addEventListener("keydown", (event) => this.key(event, region));
    return node;
  }

  begin(event, node, region) {
    if (event.button !== 0 || !this.room.editable) return;
    event.preventDefault();
    node.focus();
    node.setPointerCapture(event.pointerId);
    const start = { x: event.clientX, y: event.clientY };
    const from = this.place(region.id);
    const frame = this.node.getBoundingClientRect();
    this.drag = region.id;
    let moved = false;
    const move = (at) => {
      const dx = ((at.clientX - start.x) / frame.width) * 100;
      const dy = ((at.clientY - start.y) / frame.height) * 100;
      if (!moved && Math.hypot(at.clientX - start.x, at.clientY - start.y) < 4) return;
      moved = true;
      const shown = this.move(region.id, from, dx, dy);
      node.style.left = `${region.x * 100 + shown.dx}%`;
      node.style.top = `${region.y * 100 + shown.dy}%`;
    };
    const end = () => {
      node.removeEventListener("pointermove", move);
      this.drag = null;
      if (moved) this.room.redraw();
      else this.reveal(region.id);
    };
    node.addEventListener("pointermove", move);
    node.addEventListener("pointerup", end, { once: true });
    node.addEventListener("pointercancel", end, { once: true });
  }

  key(event, region) {
    const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (event.key === "Enter") this.reveal(region.id);
    if (!step || !this.room.editable) return;
    event.preventDefault();
    event.stopPropagation();
    const times = event.shiftKey ? 4 : 1;
    this.move(region.id, this.place(region.id), step[0] * times, step[1] * times);
  }

  pointer(id) {
    if (id === "captions") return "/subtitles/placement";
    const index = (get(this.room.draft.document, "/overlays") ?? []).findIndex((item) => item.id === id);
    return `/overlays/${index}/box`;
  }

  reveal(id) {
    this.room.form.reveal(id === "captions" ? "/subtitles/placement" : this.pointer(id).replace(/\/box$/, ""));
  }

  /** What an edit here holds for: the chosen scope, and where this picture has a place of its own, itself. */
  scope(pointer) {
    const { draft } = this.room;
    return draft.scope ?? (draft.owners(pointer).includes(this.aspect) ? this.aspect : null);
  }

  /** Where something stands in the contract's own terms. */
  place(id) {
    const { draft } = this.room;
    const pointer = this.pointer(id);
    const names = id === "captions" ? ["anchor", "offset"] : ["x", "y", "width", "height"];
    return Object.fromEntries(names.map((name) => [name, draft.value(`${pointer}/${name}`, this.scope(`${pointer}/${name}`))]));
  }

  /** Move by percent of the frame; captions keep to their column. Returns what was really moved. */
  move(id, from, dx, dy) {
    const pointer = this.pointer(id);
    const halves = (value) => Math.round(value * 2) / 2;
    if (id === "captions") {
      const sign = from.anchor === "bottom" ? -1 : 1;
      const offset = Math.min(100, Math.max(0, halves(from.offset + sign * dy)));
      this.write(`${pointer}/offset`, offset);
      return { dx: 0, dy: (offset - from.offset) * sign };
    }
    const x = Math.min(Math.max(0, 100 - from.width), Math.max(0, halves(from.x + dx)));
    const y = Math.min(Math.max(0, 100 - from.height), Math.max(0, halves(from.y + dy)));
    this.write(`${pointer}/x`, x);
    this.write(`${pointer}/y`, y);
    return { dx: x - from.x, dy: y - from.y };
  }

  write(pointer, value) {
    const { draft } = this.room;
    const scope = this.scope(pointer);
    if (value !== draft.value(pointer, scope)) draft.change(pointer, value, { scope });
  }
}
