/* What has items: overlays, maps with names (palette, fonts, slots), lists (fallback fonts, speakers' colours). */

import { factsOf, words } from "./controls.js";
import { escaped, get } from "./documents.js";
import { beside, element, icon } from "./elements.js";

const SLUG = /^[a-z][a-z0-9-]{0,62}$/;
const LOCALE = /^[A-Za-z]{2,4}(-[A-Za-z0-9]{2,8})*$/;
const WRITTEN = ["title", "lower_third", "cta", "end_card", "text"];
const PICTURED = ["logo", "image", "cta", "end_card"];
/** Fields that only some kinds of overlay read. */
const ONLY = {
  text: WRITTEN, font: WRITTEN, case: WRITTEN, max_lines: WRITTEN, stroke: WRITTEN,
  color: [...WRITTEN, "frame", "progress", "waveform"], plate: [...WRITTEN, "logo", "image"], size: [...WRITTEN, "logo", "image"],
  shadow: [...WRITTEN, ...PICTURED], logo: PICTURED, detail: ["lower_third"], fit: ["image"], thickness: ["frame"], radius: ["frame", "image"],
};
/** What an overlay of the cover does not read: it stands still, and is there from the first to the last. */
const MOVING = ["/overlays/*/enter", "/overlays/*/exit"];
const TIMES = ["/overlays/*/span/offset_ms", "/overlays/*/span/duration_ms"];
const TIMELESS = ["always", "cover"];
const FIRST_BOX = { x: 10, y: 10, width: 80, height: 12 };
const KIND_OF_MAP = { fonts: "font", logos: "image", luts: "lut", stings: "sound", music: "sound" };

const button = (name, label, onclick, disabled = false) => element("button.icon-button", { type: "button", "aria-label": label, title: label, disabled, onclick }, icon(name));

/** Overlays: add, remove, reorder, hide in one aspect ratio, and all their fields. */
export function overlaySection(form) {
  const { draft } = form.room;
  const items = get(draft.document, "/overlays") ?? [];
  const cards = items.map((item, index) => overlayCard(form, item, index, items));
  const kinds = draft.field("/overlays/*/kind").choices;
  const kind = element("select", { id: "overlay-kind", "aria-label": "Kind of overlay" }, kinds.map((name) => element("option", { value: name }, words(name))));
  const add = element("button.button.small", { type: "button", id: "overlay-add", onclick: () => addOverlay(form, kind.value) }, icon("plus"), "Add");
  const empty = items.length ? null : element("p.hint", {}, "Nothing is drawn beside the captions yet. Add a title, a logo, a progress bar.");
  return [empty, ...cards, element("div.add", {}, kind, add)].filter(Boolean);
}

function overlayCard(form, item, index, items) {
  const { draft } = form.room;
  const pointer = `/overlays/${index}`;
  const hidden = draft.scope !== null && get(draft.document, draft.patchOf(pointer, draft.scope)) === null;
  const acts = [
    draft.scope ? button(hidden ? "hidden" : "shown", hidden ? `Show ${item.id} in ${draft.scope}` : `Hide ${item.id} in ${draft.scope}`, () => hide(form, pointer, hidden)) : null,
    button("up", `Move ${item.id} up`, () => swap(form, index, index - 1), index === 0),
    button("down", `Move ${item.id} down`, () => swap(form, index, index + 1), index === items.length - 1),
    button("trash", `Remove ${item.id}`, () => removeOverlay(form, item, pointer)),
  ];
  const open = Boolean(form.open.get(pointer)) && !hidden;
  const anchor = item.span?.anchor ?? "always";
  const covers = anchor === "cover";
  const title = element("span.group-title", {}, item.id, element("span.quiet.small", {}, words(item.kind ?? ""), covers ? " · on the cover" : ""));
  const card = element(hidden ? "details.group.item.off" : "details.group.item", { open, "data-pointer": pointer },
    element("summary", { onclick: () => card.open || form.room.look?.(covers) }, icon("down"), title));
  const idle = [...(covers ? MOVING : []), ...(TIMELESS.includes(anchor) ? TIMES : [])];
  const read = (described) => !idle.includes(described);
  const fill = () => {
    if (card.childElementCount > 1) return;
    const fields = form.below("/overlays/*").filter((field) => (ONLY[field.pointer.split("/").at(-1)] ?? [item.kind]).includes(item.kind));
    card.append(element("div.group-body", {}, form.draws(fields, (name) => name.replace("/overlays/*", pointer), read)));
  };
  if (open) fill();
  card.addEventListener("toggle", () => {
    form.open.set(pointer, card.open);
    if (card.open) fill();
  });
  return beside(card, acts);
}

function addOverlay(form, kind) {
  const { draft } = form.room;
  const items = get(draft.document, "/overlays") ?? [];
  const taken = new Set(items.map((item) => item.id));
  const base = kind.replaceAll("_", "-");
  let id = base;
  for (let number = 2; taken.has(id); number += 1) id = `${base}-${number}`;
  const logo = PICTURED.includes(kind) ? Object.keys(draft.common("/brand/logos") ?? {})[0] : undefined;
  const item = { id, kind, box: { ...FIRST_BOX }, ...(WRITTEN.includes(kind) && kind !== "lower_third" ? { text: "{title}" } : {}), ...(logo ? { logo } : {}) };
  form.open.set(`/overlays/${items.length}`, true);
  draft.change("/overlays", [...items, item], { structure: true });
}

