/* Takes on the size of letters that the server has kept, without opening the page anew. */
document.addEventListener("text-size", (event) => {
  const { classList } = document.documentElement;
  classList.remove(...[...classList].filter((name) => name.startsWith("text-")));
  classList.add(`text-${event.detail.size}`);
  document.getElementById("text-size-said").textContent = event.detail.said;
});
