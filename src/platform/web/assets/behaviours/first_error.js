/* A refused form: the reader is taken to the first thing to mend, also where only a part of the page came back. */

const focus = () => document.querySelector("[aria-invalid=true], [role=alert] a")?.focus();

focus();
document.addEventListener("swapped", focus);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "editor") document.querySelector("#editor [aria-invalid=true]")?.focus();
});
