/* Money as people type it, in exact whole satang (BigInt): the browser's side of fundinst/money.py.

   Only for totals shown while typing and for tidying what is pasted; the server reads the text
   itself and has the last word. */

const MOST = 99_999_999_999_999n; // satang: 999,999,999,999.99 baht
const THAI_ZERO = "๐".charCodeAt(0);
const NOTHING = new Set(["", "-", "–", "—", "−", ".-"]);
const SIGNS = /^฿ ?| ?(?:\.[-–—])? ?(?:บาท(?:ถ้วน)?|บ\.|฿)?$/g;
const AMOUNT = /^(0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:\.(\d{1,2})0*)?$/;
const THOUSANDS_BY_POINT = /^[1-9]\d{0,2}(?:\.\d{3})+$/;

/** ๑๓ -> 13. */
export function arabicDigits(text) {
  return text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - THAI_ZERO));
}

/** Spaces of any kind squeezed to one, nothing invisible at the ends. */
export function tidy(text) {
  return text.replace(/[\u200b-\u200d\u2060\ufeff]/g, "").replace(/\s+/g, " ").trim();
}

/** The amount in satang that ๑๓,๒๐๐ · 13200 บาท · ฿35,000.50 · 8,900.- · - mean; null if unreadable. */
export function readSatang(text) {
  const typed = tidy(text);
  if (NOTHING.has(typed)) return 0n;
  const number = arabicDigits(typed).replace(SIGNS, "");
  const found = AMOUNT.exec(number);
  if (!found || number.length > 40 || THOUSANDS_BY_POINT.test(number)) return null;
  const satang = BigInt(found[1].replace(/[, ]/g, "") + (found[2] ?? "").padEnd(2, "0"));
  return satang > MOST ? null : satang;
}

/** 1320050n -> "13,200.50"; whole baht go without satang. */
export function writeBaht(satang) {
  const whole = String(satang / 100n).replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = satang % 100n;
  return rest ? `${whole}.${String(rest).padStart(2, "0")}` : whole;
}

/** Whether two texts of a money cell mean the same. */
export function sameMoney(one, other) {
  const [first, second] = [readSatang(one), readSatang(other)];
  return first === null || second === null ? tidy(one) === tidy(other) : first === second;
}
