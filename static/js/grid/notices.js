/* What the grid says, held in sight above its rows; a cell that somebody types in is never under it. */

import { make } from "./showing.js";

/** Where the grid speaks: its place is put above the form, together with the bar of unsent rows. */
export function placeToSpeak(form) {
  const box = make("div", "grid-notices");
  const said = make("p", "grid-said");
  said.setAttribute("role", "status");
  box.append(document.getElementById("grid-unsent"), said);
  form.before(box);
  const scroller = form.querySelector(".grid-scroll");
  const uncover = () => keepHeadInSight(box, scroller);
  new ResizeObserver(() => {
    keepInSight(box);
    uncover();
  }).observe(box);
  addEventListener("scroll", uncover, { passive: true });
  return said;
}

/** The heads of the columns stand under what is said, not behind it. */
function keepHeadInSight(box, scroller) {
  const [above, at] = [box.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const covered = above.height ? Math.max(0, above.bottom - at.top) : 0;
  const asBefore = scroller.dataset.covered === String(covered);
  if (asBefore) return;
  scroller.dataset.covered = covered;
  scroller.style.setProperty("--covered", `${covered}px`);
}

function keepInSight(box) {
  document.documentElement.style.scrollPaddingTop = `${box.offsetHeight}px`;
  const cell = document.activeElement;
  if (!cell.matches(".grid-cell")) return;
  const [above, at] = [box.getBoundingClientRect(), cell.getBoundingClientRect()];
  if (at.bottom > above.top && at.top < above.bottom) cell.scrollIntoView({ block: "nearest" });
}
