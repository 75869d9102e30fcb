/* Says in words that a search as one types got no answer; htmx itself would only keep silent. */
for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failed, ({ detail }) => {
    const sentence = detail.elt.dataset.failed;
    if (sentence) document.getElementById("found-count").textContent = sentence;
  });
}
