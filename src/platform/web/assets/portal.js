// What makes a page smoother; each works without.
import "htmx.org";

// A button that may be pressed again in so many seconds counts them down.
for (const button of document.querySelectorAll("[data-wait]")) {
  const label = button.textContent;
  const until = Date.now() + Number(button.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.waitText.replace("{seconds}", left) : label;
    if (left > 0) setTimeout(tick, 250);
  };
  tick();
}

// A refused form: the reader is taken to the first thing to mend.
document.querySelector("[aria-invalid=true]")?.focus();

// A second tap sends nothing twice; who comes back by the browser's own button finds the form usable.
const buttonsOf = (form) => [...form.elements].filter((one) => one.type === "submit");
document.addEventListener("submit", ({ target }) => {
  setTimeout(() => buttonsOf(target).forEach((button) => (button.disabled = true)));
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) [...document.forms].flatMap(buttonsOf).forEach((button) => (button.disabled = false));
});
