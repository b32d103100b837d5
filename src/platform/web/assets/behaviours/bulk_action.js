/* The bar for ticked rows: only the choice that the action needs. */

const action = document.querySelector("[data-action]");

const ask = () => {
  for (const control of action.form.querySelectorAll("[data-for]")) {
    control.hidden = control.dataset.for !== action.value;
  }
};

if (action) {
  ask();
  action.addEventListener("change", ask);
}
