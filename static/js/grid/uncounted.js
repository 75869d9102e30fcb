/* At the foot: what is typed in rows that are not saved, and so in none of the sums. The same words
   as debts/uncounted.py. */

import { readSatang, writeBaht } from "./money.js";
import { rowOf } from "./row.js";

const NOT_COMPARED = "ยังเทียบไม่ได้ เพราะมีแถวที่ยังไม่ได้บันทึก";
const REFUSED = '.grid-row:is([data-state="wrong"], [data-state="conflict"])';
const UNSENT = '.grid-row:is([data-state="unsent"], [data-state="sending"])';

/** Say it; ``unsent``: rows that wait to be sent count too, because the line is cut. */
export function showUncounted(form, { unsent = false } = {}) {
  const lines = [...form.querySelectorAll(unsent ? `${REFUSED}, ${UNSENT}` : REFUSED)];
  const columns = new Map();
  let rows = 0;
  for (const line of lines) {
    const moved = movedIn(line);
    rows += moved.length > 0;
    for (const [field, satang] of moved) add(columns, field, satang);
  }
  for (const place of form.querySelectorAll("[data-uncounted]")) {
    place.textContent = words(columns.get(place.dataset.uncounted));
  }
  const all = form.querySelector("[data-uncounted-rows]");
  all.textContent = rows ? `${rows} แถว` : "";
  all.closest("tr").hidden = !rows;
  for (const place of form.querySelectorAll("[data-difference]")) {
    const stated = form.querySelector(`[data-ledger="${place.dataset.difference}"]`).dataset.value;
    const silent = stated && columns.has(place.dataset.difference);
    place.textContent = silent ? NOT_COMPARED : place.dataset.words;
  }
}

/** Field and satang of each cell that says something else than the books; null: can't be read. */
function movedIn(line) {
  const { seen } = rowOf(line);
  return [...line.querySelectorAll(".grid-cell.number")]
    .map((input) => {
      const typed = readSatang(input.value);
      const booked = readSatang((seen[input.dataset.field] ?? "").split(":")[1] ?? "");
      return [input.dataset.field, typed === null ? null : typed - (booked ?? 0n)];
    })
    .filter(([, satang]) => satang !== 0n);
}

function add(columns, field, satang) {
  const column = columns.get(field) ?? { rows: 0, satang: 0n, unread: 0 };
  column.rows += 1;
  column.satang += satang ?? 0n;
  column.unread += satang === null;
  columns.set(field, column);
}

function words(column) {
  if (!column) return "";
  const { rows, satang, unread } = column;
  const amount = `${satang < 0n ? "ลด " : ""}${writeBaht(satang < 0n ? -satang : satang)}`;
  const known = rows > unread ? ` ${amount} บาท` : "";
  return `${rows} แถว${known}${unread ? ` (อ่านจำนวนเงินไม่ออก ${unread} แถว)` : ""}`;
}
