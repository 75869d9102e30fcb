/* The debtor grid in the browser: ties the modules beside it to the page. Without it the page is a
   form with one button.

   row.js what was typed · showing.js how it looks · moving.js, keys.js the keyboard · clipboard.js,
   pasting.js a block from a sheet · sending.js, queue.js, windows.js, leftovers.js nothing typed is
   lost · trouble.js why something waits · notices.js what is said stays in sight · answering.js the
   buttons of a row · drawer.js a loan's details · ledger.js the funds' own totals · uncounted.js what
   the sums leave out · phone.js one row a screen · sign-out.js, on every page: nothing stays behind */

import { Answers } from "./answering.js";
import { Drawer } from "./drawer.js";
import { listenToKeys } from "./keys.js";
import { isForTotals, saveTotals } from "./ledger.js";
import { Leftovers } from "./leftovers.js";
import { endOf, goTo, lineOf } from "./moving.js";
import { placeToSpeak } from "./notices.js";
import { listenToPaste } from "./pasting.js";
import { Phone } from "./phone.js";
import { Queue, SIGNED_OUT } from "./queue.js";
import { rowOf, WORDS } from "./row.js";
import { Sender } from "./sending.js";
import { showDetailsLinks, showReasons, showState, showSums, showTotal } from "./showing.js";
import { showTrouble } from "./trouble.js";
import { showUncounted } from "./uncounted.js";
import { newId } from "./windows.js";

const KEEP_AFTER = 100; // milliseconds of typing, until a row is put into the queue
const SAY_SENDING_AFTER = 300; // a quick answer needs no "sending" before it
const LAST_CHANCE = 4_000; // how long signing out waits for the last rows

class Grid {
  constructor(form) {
    this.form = form;
    this.body = form.querySelector("table.grid > tbody");
    this.pattern = document.getElementById("grid-new-row").innerHTML;
    this.page = { window: newId(), on: form.dataset.on };
    this.queue = new Queue(form.dataset.user, form.dataset.institution);
    this.sender = new Sender(form, this.page, this);
    this.touched = new Set(); // rows in which something was typed
    this.toKeep = new Set(); // those changed since the queue was last written
    this.keepTimer = null;
    this.said = placeToSpeak(form);
    form.elements.window.value = this.page.window;
    form.classList.add("is-live");
    this.answers = new Answers(this);
    this.phone = new Phone(this);
    this.drawer = new Drawer(this);
    this.leftovers = new Leftovers(this);
    this.listen();
    this.begin();
    this.answers.tellWhatWasDone();
  }

  get lines() {
    return [...this.body.children];
  }

  /** The rows that the server has not answered for. */
  get waiting() {
    return [...this.touched].filter((row) => row.waiting && row.line.isConnected);
  }

  get columns() {
    const head = (selector) => this.form.querySelector(`thead ${selector}`).textContent.trim();
    const accounts = [...this.form.querySelectorAll("thead [data-account]")];
    return [
      { field: "house_number", label: head(".grid-house") },
      { field: "name", label: head(".grid-name") },
      ...accounts.map((th) => ({ field: th.dataset.account, label: th.textContent.trim() })),
    ];
  }

  /** ``ways``: buttons for what can be done about it. */
  say(words, ...ways) {
    this.said.replaceChildren(words, ...ways);
  }

  /** What was said was about another row; a way back stays until something else is said. */
  hush() {
    if (!this.said.querySelector("button")) this.say("");
  }

  tellTrouble() {
    showTrouble(this.form, this.sender, this.waiting.length, this.queue.full);
  }

  tellUncounted() {
    const { failures, stopped } = this.sender;
    showUncounted(this.form, { unsent: Boolean(failures || stopped || this.queue.full) });
  }

