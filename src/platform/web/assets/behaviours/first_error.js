/* A refused form: the reader is taken to the first thing to mend, also where only an editor came back. */

document.querySelector("[aria-invalid=true], [role=alert] a")?.focus();

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "editor") document.querySelector("#editor [aria-invalid=true]")?.focus();
});
