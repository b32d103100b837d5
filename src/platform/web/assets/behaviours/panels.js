/* One click opens the question on a row; another row's question closes. Without scripts the link leads to the file. */

const ask = (panel, from) => {
  for (const other of document.querySelectorAll("[data-panel]")) {
    other.hidden = other !== panel || !other.hidden;
  }
  if (panel.hidden) from.focus();
  else panel.querySelector("textarea, button")?.focus();
};

document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-toggle]");
  const panel = from && document.getElementById(from.dataset.toggle);
  if (!panel) return;
  event.preventDefault();
  ask(panel, from);
});

document.addEventListener("keydown", (event) => {
  const panel = event.target.closest?.("[data-panel]");
  if (event.key !== "Escape" || !panel) return;
  ask(panel, document.querySelector(`[data-toggle="${panel.id}"]`));
});
