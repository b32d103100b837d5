/* Ticked rows of a table: how many they are, all of them at once, and what needs at least one. */

const count = () => {
  const boxes = [...document.querySelectorAll("[data-check]")];
  const ticked = boxes.filter((box) => box.checked).length;
  for (const place of document.querySelectorAll("[data-checked-count]")) place.textContent = ticked;
  for (const button of document.querySelectorAll("[data-needs-tick]")) button.disabled = !ticked;
  const all = document.querySelector("[data-check-all]");
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
};

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-check-all]")) {
    for (const box of document.querySelectorAll("[data-check]")) box.checked = target.checked;
  }
  if (target.matches("[data-check], [data-check-all]")) count();
});

count();
