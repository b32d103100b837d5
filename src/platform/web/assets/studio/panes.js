/* Three panes where there is room; else the list comes up as a sheet, and the pages lie behind a tab. */
import { narrow, place, root } from "./page.js";

const palette = place("palette");
const opener = place("open-palette");
const watchers = [];

export const onView = (watcher) => watchers.push(watcher);
export const viewed = () => root.dataset.view;

export const showView = (view) => {
  root.dataset.view = view;
  for (const button of root.querySelectorAll("[data-show]"))
    button.setAttribute("aria-pressed", String(button.dataset.show === view));
  for (const watcher of watchers) watcher(view);
};

export const closePalette = () => {
  if (!palette.classList.contains("is-open")) return;
  palette.classList.remove("is-open");
  place("shade").hidden = true;
  opener.setAttribute("aria-expanded", "false");
  opener.focus({ preventScroll: true });
};

const openPalette = () => {
  palette.classList.add("is-open");
  place("shade").hidden = false;
  opener.setAttribute("aria-expanded", "true");
  palette.querySelector("button").focus({ preventScroll: true });
};

root.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-show]");
  if (button) showView(button.dataset.show);
});
opener.addEventListener("click", openPalette);
place("shade").addEventListener("click", closePalette);
place("close-palette").addEventListener("click", closePalette);
palette.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) closePalette();
});
narrow.addEventListener("change", () => {
  palette.classList.remove("is-open");
  place("shade").hidden = true;
});

/* The tools stay above a phone's keyboard, which lies over the page without making it smaller. */
const lift = () => {
  const { height, offsetTop } = visualViewport;
  const under = narrow.matches ? Math.max(0, innerHeight - height - offsetTop) : 0;
  place("tools").style.bottom = under > 80 ? `${under}px` : "";
};
if (window.visualViewport)
  for (const kind of ["resize", "scroll"]) visualViewport.addEventListener(kind, lift);
