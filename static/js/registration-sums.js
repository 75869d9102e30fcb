// The count and the sum of the ticked households, beside the button that sends them.
const form = document.getElementById("registration-form");
const satang = (baht) => Math.round(Number(baht) * 100);

function count() {
  const ticked = [...form.querySelectorAll("input[name=households]:checked")];
  const total = ticked.reduce((sum, box) => sum + satang(box.dataset.owed), 0);
  const shown = (total / 100).toLocaleString("en-US", {
    minimumFractionDigits: total % 100 ? 2 : 0,
    maximumFractionDigits: 2,
  });
  for (const place of form.querySelectorAll("[data-chosen-count]")) place.textContent = ticked.length;
  for (const place of form.querySelectorAll("[data-chosen-total]")) place.textContent = shown;
}

if (form) {
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count); // the browser's Back keeps the ticks
  count();
}
