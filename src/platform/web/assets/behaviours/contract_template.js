/* The contract form: only the blanks that the chosen template asks for. */

const ask = (template) => {
  for (const place of document.querySelectorAll("[data-used-by]")) {
    const used = place.dataset.usedBy.split(" ").includes(template.value);
    place.hidden = !used;
    for (const control of place.querySelectorAll("input, select, textarea")) control.disabled = !used;
  }
  for (const group of document.querySelectorAll("[data-blanks]"))
    group.hidden = !group.querySelector("[data-used-by]:not([hidden])");
};

const template = document.querySelector("[data-template-choice]");
if (template) ask(template);

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-template-choice]")) ask(target);
});
