/* Names the chosen file beside the button that chooses it (components/file_field.html). */
for (const box of document.querySelectorAll(".file-box")) {
  const input = box.querySelector("input");
  const show = () => {
    box.classList.toggle("has-file", input.files.length > 0);
    box.querySelector(".file-chosen").textContent = input.files[0]?.name ?? "";
  };
  box.classList.add("is-live");
  input.addEventListener("change", show);
  addEventListener("pageshow", show); // going back, a browser may remember the file
}
