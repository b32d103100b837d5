/* A button that may be pressed again in so many seconds counts them down. */

const count = (button) => {
  const label = button.textContent;
  const until = Date.now() + Number(button.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.waitText.replace("{seconds}", left) : label;
    if (left > 0) setTimeout(tick, 250);
  };
  tick();
};

const start = () => {
  for (const button of document.querySelectorAll("[data-wait]")) count(button);
};

start();
document.addEventListener("swapped", start);
