/* One control for each kind of field. A control is {node, show(value)}; it calls `change(value)` while somebody edits. */

import { colorControl } from "./colors.js";
import { element } from "./elements.js";

const LONG_SLIDER = 10_000;
/** Sliders of long durations end here; the number beside them does not. */
const SEGMENTS = 3;
const LONG_TEXT = 120;
const REFERENCES = { font: "/brand/fonts", logo: "/brand/logos", lut: "/brand/luts", sound: "/brand/stings", track: "/brand/music" };
const ID_OF_OVERLAY = /^\/overlays\/\d+\/id$/;
const ASSETS = { fonts: "font", fallbacks: "font", logos: "image", luts: "lut", stings: "sound", music: "sound" };

export const words = (name) => String(name).replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

/** Names that a text field may refer to, as the pointer of their map; undefined for free text. */
export const referenceOf = (pointer) => (pointer.startsWith("/brand/") ? undefined : REFERENCES[pointer.split("/").at(-1)]);

/** The control of a field. `about` is {draft, kit, pointer, id, change, languages}. */
export function control(field, about) {
  if (referenceOf(about.pointer) && field.kind === "text") return reference(field, about);
  if (ID_OF_OVERLAY.test(about.pointer)) return overlayName(field, about);
  if (about.pointer === "/platforms") return chips(about, () => field.choices.map((slug) => [slug, about.platforms.find((item) => item.slug === slug)?.title ?? words(slug)]));
  if (about.pointer === "/languages") return chips(about, () => about.languages.map(({ code, name }) => [code, name]));
  const make = { number, integer: number, toggle, choice, choices: many, color, paint: color, digest, text, texts, patch }[field.kind];
  return make(field, about);
}

function number(field, { id, change }) {
  const step = field.kind === "integer" && field.step < 1 ? 1 : field.step;
  const limits = { min: text_(field.minimum), max: text_(field.maximum), step: text_(step) };
  const box = element("input", { id, type: "number", ...limits, step: field.kind === "integer" ? "1" : "any", inputmode: "decimal" });
  const bounded = field.minimum !== null && field.maximum !== null;
  const end = field.maximum > LONG_SLIDER ? LONG_SLIDER : field.maximum;
  const slider = bounded ? element("input", { type: "range", ...limits, max: String(end), tabindex: "-1", "aria-hidden": "true" }) : null;
  const take = (source) => {
    if (source.value === "" || Number.isNaN(source.valueAsNumber)) return;
    const value = field.kind === "integer" ? Math.round(source.valueAsNumber) : Math.round(source.valueAsNumber * 1000) / 1000;
    if (source === slider) box.value = String(value);
    else if (slider) slider.value = String(value);
    box.setAttribute("aria-invalid", String(bounded && (value < field.minimum || value > field.maximum)));
    change(value);
  };
  box.addEventListener("input", () => take(box));
  slider?.addEventListener("input", () => take(slider));
  const show = (value) => {
    if (document.activeElement !== box) box.value = value ?? "";
    if (slider && document.activeElement !== slider) slider.value = value ?? field.minimum;
  };
  const unit = field.unit ? element("span.unit", { "aria-hidden": "true" }, field.unit) : null;
  return { node: element("div.amount", {}, slider, element("span.with-unit", {}, box, unit)), show };
}

const text_ = (value) => (value === null || value === undefined ? null : String(value));

function toggle(field, { id, change }) {
  const box = element("input", { id, type: "checkbox", onchange: () => change(box.checked) });
  return { node: element("span.switch", {}, box), show: (value) => (box.checked = Boolean(value)) };
}

function choice(field, about) {
  const options = field.choices;
  if (options.length > SEGMENTS || field.nullable) return select(field, about, () => options.map((name) => [name, words(name)]));
  const buttons = options.map((name) => element("button", { type: "button", onclick: () => pick(name) }, words(name)));
  const show = (value) => options.forEach((name, index) => buttons[index].setAttribute("aria-pressed", String(name === value)));
  const pick = (name) => {
    show(name);
    about.change(name);
  };
  buttons[0].id = about.id;
  return { node: element("div.segments", { role: "group", "aria-label": field.title }, buttons), show };
}

function select(field, { id, change }, optionsOf) {
  const box = element("select", { id, onchange: () => change(box.value === "" ? null : box.value) });
  const show = (value) => {
    const options = optionsOf();
    const known = value === null || value === undefined || options.some(([name]) => name === value);
    const all = [...(field.nullable || !known ? [["", field.nullable ? "None" : "Choose"]] : []), ...options, ...(known ? [] : [[value, value]])];
    box.replaceChildren(...all.map(([name, title]) => element("option", { value: name }, title)));
    box.value = value ?? "";
  };
  return { node: box, show };
}

function reference(field, about) {
  const map = referenceOf(about.pointer);
  const names = () => Object.keys(about.draft.common(map) ?? {}).map((name) => [name, name]);
  return select(field, about, names);
}

