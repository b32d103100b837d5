/* What is wrong with a message's words is said again at each look: a field that is right now is not called wrong. */

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "look") return;
  for (const place of document.querySelectorAll("[data-said]")) {
    const field = document.getElementById(place.dataset.said);
    if (!place.querySelector("[data-blocks]")) field.removeAttribute("aria-invalid");
  }
});
