/* The review page: A approve, R return, J next, K previous; told by the key's place, so that a Thai
   keyboard does too. Silent where somebody types, and for a user who switched them off (WCAG 2.1.4).
   What was typed is kept (review-draft.js), and asked about before the next household opens. */

import { Draft } from "./review-draft.js";

const form = document.getElementById("review-form");
const back = document.getElementById("review-return");
const send = document.getElementById("review-send-back");
const kept = document.querySelector("[data-review-kept]");
const draft = form && new Draft(form);
const typing = "input, select, textarea, [contenteditable]";

const openReturn = () => {
  if (!back) return;
  back.open = true;
  back.scrollIntoView({ block: "nearest" });
  back.querySelector("select, textarea").focus();
};

/** The answer to a question; true where the page has no such question. */
const agreed = (id) => {
  const dialog = document.getElementById(id);
  if (!dialog) return Promise.resolve(true);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "go"), { once: true });
  });
};

const approve = async () => {
  const button = document.getElementById("review-approve");
  if (button && (await agreed("review-warned"))) button.click();
};

const keys = {
  KeyA: approve,
  KeyR: openReturn,
  KeyJ: () => document.getElementById("review-after")?.click(),
  KeyK: () => document.getElementById("review-before")?.click(),
};

const nameButton = () => {
  send.dataset.closed ??= send.textContent;
  send.textContent = back.open ? send.dataset.open : send.dataset.closed;
};

const goOn = async (event) => {
  if (!draft || draft.isEmpty) return;
  event.preventDefault();
  const address = event.currentTarget.href;
  if (await agreed("review-leaving")) location.assign(address);
};

/** The first press opens what has to be said, the second sends it. */
const sendBack = (event) => {
  if (back.open) return;
  event.preventDefault();
  openReturn();
};

if (send) {
  send.addEventListener("click", sendBack);
  back.addEventListener("toggle", nameButton);
  nameButton();
}

for (const id of ["review-before", "review-after"]) {
  document.getElementById(id)?.addEventListener("click", goOn);
}

if (draft) {
  if ("answered" in form.dataset) draft.keep();
  else if (draft.restore()) kept.hidden = false;
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => draft.keep());
  form.addEventListener("submit", () => draft.forget());
  kept.querySelector("button").addEventListener("click", () => {
    draft.clear();
    kept.hidden = true;
  });
}

if (form?.dataset.keys === "on") {
  document.addEventListener("keydown", (event) => {
    const { code, ctrlKey, altKey, metaKey, shiftKey, repeat, target } = event;
    if (ctrlKey || altKey || metaKey || shiftKey || repeat || !keys[code]) return;
    if (target.closest(typing) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    keys[code]();
  });
}
