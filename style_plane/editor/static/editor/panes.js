/* The pictures. A pane shows one aspect ratio; it has one request on its way at most, and then asks for the newest. */

import { ProblemError, send } from "../app.js";
import { element } from "./elements.js";
import { Regions } from "./regions.js";
import { SafeZones } from "./zones.js";

/** Frames of a sample are this long. */
export const FRAME_MS = 1000 / 30;
const WIDEST = { "9:16": 540, "4:5": 600, "1:1": 680, "16:9": 880 };
const NARROWEST = 160;

export class Pane {
  /** `room` as everywhere; `view` is what is looked at: {aspects, at, ground, language, zones, onion}. */
  constructor(room, view, aspect) {
    Object.assign(this, { room, view, aspect, busy: false, again: false, painted: 0, playing: false });
    const { width, height } = room.sizes[aspect];
    this.picture = element("img.picture", { alt: `Preview in ${aspect}`, width: String(width), height: String(height), draggable: "false" });
    this.before = element("img.onion", { alt: "", hidden: true, draggable: "false" });
    this.film = element("video.film", { muted: true, loop: true, playsinline: true, hidden: true, "aria-label": `Preview of two seconds in ${aspect}` });
    this.film.addEventListener("timeupdate", () => this.playing && room.player.follow(this.filmStart + this.film.currentTime * 1000));
    this.zones = new SafeZones(room, aspect);
    this.regions = new Regions(room, aspect);
    this.note = element("p.pane-note", { role: "status", hidden: true });
    this.canvas = element("div.canvas", {}, this.picture, this.before, this.film, this.zones.node, this.regions.node);
    this.canvas.style.setProperty("--ratio", String(width / height));
    this.node = element("figure.pane", { "data-aspect": aspect }, this.canvas, element("figcaption", {}, aspect), this.note);
  }

  get address() {
    return `/drafts/${this.room.id}`;
  }

  /** What is asked for: as many pixels as are seen, and no more than help. */
  shot(extra = {}) {
    const seen = Math.round((this.canvas.clientWidth * Math.min(devicePixelRatio || 1, 2)) / 20) * 20;
    const width = Math.max(NARROWEST, Math.min(WIDEST[this.aspect], seen || WIDEST[this.aspect]));
    const { ground, language, at } = this.view;
    return { aspect: this.aspect, ground, language, width, cover: this.view.cover, ...(at === null ? {} : { at_ms: Math.round(at) }), ...extra };
  }

  /** The newest picture, as soon as can be. */
  async draw() {
    this.zones.draw(this.view);
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    do {
      this.again = false;
      try {
        await this.paint();
      } catch (error) {
        this.fail(error);
      }
    } while (this.again);
    this.busy = false;
  }

  async paint() {
    const answer = await send("POST", `${this.address}/preview`, { document: this.room.draft.document, shot: this.shot() });
    const facts = JSON.parse(decodeURIComponent(answer.headers.get("x-still")));
    await put(this.picture, await answer.blob());
    this.painted += 1;
    this.picture.dataset.painted = String(this.painted);
    this.say("");
    this.regions.draw(facts.regions);
    this.room.player.timed(facts);
    await this.drawBefore();
  }

  /** The published version under the draft, as strong as the slider says. */
  async drawBefore() {
    const wanted = this.view.onion > 0 && this.room.draft.base;
    this.before.hidden = !wanted;
    if (!wanted) return;
    this.before.style.opacity = String(this.view.onion);
    const shot = this.shot();
    const key = JSON.stringify(shot);
    if (this.beforeKey === key) return;
    const answer = await send("POST", `${this.address}/preview`, { document: this.room.draft.base, shot });
    await put(this.before, await answer.blob());
    this.beforeKey = key;
  }

  /** Two seconds from now on, over and over. */
  async play() {
    this.playing = true;
    this.say("Painting two seconds…");
    const answer = await send("POST", `${this.address}/film`, { document: this.room.draft.document, shot: this.shot({ width: Math.min(360, this.shot().width) }) });
    this.filmStart = JSON.parse(decodeURIComponent(answer.headers.get("x-still"))).at_ms;
    const film = URL.createObjectURL(await answer.blob());
    if (!this.playing) return URL.revokeObjectURL(film);
    const old = this.film.src;
    const from = this.film.hidden ? 0 : this.film.currentTime;
    this.film.src = film;
    if (old) URL.revokeObjectURL(old);
    this.film.currentTime = from;
    this.film.hidden = false;
    this.regions.node.hidden = true;
    this.say("");
    await this.film.play().catch(() => this.say("Press play again: the browser stopped the film."));
  }

  stop() {
    this.playing = false;
    this.film.pause();
    this.film.hidden = true;
    this.regions.node.hidden = false;
  }

  fail(error) {
    if (error instanceof ProblemError && error.status === 409) return;
    this.say(error instanceof ProblemError ? error.message : "The style plane cannot be reached; the picture is from before.");
  }

  say(message) {
    this.note.textContent = message;
    this.note.hidden = message === "";
  }
}

/** Show a picture once it is decoded, so that nothing flickers. */
async function put(image, blob) {
  const fresh = URL.createObjectURL(blob);
  const loaded = new Image();
  loaded.src = fresh;
  await loaded.decode();
  const old = image.src;
  image.src = fresh;
  await image.decode().catch(() => undefined);
  if (old.startsWith("blob:")) URL.revokeObjectURL(old);
}
