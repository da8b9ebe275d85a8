/* Time: scrubbing, frame steps, playing two seconds over and over. */

import { element, icon, later } from "./elements.js";
import { FRAME_MS } from "./panes.js";

const AFTER_EDIT_MS = 260;

export class Player {
  constructor(room, stage, node) {
    Object.assign(this, { room, stage, node, length: 6000, playing: false });
    room.player = this;
    this.button = element("button.button.small.play", { type: "button", "aria-pressed": "false", title: "Space", onclick: () => this.toggle() });
    this.slider = element("input", { type: "range", min: "0", max: String(this.length), step: "1", id: "scrub", "aria-label": "Moment of the sample" });
    this.slider.addEventListener("input", () => this.seek(this.slider.valueAsNumber));
    this.time = element("output.number.small", { for: "scrub" });
    const step = (name, label, frames) => element("button.icon-button", { type: "button", "aria-label": label, title: label, onclick: () => this.step(frames) }, icon(name));
    node.replaceChildren(this.button, step("back", "One frame back", -1), this.slider, step("forth", "One frame on", 1), this.time);
    this.replay = later(AFTER_EDIT_MS, () => this.playing && this.play());
    this.label();
  }

  /** A cover stands still: there is nothing to play. */
  rest(still) {
    if (still && this.playing) this.stop();
    this.node.hidden = still;
  }

  /** What a still said of the sample. */
  timed({ at_ms, length_ms }) {
    this.length = length_ms;
    this.slider.max = String(length_ms);
    if (this.stage.view.at === null) this.stage.view.at = at_ms;
    if (document.activeElement !== this.slider) this.show(this.stage.view.at);
  }

  /** What a film that plays shows now. */
  follow(ms) {
    this.stage.view.at = ms;
    this.show(ms);
  }

  show(ms) {
    this.slider.value = String(Math.round(ms));
    this.time.textContent = `${(ms / 1000).toFixed(2)} s`;
    this.slider.setAttribute("aria-valuetext", this.time.textContent);
  }

  seek(ms) {
    if (this.node.hidden) return;
    if (this.playing) this.stop();
    this.stage.view.at = Math.min(this.length - FRAME_MS, Math.max(0, ms));
    this.show(this.stage.view.at);
    this.stage.draw();
  }

  step(frames) {
    const now = Math.round((this.stage.view.at ?? 0) / FRAME_MS);
    this.seek((now + frames) * FRAME_MS);
  }

  async toggle() {
    if (this.node.hidden) return;
    if (this.playing) this.stop();
    else await this.play();
  }

  async play() {
    this.playing = true;
    this.label();
    for (const pane of this.stage.panes) {
      await pane.play().catch((error) => {
        pane.fail(error);
        if (error.status !== 409) this.stop();
      });
    }
  }

  stop() {
    this.playing = false;
    for (const pane of this.stage.panes) pane.stop();
    this.label();
    this.stage.draw();
  }

  /** The style changed: what plays is painted anew, once whoever types pauses. */
  edited() {
    if (this.playing) this.replay();
    else this.stage.draw();
  }

  label() {
    this.button.replaceChildren(icon(this.playing ? "pause" : "play"), this.playing ? "Pause" : "Play");
    this.button.setAttribute("aria-pressed", String(this.playing));
  }
}
