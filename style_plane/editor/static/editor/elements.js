/* Making elements without markup in strings. */

/** `element("button.small", {type: "button", onclick}, "Save")`; attributes that are null are left out. */
export function element(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && typeof value !== "string") made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** One SVG element. */
export function shape(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const PATHS = {
  reset: "M4 5v5h5M4.6 10a8 8 0 1 1-.6 4", up: "M6 15l6-6 6 6", down: "M6 9l6 6 6-6", trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  plus: "M12 5v14M5 12h14", play: "M8 5l11 7-11 7z", pause: "M8 5v14M16 5v14", back: "M15 6l-6 6 6 6", forth: "M9 6l6 6-6 6",
  hidden: "M3 3l18 18M10 6.2A9.6 9.6 0 0 1 21 12a13 13 0 0 1-2.6 3.4M6.5 7.5A13 13 0 0 0 3 12s3.2 6 9 6a9 9 0 0 0 3.6-.7",
  shown: "M3 12s3.2-6 9-6 9 6 9 6-3.2 6-9 6-9-6-9-6ZM12 9.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5Z",
};

/** A line icon; whatever holds it says what it means. */
export const icon = (name) =>
  shape("svg", { viewBox: "0 0 24 24", width: 18, height: 18, fill: "none", stroke: "currentColor", "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" }, shape("path", { d: PATHS[name] }));

/** A group that folds, with controls at its right end: they may not be inside its summary. */
export const beside = (details, controls) => element("div.fold", {}, details, element("span.acts", {}, controls));

/** Call `act` once things have been quiet for a while; `.now()` does so at once where a call waits. */
export function later(milliseconds, act) {
  let timer = null;
  const run = () => {
    timer = null;
    return act();
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(run, milliseconds);
  };
  wait.now = () => {
    if (timer === null) return undefined;
    clearTimeout(timer);
    return run();
  };
  return wait;
}
