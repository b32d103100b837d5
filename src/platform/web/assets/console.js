import htmx from "htmx.org";

window.htmx = htmx; // for the scripts of single pages

/* Keyboard: / search, j k rows, Enter open, ? help. */

const typing = (target) =>
  target.isContentEditable ||
  /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
  (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));
const rows = () => [...document.querySelectorAll("[data-row]")];
let chosen = -1;

const choose = (index) => {
  const all = rows();
  if (!all.length) return;
  chosen = Math.max(0, Math.min(all.length - 1, index));
  all.forEach((row, number) => row.classList.toggle("is-selected", number === chosen));
  const link = all[chosen].querySelector("[data-open], a");
  link?.focus({ preventScroll: true });
  all[chosen].scrollIntoView({ block: "nearest" });
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "j") choose(chosen + 1);
  else if (event.key === "k") choose(chosen - 1);
  else if (event.key === "?") document.querySelector("#keys")?.showModal();
});

/* Ticked rows, and filters that apply at once. */

const count = () => {
  const boxes = [...document.querySelectorAll("[data-check]")];
  const ticked = boxes.filter((box) => box.checked).length;
  document.querySelectorAll("[data-checked-count]").forEach((place) => {
    place.textContent = ticked;
  });
  document.querySelectorAll("[data-needs-tick]").forEach((button) => {
    button.disabled = !ticked;
  });
  const all = document.querySelector("[data-check-all]");
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
};

document.addEventListener("change", (event) => {
  const target = event.target;
  if (target.matches("[data-check-all]")) {
    document.querySelectorAll("[data-check]").forEach((box) => {
      box.checked = target.checked;
    });
  }
  if (target.matches("[data-check], [data-check-all]")) count();
  if (target.matches("[data-submit-on-change]")) target.form.requestSubmit();
  if (target.matches("[data-template-choice]")) chooseTemplate(target);
  if (target.matches(".tap input")) {
    const exact = target.closest("fieldset").querySelector("[data-exact]");
    if (exact) exact.value = "";
  }
});

/* One click opens the question on a row; another row's question closes. Without scripts the link leads to the file. */

const ask = (panel, from) => {
  document.querySelectorAll("[data-panel]").forEach((other) => {
    other.hidden = other !== panel || !other.hidden;
  });
  if (panel.hidden) from.focus();
  else panel.querySelector("textarea, .btn")?.focus();
};

document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-toggle]");
  const panel = from && document.getElementById(from.dataset.toggle);
  if (!panel) return;
  event.preventDefault();
  ask(panel, from);
});

document.addEventListener("keydown", (event) => {
  const panel = event.target.closest?.("[data-panel]");
  if (event.key !== "Escape" || !panel) return;
  ask(panel, document.querySelector(`[data-toggle="${panel.id}"]`));
});

/* The time left to take a result back; afterwards the page says what happens then. */

const countDown = () => {
  document.querySelectorAll("[data-until]").forEach((place) => {
    place.until ??= Date.now() + Number(place.dataset.until) * 1000; // the server's clock, not the reader's
    const left = Math.ceil((place.until - Date.now()) / 1000);
    place.textContent =
      left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : place.dataset.over;
  });
};
if (document.querySelector("[data-until]")) {
  countDown();
  setInterval(countDown, 1000);
}

/* The contract form: only the blanks the chosen template asks for. */

const chooseTemplate = (select) => {
  document.querySelectorAll("[data-used-by]").forEach((place) => {
    const used = place.dataset.usedBy.split(" ").includes(select.value);
    place.hidden = !used;
    place.querySelectorAll("input, select, textarea").forEach((control) => {
      control.disabled = !used;
    });
  });
};
const template = document.querySelector("[data-template-choice]");
if (template) chooseTemplate(template);

document.addEventListener("input", (event) => {
  const place = document.querySelector(`[data-read="${CSS.escape(event.target.id)}"]`);
  if (place) {
    const amount = Number(event.target.value.replace(/[,，¥\s]/g, ""));
    place.textContent =
      event.target.value && Number.isFinite(amount)
        ? `¥${amount.toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
        : "";
  }
  if (event.target.matches("[data-exact]") && event.target.value) {
    event.target
      .closest("fieldset")
      .querySelectorAll("input[type=radio]")
      .forEach((radio) => {
        radio.checked = Number(radio.value) === Number(event.target.value);
      });
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "editor") document.querySelector("#editor [aria-invalid=true]")?.focus();
});

/* Words of a message: a name goes in where somebody was typing last, not where the keyboard only passed. */

let wordsAt = null;
for (const kind of ["click", "keydown"])
  document.addEventListener(kind, (event) => {
    if (event.target.matches?.("[data-words]") && !["Tab", "Shift"].includes(event.key)) wordsAt = event.target;
  });
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-insert]");
  if (!chip) return;
  const fields = [...chip.form.querySelectorAll("[data-words]")];
  const field = wordsAt?.form === chip.form ? wordsAt : fields.find((one) => one.tagName === "TEXTAREA");
  field.focus();
  field.setRangeText(chip.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "look") return;
  for (const said of document.querySelectorAll("[data-said]")) {
    const field = document.getElementById(said.dataset.said);
    if (!said.querySelector(".beside:not(.beside--warn)")) field.removeAttribute("aria-invalid");
  }
});

count();
document.querySelector(".side .item--on")?.scrollIntoView({ block: "nearest", inline: "center" });
document.querySelector("[aria-invalid=true], [role=alert] a")?.focus();

/* The bulk bar: only the choice that the action needs. */

const bulk = document.querySelector(".bulk select[name=do]");
const chooseAction = () => {
  bulk.form.querySelectorAll("[data-for]").forEach((control) => {
    control.hidden = control.dataset.for !== bulk.value;
  });
};
if (bulk) {
  chooseAction();
  bulk.addEventListener("change", chooseAction);
}
