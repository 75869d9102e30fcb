/* One row of the grid: what was typed in it, over what, and how it stands with the server.

   Made when the row is first touched; a row that nobody touches costs nothing. */

import { sameMoney, tidy } from "./money.js";
import { showCell, showState } from "./showing.js";

const rows = new WeakMap();
// Sent instead of the version of a cell on which two people disagree: until one value is chosen,
// neither may overwrite the other.
const UNSETTLED = "?";
const KEPT = new Set(["wrong", "conflict"]); // states of what the server keeps as typed

export const WORDS = { unsent: "ยังไม่ได้ส่ง", sending: "กำลังส่ง" };

let latest = 0;

/** Now, but later than ever before: rows pasted at once keep their order. */
function nextMoment() {
  latest = Math.max(Date.now(), latest + 1);
  return latest;
}

// Counts the changes of all rows of this page, so that the server can tell a request that was held up
// on the way from a newer one, also of a row that was shown anew meanwhile.
let turns = 0;

/** The row of a <tr>, or of an element in it. */
export function rowOf(element) {
  const line = element.closest(".grid-row");
  if (!line) return null;
  if (!rows.has(line)) rows.set(line, new Row(line));
  return rows.get(line);
}

export const isMoney = (input) => input.classList.contains("number");

/** What the books say of a cell, as they write it. */
export const inBooks = (input) => input.dataset.value ?? input.defaultValue;

/** Whether two texts of a cell mean the same. */
export function same(input, one, other) {
  return isMoney(input) ? sameMoney(one, other) : tidy(one) === tidy(other);
}

export class Row {
  constructor(line) {
    this.line = line;
    this.seen = JSON.parse(line.querySelector('input[name="row"]').value).seen; // states of the books
    this.touched = new Set(); // fields whose text the server has not taken in
    this.unsettled = new Map(); // field -> their value, where two people wrote differently
    this.turn = 0; // of the last change: an answer may be older than what stands here
    this.sentTurn = 0; // the change that the server last answered for
    this.busy = false; // a request is under way
    this.unsure = false; // one went out and was not answered: the server may have taken it in
    this.apart = false;
    this.paste = null; // the pasted block that it came with, until it is saved
    this.first = 0; // when it began to wait
    this.window = this.on = null; // as the page has them, unless the row was left by another one
    // A row that the server keeps as typed goes whole: nothing of it is in the books yet.
    if (KEPT.has(line.dataset.state)) this.inputs.forEach((input) => this.readKept(input));
  }

  readKept(input) {
    if (input.readOnly) return;
    this.touched.add(input.dataset.field);
    const conflict = input.parentElement.querySelector(".grid-conflict");
    if (conflict) this.unsettled.set(input.dataset.field, conflict.dataset.theirs);
  }

  get key() {
    return this.line.dataset.key;
  }

  get household() {
    return this.line.dataset.household;
  }

  get state() {
    return this.line.dataset.state;
  }

  get inputs() {
    return [...this.line.querySelectorAll(".grid-cell")];
  }

  get texts() {
    return Object.fromEntries(this.inputs.map((input) => [input.dataset.field, input.value]));
  }

  /** Whether something stands here that the server has not answered for. */
  get waiting() {
    return this.turn > this.sentTurn;
  }

  get blank() {
    return this.inputs.every((input) => !input.value.trim());
  }

  input(field) {
    return this.line.querySelector(`.grid-cell[data-field="${field}"]`);
  }

  /** The row is to be sent: what was sent of it before is older, also by the page that left it. */
  newTurn(before = 0) {
    turns = Math.max(turns, before) + 1;
    this.turn = turns;
  }

  /** Somebody typed in a cell: the row waits to be sent, unless all is again as it was. */
  change(input) {
    const { field } = input.dataset;
    const asBefore = same(input, input.value, inBooks(input)) && this.certain;
    if (asBefore) this.touched.delete(field);
    else this.touched.add(field);
    this.newTurn();
    this.first ||= nextMoment();
    if (this.touched.size || !this.certain) this.show("unsent", WORDS.unsent, { quiet: true });
    else this.settle();
  }

  /** Somebody goes out of a cell: what means the same as the books say is written as they write it. */
  tidy(input) {
    const value = inBooks(input);
    const known = input.value === input.dataset.sent || same(input, input.value, value);
    if (known && this.certain && !this.touched.has(input.dataset.field)) input.value = value;
  }

  /** Whether the server has what ``inBooks`` says of its cells, and nothing else. */
  get certain() {
    return !(this.busy || this.unsure || KEPT.has(this.answered ?? this.state));
  }

