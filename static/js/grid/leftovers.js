/* Rows that a closed window left in the queue: put on top of what the server shows, and sent. */

import { dropOld } from "./queue.js";
import { rowOf } from "./row.js";
import { showTotal } from "./showing.js";
import { hold } from "./windows.js";

export class Leftovers {
  constructor(grid) {
    this.grid = grid;
    this.known = new Set([grid.page.window]);
    dropOld(Number(grid.form.dataset.queueHours));
    hold(grid.page.window, () => {});
    grid.queue.windows().forEach((window) => this.waitFor(window));
    addEventListener("storage", ({ key, newValue }) => {
      const window = newValue && grid.queue.windowOf(key); // another window begins to type
      if (window) this.waitFor(window);
    });
  }

  waitFor(window) {
    if (this.known.has(window)) return;
    this.known.add(window);
    hold(window, () => this.takeOver(window));
  }

  takeOver(window) {
    const { grid } = this;
    for (const kept of grid.queue.left(window)) {
      const row = rowOf(this.find(kept) || this.add(kept));
      if (!kept.household && !row.waiting) this.putLast(row.line); // as typed, not as they arrived
      if (row.waiting) continue; // somebody types in it here: what was left waits for the next page
      grid.touched.add(row);
      if (row.restore(kept, window)) {
        showTotal(row.line);
        grid.sender.add(row);
      } else grid.queue.drop(window, kept.key); // the server has it already
    }
    grid.phone.count();
    grid.tellTrouble();
  }

  find({ key, household }) {
    const line = this.grid.body.querySelector(`[data-key="${CSS.escape(key)}"]`);
    return line || (household && document.getElementById(`household-${household}`));
  }

  /** A row of its own, before the empty ones at the end. */
  add({ key, household }) {
    const { grid } = this;
    const line = grid.addRow();
    const made = line.dataset.key;
    for (const input of line.querySelectorAll("input")) {
      input.name = input.name.replace(made, key);
      if (input.name === "row") input.value = input.value.replace(made, key);
    }
    line.id = `row-${key}`;
    Object.assign(line.dataset, { key, household: household ?? "" });
    return line;
  }

  /** Behind every row that holds something: some of what a closed window left may have arrived. */
  putLast(line) {
    if (line.contains(document.activeElement)) return;
    const spare = (other) => other.dataset.state === "new" && rowOf(other).blank;
    this.grid.lines.find((other) => other !== line && spare(other))?.before(line);
  }
}
