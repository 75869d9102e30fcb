/* What was typed before the session ended, with the names of its fields as the page has them where
   the form was. Without this script, or that page, a field whose name the server doesn't know is
   numbered. */

const list = document.querySelector("[data-kept-from]"); // nothing where only a button was pressed

if (list) name(list).catch(() => {}); // without the line the numbers stay

async function name(list) {
  const answer = await fetch(list.dataset.keptFrom, { cache: "no-store" });
  if (!answer.ok || !answer.headers.get("Content-Type").startsWith("text/html")) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const row of [...list.children]) tell(row, page);
}

function tell(row, page) {
  const [term, value] = row.children;
  const named = [...page.getElementsByName(term.dataset.field)];
  const field = named.find((one) => one.value === value.dataset.value) ?? named[0];
  if (!field) return;
  if (["hidden", "submit"].includes(field.type)) return row.remove(); // not typed by anybody
  const choice = ["radio", "checkbox"].includes(field.type);
  const legend = choice ? words(field.closest("fieldset")?.querySelector("legend")) : "";
  const label = words(field.labels?.[0]) || field.getAttribute("aria-label");
  const title = legend || label;
  if (title) term.textContent = title;
  if (field.type === "select-one") value.textContent = chosen(field, value.dataset.value);
  else if (choice) value.textContent = legend && label ? label : "เลือก";
}

function chosen(field, value) {
  return words([...field.options].find((option) => option.value === value)) || value;
}

function words(node) {
  return node?.textContent.replace(/\s+/g, " ").trim().replace(/ ?\*$/, "") ?? "";
}
