/* The buttons of a row: whose value holds, another household, throw away, undo. */

import { endOf, goTo, nextLine } from "./moving.js";
import { rowOf } from "./row.js";
import { ask, Trouble, troubleOf } from "./sending.js";
import { make, noticesOf } from "./showing.js";

const CUT = "ยังต่ออินเทอร์เน็ตไม่ได้ กรุณากดอีกครั้ง";
const SAID = "fundinst-grid-said";
const SUMS = ["data-ours", "data-difference", "data-rows-total"];

export class Answers {
  constructor(grid) {
    this.grid = grid;
    grid.form.addEventListener("click", (event) => this.clicked(event));
  }

  clicked(event) {
    const button = event.target.closest(".grid-row button");
    if (!button) return;
    event.preventDefault();
    const row = rowOf(button);
    if (button.name === "drop") this.drop(row);
    else if (button.dataset.entry) this.undo(row, button.dataset.entry);
    else if (button.classList.contains("grid-apart")) this.apart(row);
    else if (button.name === "choose") this.choose(row, ...button.value.split(":").slice(1));
  }

  choose(row, field, whose) {
    const input = row.input(field);
    row.choose(field, whose);
    goTo(input);
    this.grid.changed(input);
    if (!row.unsettled.size) this.grid.sender.add(row);
  }

  apart(row) {
    row.apart = true;
    goTo(endOf(row.line));
    this.grid.changed(row.inputs[0]);
    this.grid.sender.add(row);
  }

  /** Throw away what was typed and is not in the books. */
  drop(row) {
    const body = new URLSearchParams({ key: row.key, on: this.grid.page.on });
    return this.act(row, this.grid.form.dataset.dropUrl, body, "ทิ้งแถวที่พิมพ์ค้างไว้แล้ว");
  }

  undo(row, entry) {
    const next = location.pathname + location.search;
    const address = this.grid.form.dataset.undoUrl.replace("/0/", `/${entry}/`);
    return this.act(row, address, new URLSearchParams({ next }));
  }

  /** Send an act that answers with the grid's page, and take the row from there. */
  async act(row, address, body, done = "") {
    try {
      const { answer, text } = await ask(this.grid.form, address, { body, redirect: "follow" });
      if (!answer.ok) throw troubleOf(answer);
      const page = new DOMParser().parseFromString(text, "text/html");
      if (!page.getElementById("grid")) throw new Trouble("signed_out");
      this.takeFrom(page, row);
      this.grid.say(done || noticesOf(page), ...(done ? this.wayBack(page, row) : []));
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      this.grid.say(CUT);
    }
  }

  /** The button that takes back what the page says was done. */
  wayBack(page, row) {
    const undo = page.querySelector("main .notice form.undo");
    if (!undo) return [];
    const { key, household } = row.line.dataset;
    const place = household ? `household-${household}` : `row-${key}`;
    const back = make("button", "btn btn-link", "เลิกทำ", { type: "button" });
    back.addEventListener("click", () => this.goBack(undo.getAttribute("action"), {}, place));
    return [" ", back];
  }

  /** Take an act back that the page can't show row by row, and open the grid anew. */
  async goBack(address, fields, place = "") {
    const next = location.pathname + location.search;
    const body = new URLSearchParams({ on: this.grid.page.on, next, ...fields });
    try {
      await this.grid.sender.finish(); // rows still under way are in the books before
      const { answer, text } = await ask(this.grid.form, address, { body, redirect: "follow" });
      if (!answer.ok) throw troubleOf(answer);
      const page = new DOMParser().parseFromString(text, "text/html");
      if (!page.getElementById("grid")) throw new Trouble("signed_out");
      keepForLater(noticesOf(page));
      history.replaceState(null, "", place ? `#${place}` : next);
      location.reload(); // what is typed elsewhere is kept and put back
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      this.grid.say(CUT);
    }
  }

  /** After ``goBack`` opened the grid anew: what the server said. */
  tellWhatWasDone() {
    const said = takeWhatWasKept();
    if (said) this.grid.say(said);
  }

  /** The row and the sums as a page of the server shows them. */
  takeFrom(page, row) {
    const { grid } = this;
    const had = row.line.contains(document.activeElement);
    const shown = shownIn(page, row.line);
    const instead = shown && document.importNode(shown, true);
    const near = instead ?? nextLine(row.line, 1) ?? nextLine(row.line, -1) ?? grid.addRow();
    grid.queue.drop(row.window ?? grid.page.window, row.key);
    row.sentTurn = row.turn; // nothing of it waits any more
    if (instead) row.line.replaceWith(instead);
    else row.line.remove();
    takeSums(page, grid.form);
    grid.tellUncounted();
    grid.phone.show(near);
    if (had) goTo(endOf(near) ?? near.querySelector(".grid-cell"));
  }
}

function keepForLater(said) {
  try {
    sessionStorage.setItem(SAID, said);
  } catch {
    // no storage: the grid itself shows what was done
  }
}

function takeWhatWasKept() {
  try {
    const said = sessionStorage.getItem(SAID);
    sessionStorage.removeItem(SAID);
    return said;
  } catch {
    return "";
  }
}

function shownIn(page, { dataset: { key, household } }) {
  const known = household && page.getElementById(`household-${household}`);
  return known || page.querySelector(`.grid-row[data-key="${CSS.escape(key)}"]`);
}

function takeSums(page, form) {
  for (const name of SUMS) {
    for (const place of form.querySelectorAll(`[${name}]`)) {
      const same = page.querySelector(`[${name}="${place.getAttribute(name)}"]`);
      place.textContent = same?.textContent ?? "";
      if (same?.dataset.words) place.dataset.words = same.dataset.words;
    }
  }
}