function chips({ change, draft, pointer, id }, optionsOf) {
  const node = element("div.chips", { role: "group", id });
  const show = (value) => {
    const chosen = value ?? [];
    const options = optionsOf();
    const others = chosen.filter((name) => !options.some(([known]) => known === name)).map((name) => [name, name]);
    const flip = (name) => (draft.value(pointer).includes(name) ? draft.value(pointer).filter((other) => other !== name) : [...draft.value(pointer), name]);
    node.replaceChildren(...[...options, ...others].map(([name, title]) =>
      element("button.chip", { type: "button", "aria-pressed": String(chosen.includes(name)), onclick: () => { change(flip(name)); show(draft.value(pointer)); } }, title)));
  };
  return { node, show };
}

const many = (field, about) => chips(about, () => field.choices.map((name) => [name, name.includes(":") ? name : words(name)]));

function color(field, { id, change, draft }) {
  const node = element("div.color-slot");
  const show = (value) => {
    if (value === null || value === undefined) {
      node.replaceChildren(element("button.button.small", { id, type: "button", onclick: () => take("#FFFFFFFF") }, "Set a colour"));
      return;
    }
    const active = document.activeElement;
    if (node.contains(active) && active.matches("input")) return; // whoever types is not interrupted
    const palette = draft.common("/brand/palette") ?? {};
    const made = colorControl({ id, title: field.title, value, palette, tokens: field.kind === "paint", change: take });
    const remove = field.nullable ? element("button.link.small", { type: "button", onclick: () => take(null) }, "No colour of its own") : null;
    node.replaceChildren(...[made, remove].filter(Boolean));
  };
  const take = (value) => {
    change(value);
    show(value);
  };
  return { node, show };
}

function digest(field, about) {
  const kind = ASSETS[about.pointer.split("/")[2]];
  const title = (asset) => [asset.name || asset.family || nameOf(about, asset.sha256) || asset.sha256.slice(0, 12), asset.weight || "", asset.width ? `${asset.width}×${asset.height}` : ""].filter(Boolean).join(" ");
  const found = select(field, { ...about, change: (sha256) => takeAsset(about, kind, sha256) }, () => about.kit.filter((asset) => asset.kind === kind).map((asset) => [asset.sha256, title(asset)]));
  return found;
}

/** What the style calls a file that is not in the kit. */
function nameOf({ draft, pointer }, sha256) {
  const items = draft.common(pointer.split("/").slice(0, 3).join("/")) ?? {};
  return Object.keys(items).find((name) => items[name]?.sha256 === sha256);
}

/** Another file: what is known of it comes with it. */
function takeAsset({ draft, pointer, kit, change }, kind, sha256) {
  const asset = kit.find((item) => item.sha256 === sha256);
  const item = pointer.slice(0, pointer.lastIndexOf("/"));
  if (asset) draft.change(item, { ...draft.common(item), ...factsOf(asset) }, { structure: true });
  else change(sha256);
}

/** What a contract says about a file. */
export function factsOf(asset) {
  if (asset.kind === "font") return { sha256: asset.sha256, family: asset.family, weight: asset.weight, italic: asset.italic, ...(asset.license ? { license: asset.license.slice(0, 200) } : {}) };
  if (asset.kind === "image") return { sha256: asset.sha256, width: asset.width, height: asset.height };
  return { sha256: asset.sha256 };
}

function text(field, { id, change }) {
  const long = (field.most ?? 0) > LONG_TEXT;
  const box = element(long ? "textarea" : "input", { id, maxlength: text_(field.most), spellcheck: "false", autocomplete: "off", rows: long ? "2" : null });
  box.addEventListener("input", () => change(box.value === "" && field.nullable ? null : box.value));
  return { node: box, show: (value) => document.activeElement !== box && (box.value = value ?? "") };
}

/** A name that no other overlay has; what cannot be one is shown as wrong, and gone when the field is left. */
function overlayName(field, { id, change, draft, pointer }) {
  const index = Number(pointer.split("/")[2]);
  const box = element("input", { id, maxlength: "63", spellcheck: "false", autocomplete: "off" });
  const show = (value) => {
    if (document.activeElement === box) return;
    box.value = value ?? "";
    box.setAttribute("aria-invalid", "false");
  };
  box.addEventListener("input", () => {
    const good = draft.mayBeCalled(index, box.value);
    box.setAttribute("aria-invalid", String(!good));
    if (good) change(box.value);
  });
  box.addEventListener("blur", () => show(draft.value(pointer)));
  return { node: box, show };
}

function texts(field, { id, change }) {
  const box = element("input", { id, spellcheck: "false", autocomplete: "off", placeholder: "one, two" });
  box.addEventListener("input", () => change(box.value.split(",").map((word) => word.trim()).filter(Boolean)));
  return { node: box, show: (value) => document.activeElement !== box && (box.value = (value ?? []).join(", ")) };
}

function patch(field, { id, change }) {
  const box = element("textarea", { id, spellcheck: "false", rows: "3", placeholder: "{}" });
  box.addEventListener("input", () => {
    try {
      change(JSON.parse(box.value || "{}"));
      box.setAttribute("aria-invalid", "false");
    } catch {
      box.setAttribute("aria-invalid", "true");
    }
  });
  return { node: box, show: (value) => document.activeElement !== box && (box.value = JSON.stringify(value ?? {})) };
}
