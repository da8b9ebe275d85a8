/* Where a platform lays its own buttons and texts over a short. */

import { shape } from "./elements.js";

export class SafeZones {
  constructor(room, aspect) {
    Object.assign(this, { room, aspect });
    this.node = shape("svg", { class: "zones", viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" });
  }

  /** Insets of the chosen platform for this aspect ratio and the sample's direction; null where it has none. */
  insets({ zones, language }) {
    const direction = this.room.languages.find((item) => item.code === language)?.direction ?? "ltr";
    return this.room.platforms.find((item) => item.slug === zones && item.aspect === this.aspect)?.[direction] ?? null;
  }

  draw(view) {
    const found = this.insets(view);
    this.node.replaceChildren();
    this.node.toggleAttribute("hidden", !found);
    if (!found) return;
    const { top, right, bottom, left } = found;
    const path = `M0 0H100V100H0ZM${left} ${top}V${100 - bottom}H${100 - right}V${top}Z`;
    this.node.append(
      shape("path", { d: path, "fill-rule": "evenodd", class: "danger" }),
      shape("rect", { x: left, y: top, width: 100 - left - right, height: 100 - top - bottom, class: "safe", "vector-effect": "non-scaling-stroke" }),
    );
  }
}
