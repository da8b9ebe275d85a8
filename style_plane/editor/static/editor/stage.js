/* The centre: which aspect ratios are shown, over what, in which language, with which marks. */

import { element } from "./elements.js";
import { Pane } from "./panes.js";

const ALL = "all";
const GROUND_TITLES = { portrait: "Portrait", dark: "Dark", bright: "Light", busy: "Busy", background: "Own" };

export class Stage {
  constructor(room, nodes) {
    Object.assign(this, { room, nodes, panes: [] });
    const aspects = room.draft.common("/promise");
    this.view = { shown: aspects[0] ?? "9:16", at: null, ground: "portrait", language: room.draft.common("/languages")?.[0] ?? "en", zones: "", onion: 0, cover: false };
    room.redraw = () => this.draw();
    room.look = (cover) => this.look(cover);
    this.options();
    this.show(this.view.shown);
    new ResizeObserver(() => this.fit()).observe(nodes.canvas);
    room.draft.addEventListener("change", ({ detail }) => {
      this.covers();
      if (detail.pointer === "/promise" || detail.structure || String(this.own()) !== this.marked) this.tabs();
      room.player?.edited();
    });
    room.draft.addEventListener("scope", () => this.tabs());
  }

  get aspects() {
    const promised = this.room.draft.common("/promise") ?? [];
    return promised.length ? promised : Object.keys(this.room.sizes);
  }

  /** Show one aspect ratio, or all. Edits of one only stay with what is shown. */
  show(name) {
    this.view.shown = name;
    const shown = name === ALL ? this.aspects : [name];
    for (const pane of this.panes) pane.stop();
    this.panes = shown.map((aspect) => new Pane(this.room, this.view, aspect));
    this.nodes.canvas.replaceChildren(...this.panes.map((pane) => pane.node));
    this.nodes.canvas.classList.toggle("several", shown.length > 1);
    if (this.room.draft.scope !== null) this.room.draft.narrow(name === ALL ? null : name);
    this.tabs();
    this.fit();
    if (this.room.player?.playing) this.room.player.stop();
    else if (this.room.player) this.draw();
  }

  /** The cover can be looked at once something is drawn on it. */
  covers() {
    const { nodes, room, view } = this;
    nodes.shownField.hidden = !(room.draft.document.overlays ?? []).some((item) => item.span?.anchor === "cover");
    if (!nodes.shownField.hidden || !view.cover) return;
    this.turn(false);
  }

  /** Show what an overlay is drawn on: the cover, or the short. */
  look(cover) {
    this.covers();
    if (cover === this.view.cover || this.nodes.shownField.hidden) return;
    this.turn(cover);
    this.draw();
  }

  turn(cover) {
    Object.assign(this.view, { cover, at: null });
    this.nodes.shown.value = cover ? "cover" : "short";
    this.room.player?.rest(cover);
  }

  /** Aspect ratios with values of their own. */
  own() {
    const filled = (patch) => Object.values(patch ?? {}).some((part) => Object.keys(part ?? {}).length);
    return Object.entries(this.room.draft.document.aspects ?? {}).filter(([, patch]) => filled(patch)).map(([name]) => name);
  }

  /** Tabs of aspect ratios, and which of them edits hold for. */
  tabs() {
    const { draft } = this.room;
    const own = this.own();
    this.marked = String(own);
    const tab = (name, title, key) => element("button", { type: "button", "aria-pressed": String(this.view.shown === name), "data-aspect": name, title: key ? `Key ${key}` : "All side by side, key 0", onclick: () => this.show(name) }, title, own.includes(name) ? element("span.dot.own", { title: "Has values of its own" }) : null);
    this.nodes.aspects.replaceChildren(...this.aspects.map((name, index) => tab(name, name, index + 1)), tab(ALL, "All", 0));
    const one = this.view.shown;
    const scope = (value, title) => element("button", { type: "button", "aria-pressed": String(draft.scope === value), "data-scope": value ?? ALL, onclick: () => draft.narrow(value) }, title);
    this.nodes.scope.replaceChildren(scope(null, "Edit all"), ...(one === ALL ? [] : [scope(one, `Edit ${one} only`)]));
  }

  options() {
    const { nodes, room, view } = this;
    const pick = (key) => (event) => {
      view[key] = event.target.value;
      if (key === "language") view.at = null;
      this.draw();
    };
    const fill = (select, options, value, change) => {
      select.replaceChildren(...options.map(([name, title]) => element("option", { value: name }, title)));
      select.value = value;
      select.addEventListener("change", change);
    };
    const samples = room.samples.map(({ sha256, name }) => [sha256, name]);
    fill(nodes.ground, [...room.grounds.map((name) => [name, GROUND_TITLES[name] ?? name]), ...samples], view.ground, pick("ground"));
    fill(nodes.language, room.languages.map(({ code, name }) => [code, name]), view.language, pick("language"));
    const platforms = [...new Map(room.platforms.map((item) => [item.slug, item.title])).entries()];
    fill(nodes.zones, [["", "None"], ...platforms], view.zones, (event) => {
      view.zones = event.target.value;
      for (const pane of this.panes) pane.zones.draw(view);
    });
    nodes.shown.addEventListener("change", () => {
      this.turn(nodes.shown.value === "cover");
      this.draw();
    });
    this.covers();
    nodes.onionField.hidden = !room.draft.base;
    nodes.onion.addEventListener("input", () => {
      view.onion = nodes.onion.valueAsNumber / 100;
      for (const pane of this.panes) pane.drawBefore().catch((error) => pane.fail(error));
    });
  }

  /** Make the pictures as large as fits. */
  fit() {
    const { canvas } = this.nodes;
    const style = getComputedStyle(canvas);
    const room = canvas.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom) - 34;
    const columns = this.panes.length > 2 ? 2 : this.panes.length;
    const lines = Math.ceil(this.panes.length / columns);
    const wide = (canvas.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 16 * (columns - 1)) / columns;
    const high = Math.max(120, (room - 50 * (lines - 1)) / lines);
    for (const pane of this.panes) {
      const { width, height } = this.room.sizes[pane.aspect];
      pane.canvas.style.width = `${Math.floor(Math.min(wide, (high * width) / height))}px`;
    }
  }

  draw() {
    for (const pane of this.panes) pane.draw();
  }
}
