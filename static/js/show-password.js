/* Shows the "show password" box of one field or several where there is JavaScript, and makes it work. */
for (const box of document.querySelectorAll("[data-shows]")) {
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => {
    for (const id of box.dataset.shows.split(" ")) {
      document.getElementById(id).type = box.checked ? "text" : "password";
    }
  });
}
