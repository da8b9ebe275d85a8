/* Colours: `#RRGGBBAA`, or a palette token such as `{color.accent}`. */

import { element, shape } from "./elements.js";

const TOKEN = /^\{color\.([a-z][a-z0-9-]{0,31})\}$/;

/** Name of a token; null for a plain colour. */
export const tokenOf = (paint) => TOKEN.exec(paint ?? "")?.[1] ?? null;

/** The plain colour of a paint. */
export const plain = (paint, palette) => (tokenOf(paint) ? (palette[tokenOf(paint)] ?? "#00000000") : (paint ?? "#000000FF"));

/** What somebody typed as a colour: `f50`, `#FF5500`, `#FF550080`; null when it is none. */
export function parsed(text) {
  const hex = text.trim().replace(/^#/, "").toUpperCase();
  if (!/^([0-9A-F]{3}|[0-9A-F]{6}|[0-9A-F]{8})$/.test(hex)) return null;
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return `#${full.padEnd(8, "F")}`;
}

/** A small square of a colour over a checkerboard. */
export function swatch(color) {
  return shape("svg", { viewBox: "0 0 24 24", width: 20, height: 20, class: "swatch", "aria-hidden": "true" },
    shape("rect", { x: 0.5, y: 0.5, width: 23, height: 23, rx: 6, fill: "#fff" }),
    shape("path", { d: "M12 1H7a6 6 0 0 0-6 6v5h11zM12 12h11v5a6 6 0 0 1-6 6h-5z", fill: "#bbb" }),
    shape("rect", { x: 0.5, y: 0.5, width: 23, height: 23, rx: 6, fill: color.slice(0, 7), "fill-opacity": parseInt(color.slice(7) || "FF", 16) / 255 }));
}

/** A control for one colour. `tokens` also offers the palette. `change` gets the new paint. */
export function colorControl({ id, title, value, palette, tokens, change }) {
  const color = plain(value, palette);
  const alpha = Math.round((parseInt(color.slice(7), 16) / 255) * 100);
  const withAlpha = (hex, percent) => hex.slice(0, 7).toUpperCase() + Math.round(percent * 2.55).toString(16).toUpperCase().padStart(2, "0");
  const picker = element("input", { type: "color", value: color.slice(0, 7).toLowerCase(), "aria-label": `Pick ${title}`, oninput: () => change(withAlpha(picker.value, alpha || 100)) });
  const text = element("input.hex", {
    id, "aria-label": `${title} in hexadecimal`, value: color.endsWith("FF") ? color.slice(0, 7) : color, spellcheck: "false", autocomplete: "off",
    onchange: () => {
      const found = parsed(text.value);
      text.setAttribute("aria-invalid", String(found === null));
      if (found !== null) change(found);
    },
  });
  const opacity = element("input.opacity", { type: "number", min: "0", max: "100", step: "1", value: String(alpha), "aria-label": `Opacity of ${title} in percent`, oninput: () => opacity.value !== "" && change(withAlpha(color, Math.min(100, Math.max(0, opacity.valueAsNumber)))) });
  const custom = element("span.color-custom", {}, picker, text, element("span.percent", {}, opacity, element("span.unit", {}, "%")));
  if (!tokens) return element("div.color", {}, custom);
  const chosen = tokenOf(value);
  const names = Object.keys(palette);
  const buttons = names.map((name) =>
    element("button.token", { type: "button", "aria-pressed": String(name === chosen), title: name, onclick: () => change(`{color.${name}}`) },
      swatch(palette[name]), element("span", {}, name)));
  return element("div.color", {}, names.length ? element("div.tokens", { role: "group", "aria-label": "Palette" }, buttons) : null, chosen ? element("button.link.small", { type: "button", onclick: () => change(color) }, "Detach from the palette") : custom);
}
