/* Proofs that are still being painted appear on the page by themselves; with the last of them the style
   may be published. */

const PAUSE_MS = 2500;
const GRID = ".proof-grid";
const PUBLISH = "[data-publish]";

/** Fetch the page again and take the cards that are others now; a film that plays goes on. */
async function renew(grid) {
  const answer = await fetch(location.href, { credentials: "same-origin", headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(GRID);
  if (!answer.ok || !fresh) return;
  [...fresh.children].forEach((card, index) => {
    const shown = grid.children[index];
    if (shown && shown.outerHTML !== card.outerHTML) shown.replaceWith(document.adoptNode(card));
  });
  const [before, after] = [document, page].map((one) => one.querySelector(PUBLISH));
  if (before && after && before.outerHTML !== after.outerHTML) before.replaceWith(document.adoptNode(after));
  grid.toggleAttribute("data-painting", fresh.hasAttribute("data-painting"));
}

function watch(grid) {
  if (!grid?.hasAttribute("data-painting")) return;
  setTimeout(() => renew(grid).catch(() => undefined).finally(() => watch(grid)), PAUSE_MS);
}

watch(document.querySelector(GRID));
