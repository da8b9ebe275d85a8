/* JSON documents as values: read, change, patch and merge them. Nothing here changes its arguments. */

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Names along a JSON pointer. */
export const parts = (pointer) =>
  pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

/** One name as a part of a JSON pointer. */
export const escaped = (name) => String(name).replaceAll("~", "~0").replaceAll("/", "~1");

/** What a pointer names; undefined where there is nothing. */
export function get(document, pointer) {
  let value = document;
  for (const part of parts(pointer)) {
    if (value === null || typeof value !== "object") return undefined;
    value = value[part];
  }
  return value;
}

/** The document with another value; groups on the way are made. */
export function set(document, pointer, value) {
  const [first, ...rest] = parts(pointer);
  if (first === undefined) return value;
  const below = rest.map((part) => `/${escaped(part)}`).join("");
  const copy = Array.isArray(document) ? [...document] : { ...(isObject(document) ? document : {}) };
  copy[first] = set(copy[first], below, value);
  return copy;
}

/** The document without what a pointer names, and without groups that this leaves empty below `keep` names. */
export function without(document, pointer, keep = 1) {
  const names = parts(pointer);
  const remove = (value, depth) => {
    if (value === null || typeof value !== "object" || !(names[depth] in value)) return value;
    const copy = Array.isArray(value) ? [...value] : { ...value };
    if (depth === names.length - 1) {
      if (Array.isArray(copy)) copy.splice(Number(names[depth]), 1);
      else delete copy[names[depth]];
      return copy;
    }
    const below = remove(copy[names[depth]], depth + 1);
    if (depth >= keep - 1 && isObject(below) && Object.keys(below).length === 0) delete copy[names[depth]];
    else copy[names[depth]] = below;
    return copy;
  };
  return remove(document, 0);
}

/** RFC 7396: null removes, objects merge, everything else replaces. */
export function merged(target, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** Whether two JSON values are equal; the order of names does not matter. */
export function same(one, other) {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => same(value, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => name in other && same(one[name], other[name]));
}

/** Every place where two documents differ, as {pointer, old, new}; undefined where there is nothing. */
export function differences(old, now, pointer = "") {
  if (same(old, now)) return [];
  if (isObject(old) && isObject(now)) {
    const names = [...new Set([...Object.keys(now), ...Object.keys(old)])];
    return names.flatMap((name) => differences(old[name], now[name], `${pointer}/${escaped(name)}`));
  }
  return [{ pointer, old, new: now }];
}

const named = (list) => list.length > 0 && list.every((item) => isObject(item) && typeof item.id === "string");

/** Both sides' changes since `ancestor` as one document. Where both changed the same place, `mine` stays and
    the place is listed in `collisions` as {pointer, mine, theirs}. */
export function threeWay(ancestor, mine, theirs) {
  const collisions = [];
  const join = (before, one, other, pointer) => {
    if (same(one, other) || same(before, other)) return one;
    if (same(before, one)) return other;
    if (isObject(one) && isObject(other)) return joinObjects(isObject(before) ? before : {}, one, other, pointer);
    if ([one, other].every(Array.isArray) && named(one) && named(other)) return joinLists(before, one, other, pointer);
    collisions.push({ pointer, mine: one, theirs: other });
    return one;
  };
  const joinObjects = (before, one, other, pointer) => {
    const result = {};
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const value = join(before[name], one[name], other[name], `${pointer}/${escaped(name)}`);
      if (value !== undefined) result[name] = value;
    }
    return result;
  };
  const joinLists = (before, one, other, pointer) => {
    const by = (list) => Object.fromEntries((Array.isArray(list) ? list : []).map((item) => [item.id, item]));
    const found = joinObjects(by(before), by(one), by(other), pointer);
    const order = [...one.map((item) => item.id), ...other.map((item) => item.id)];
    return [...new Set(order)].filter((id) => id in found).map((id) => found[id]);
  };
  return { document: join(ancestor, mine, theirs, ""), collisions };
}
