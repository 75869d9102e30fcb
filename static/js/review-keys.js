/* A approve, R return, J next, K previous; told by the key's place, so that a Thai keyboard does too.
   Silent where somebody types, and for a user who switched them off (WCAG 2.1.4). */
const form = document.getElementById("review-form");
const typing = "input, select, textarea, [contenteditable]";

const openReturn = () => {
  const box = document.getElementById("review-return");
  if (!box) return;
  box.open = true;
  box.querySelector("select, textarea").focus();
};

const keys = {
  KeyA: () => document.getElementById("review-approve")?.click(),
  KeyR: openReturn,
  KeyJ: () => document.getElementById("review-after")?.click(),
  KeyK: () => document.getElementById("review-before")?.click(),
};

document.getElementById("review-open-return")?.addEventListener("click", (event) => {
  event.preventDefault();
  openReturn();
});

if (form?.dataset.keys === "on") {
  document.addEventListener("keydown", (event) => {
    const { code, ctrlKey, altKey, metaKey, shiftKey, repeat, target } = event;
    if (ctrlKey || altKey || metaKey || shiftKey || repeat || !keys[code]) return;
    if (target.closest(typing) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    keys[code]();
  });
}
