/* A row: a field's title, its control, where its value comes from, and the way back. */

import { control, words } from "./controls.js";
import { element, icon } from "./elements.js";
import { same } from "./documents.js";

export const idOf = (pointer) => `field${pointer.replaceAll(/[^a-zA-Z0-9]+/g, "-")}`;

/** How a value reads in a sentence. */
export function said(value, field) {
  if (value === null || value === undefined) return "none";
  if (value === true || value === false) return value ? "on" : "off";
  if (Array.isArray(value)) return value.length ? value.join(", ") : "none";
  if (typeof value === "object") return "set";
  if (field?.kind === "choice") return words(value);
  if (typeof value === "string" && /^#[0-9A-F]{6}FF$/.test(value)) return value.slice(0, 7);
  return field?.unit ? `${value} ${field.unit}` : String(value);
}

/** One leaf field. `room` holds what all rows share: {draft, kit, languages}. */
export function row(room, field, pointer, title = field.title) {
  const { draft } = room;
  const id = idOf(pointer);
  const change = (value) => draft.change(pointer, value);
  const made = control(field, { ...room, pointer, id, change });
  const dot = element("span.dot.own", { hidden: true, title: "This aspect ratio has a value of its own" });
  const back = element("button.icon-button.reset", { type: "button", hidden: true, onclick: () => draft.reset(pointer) }, icon("reset"));
  const where = element("p.hint.where", { hidden: true });
  const error = element("p.error", { hidden: true, id: `${id}-error` });
  const [help, ask] = field.help ? explained(room, field, pointer, id, title) : [];
  const name = element(isGroup(made.node) ? "span.field-label" : "label", isGroup(made.node) ? {} : { for: id }, title, dot);
  const node = element(`div.field.kind-${field.kind}`, { "data-pointer": pointer }, element("div.field-top", {}, element("span.field-name", {}, name, ask), back), made.node, where, error, help);
  if (isGroup(made.node)) made.node.setAttribute("aria-label", title);

  const show = () => {
    made.show(draft.value(pointer));
    const own = draft.own(pointer);
    const owners = draft.scope === null ? draft.owners(pointer) : [];
    const published = draft.published(pointer);
    const moved = published !== undefined && !same(published, draft.common(pointer)) && draft.scope === null;
    dot.hidden = !own && owners.length === 0;
    back.hidden = !own && !moved;
    back.setAttribute("aria-label", own ? `Inherit ${title} again` : `Reset ${title} to the published value`);
    back.title = own ? `Inherit ${said(draft.common(pointer), field)}` : `Reset to ${said(published, field)}`;
    where.textContent = origin({ draft, field, pointer, own, owners, moved, published });
    where.hidden = where.textContent === "";
  };
  const complain = (message) => {
    error.textContent = message ?? "";
    error.hidden = !message;
    node.classList.toggle("wrong", Boolean(message));
  };
  show();
  return { node, pointer, show, complain };
}

/** What a field is for, and the button that shows it: nothing moves while somebody only passes by. */
function explained(room, field, pointer, id, title) {
  const said = field.help.replaceAll("`", "");
  const open = (room.explained ??= new Set());
  const help = element("p.hint.help", { id: `${id}-help`, hidden: !open.has(pointer) }, said);
  const ask = element("button.ask", { type: "button", title: said, "aria-label": `What ${title} means`, "aria-expanded": String(open.has(pointer)), "aria-controls": help.id }, "?");
  ask.addEventListener("click", () => {
    help.hidden = !help.hidden;
    ask.setAttribute("aria-expanded", String(!help.hidden));
    open[help.hidden ? "delete" : "add"](pointer);
  });
  return [help, ask];
}

function origin({ draft, field, pointer, own, owners, moved, published }) {
  if (own) return `${draft.scope} only, instead of ${said(draft.common(pointer), field)}`;
  if (draft.scope && draft.patchable(pointer)) return `inherits ${said(draft.common(pointer), field)}`;
  if (owners.length) return `differs in ${owners.join(", ")}`;
  return moved ? `was ${said(published, field)}` : "";
}

const isGroup = (node) => node.getAttribute("role") === "group" || node.classList.contains("color-slot");
