/* Which cell is beside, above or below another; cells that can't be changed are stepped over. */

const usable = (cell) => cell && !cell.readOnly;
const cellIn = (line, column) => line.cells[column]?.querySelector(".grid-cell");

/** The column a cell stands in. */
export const columnOf = (input) => input.closest("td").cellIndex;

export const lineOf = (input) => input.closest(".grid-row");

/** The first cell of a row, or the last, that can be changed. */
export function endOf(line, step = 1) {
  if (!line) return null;
  const cells = [...line.querySelectorAll(".grid-cell")];
  return (step > 0 ? cells : cells.reverse()).find(usable) ?? null;
}

/** The next cell of the same row in that direction. */
export function beside(input, step) {
  const line = lineOf(input);
  for (let column = columnOf(input) + step; line.cells[column] && column >= 0; column += step) {
    const cell = cellIn(line, column);
    if (usable(cell)) return cell;
  }
  return null;
}

/** The next row in that direction. */
export const nextLine = (line, step) =>
  step > 0 ? line.nextElementSibling : line.previousElementSibling;

/** The next cell of the same column in that direction. */
export function below(input, step) {
  const column = columnOf(input);
  let line = nextLine(lineOf(input), step);
  while (line && !usable(cellIn(line, column))) line = nextLine(line, step);
  return line && cellIn(line, column);
}

/** The cell above, whether it can be changed or not. */
export function above(input) {
  const line = nextLine(lineOf(input), -1);
  return line && cellIn(line, columnOf(input));
}

/** The next cell as one reads, over the ends of rows. */
export function following(input, step) {
  const cell = beside(input, step);
  if (cell) return cell;
  let line = nextLine(lineOf(input), step);
  while (line && !endOf(line, step)) line = nextLine(line, step);
  return line && endOf(line, step);
}

/** Go to a cell with its text chosen, so that typing replaces it; or to a button. */
export function goTo(place) {
  place.focus();
  place.select?.();
}
