/* The draft that is being edited. Everything else listens to it.

   "change" {pointer, structure}: the document is another; `structure` when fields came or went.
   "scope": edits now hold for all aspect ratios (null) or for one. */

import { escaped, get, merged, parts, same, set, without } from "./documents.js";

/** What an aspect ratio may have its own of. */
const PATCHED = new Set(["subtitles", "pacing", "visual", "overlays"]);
/** And what of that all share: they have the same words. */
const COMMON = new Set(["/subtitles/profanity"]);
const SLUG = /^[a-z][a-z0-9-]{0,62}$/;
const ID_OF_OVERLAY = /^\/overlays\/(\d+)\/id$/;

export class Draft extends EventTarget {
  constructor({ document, base, fields }) {
    super();
    this.document = document;
    this.base = base;
    this.scope = null;
    this.fields = new Map(fields.map((field) => [field.pointer, field]));
  }

  /** The field of a pointer; names and numbers in it match `*`. */
  field(pointer) {
    if (this.fields.has(pointer)) return this.fields.get(pointer);
    const names = parts(pointer);
    const held = [1, 2].map((at) => names.map((name, index) => (index === at ? "*" : name)));
    return held.map((names) => this.fields.get("/" + names.map(escaped).join("/"))).find(Boolean);
  }

  /** Whether an aspect ratio may differ here. */
  patchable(pointer) {
    const [first, ...rest] = parts(pointer);
    return PATCHED.has(first) && !COMMON.has(pointer) && rest.length > (first === "overlays" ? 1 : 0) && !pointer.endsWith("/id");
  }

  /** Where the patch of an aspect ratio for a place lies. */
  patchOf(pointer, aspect) {
    const names = parts(pointer);
    if (names[0] === "overlays") names[1] = get(this.document, `/overlays/${names[1]}/id`) ?? names[1];
    return `/aspects/${escaped(aspect)}/${names.map(escaped).join("/")}`;
  }

  /** The value that holds for all aspect ratios, or the default. */
  common(pointer, document = this.document) {
    const found = get(document, pointer);
    return found === undefined ? structuredClone(this.field(pointer)?.default ?? null) : found;
  }

  /** The value that holds in the scope. null in a patch turns off what may be off, else the default holds. */
  value(pointer, scope = this.scope) {
    if (scope && this.patchable(pointer)) {
      const found = get(this.document, this.patchOf(pointer, scope));
      const field = this.field(pointer);
      if (found === null) return field?.nullable ? null : structuredClone(field?.default ?? null);
      if (found !== undefined) return found;
    }
    return this.common(pointer);
  }

  /** Aspect ratios that have a value of their own here. */
  owners(pointer) {
    if (!this.patchable(pointer)) return [];
    return Object.keys(this.document.aspects ?? {}).filter((aspect) => get(this.document, this.patchOf(pointer, aspect)) !== undefined);
  }

  /** Whether the scope has a value of its own here. */
  own(pointer) {
    return this.scope !== null && this.owners(pointer).includes(this.scope);
  }

  /** The published value, for "was 7"; undefined where there is no published version. */
  published(pointer) {
    if (!this.base) return undefined;
    const names = parts(pointer);
    if (names[0] !== "overlays" || names.length < 2) return this.common(pointer, this.base);
    const id = get(this.document, `/overlays/${names[1]}/id`);
    const index = (this.base.overlays ?? []).findIndex((item) => item.id === id);
    if (index < 0) return undefined;
    return this.common(`/overlays/${index}/${names.slice(2).map(escaped).join("/")}`, this.base);
  }

  /** Set a value where the scope says. What an aspect ratio has in common with the others is no value of its own. */
  change(pointer, value, { structure = false, scope = this.scope } = {}) {
    const overlay = pointer.match(ID_OF_OVERLAY);
    if (overlay) this.rename(Number(overlay[1]), value);
    else if (scope && this.patchable(pointer)) {
      const patch = this.patchOf(pointer, scope);
      const alike = same(value, this.common(pointer));
      this.replace(alike ? without(this.document, patch, 2) : set(this.document, patch, value), { pointer, structure });
    } else {
      this.replace(set(this.document, pointer, value), { pointer, structure });
    }
  }

  /** Whether an overlay may have this name. */
  mayBeCalled(index, id) {
    return SLUG.test(id) && this.document.overlays.every((item, at) => at === index || item.id !== id);
  }

  /** Another name for an overlay; what aspect ratios change of it goes with it. A name that cannot be is not taken. */
  rename(index, id) {
    if (!this.mayBeCalled(index, id)) return;
    const old = this.document.overlays[index].id;
    const shared = this.document.overlays.some((item, at) => at !== index && item.id === old);
    const named = ([name, patch]) => [name === old && !shared ? id : name, patch];
    const renamed = (patch) => (patch.overlays ? { ...patch, overlays: Object.fromEntries(Object.entries(patch.overlays).filter(([name]) => name !== id || id === old).map(named)) } : patch);
    const aspects = Object.fromEntries(Object.entries(this.document.aspects ?? {}).map(([aspect, patch]) => [aspect, renamed(patch)]));
    const pointer = `/overlays/${index}/id`;
    const document = set(this.document, pointer, id);
    this.replace({ ...document, ...(document.aspects ? { aspects } : {}) }, { pointer, structure: false });
  }

  /** Back to what the scope inherits, or to the published value. */
  reset(pointer) {
    if (this.own(pointer)) this.replace(without(this.document, this.patchOf(pointer, this.scope), 2), { pointer, structure: true });
    else if (this.published(pointer) !== undefined) this.replace(set(this.document, pointer, this.published(pointer)), { pointer, structure: true });
  }

  /** Take an item of a list or a map away. */
  remove(pointer) {
    this.replace(without(this.document, pointer, 99), { pointer, structure: true });
  }

  /** Apply an RFC 7396 patch, such as a lint's fix. */
  patch(patch) {
    this.replace(merged(this.document, patch), { structure: true });
  }

  /** Another document altogether. */
  replace(document, { pointer = "", structure = true } = {}) {
    this.document = document;
    this.dispatchEvent(new CustomEvent("change", { detail: { pointer, structure } }));
  }

  /** Edit one aspect ratio only, or all (null). */
  narrow(aspect) {
    if (this.scope === aspect) return;
    this.scope = aspect;
    this.dispatchEvent(new Event("scope"));
  }
}