function removeOverlay(form, item, pointer) {
  const { draft } = form.room;
  const aspects = structuredClone(draft.document.aspects ?? {});
  for (const patch of Object.values(aspects)) delete patch.overlays?.[item.id];
  const overlays = draft.document.overlays.filter((other) => other.id !== item.id);
  form.open.delete(pointer);
  draft.replace({ ...draft.document, overlays, ...(draft.document.aspects ? { aspects } : {}) });
}

function swap(form, from, to) {
  const items = [...form.room.draft.document.overlays];
  [items[from], items[to]] = [items[to], items[from]];
  const open = [from, to].map((index) => form.open.get(`/overlays/${index}`));
  form.open.set(`/overlays/${to}`, open[0]).set(`/overlays/${from}`, open[1]);
  form.room.draft.change("/overlays", items, { structure: true });
}

function hide(form, pointer, hidden) {
  const { draft } = form.room;
  const patch = draft.patchOf(pointer, draft.scope);
  const [, , aspect, , id] = patch.split("/");
  const aspects = structuredClone(draft.document.aspects ?? {});
  const own = (aspects[aspect] ??= {});
  own.overlays = { ...own.overlays };
  if (hidden) delete own.overlays[id];
  else own.overlays[id] = null;
  draft.replace({ ...draft.document, aspects });
}

/** A map with names, such as the palette. */
export function mapSection(form, pointer) {
  const { draft } = form.room;
  const items = draft.common(pointer) ?? {};
  const field = draft.field(`${pointer}/*`);
  const rows = Object.keys(items).map((name) => mapItem(form, field, pointer, name));
  const pattern = pointer === "/locales" ? LOCALE : SLUG;
  const input = element("input", { id: `add${pointer.replaceAll("/", "-")}`, "aria-label": `Name of a new entry in ${words(pointer.split("/").at(-1))}`, placeholder: pointer === "/locales" ? "ar, Arab, pt-BR" : "name", autocomplete: "off", spellcheck: "false" });
  const add = () => {
    const good = pattern.test(input.value) && !(input.value in items);
    input.setAttribute("aria-invalid", String(!good));
    if (!good) return;
    form.open.set(`${pointer}/${input.value}`, true);
    draft.change(pointer, { ...items, [input.value]: initial(form, field, pointer) }, { structure: true });
  };
  input.addEventListener("keydown", (event) => event.key === "Enter" && add());
  return [...rows, element("div.add", {}, input, element("button.button.small", { type: "button", onclick: add }, icon("plus"), "Add"))];
}

function mapItem(form, field, pointer, name) {
  const { draft } = form.room;
  const place = `${pointer}/${escaped(name)}`;
  const remove = button("trash", `Remove ${name}`, () => draft.remove(place));
  if (field) return element("div.entry", {}, form.row(field, place, name), remove);
  const body = () => form.draws(form.below(`${pointer}/*`), (described) => described.replace(`${pointer}/*`, place));
  const node = form.folded({ title: name, help: "" }, place, body);
  node.classList.add("item");
  return beside(node, remove);
}

function initial(form, field, pointer) {
  if (field) return "#FFFFFFFF";
  const kind = KIND_OF_MAP[pointer.split("/").at(-1)];
  const asset = kind && form.room.kit.find((item) => item.kind === kind);
  return asset ? factsOf(asset) : {};
}

/** A list without names. */
export function listSection(form, pointer) {
  const { draft } = form.room;
  const items = draft.value(pointer) ?? [];
  const field = draft.field(`${pointer}/*`);
  const write = (list) => draft.change(pointer, list, { structure: true });
  const rows = items.map((item, index) => {
    const remove = button("trash", `Remove number ${index + 1}`, () => write(items.filter((_, other) => other !== index)));
    const place = `${pointer}/${index}`;
    if (field) return element("div.entry", {}, listRow(form, field, pointer, index), remove);
    const body = () => form.draws(form.below(`${pointer}/*`), (described) => described.replace(`${pointer}/*`, place));
    const node = form.folded({ title: item.family ?? `Number ${index + 1}`, help: "" }, place, body);
    node.classList.add("item");
    return beside(node, remove);
  });
  const add = element("button.button.small", { type: "button", onclick: () => write([...items, initial(form, field, "/brand/fonts")]) }, icon("plus"), "Add");
  return [...rows, element("div.add", {}, add)];
}

/** Lists are patched as a whole, so a row writes the list. */
function listRow(form, field, pointer, index) {
  const { draft } = form.room;
  const view = Object.create(draft, {
    value: { value: () => draft.value(pointer)[index] },
    change: { value: (_, item) => draft.change(pointer, draft.value(pointer).map((other, at) => (at === index ? item : other))) },
    own: { value: () => false },
    owners: { value: () => [] },
    published: { value: () => undefined },
  });
  return form.row.call({ room: { ...form.room, draft: view }, rows: form.rows }, field, `${pointer}/${index}`, `Number ${index + 1}`);
}
