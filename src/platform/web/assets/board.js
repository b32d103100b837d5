/* The board by drag and by keyboard. What is dropped is asked of the server, which answers with the board as it is. */

const place = document.getElementById("board");
const says = document.getElementById("board-says");
const refusal = document.getElementById("board-refused");
const cards = () => [...place.querySelectorAll("[data-card]")];
const columns = () => [...place.querySelectorAll("[data-column]")];
const columnOf = (card) => card.closest("[data-column]");
const nameOf = (card) => card.querySelector("[data-name]").textContent;
let taken = null;
let over = null;

const say = (words) => {
  says.textContent = words;
};
const told = (key, values) => says.dataset[key].replace(/\{(\w+)\}/g, (_all, name) => values[name]);

/* One stop of the Tab key for each column; the arrows do the rest. */
const settle = () => {
  columns().forEach((column) => {
    column.querySelectorAll("[data-card] a").forEach((link) => {
      link.tabIndex = -1;
    });
    const first = column.querySelector("[data-card] [data-name]");
    if (first) first.tabIndex = 0;
  });
  for (const link of place.querySelectorAll("[data-name]"))
    link.setAttribute("aria-describedby", "board-help");
};

const focus = (card) => {
  const link = card?.querySelector("[data-name]");
  if (!link) return;
  columnOf(card)
    .querySelectorAll("[data-name]")
    .forEach((other) => {
      other.tabIndex = -1;
    });
  link.tabIndex = 0;
  link.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
};

const hover = (column) => {
  over?.classList.remove("is-over");
  over = column;
  over?.classList.add("is-over");
};

const letGo = () => {
  taken?.classList.remove("is-taken");
  taken = null;
  hover(null);
};

const refuse = (words) => {
  refusal.textContent = words;
  refusal.hidden = !words;
};

const drop = async (card, column) => {
  const from = columnOf(card);
  const id = card.dataset.card;
  letGo();
  if (column === from) return focus(card);
  if ("asks" in column.dataset) {
    location.assign(`/hr/board/${id}/move?to=${column.dataset.column}`);
    return;
  }
  const query = new URL(place.dataset.board, location.origin).search;
  const body = new URLSearchParams({ to: column.dataset.column, seen: from.dataset.column });
  try {
    const answer = await fetch(`/hr/board/${id}/move${query}`, {
      method: "POST",
      body,
      headers: { "HX-Request": "true" },
    });
    if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
    place.innerHTML = await answer.text();
    window.htmx?.process(place);
    const { said = "", refused = "" } = place.firstElementChild.dataset;
    settle();
    refuse(refused);
    say(said);
    focus(place.querySelector(`[data-card="${id}"]`) ?? cards()[0]);
  } catch {
    refuse(says.dataset.failed);
    focus(card);
  }
};

/* Drag */

place.addEventListener("dragstart", (event) => {
  taken = event.target.closest("[data-card]");
  if (!taken) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", nameOf(taken));
  taken.classList.add("is-taken");
});
place.addEventListener("dragover", (event) => {
  const column = event.target.closest("[data-column]");
  if (!taken || !column) return;
  event.preventDefault();
  if (column !== over) hover(column);
});
place.addEventListener("drop", (event) => {
  const column = event.target.closest("[data-column]");
  if (!taken || !column) return;
  event.preventDefault();
  drop(taken, column);
});
place.addEventListener("dragend", letGo);

/* Keyboard */

const step = (card, by) => {
  const all = [...columnOf(card).querySelectorAll("[data-card]")];
  focus(all[all.indexOf(card) + by]);
};

const across = (card, by) => {
  const all = columns();
  for (let at = all.indexOf(columnOf(card)) + by; all[at]; at += by) {
    const first = all[at].querySelector("[data-card]");
    if (first) return focus(first);
  }
};

const carry = (by) => {
  const all = columns();
  const next = all[all.indexOf(over) + by];
  if (!next) return;
  hover(next);
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
  say(told("over", { stage: next.dataset.label }));
};

const take = (card) => {
  if (!card.draggable) return;
  taken = card;
  card.classList.add("is-taken");
  hover(columnOf(card));
  say(told("taken", { name: nameOf(card), stage: over.dataset.label }));
};

place.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const upright = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (taken && event.key === "Escape") {
    say(told("back", { name: nameOf(taken) }));
    letGo();
  } else if (event.key === " " || (taken && event.key === "Enter")) {
    if (taken) drop(taken, over);
    else take(card);
  } else if (sideways) {
    if (taken) carry(sideways);
    else across(card, sideways);
  } else if (upright) {
    if (!taken) step(card, upright);
  } else return;
  event.preventDefault();
});
place.addEventListener("focusout", (event) => {
  if (taken && !place.contains(event.relatedTarget)) letGo();
});

/* More of a column: on to the first of those who came. */
let grown = null;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const more = event.target.closest?.("[data-rest]");
  grown =
    more && place.contains(more)
      ? [columnOf(more), columnOf(more).querySelectorAll("[data-card]").length]
      : null;
});
document.body.addEventListener("htmx:afterSettle", () => {
  if (!grown) return;
  const [column, before] = grown;
  grown = null;
  settle();
  focus(column.querySelectorAll("[data-card]")[before]);
});

settle();
