/* A block of cells as Excel and LibreOffice put it on the clipboard: tabs between cells, lines
   between rows, a cell with line breaks in quotes. No page is touched here. */

import { arabicDigits, readSatang, tidy, writeBaht } from "./money.js";

// What the first two columns are called in people's own sheets.
const ALSO_CALLED = {
  house_number: ["บ้านเลขที่", "เลขที่บ้าน", "บ้านเลขที", "ที่อยู่"],
  name: ["ผู้กู้", "ชื่อผู้กู้", "ชื่อ", "ชื่อสกุล", "ชื่อนามสกุล", "ชื่อลูกหนี้", "หัวหน้าครัวเรือน"],
};

/** The rows of cells; line breaks inside a cell become a space, empty last lines go. */
export function parseBlock(text) {
  const rows = [];
  let row = [];
  let at = 0;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  while (at <= source.length) {
    const [cell, end] = readCell(source, at);
    row.push(tidy(cell));
    if (source[end] !== "\t") {
      rows.push(row);
      row = [];
    }
    at = end + 1;
  }
  return rows;
}

/** One cell from ``at``: its text, and where the tab, the line break or the end after it stands. */
function readCell(source, at) {
  if (source[at] === '"') {
    const quoted = /"((?:[^"]|"")*)"(?=\t|\n|$)/y;
    quoted.lastIndex = at;
    const found = quoted.exec(source);
    if (found) return [found[1].replaceAll('""', '"'), quoted.lastIndex];
  }
  const plain = /[^\t\n]*/y;
  plain.lastIndex = at;
  const [cell] = plain.exec(source);
  return [cell, at + cell.length];
}

/** Whether a pasted text is more than the text of one cell. */
export function isBlock(text) {
  return text.startsWith('"') || /[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""));
}

/** Column heads without what differs from sheet to sheet: spaces, brackets, "บาท", dots, dashes. */
function plain(label) {
  return arabicDigits(label).replace(/\(.*?\)|บาท|[\s.\-–:/]/g, "");
}

/**
 * Which of our fields each pasted column is, when the first row is a row of heads; null when it is
 * not. A column that none of ours is called stays null: it is left out.
 */
export function readHeads(cells, columns) {
  const fields = new Map();
  for (const { field, label } of columns) {
    for (const name of [label, ...(ALSO_CALLED[field] ?? [])]) fields.set(plain(name), field);
  }
  const named = cells.map((cell) => (cell && fields.get(plain(cell))) || null);
  const known = named.filter(Boolean).length;
  const filled = cells.filter(Boolean).length;
  return known >= 2 || (known === 1 && filled === 1) ? named : null;
}

/** A pasted amount as the grid writes it, or the text itself when it can't be read. */
export function tidyMoney(text) {
  const satang = readSatang(text);
  if (satang === null) return text;
  return satang ? writeBaht(satang) : /\d|[๐-๙]/.test(text) ? "0" : "";
}
