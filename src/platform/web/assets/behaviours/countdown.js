/* The time left to take a result back; afterwards the page says what happens then. */

const show = () => {
  for (const place of document.querySelectorAll("[data-until]")) {
    place.until ??= Date.now() + Number(place.dataset.until) * 1000; // the server's clock, not the reader's
    const left = Math.ceil((place.until - Date.now()) / 1000);
    place.textContent =
      left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : place.dataset.over;
  }
};

if (document.querySelector("[data-until]")) {
  show();
  setInterval(show, 1000);
}
