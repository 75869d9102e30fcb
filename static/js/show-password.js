/* Shows the "show password" box where there is JavaScript, and makes it work. */
for (const box of document.querySelectorAll("[data-shows]")) {
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => {
    document.getElementById(box.dataset.shows).type = box.checked ? "text" : "password";
  });
}