  /** Nothing waits any more. */
  settle() {
    this.sentTurn = this.turn;
    this.first = 0;
    this.window = this.on = null;
    if (this.answered) showState(this.line, this.answered, this.word, { quiet: true });
  }

  show(state, word, options = {}) {
    const shown = this.line.dataset.state;
    if (shown !== "unsent" && shown !== "sending") {
      this.answered = shown;
      this.word = this.line.querySelector(".grid-word").textContent;
    }
    showState(this.line, state, word, options);
  }

  /** The fields of a request: house number and name always, of the amounts those that were typed. */
  request(page) {
    const fields = new URLSearchParams({
      key: this.key,
      window: this.window ?? page.window,
      on: this.on ?? page.on,
      household: this.household,
      turn: this.turn,
    });
    for (const input of this.inputs) {
      const { field } = input.dataset;
      if (isMoney(input) && !this.touched.has(field)) continue;
      fields.set(isMoney(input) ? `account-${field}` : field, input.value);
      fields.set(`seen-${field}`, this.unsettled.has(field) ? UNSETTLED : this.seen[field] ?? "");
    }
    if (this.apart) fields.set("apart", "1");
    if (this.paste) fields.set("paste", this.paste);
    return fields;
  }

  /** What the queue keeps of the row. */
  toKeep(page) {
    const touched = this.inputs.filter((input) => this.touched.has(input.dataset.field));
    const by = (value) => Object.fromEntries(touched.map((i) => [i.dataset.field, value(i)]));
    return {
      household: this.household,
      on: this.on ?? page.on,
      first: this.first || nextMoment(),
      turn: this.turn,
      apart: this.apart,
      paste: this.paste,
      cells: by((input) => input.value),
      seen: by((input) => this.seen[input.dataset.field] ?? ""),
    };
  }

  /** Put what the queue kept on top of what the server shows; whether there is anything to send. */
  restore(kept, window) {
    for (const [field, text] of Object.entries(kept.cells)) {
      const input = this.input(field);
      if (!input || same(input, input.value, text)) continue;
      input.value = text;
      if (kept.seen[field] !== undefined) this.seen[field] = kept.seen[field];
      this.touched.add(field);
      this.newTurn(kept.turn);
    }
    if (!this.waiting) return false;
    this.unsure = true;
    Object.assign(this, { window, on: kept.on, first: kept.first, apart: kept.apart });
    this.paste = kept.paste ?? null;
    this.show("unsent", WORDS.unsent, { quiet: true });
    return true;
  }

  /** Take in the server's answer to what was sent at ``sent.turn``. */
  take(answer, sent) {
    const recorded = answer.state === "recorded";
    this.sentTurn = sent.turn;
    this.unsure = false;
    this.line.dataset.household = answer.household ?? "";
    if (recorded || !this.waiting) this.apart = false;
    if (recorded && !this.waiting) this.paste = null;
    for (const [field, cell] of Object.entries(answer.cells)) {
      const input = this.input(field);
      if (input) this.takeCell(input, cell, sent.texts[field], recorded);
    }
    // What others changed and nobody touched here was taken over: nothing is disputed any more.
    if (answer.state === "conflict" && !this.unsettled.size) this.newTurn();
    if (!this.waiting) {
      this.window = this.on = null;
      this.first = 0;
    }
    this.answered = answer.state;
    this.word = answer.word;
  }

  takeCell(input, cell, sentText, recorded) {
    const { field } = input.dataset;
    const sameAsSent = input.value === sentText;
    const mine = this.touched.has(field);
    if (recorded && sameAsSent) this.touched.delete(field);
    this.unsettled.delete(field);
    this.seen[field] = cell.seen;
    let { value } = cell;
    if (cell.theirs !== null && mine) this.unsettled.set(field, cell.theirs);
    if (cell.theirs !== null && !mine) value = cell.theirs; // not typed here, so not disputed
    if (recorded || !mine) input.dataset.value = value;
    // The cell that somebody types in stays as it is under their hands.
    const free = sameAsSent && (input !== document.activeElement || !mine);
    if (free && (recorded || !mine)) input.value = value;
    input.dataset.sent = sameAsSent ? sentText : "";
    const disputed = this.unsettled.has(field);
    showCell(this, input, { ...cell, error: sameAsSent ? cell.error : "", disputed });
  }

  /** End the dispute over a cell with one of the two values. */
  choose(field, whose) {
    const input = this.input(field);
    if (whose === "theirs") input.value = this.unsettled.get(field) ?? input.value;
    this.unsettled.delete(field);
    this.touched.add(field);
    this.newTurn();
    this.first ||= nextMoment();
    showCell(this, input, { error: "", disputed: false });
  }
}