  /** A further row at the end, to type in. */
  addRow() {
    const holder = document.createElement("template");
    holder.innerHTML = this.pattern.replaceAll("__KEY__", newId());
    const line = holder.content.firstElementChild;
    const name = `แถว ${this.body.children.length + 1}`;
    for (const input of line.querySelectorAll(".grid-cell")) {
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace("แถวใหม่", name));
    }
    this.body.append(line);
    this.phone.count();
    return line;
  }

  /** Somebody changed what stands in a cell. */
  changed(input) {
    const row = rowOf(input);
    const window = row.window ?? this.page.window;
    row.change(input);
    this.touched.add(row);
    showTotal(row.line);
    if (!row.waiting) this.queue.drop(window, row.key);
    this.toKeep.add(row);
    this.keepTimer ??= setTimeout(() => this.keepNow(), KEEP_AFTER);
  }

  keepNow() {
    clearTimeout(this.keepTimer);
    this.keepTimer = null;
    for (const row of this.toKeep) if (row.waiting) this.keep(row);
    this.toKeep.clear();
  }

  keep(row) {
    this.queue.put(row.window ?? this.page.window, row.key, row.toKeep(this.page));
  }

  /** The focus has left the row: it saves itself. */
  leave(line) {
    const row = rowOf(line);
    this.keepNow();
    if (!row.blank || row.household) this.sender.add(row);
    else if (row.answered === "wrong") this.answers.drop(row); // emptied by hand: it means nothing
    else if (row.unsure) this.sender.add(row); // the server may have an earlier text of it
    else if (row.waiting) {
      row.settle();
      this.queue.drop(this.page.window, row.key);
    }
    this.tellTrouble();
  }

  async sendNow(row) {
    this.sender.add(row);
    await this.sender.finish();
  }

  /** Ask the server how the row stands now: it is sent as it is. */
  async refresh(row) {
    row.newTurn();
    this.touched.add(row);
    await this.sendNow(row);
  }

  /** The sender tells: a request went out. */
  tried(row) {
    const late = () => row.busy && showState(row.line, "sending", WORDS.sending, { quiet: true });
    setTimeout(late, SAY_SENDING_AFTER);
  }

  /** The sender tells: the server answered. */
  answered(row, answer, sent) {
    const window = row.window ?? this.page.window;
    row.take(answer, sent);
    if (row.waiting) {
      showState(row.line, "unsent", WORDS.unsent, { quiet: true });
      this.keep(row);
    } else {
      this.queue.drop(window, row.key);
      showState(row.line, answer.state, answer.word);
      this.phone.tell(row, answer);
    }
    showReasons(row, answer);
    showSums(this.form, answer);
    // What a closed window left may have arrived while this page was made: one line a household.
    const twin = document.getElementById(`household-${answer.household}`);
    if (twin && twin !== row.line && !rowOf(twin).waiting) twin.remove();
    showDetailsLinks(row.line, answer.details);
    showTotal(row.line);
    this.tellUncounted();
    if (row.household) document.querySelector(".grid-begin")?.remove(); // it says: none yet
    this.phone.count();
    this.tellTrouble();
    if (row.blank && !row.household) this.answers.drop(row);
  }

  /** The sender tells: no answer came; the bar says it aloud, once for all rows. */
  failed(row) {
    showState(row.line, "unsent", WORDS.unsent, { quiet: true });
    this.tellTrouble();
    this.tellUncounted();
  }

  listen() {
    listenToKeys(this);
    listenToPaste(this);
    this.form.addEventListener("input", ({ target }) => {
      if (target.matches(".grid-cell")) this.changed(target);
    });
    this.form.addEventListener("focusout", (event) => this.left(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (isForTotals(event)) saveTotals(this);
      this.waiting.forEach((row) => this.leave(row.line));
    });
    addEventListener("beforeunload", (event) => {
      if (this.queue.full && this.waiting.length) event.preventDefault(); // nothing else keeps them
    });
    addEventListener("pagehide", () => {
      this.keepNow();
      this.sender.leave(this.waiting);
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.sendAll());
    this.listenToSignOut();
  }

  left({ target, relatedTarget }) {
    if (!target.matches(".grid-cell")) return;
    const line = lineOf(target);
    rowOf(line).tidy(target);
    if (!line.contains(relatedTarget)) this.leave(line);
  }

  sendAll() {
    this.keepNow();
    this.waiting.forEach((row) => this.sender.add(row));
  }

  listenToSignOut() {
    document.addEventListener("fundinst:leaving", ({ detail }) => {
      this.sendAll();
      detail.push(this.sender.finish(LAST_CHANCE));
    });
    document.addEventListener("fundinst:signed-out", () => this.stop());
    addEventListener("storage", ({ key, newValue }) => {
      if (key === SIGNED_OUT && newValue === this.form.dataset.user) this.stop();
    });
  }

  /** Signed out: nothing more is kept here or sent from here. */
  stop() {
    this.queue.closed = true;
    this.sender.stop();
    this.tellTrouble();
  }

  /** Where somebody begins: the cell the page marks, the one the address names, or the first row. */
  begin() {
    const asked = location.hash && document.getElementById(location.hash.slice(1));
    const marked = document.activeElement?.closest(".grid-row");
    const line = marked ?? (asked && asked.closest(".grid-row")) ?? this.lines[0];
    this.phone.show(line || this.lines[0]);
    const asTyped = '.grid-row:is([data-state="wrong"], [data-state="conflict"])';
    this.body.querySelectorAll(asTyped).forEach(showTotal); // the server knows the books' total
    if (asked && line && !marked) goTo(asked.matches(".grid-cell") ? asked : endOf(line) ?? asked);
  }
}

const form = document.getElementById("grid");
if (form) new Grid(form);
