/* The pages as they will be printed, beside the text; each finds its place in the other. */
import { goTo, onSelect } from "./caret.js";
import { calm, data, narrow, piece, place, root, told } from "./page.js";
import { onView, showView, viewed } from "./panes.js";

const choice = place("sample");
const second = place("second-sample");
const pictures = new Map(); // hash → blob address
let [running, again] = [false, false];
let selected = "";

const views = [
  { pane: place("pages"), key: () => choice.value, places: [] },
  { pane: place("second-pages"), key: () => second.value, places: [] },
];

const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

const address = async ({ hash, png }) => {
  if (!pictures.has(hash)) {
    const url = URL.createObjectURL(new Blob([bytes(png)], { type: "image/png" }));
    pictures.set(hash, url);
    const image = new Image();
    image.src = url;
    await image.decode().catch(() => {});
  }
  return pictures.get(hash);
};

const drawPages = async ({ pane }, pages) => {
  for (const [at, page] of pages.entries()) {
    let figure = pane.children[at];
    if (!figure) {
      figure = piece("page");
      pane.append(figure);
    }
    const image = figure.querySelector("img");
    if (image.dataset.hash === page.hash) continue;
    image.src = await address(page);
    image.dataset.hash = page.hash;
    if (page.width) [image.width, image.height] = [page.width, page.height];
    image.alt = told("page", { n: at + 1, count: pages.length });
  }
  while (pane.children.length > pages.length) pane.lastElementChild.remove();
};

const sweep = () => {
  const used = new Set([...root.querySelectorAll("img[data-hash]")].map((image) => image.dataset.hash));
  for (const [hash, url] of pictures) {
    if (used.has(hash)) continue;
    URL.revokeObjectURL(url);
    pictures.delete(hash);
  }
};

const ask = async (view) => {
  const form = new URLSearchParams({ sample: view.key(), have: [...pictures.keys()].join(",") });
  const answer = await fetch(data.urls.preview, {
    method: "POST",
    body: form,
    headers: { "HX-Request": "true" },
  });
  if (answer.status === 422) throw new Error((await answer.json()).refused);
  if (!answer.ok) throw new Error();
  const { pages, places } = await answer.json();
  view.places = places;
  await drawPages(view, pages);
};

const clearMarks = () => {
  for (const line of root.querySelectorAll("[data-mark-line]")) line.hidden = true;
};

/* The block's place on the page, marked; scrolled to only where that is asked for. */
const mark = (scroll) => {
  clearMarks();
  for (const { pane, places } of views) {
    const found = places.find((one) => one.block === selected);
    const figure = found && pane.children[found.page - 1];
    if (!figure) continue;
    const line = figure.querySelector("[data-mark-line]");
    line.hidden = false;
    line.style.top = `${found.y * 100}%`;
    const frame = pane.closest("[data-scrolls]");
    if (!scroll || !figure.offsetParent) continue;
    if (narrow.matches) {
      line.scrollIntoView({ block: "center" });
      continue;
    }
    const [box, seen] = [line.getBoundingClientRect(), frame.getBoundingClientRect()];
    if (box.top > seen.top + 40 && box.bottom < seen.bottom - 40) continue;
    frame.scrollBy({
      top: box.top - seen.top - seen.height / 3,
      behavior: calm.matches ? "instant" : "smooth",
    });
  }
};

export const refreshPreview = async () => {
  again = true;
  if (running) return;
  running = true;
  root.classList.add("is-drawing");
  try {
    while (again) {
      again = false;
      await ask(views[0]);
      if (second.value) await ask(views[1]);
      else views[1].pane.replaceChildren();
      place("preview-failed").hidden = true;
    }
    sweep();
    mark(false);
  } catch (problem) {
    place("preview-failed").hidden = false;
    place("preview-why").textContent = problem instanceof TypeError ? "" : problem.message;
  } finally {
    running = false;
    root.classList.remove("is-drawing");
  }
};

const blockOn = (places, page, y) => {
  const order = [...places].sort((one, other) => one.page - other.page || one.y - other.y);
  return order.filter((one) => one.page < page || (one.page === page && one.y <= y)).pop() ?? order[0];
};

for (const view of views)
  view.pane.addEventListener("click", (event) => {
    const figure = event.target.closest("[data-page]");
    if (!figure) return;
    const box = figure.getBoundingClientRect();
    const page = [...view.pane.children].indexOf(figure) + 1;
    const found = blockOn(view.places, page, (event.clientY - box.top) / box.height);
    if (!found) return;
    if (narrow.matches) showView("edit");
    goTo(found.block);
  });

onSelect((id) => {
  selected = id;
  mark(!narrow.matches || viewed() === "preview");
});
onView((view) => {
  if (view === "preview") requestAnimationFrame(() => mark(true));
});
choice.addEventListener("change", refreshPreview);
second.addEventListener("change", () => {
  place("second").hidden = !second.value;
  refreshPreview();
});
place("preview-retry").addEventListener("click", refreshPreview);
addEventListener("online", () => {
  if (!place("preview-failed").hidden) refreshPreview();
});
