/* What the page brought along: its data, its words, and the pieces that blocks are made of. */

const island = (id) => JSON.parse(document.getElementById(id).textContent);

export const data = island("studio-data");
export const root = document.querySelector("[data-studio]");
const words = { ...island("studio-words"), ...island("studio-printed") };

export const told = (key, values = {}) =>
  words[key].replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

export const piece = (name) =>
  root.querySelector(`template[data-piece="${name}"]`).content.firstElementChild.cloneNode(true);

export const place = (name) => root.querySelector(`[data-place="${name}"]`);

const says = place("says");
export const say = (text) => {
  says.textContent = text;
};

export const narrow = matchMedia("(max-width: 1099px)");
export const calm = matchMedia("(prefers-reduced-motion: reduce)");
