// The count and the sum of the ticked households, beside the button that sends them; and all at once.
const form = document.getElementById("registration-form");
const all = form?.querySelector("[data-tick-all]");
const satang = (baht) => Math.round(Number(baht) * 100);
const boxes = () => [...form.querySelectorAll("input[name=households]")];

function count() {
  const ticked = boxes().filter((box) => box.checked);
  const total = ticked.reduce((sum, box) => sum + satang(box.dataset.owed), 0);
  const shown = (total / 100).toLocaleString("en-US", {
    minimumFractionDigits: total % 100 ? 2 : 0,
    maximumFractionDigits: 2,
  });
  for (const place of form.querySelectorAll("[data-chosen-count]")) place.textContent = ticked.length;
  for (const place of form.querySelectorAll("[data-chosen-total]")) place.textContent = shown;
  const whole = all.querySelector("input");
  whole.checked = ticked.length === boxes().length;
  whole.indeterminate = ticked.length > 0 && !whole.checked;
}

if (form) {
  all.hidden = false;
  all.querySelector("input").addEventListener("change", ({ target }) => {
    for (const box of boxes()) box.checked = target.checked;
  });
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count); // the browser's Back keeps the ticks
  count();
}
