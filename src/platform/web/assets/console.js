import "htmx.org";

const typing = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
let chosen = -1;
const rows = () => [...document.querySelectorAll("[data-row]")];
const choose = (index) => {
  const all = rows();
  if (!all.length) return;
  chosen = Math.max(0, Math.min(all.length - 1, index));
  all.forEach((row, number) => row.classList.toggle("sel", number === chosen));
  all[chosen].scrollIntoView({ block: "nearest" });
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const help = document.querySelector("#keys");
  if (event.key === "/") { event.preventDefault(); document.querySelector("[data-search]")?.focus(); }
  else if (event.key === "j") choose(chosen + 1);
  else if (event.key === "k") choose(chosen - 1);
  else if (event.key === "Enter" && chosen >= 0 && event.target === document.body) rows()[chosen].querySelector("a")?.click();
  else if (event.key === "?") help?.showModal();
});
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  if (all) document.querySelectorAll("[data-check]").forEach((box) => { box.checked = all.checked; });
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  const count = document.querySelector("[data-checked-count]");
  if (count) count.textContent = document.querySelectorAll("[data-check]:checked").length;
});
document.querySelector("[aria-invalid=true]")?.focus();
