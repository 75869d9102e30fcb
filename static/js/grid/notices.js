/* What the grid says, held in sight above its rows; a cell that somebody types in is never under it. */

import { make } from "./showing.js";

/** Where the grid speaks: its place is put above the form, together with the bar of unsent rows. */
export function placeToSpeak(form) {
  const box = make("div", "grid-notices");
  const said = make("p", "grid-said");
  said.setAttribute("role", "status");
  box.append(document.getElementById("grid-unsent"), said);
  form.before(box);
  new ResizeObserver(() => keepInSight(box)).observe(box);
  return said;
}

function keepInSight(box) {
  document.documentElement.style.scrollPaddingTop = `${box.offsetHeight}px`;
  const cell = document.activeElement;
  if (!cell.matches(".grid-cell")) return;
  const [above, at] = [box.getBoundingClientRect(), cell.getBoundingClientRect()];
  if (at.bottom > above.top && at.top < above.bottom) cell.scrollIntoView({ block: "nearest" });
}
