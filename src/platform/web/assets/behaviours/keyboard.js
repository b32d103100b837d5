/* Keys for the whole console: / searches, j and k choose a row whose link Enter opens, ? shows them all. */

const typing = (target) =>
  target.isContentEditable ||
  /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
  (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));

let chosen = -1;

const choose = (index) => {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  chosen = Math.max(0, Math.min(rows.length - 1, index));
  rows.forEach((row, number) => {
    row.classList.toggle("is-selected", number === chosen);
  });
  rows[chosen].querySelector("[data-open], a")?.focus({ preventScroll: true });
  rows[chosen].scrollIntoView({ block: "nearest" });
};

const search = (event) => {
  const field = document.querySelector("[data-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "/") search(event);
  else if (event.key === "j") choose(chosen + 1);
  else if (event.key === "k") choose(chosen - 1);
  else if (event.key === "?") document.querySelector("#keys")?.showModal();
});
