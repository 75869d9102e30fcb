/* The keyboard contract of the grid. What is not named here stays the browser's own: Ctrl+Z in a
   cell, the keys that compose a letter, the way into and out of the grid by Tab. */

import { above, below, beside, columnOf, endOf, following, goTo, lineOf } from "./moving.js";
import { inBooks, rowOf } from "./row.js";

const found = new WeakMap(); // what stood in a cell when somebody came into it

/** Each key: the cell to go to, or null when it stays; what else it does, it does itself. */
const KEYS = {
  Tab({ grid, input, event }) {
    if (event.shiftKey) return following(input, -1);
    const answer = questionAfter(input);
    if (answer === "native") return null;
    if (answer) return answer;
    return following(input, 1) ?? endOf(newRow(grid, input));
  },
  Enter({ grid, input, event }) {
    event.preventDefault();
    if (event.shiftKey) return below(input, -1);
    if (grid.phone.isPhone) return beside(input, 1) ?? void grid.phone.next();
    const line = below(input, 1) ? null : newRow(grid, input);
    return line ? line.cells[columnOf(input)].querySelector(".grid-cell") : below(input, 1);
  },
  ArrowDown: ({ input }) => below(input, 1),
  ArrowUp: ({ input }) => below(input, -1),
  ArrowLeft: ({ input }) => (caretAt(input, 0) ? beside(input, -1) : null),
  ArrowRight: ({ input }) =>
    caretAt(input, input.value.length) ? (beside(input, 1) ?? firstButton(input)) : null,
  Escape({ input, event }) {
    if (input.value === found.get(input)) return null;
    event.preventDefault();
    retype(input, found.get(input) ?? inBooks(input));
    return input;
  },
  F2({ grid, input, event }) {
    event.preventDefault();
    const link = input.parentElement.querySelector("a.grid-details");
    if (link) grid.drawer.open(link);
    else grid.say("รายละเอียดเปิดได้เมื่อแถวนี้บันทึกแล้ว");
    return null;
  },
};

export function listenToKeys(grid) {
  grid.form.addEventListener("focusin", ({ target }) => {
    if (target.matches(".grid-cell")) found.set(target, target.value);
  });
  grid.form.addEventListener("keydown", (event) => {
    // Letters that are being composed need their keys; 229 is how older browsers say so.
    if (event.isComposing || event.keyCode === 229) return;
    const { target: input, key } = event;
    const place = placeAfter(grid, input, key, event);
    if (!place) return;
    event.preventDefault();
    grid.phone.showRowOf(place); // what is hidden can't have the focus
    goTo(place);
  });
}

function placeAfter(grid, input, key, event) {
  if (input.matches(".grid-state button")) return key === "ArrowLeft" ? leftOf(input) : null;
  if (!input.matches(".grid-cell")) return null;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && isD(event)) return copyDown(event);
  const plain = !(event.ctrlKey || event.metaKey || event.altKey);
  return plain && KEYS[key] ? KEYS[key]({ grid, input, event }) : null;
}

/** Change a cell's text so that Ctrl+Z takes it back, too. */
function retype(input, text) {
  if (input.value === text) return;
  input.select();
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function copyDown(event) {
  const input = event.target;
  const from = above(input);
  event.preventDefault(); // the browser would make a bookmark
  if (from && !input.readOnly) retype(input, from.value);
  return null;
}

/** A further row, unless the last one is still empty: then Tab leads on, out of the grid. */
const newRow = (grid, input) => (rowOf(input).blank ? null : grid.addRow());

// The key of D, also while the keyboard is set to Thai, where it types ก.
const isD = ({ code, key }) => code === "KeyD" || key === "d";

const caretAt = ({ selectionStart, selectionEnd }, place) =>
  selectionStart === place && selectionEnd === place;

/** The buttons after a cell that ask something: they must not be passed over. */
function questionAfter(input) {
  if (input.parentElement.querySelector(".grid-conflict")) return "native";
  return beside(input, 1) ? null : lineOf(input).querySelector(".grid-apart");
}

function firstButton(input) {
  const buttons = [...lineOf(input).querySelectorAll(".grid-state button")];
  return buttons.find((button) => button.offsetParent) ?? null;
}

function leftOf(button) {
  const before = button.previousElementSibling;
  return before?.matches("button") ? before : endOf(lineOf(button), -1);
}
