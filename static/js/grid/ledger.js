/* The funds' own totals at the foot: saved by their button, without leaving the page. */

import { ask, Trouble, troubleOf } from "./sending.js";
import { noticesOf } from "./showing.js";

const CUT = "ยังไม่ได้บันทึกยอดตามบัญชี เพราะต่ออินเทอร์เน็ตไม่ได้ กรุณากดอีกครั้ง";

/** Whether the form is being sent for its totals: by their button, or by Enter in one of them. */
export const isForTotals = ({ submitter }) =>
  submitter?.name === "totals" || document.activeElement.matches(".grid-ledger");

export async function saveTotals(grid) {
  const { form, page } = grid;
  const body = new URLSearchParams({ on: page.on });
  const boxes = form.querySelectorAll(".grid-ledger, [data-ledger-seen]");
  for (const { name, value } of boxes) body.set(name, value);
  try {
    const { answer, text } = await ask(form, form.dataset.totalsUrl, { body, redirect: "follow" });
    if (!answer.ok) throw troubleOf(answer);
    takeFoot(form, new DOMParser().parseFromString(text, "text/html"), grid);
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    grid.say(CUT);
  }
}

function takeFoot(form, shown, grid) {
  const foot = shown.querySelector("table.grid tfoot");
  if (!foot) throw new Trouble("signed_out");
  form.querySelector("tfoot").replaceWith(document.importNode(foot, true));
  grid.tellUncounted();
  const wrong = form.querySelector(".grid-ledger[aria-invalid]");
  (wrong ?? form.querySelector('[name="totals"]')).focus();
  grid.say(wrong ? "ยังไม่ได้บันทึกยอดตามบัญชีบางช่อง กรุณาแก้ช่องที่มีข้อผิด" : noticesOf(shown));
}
