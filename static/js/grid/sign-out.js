/* On every page: what waits in this browser goes when its user signs out, after a question if it was
   not sent; and what is older than a day goes anyhow. Without rows signing out is as it always is. */

import { forgetDrafts, forgetOthers } from "../review-draft.js";
import { dropOld, forget, waitingOf } from "./queue.js";
import { make } from "./showing.js";

const form = document.querySelector("form[data-sign-out]");

dropOld();
if (form) forgetOthers(form.dataset.user);
form?.addEventListener("submit", leave);

async function leave(event) {
  const { user } = form.dataset;
  if (!waitingOf(user).size) {
    forgetDrafts(user);
    return forget(user);
  }
  event.preventDefault();
  await lastTry();
  const waiting = waitingOf(user);
  if (waiting.size) ask(user, waiting);
  else goOn(user);
}

/** The open grid, if there is one, sends what it has. */
function lastTry() {
  const tries = [];
  document.dispatchEvent(new CustomEvent("fundinst:leaving", { detail: tries }));
  return Promise.all(tries);
}

function goOn(user) {
  forgetDrafts(user);
  forget(user);
  document.dispatchEvent(new Event("fundinst:signed-out"));
  form.submit();
}

function ask(user, waiting) {
  const rows = [...waiting.values()].reduce((sum, count) => sum + count, 0);
  const dialog = make("dialog", "sign-out-question");
  const title = make("h2", "", `ยังมี ${rows} แถวที่ยังไม่ได้ส่ง`, { id: "sign-out-question" });
  const why = "ถ้าออกจากระบบตอนนี้ แถวที่ยังไม่ได้ส่งจะหายไปจากเครื่องนี้";
  const stay = make("button", "btn btn-primary", "ยังไม่ออก กลับไปส่งก่อน", { type: "button" });
  const go = make("button", "btn btn-secondary", `ออก และทิ้ง ${rows} แถวนี้`, { type: "button" });
  const buttons = make("div", "field-row");
  buttons.append(stay, go);
  dialog.append(title, make("p", "", why), buttons);
  dialog.setAttribute("aria-labelledby", title.id);
  stay.addEventListener("click", () => backTo(dialog, [...waiting.keys()][0]));
  go.addEventListener("click", () => goOn(user));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  stay.focus();
}

/** To the grid that can send the rows, unless it is here. */
function backTo(dialog, institution) {
  dialog.close();
  if (!document.getElementById("grid")) location.assign(`${form.dataset.grid}${institution}/`);
}
