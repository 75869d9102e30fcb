/* A block pasted from Excel or LibreOffice lands in cells, from the one that has the focus on. */

import { isBlock, parseBlock, readHeads, tidyMoney } from "./clipboard.js";
import { lineOf, nextLine } from "./moving.js";
import { isMoney, rowOf } from "./row.js";
import { make } from "./showing.js";
import { newId } from "./windows.js";

export function listenToPaste(grid) {
  grid.form.addEventListener("paste", (event) => {
    const input = event.target;
    if (!input.matches?.(".grid-cell")) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!isBlock(text)) return; // one cell: the browser's own paste, with its undo
    event.preventDefault();
    const block = parseBlock(text);
    const heads = readHeads(block[0], grid.columns);
    const fields = heads ?? fieldsFrom(input, grid.columns);
    const paste = newId();
    const done = lay(heads ? block.slice(1) : block, fields, lineOf(input), grid, paste);
    grid.say(words(done), ...(done.changed > 1 ? wayBack(grid, paste) : []));
  });
}

/** The columns from the one that has the focus on, in their order. */
function fieldsFrom(input, columns) {
  const all = columns.map(({ field }) => field);
  return all.slice(all.indexOf(input.dataset.field));
}

/** Put the rows into the grid; what was done and what could not be. */
function lay(rows, fields, first, grid, paste) {
  const done = { rows: 0, added: 0, changed: 0, readonly: [], over: 0 };
  const lines = [];
  let line = first;
  for (const cells of rows) {
    if (!cells.some(Boolean)) continue; // an empty line between two parts of a sheet
    if (!line) {
      line = grid.addRow();
      done.added += 1;
    }
    if (layRow(line, cells, fields, grid, done)) {
      rowOf(line).paste = paste;
      done.changed += 1;
    }
    lines.push(line);
    line = nextLine(line, 1);
  }
  done.rows = lines.length;
  lines.forEach((laid) => grid.leave(laid)); // each saves itself, as if it had been left
  return done;
}

/** Put one row of the block into its cells; whether that changed any of them. */
function layRow(line, cells, fields, grid, done) {
  let changed = false;
  const inputs = new Map([...line.querySelectorAll(".grid-cell")].map((i) => [i.dataset.field, i]));
  cells.forEach((text, place) => {
    const input = inputs.get(fields[place]);
    if (!input) {
      done.over += text && fields[place] !== null && place >= fields.length ? 1 : 0;
      return;
    }
    const value = isMoney(input) ? tidyMoney(text) : text;
    if (value === input.value) return;
    if (input.readOnly) {
      done.readonly.push(input.getAttribute("aria-label"));
      return;
    }
    input.value = value;
    grid.changed(input);
    changed = true;
  });
  return changed;
}

/** One button for the whole block. */
function wayBack(grid, paste) {
  const back = make("button", "btn btn-link", "เลิกทำทั้งหมดที่วาง", { type: "button" });
  back.addEventListener("click", () => grid.answers.goBack(grid.form.dataset.unpasteUrl, { paste }));
  return [" ", back];
}

function words({ rows, added, readonly, over }) {
  const said = [`วางแล้ว ${rows} แถว`];
  if (added) said.push(`เพิ่มแถวใหม่ ${added} แถว`);
  if (readonly.length) {
    const named = readonly.slice(0, 3).join(", ");
    const more = readonly.length > 3 ? ` และอีก ${readonly.length - 3} ช่อง` : "";
    said.push(`ข้ามช่องที่ต้องแก้ใน “รายละเอียด” ${readonly.length} ช่อง: ${named}${more}`);
  }
  if (over) said.push(`ข้อมูลเกินช่องของตาราง ${over} ช่อง ไม่ได้วาง`);
  return said.join(" · ");
}
