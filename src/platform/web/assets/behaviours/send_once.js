/* A second tap sends nothing twice; who comes back by the browser's own button finds the form usable. */

const switchOff = (form, off) => {
  for (const control of form.elements) if (control.type === "submit") control.disabled = off;
};

document.addEventListener("submit", ({ target }) => {
  setTimeout(() => switchOff(target, true));
});

addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const form of document.forms) switchOff(form, false);
});
