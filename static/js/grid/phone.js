/* On a phone: one household a screen, and a bar at the bottom that saves and goes on. On a wider
   screen the same bar only adds a row. */

import { endOf, nextLine } from "./moving.js";
import { rowOf } from "./row.js";
import { make, nameOf } from "./showing.js";

const NARROW = matchMedia("(max-width: 47.99rem)");
const FAULTY = new Set(["wrong", "conflict"]);

export class Phone {
  constructor(grid) {
    this.grid = grid;
    this.current = null; // the row that is shown
    this.back = make("button", "btn btn-secondary grid-back", "ก่อนหน้า", { type: "button" });
    this.place = make("span", "grid-place");
    const on = make("button", "btn btn-primary grid-on", "บันทึกและคนถัดไป", { type: "button" });
    const more = make("button", "btn btn-secondary grid-more", "เพิ่มแถว", { type: "button" });
    this.faulty = make("button", "btn btn-link grid-faulty", "", { type: "button", hidden: true });
    const bar = make("div", "grid-bar");
    bar.append(this.faulty, this.back, this.place, on, more);
    grid.form.append(bar);
    on.addEventListener("click", () => this.next());
    more.addEventListener("click", () => this.go(this.spare() ?? grid.addRow()));
    this.back.addEventListener("click", () => this.go(nextLine(this.current, -1)));
    this.faulty.addEventListener("click", () => this.toNextFault());
    grid.form.addEventListener("focusin", ({ target }) => {
      this.showRowOf(target);
      if (target.matches(".grid-cell") && NARROW.matches) target.enterKeyHint = "next";
    });
  }

  showRowOf(element) {
    const line = element.closest(".grid-row");
    if (line && line !== this.current) this.show(line);
  }

  get isPhone() {
    return NARROW.matches;
  }

  show(line) {
    if (this.current && line !== this.current) this.grid.hush();
    this.current?.removeAttribute("data-current");
    this.current = line;
    line.dataset.current = "";
    this.count();
  }

  count() {
    const { lines } = this.grid;
    const number = lines.indexOf(this.current) + 1;
    this.place.textContent = `${number} จาก ${lines.length}`;
    this.back.disabled = number <= 1;
    const faults = this.faults.filter((line) => line !== this.current).length;
    this.faulty.hidden = !faults;
    this.faulty.textContent = `ไปแถวที่ต้องแก้ (${faults})`;
  }

  /** Rows that the server could not take in, or on which two people disagree. */
  get faults() {
    return this.grid.lines.filter(({ dataset }) => FAULTY.has(dataset.state));
  }

  /** To the next of them below this row, or the first of all. */
  toNextFault() {
    const at = this.grid.lines.indexOf(this.current);
    const others = this.faults.filter((line) => line !== this.current);
    const line = others.find((other) => this.grid.lines.indexOf(other) > at) ?? others[0];
    const fault = line?.querySelector(".grid-error, .grid-conflict");
    this.go(line, fault?.parentElement.querySelector(".grid-cell"));
  }

  /** Save the row and go to the next one; after the last, to a new one. */
  next() {
    const further = nextLine(this.current, 1) ?? this.spare() ?? this.grid.addRow();
    this.go(further);
  }

  /** A row that is out of sight was not taken in: nobody would see it. */
  tell(row, { state, word }) {
    if (!this.isPhone || row.line === this.current || state === "recorded") return;
    this.grid.say(`${nameOf(row.line)}: ${word} กด “ก่อนหน้า” เพื่อกลับไปดู`);
  }

  /** The last row, when nothing is typed in it. */
  spare() {
    const line = this.grid.lines.at(-1);
    return line && line.dataset.state === "new" && rowOf(line).blank ? line : null;
  }

  go(line, cell = null) {
    if (!line) return;
    this.grid.leave(this.current);
    this.show(line);
    if (this.isPhone) this.grid.form.scrollIntoView({ block: "start" });
    const place = cell ?? endOf(line);
    place?.focus({ preventScroll: this.isPhone && !cell });
  }
}
