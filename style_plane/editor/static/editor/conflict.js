/* The dialog after two people edited one draft. */

import { element } from "./elements.js";
import { said } from "./rows.js";

const SHOWN = 30;

export function conflictDialog(room, dialog, saving) {
  const body = dialog.querySelector("[data-body]");
  const foot = dialog.querySelector("[data-foot]");
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  saving.addEventListener("conflict", ({ detail }) => {
    const { theirs, joined, changed, mine } = detail;
    const line = ({ pointer, old, new: now }) => element("li", {}, element("code", {}, pointer || "/"), ` ${said(old)} → ${said(now)}`);
    const clash = ({ pointer, mine: own, theirs: other }) => element("li", {}, element("code", {}, pointer || "/"), ` yours ${said(own)}, theirs ${said(other)}`);
    const take = (document) => {
      dialog.close();
      saving.resolve(document, theirs);
    };
    body.replaceChildren(
      element("p", {}, `Revision ${theirs.rev} was saved while you edited. Your edits are safe in this browser.`),
      element("h3", {}, `Changed meanwhile (${changed.length})`),
      element("ul.code", {}, changed.slice(0, SHOWN).map(line), changed.length > SHOWN ? element("li", {}, `and ${changed.length - SHOWN} more`) : null),
      joined.collisions.length ? element("h3", {}, `Changed by both (${joined.collisions.length})`) : element("p.quiet", {}, "You changed other places: both sets of changes fit together."),
      joined.collisions.length ? element("ul.code", {}, joined.collisions.map(clash)) : "",
    );
    foot.replaceChildren(
      element("button.button", { type: "button", "data-take": "theirs", onclick: () => take(theirs.document) }, "Drop mine"),
      element("button.button", { type: "button", "data-take": "mine", onclick: () => take(mine) }, "Keep mine only"),
      element("button.button.primary", { type: "button", "data-take": "both", onclick: () => take(joined.document) }, joined.collisions.length ? "Join, mine where both" : "Join both"),
    );
    if (!dialog.open) dialog.showModal();
  });
}
