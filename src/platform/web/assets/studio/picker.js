/* A field, found by typing: for a paragraph and for a condition. */
import { allFields } from "./known.js";
import { piece, place, told } from "./page.js";

const dialog = place("picker");
const search = place("picker-search");
const list = place("picker-list");
let done = () => {};
let chosen = 0;

export const matches = (field, sought) =>
  [field.label, field.name, field.group].some((text) =>
    text.toLowerCase().includes(sought.trim().toLowerCase()),
  );

const options = () => [...list.querySelectorAll("[data-pick]")];

const choose = (at) => {
  const all = options();
  if (!all.length) return search.removeAttribute("aria-activedescendant");
  chosen = (at + all.length) % all.length;
  all.forEach((option, index) => {
    option.classList.toggle("is-selected", index === chosen);
    option.setAttribute("aria-selected", String(index === chosen));
  });
  search.setAttribute("aria-activedescendant", all[chosen].id);
  all[chosen].scrollIntoView({ block: "nearest" });
};

const draw = () => {
  const found = allFields().filter((field) => matches(field, search.value));
  list.replaceChildren(
    ...found.map((field, at) => {
      const option = piece("option");
      option.id = `picker-${at}`;
      option.dataset.pick = field.name;
      option.querySelector("[data-label]").textContent = field.label;
      option.querySelector("[data-group]").textContent = field.group;
      return option;
    }),
  );
  place("picker-none").hidden = found.length > 0;
  choose(0);
};

const finish = (name) => {
  const tell = done;
  done = () => {};
  if (dialog.open) dialog.close();
  tell(name);
};

export const pickField = (title = told("pick_field")) =>
  new Promise((answer) => {
    done = answer;
    place("picker-title").textContent = title;
    search.value = "";
    dialog.showModal();
    draw();
    search.focus();
  });

search.addEventListener("input", draw);
search.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (by) choose(chosen + by);
  else if (event.key === "Enter") finish(options()[chosen]?.dataset.pick ?? null);
  else return;
  event.preventDefault();
});
list.addEventListener("click", ({ target }) => {
  const option = target.closest("[data-pick]");
  if (option) finish(option.dataset.pick);
});
dialog.addEventListener("close", () => finish(null));
dialog.addEventListener("click", ({ target }) => {
  if (target === dialog) dialog.close();
});
