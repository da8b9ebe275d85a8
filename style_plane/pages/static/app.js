/* What every page can do; pages' own modules import from here: `import {send, toast} from "./app.js"`.

   Markup    data-copy="TEXT" copies; data-open="ID" opens a dialog; data-close closes it;
             form[data-send] is sent by fetch, so that errors appear in the form ([data-errors]);
             [role=tablist] follows the arrow keys; details.menu closes on Escape and outside. */

/** The CSRF token of this session. */
export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** What a problem document says, as an Error with `status` and `problem`. */
export class ProblemError extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `The style plane answered ${status}.`);
    this.status = status;
    this.problem = problem ?? {};
  }
}

/** Send to a page's own endpoint. A plain object goes as JSON. Throws ProblemError. */
export async function send(method, address, body, headers = {}) {
  const plain = body !== undefined && !(body instanceof FormData || body instanceof URLSearchParams || body instanceof Blob);
  const answer = await fetch(address, {
    method,
    credentials: "same-origin",
    headers: {
      accept: "application/json",
      "x-csrf-token": token(),
      ...(plain ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    body: plain ? JSON.stringify(body) : body,
  });
  if (!answer.ok) throw new ProblemError(answer.status, await answer.json().catch(() => null));
  return answer;
}

/** Say something for a moment, also to screen readers. */
export function toast(message, seconds = 4) {
  let box = document.querySelector(".toasts");
  if (!box) {
    box = Object.assign(document.createElement("div"), { className: "toasts" });
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  const item = Object.assign(document.createElement("p"), { className: "toast", textContent: message });
  box.append(item);
  setTimeout(() => item.remove(), seconds * 1000);
}

/** Show what went wrong in an element; nothing clears it. */
export function showErrors(box, error) {
  if (!box) return error && toast(error.message, 8);
  box.replaceChildren();
  if (error) {
    const lines = error.problem?.errors?.length ? error.problem.errors : [{ message: error.message }];
    for (const { pointer, message } of lines) {
      const line = document.createElement("p");
      if (pointer) line.append(Object.assign(document.createElement("code"), { textContent: pointer }), " ");
      line.append(message);
      box.append(line);
    }
  }
  box.hidden = !error;
  if (error) box.scrollIntoView({ block: "nearest" });
}

async function sendForm(form, button) {
  const box = form.querySelector("[data-errors]");
  const data = new FormData(form);
  if (button?.name) data.set(button.name, button.value);
  const upload = form.enctype === "multipart/form-data";
  button?.setAttribute("aria-busy", "true");
  try {
    const answer = await send("POST", button?.getAttribute("formaction") || form.action, upload ? data : new URLSearchParams(data));
    showErrors(box, null);
    if (answer.redirected) location.assign(answer.url);
    else form.dispatchEvent(new CustomEvent("sent", { bubbles: true, detail: answer }));
  } catch (error) {
    showErrors(box, error);
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

function chooseTab(tab) {
  const list = tab.closest('[role="tablist"]');
  for (const other of list.querySelectorAll('[role="tab"]')) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !chosen;
  }
  list.dispatchEvent(new CustomEvent("tab", { bubbles: true, detail: tab }));
}

function onTabKey(event, tab) {
  const tabs = [...tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const next = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : step === undefined ? -1 : (tabs.indexOf(tab) + step + tabs.length) % tabs.length;
  if (next < 0) return;
  event.preventDefault();
  tabs[next].focus();
  chooseTab(tabs[next]);
}

async function onCopy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast("Copied");
  } catch {
    const code = button.parentElement.querySelector("code");
    if (code) getSelection().selectAllChildren(code);
    toast("Press Ctrl+C to copy");
  }
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const at = (selector) => event.target.closest?.(selector);
  if (at("[data-copy]")) onCopy(at("[data-copy]"));
  if (at("[data-open]")) document.getElementById(at("[data-open]").dataset.open)?.showModal();
  if (at("[data-close]")) at("dialog")?.close();
  if (at('[role="tab"]')) chooseTab(at('[role="tab"]'));
  if (event.target instanceof HTMLDialogElement) event.target.close();
});
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.('[role="tab"]');
  if (tab) onTabKey(event, tab);
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-send]") || event.defaultPrevented) return;
  event.preventDefault();
  sendForm(event.target, event.submitter);
});
