/* Two sets of pictures held against each other: side by side, under a slider, as a heat map. */

function show(visual, mode) {
  for (const button of visual.querySelectorAll("[data-mode]")) {
    button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
  }
  for (const pair of visual.querySelectorAll(".pair")) {
    pair.dataset.shown = mode;
    const heat = pair.querySelector("img[data-src]");
    if (mode === "heat" && !pair.hidden && heat) load(heat);
  }
}

function load(picture) {
  picture.src = picture.dataset.src;
  delete picture.dataset.src;
}

function slide(range) {
  const over = range.closest(".onion").querySelector(".over");
  over.style.clipPath = `inset(0 ${100 - range.value}% 0 0)`;
}

for (const visual of document.querySelectorAll("[data-visual]")) {
  visual.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mode]");
    if (button) show(visual, button.dataset.mode);
  });
  visual.addEventListener("tab", () => {
    show(visual, visual.querySelector('[data-mode][aria-pressed="true"]').dataset.mode);
  });
  for (const range of visual.querySelectorAll("[data-onion]")) {
    range.addEventListener("input", () => slide(range));
    slide(range);
  }
}
