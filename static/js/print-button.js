// A button that prints the page: shown only where it can do so ([data-print], hidden in the HTML).
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
