/* The editor: everything of the page is put together here. */

import { send, toast } from "../app.js";
import { Checks } from "./checks.js";
import { conflictDialog } from "./conflict.js";
import { Draft } from "./draft.js";
import { Form } from "./form.js";
import { keys } from "./keys.js";
import { Player } from "./player.js";
import { Saving } from "./saving.js";
import { Stage } from "./stage.js";

const WORDS = {
  saved: "Saved", editing: "Edited", saving: "Saving…", offline: "Not saved; kept in this browser", conflict: "Somebody else saved",
  refused: "Not saved",
};
const TONES = { offline: "warn", conflict: "warn", refused: "bad" };
const node = (id) => document.getElementById(id);

async function start(editor) {
  const id = editor.dataset.draft;
  const state = await (await send("GET", `/drafts/${id}/state`)).json();
  const draft = new Draft({ document: state.draft.document, base: state.base, fields: state.fields });
  const room = { ...state, id, draft, baseVersion: state.draft.base_version, org: state.draft.org, say: toast };
  room.editable = state.editable;

  const form = new Form(room, node("sections"), node("fields"));
  const stage = new Stage(room, { canvas: node("canvas"), aspects: node("aspects"), scope: node("scope"), ground: node("ground"), language: node("language"), zones: node("zones"), shown: node("shown"), shownField: node("shown-field"), onion: node("onion"), onionField: node("onion-field") });
  const player = new Player(room, stage, node("player"));
  const saving = new Saving(room, state.draft);
  const checks = new Checks(room, { root: node("checks"), summary: node("summary"), findings: node("findings"), bump: node("bump"), digest: node("digest"), changes: node("changes"), changesCount: node("changes-count"), changesList: node("changes-list"), publish: node("publish") });
  room.reveal = (pointer) => reveal(editor, form, pointer);

  conflictDialog(room, node("conflict"), saving);
  status(saving);
  steps(room, saving);
  parts(editor);
  keys({ player, stage, saving, help: node("help"), room });
  if (!room.editable) node("fields").inert = true;
  saving.restore();
  stage.draw();
  checks.check();
  editor.dataset.ready = "true";
}

/** What became of the last edits, in words. */
function status(saving) {
  const box = node("save-state");
  saving.addEventListener("state", ({ detail: { state, message, rev } }) => {
    box.textContent = state === "saved" ? `Saved · revision ${rev}` : message || WORDS[state];
    box.className = `badge ${TONES[state] ?? ""}`;
    box.dataset.state = state;
  });
  saving.addEventListener("restored", () => toast("Edits that had not been saved are back."));
  saving.say("saved");
}

function steps(room, saving) {
  const [undo, redo] = [node("undo"), node("redo")];
  const show = (view) => {
    undo.disabled = !room.editable || !(view.can_undo || saving.dirty);
    redo.disabled = !room.editable || !view.can_redo;
  };
  undo.addEventListener("click", () => saving.step("undo").catch((error) => toast(error.message)));
  redo.addEventListener("click", () => saving.step("redo").catch((error) => toast(error.message)));
  saving.addEventListener("view", ({ detail }) => show(detail));
  saving.addEventListener("state", () => show(saving.view));
  show(saving.view);
  node("publish").addEventListener("click", async (event) => {
    if (!saving.dirty) return;
    event.preventDefault();
    await saving.save();
    if (!saving.dirty) location.assign(node("publish").href);
  });
}

/** On a narrow screen the settings and the checks take turns. */
function parts(editor) {
  for (const button of editor.querySelectorAll("[data-part]")) {
    button.addEventListener("click", () => choosePart(editor, button.dataset.part));
  }
}

function choosePart(editor, part) {
  editor.dataset.shown = part;
  for (const button of editor.querySelectorAll("[data-part]")) button.setAttribute("aria-pressed", String(button.dataset.part === part));
}

function reveal(editor, form, pointer) {
  choosePart(editor, "settings");
  form.reveal(pointer);
}

const editor = document.querySelector(".editor");
start(editor).catch((error) => {
  node("editor-error").hidden = false;
  node("editor-error").textContent = `The editor did not start: ${error.message} Load the page again.`;
});
