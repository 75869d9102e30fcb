/* A form that was sent is not sent again while its answer is on the way. The server does it once in
   any case; here the button says so, and a hasty second press is nothing.

   The buttons stay in reach of the keyboard and of a screen reader (aria-disabled, not disabled), and
   come back when the page is shown again, or when no answer came for a long time. */

// A page that answered a form (with what is wrong in it) is opened anew on the way back to it: the
// browser, which may keep nothing of a page of ours, would show a page of its own about a missing form.
history.replaceState(history.state, "");

const AGAIN_AFTER = 30_000; // milliseconds; longer than the server lets anybody wait
const SAVING = "กำลังบันทึก…";
const sent = new Map(); // form → what its buttons said

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) return event.preventDefault();
  const buttons = buttonsOf(form);
  sent.set(form, new Map(buttons.map((button) => [button, [...button.childNodes]])));
  // The form is read after this event: only then may the buttons be touched.
  setTimeout(() => wait(buttons, event.submitter));
  setTimeout(() => giveBack(form), AGAIN_AFTER);
});

// Back to a page that the browser kept as it was.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) [...sent.keys()].forEach(giveBack);
});

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

function wait(buttons, pressed) {
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  if (!pressed?.classList.contains("btn-primary")) return;
  pressed.style.minWidth = `${pressed.offsetWidth}px`;
  pressed.replaceChildren(SAVING);
}

function giveBack(form) {
  for (const [button, words] of sent.get(form) ?? []) {
    button.removeAttribute("aria-disabled");
    button.replaceChildren(...words);
    button.style.minWidth = "";
  }
  sent.delete(form);
}
