/* Proofs that are still being painted appear on the page by themselves. */

const PAUSE_MS = 2500;
const GRID = ".proof-grid";

/** Fetch the page again and take the cards that are others now; a film that plays goes on. */
async function renew(grid) {
  const answer = await fetch(location.href, { credentials: "same-origin", headers: { accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(GRID);
  if (!answer.ok || !fresh) return;
  [...fresh.children].forEach((card, index) => {
    const shown = grid.children[index];
    if (shown && shown.outerHTML !== card.outerHTML) shown.replaceWith(document.adoptNode(card));
  });
  grid.toggleAttribute("data-painting", fresh.hasAttribute("data-painting"));
}

function watch(grid) {
  if (!grid?.hasAttribute("data-painting")) return;
  setTimeout(() => renew(grid).catch(() => undefined).finally(() => watch(grid)), PAUSE_MS);
}

watch(document.querySelector(GRID));
