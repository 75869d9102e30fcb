/* The bar that says why rows are not sent yet, and what to do: nothing, mostly. */

import { make } from "./showing.js";

const KEPT = "เก็บไว้ในเครื่องนี้แล้ว";

function words(kind, rows) {
  const unsent = `ยังไม่ได้ส่ง ${rows} แถว`;
  return {
    cut: `${unsent} ${KEPT} จะส่งให้เองเมื่อต่ออินเทอร์เน็ตได้`,
    signed_out: `${unsent} ${KEPT} กรุณาเข้าสู่ระบบอีกครั้ง แล้วจะส่งให้เอง`,
    other_user: `${unsent} ${KEPT} ตอนนี้มีผู้ใช้อื่นเข้าสู่ระบบในเครื่องนี้ แถวจะส่งเมื่อท่านเข้าสู่ระบบอีกครั้ง`,
    refused: `${unsent} ${KEPT} กรุณาเปิดหน้านี้ใหม่ แล้วจะส่งให้เอง`,
    full: `${unsent} เครื่องนี้เก็บแถวไว้ให้ไม่ได้ อย่าเพิ่งปิดหน้านี้`,
    stopped: "ออกจากระบบแล้ว ที่พิมพ์ต่อจากนี้จะไม่ถูกบันทึก กรุณาเข้าสู่ระบบอีกครั้ง",
  }[kind];
}

/** Say it, or take the bar away; the words change only when there is something new to say. */
export function showTrouble(form, sender, rows, full) {
  const bar = document.getElementById("grid-unsent");
  const kind = sender.stopped ? "stopped" : full ? "full" : sender.trouble;
  const said = kind && (rows || sender.stopped) ? words(kind, rows) : "";
  if (bar.dataset.said === said) return;
  bar.dataset.said = said;
  bar.hidden = !said;
  bar.replaceChildren(said, ...(said ? wayOut(kind, form, sender) : []));
}

function wayOut(kind, form, sender) {
  if (kind === "cut" || kind === "full") {
    const retry = make("button", "btn btn-link", "ส่งเดี๋ยวนี้", { type: "button" });
    retry.addEventListener("click", () => sender.hurry());
    return [" ", retry];
  }
  const here = location.pathname + location.search;
  if (kind === "refused") return [" ", make("a", "", "เปิดหน้านี้ใหม่", { href: here })];
  const href = `${form.dataset.signInUrl}?next=${encodeURIComponent(here)}`;
  return [" ", make("a", "", "เข้าสู่ระบบ", { href })];
}
