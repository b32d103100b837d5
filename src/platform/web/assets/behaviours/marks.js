/* A mark of a scorecard: tapped, or typed to the half point. One empties the other. */

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-marks] input[type=radio]")) return;
  const exact = target.closest("[data-marks]").querySelector("[data-exact]");
  if (exact) exact.value = "";
});

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-exact]") || !target.value) return;
  for (const radio of target.closest("[data-marks]").querySelectorAll("input[type=radio]")) {
    radio.checked = Number(radio.value) === Number(target.value);
  }
});
