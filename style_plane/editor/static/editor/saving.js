/* Nothing is lost: edits go to the browser's storage at once and to the plane shortly after.

   The plane knows revisions: what is saved names the revision that it was made from (If-Match). When somebody
   else saved meanwhile (412) both sets of changes are joined, and whoever edits decides where they collide. */

import { ProblemError, send } from "../app.js";
import { differences, same, threeWay } from "./documents.js";
import { later } from "./elements.js";

const PAUSE_MS = 700;
const RETRY_MS = 4000;

export class Saving extends EventTarget {
  constructor(room, view) {
    super();
    Object.assign(this, { room, rev: view.rev, saved: view.document, view, busy: null });
    this.soon = later(PAUSE_MS, () => this.save());
    this.retry = later(RETRY_MS, () => this.save());
    room.draft.addEventListener("change", () => this.edited());
    addEventListener("online", () => this.save());
    addEventListener("beforeunload", (event) => this.dirty && !this.kept && event.preventDefault());
  }

  get key() {
    return `reelwright draft ${this.room.id}`;
  }

  get dirty() {
    return !same(this.saved, this.room.draft.document);
  }

  edited() {
    if (!this.dirty) return this.forget();
    this.keep();
    this.say("editing");
    this.soon();
  }

  /** Write unsaved edits into the browser. */
  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ rev: this.rev, saved: this.saved, document: this.room.draft.document }));
      this.kept = true;
    } catch {
      this.kept = false; // storage is full or forbidden: leaving the page asks first
    }
  }

  forget() {
    localStorage.removeItem(this.key);
    this.kept = true;
    this.say("saved");
  }

  /** Edits that never reached the plane: they are taken up again, or joined with what was saved since. */
  restore() {
    const found = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (!found || same(found.document, this.saved)) return localStorage.removeItem(this.key);
    if (found.rev === this.rev) {
      this.room.draft.replace(found.document);
      return this.dispatchEvent(new CustomEvent("restored"));
    }
    return this.collide(found.saved, found.document, this.view);
  }

  /** Save now. One request at a time; what was typed meanwhile follows. */
  async save() {
    if (this.busy) return this.busy;
    if (!this.dirty || !this.room.editable || this.halted) return undefined;
    this.busy = this.put(this.room.draft.document);
    try {
      await this.busy;
    } finally {
      this.busy = null;
    }
    return this.dirty && !this.failed ? this.save() : undefined;
  }

  async put(document) {
    this.say("saving");
    this.failed = true;
    try {
      const answer = await send("PUT", `/drafts/${this.room.id}`, document, { "if-match": `"${this.rev}"` });
      this.failed = false;
      this.took(await answer.json(), document);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 412) await this.reload();
      else if (error instanceof ProblemError && error.status < 500 && error.status !== 429) this.say("refused", error.message);
      else {
        this.say("offline");
        this.retry();
      }
    }
  }

  /** The plane has this now. */
  took(view, document = view.document) {
    this.view = view;
    this.rev = view.rev;
    this.saved = document;
    if (this.dirty) this.keep();
    else this.forget();
    this.dispatchEvent(new CustomEvent("view", { detail: view }));
  }

  /** Somebody else saved: fetch theirs and join. */
  async reload() {
    const answer = await send("GET", `/drafts/${this.room.id}/draft`);
    const theirs = await answer.json();
    this.collide(this.saved, this.room.draft.document, theirs);
  }

  /** Two people changed the draft since `ancestor`. */
  collide(ancestor, mine, theirs) {
    const joined = threeWay(ancestor, mine, theirs.document);
    this.halted = true;
    this.keep();
    this.say("conflict");
    const detail = { theirs, joined, changed: differences(ancestor, theirs.document), mine };
    this.dispatchEvent(new CustomEvent("conflict", { detail }));
  }

  /** Go on with a document after a collision. */
  resolve(document, theirs) {
    this.halted = false;
    this.took(theirs);
    this.room.draft.replace(document);
    if (!this.dirty) this.forget();
    return this.save();
  }

  /** Undo or redo on the plane: each autosave is one step. */
  async step(act) {
    this.soon.now();
    await this.save();
    if (this.failed && this.dirty) return;
    const answer = await send("POST", `/drafts/${this.room.id}/${act}`, {});
    const view = await answer.json();
    this.took(view);
    this.room.draft.replace(view.document);
    this.forget();
  }

  say(state, message = "") {
    this.dispatchEvent(new CustomEvent("state", { detail: { state, message, rev: this.rev } }));
  }
}
