/* The keyboard, where nobody is typing. */

const typing = (target) => target.matches?.("input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]");

export function keys({ player, stage, saving, help, room }) {
  const acts = {
    " ": () => player.toggle(),
    ArrowLeft: (event) => player.step(event.shiftKey ? -10 : -1),
    ArrowRight: (event) => player.step(event.shiftKey ? 10 : 1),
    0: () => stage.show("all"),
    "?": () => help.showModal(),
  };
  for (const number of [1, 2, 3, 4]) acts[number] = () => stage.aspects[number - 1] && stage.show(stage.aspects[number - 1]);
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) {
      event.preventDefault();
      if (room.editable) saving.step(key === "y" || event.shiftKey ? "redo" : "undo").catch((error) => room.say(error.message));
      return;
    }
    if ((event.ctrlKey || event.metaKey) && key === "s") {
      event.preventDefault();
      saving.soon.now();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === " " && event.target.matches?.("button, summary, a, [type=checkbox]")) return;
    if (event.key.startsWith("Arrow") && event.target.matches?.("[role=tab], [type=range]")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act(event);
  });
}
