/* Words of a message: a name goes in where somebody was typing last, not where the keyboard only passed. */

let last = null;

for (const kind of ["click", "keydown"]) {
  document.addEventListener(kind, (event) => {
    if (event.target.matches?.("[data-words]") && !["Tab", "Shift"].includes(event.key)) last = event.target;
  });
}

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-insert]");
  if (!chip) return;
  const fields = [...chip.form.querySelectorAll("[data-words]")];
  const field = last?.form === chip.form ? last : fields.find((one) => one.tagName === "TEXTAREA");
  field.focus();
  field.setRangeText(chip.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
