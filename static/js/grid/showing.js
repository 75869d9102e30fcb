/* How a row looks: state as dot and word, reasons, errors and disputes beside their cells. The same
   elements as templates/debts/_grid_row.html and _grid_cell.html write. */

import { tidyMoney } from "./clipboard.js";
import { readSatang, writeBaht } from "./money.js";

/** An element with a class, a text and further properties. */
export function make(tag, className, text = "", more = {}) {
  return Object.assign(document.createElement(tag), { className, textContent: text, ...more });
}

/** State as dot and word; ``quiet`` keeps a screen reader from saying it (while typing). */
export function showState(line, state, word, { quiet = false } = {}) {
  line.dataset.state = state;
  const shown = line.querySelector(".grid-word");
  if (shown.textContent === word) return;
  shown.setAttribute("aria-live", quiet ? "off" : "polite");
  shown.textContent = word;
}

/** The row's total from what stands in its cells, at once; "–" while an amount can't be read. */
export function showTotal(line) {
  let total = 0n;
  for (const input of line.querySelectorAll(".grid-cell.number")) {
    const satang = readSatang(input.value);
    total = satang === null || total === null ? null : total + satang;
  }
  line.querySelector("[data-total]").textContent = total === null ? "–" : writeBaht(total);
}

const isNumber = (input) => input.classList.contains("number");

/** A cell's note, error and dispute, and what describes it to a screen reader. */
export function showCell(row, input, cell) {
  const holder = input.parentElement;
  if (cell.readonly !== undefined) {
    input.readOnly = cell.readonly;
    put(holder, "grid-note", `${input.name}-note`, cell.note);
  }
  put(holder, "grid-error", `${input.name}-error`, cell.error);
  if (cell.error) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  showDispute(row, input, cell);
  const said = [...holder.querySelectorAll(".grid-note, .grid-error, .grid-conflict")];
  if (said.length) input.setAttribute("aria-describedby", said.map(({ id }) => id).join(" "));
  else input.removeAttribute("aria-describedby");
}

/** The paragraph of that class: made, changed or taken away. */
function put(holder, className, id, text) {
  const shown = holder.querySelector(`.${className}`);
  if (!text) shown?.remove();
  else if (shown) shown.textContent = text;
  else holder.querySelector(".grid-cell").after(make("p", className, text, { id }));
}

function showDispute(row, input, cell) {
  const holder = input.parentElement;
  holder.querySelector(".grid-conflict")?.remove();
  if (!cell.disputed) return;
  const { field } = input.dataset;
  const box = make("div", "grid-conflict", "", { id: `${input.name}-conflict` });
  const typed = isNumber(input) ? tidyMoney(input.value) : input.value;
  const [mine, theirs] = [typed || "–", cell.theirs || "–"];
  box.append(
    make("p", "", `ท่านพิมพ์ ${mine} · ${cell.theirs_by} บันทึก ${theirs}`),
    button("ใช้ของฉัน", { name: "choose", value: `${row.key}:${field}:mine` }),
    button("ใช้ของเขา", { name: "choose", value: `${row.key}:${field}:theirs` }),
  );
  input.after(box);
}

function button(text, more, className = "btn btn-secondary") {
  return make("button", className, text, { type: "button", ...more });
}

const UNDO_WITHIN = 10 * 60_000; // milliseconds; members/undoing.py says no later on

/** Under the state: what the server asks or refuses, and what can be done about it. */
export function showReasons(row, answer) {
  const place = row.line.querySelector(".grid-reasons");
  const had = place.contains(document.activeElement);
  const shown = answer.reasons.map((reason) => make("p", "", reason));
  if (answer.taken) {
    const more = { name: "choose", value: `${row.key}:apart` };
    shown.push(button("เป็นคนละครัวเรือน", more, "btn btn-secondary grid-apart"));
  }
  if (answer.state !== "recorded") {
    shown.push(dropButton(row));
  } else if (answer.undo) shown.push(undoButton(row, answer.undo));
  else shown.push(...place.querySelectorAll(".grid-undo")); // nothing changed since the last one
  place.replaceChildren(...shown);
  if (had) (place.querySelector("button") ?? row.inputs.at(-1)).focus();
}

/** What is thrown away is what was typed; a household that is in the books stays. */
function dropButton(row) {
  const words = row.household ? "ทิ้งที่พิมพ์ไว้" : "ทิ้งแถวนี้";
  const drop = button(words, { name: "drop", value: row.key }, "btn btn-link grid-drop");
  drop.append(make("span", "visually-hidden", ` ${nameOf(row.line)}`));
  return drop;
}

function undoButton(row, entry) {
  const undo = button("เลิกทำ", {}, "btn btn-link grid-undo");
  undo.dataset.entry = entry;
  undo.append(make("span", "visually-hidden", ` ${nameOf(row.line)}`));
  setTimeout(() => undo.remove(), UNDO_WITHIN);
  return undo;
}

/** What people call the row. */
export function nameOf(line) {
  const [house, name] = line.querySelectorAll(".grid-cell");
  return `${house.value} ${name.value}`.trim() || "แถวใหม่";
}

/** The sums at the foot. */
export function showSums(form, answer) {
  const all = form.querySelector("[data-rows-total]");
  if (all && answer.rows_total !== undefined) all.textContent = answer.rows_total;
  for (const [account, column] of Object.entries(answer.columns ?? {})) {
    form.querySelector(`[data-ours="${account}"]`).textContent = column.ours;
    form.querySelector(`[data-difference="${account}"]`).dataset.words = column.difference;
  }
}

/** A household that is new in the books has its loans' details behind each cell. */
export function showDetailsLinks(line, addresses) {
  const { household } = line.dataset;
  if (!household || line.id === `household-${household}`) return;
  line.id = `household-${household}`;
  const told = line.querySelector('input[name="row"]');
  told.value = JSON.stringify({ ...JSON.parse(told.value), household: Number(household) });
  for (const cell of line.querySelectorAll(".grid-money")) {
    const href = addresses[cell.querySelector(".grid-cell").dataset.field];
    const link = make("a", "grid-details", "⋯", { href });
    link.setAttribute("aria-label", `รายละเอียด ${cell.dataset.label} ${nameOf(line)}`);
    cell.append(link);
  }
}

/** What a page of the server says of an act. */
export const noticesOf = (page) =>
  [...page.querySelectorAll("main .notice p")].map((p) => p.textContent.trim()).join(" ");
