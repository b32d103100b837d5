/* A scorecard being filled in: what changes is sent to the server a moment later, and kept on this device as long as it
   has not arrived there. Only changed fields are sent, so that two devices disturb each other in no other field. */

const form = document.querySelector("[data-card]");
const PREFIX = "huiyin.card:";
const WAIT = 600;
const AGAIN = 4000;

if (form) {
  const key = PREFIX + form.getAttribute("action");
  const said = form.querySelector("[data-saved]");
  const remember = (fields) => {
    try {
      if (Object.keys(fields).length) localStorage.setItem(key, JSON.stringify(fields));
      else localStorage.removeItem(key);
    } catch {
      /* a private window keeps nothing: then only the server does */
    }
  };
  const recall = () => {
    try {
      return JSON.parse(localStorage.getItem(key) || "{}");
    } catch {
      return {};
    }
  };
  let pending = {};
  let timer = 0;
  let busy = false;

  const fill = (fields) => {
    for (const [name, value] of Object.entries(fields)) {
      for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (/^(radio|checkbox)$/.test(control.type)) control.checked = control.value === value;
        else control.value = value;
      }
    }
  };

  const progress = () => {
    const gaps = [];
    for (const place of form.querySelectorAll("[data-marks]")) {
      const exact = place.querySelector("[data-exact]");
      const chosen = place.querySelector("input[type=radio]:checked");
      if (!chosen && !exact?.value) gaps.push(place.id);
      const points = exact?.value ? Number(exact.value) : chosen ? Number(chosen.value) : NaN;
      place.dataset.at = points >= 9 ? "9" : points >= 7 ? "7" : points >= 5 ? "5" : points >= 0 ? "0" : "";
    }
    const place = form.querySelector("[data-missing]");
    place.textContent = gaps.length ? place.dataset.left.replace("{n}", gaps.length) : place.dataset.full;
    if (gaps.length) place.setAttribute("href", `#${gaps[0]}`);
    else place.removeAttribute("href");
  };

  const warn = (answer) => {
    const place = form.querySelector("[data-words]");
    const seen = place.querySelector("[name=words_seen]")?.value || "";
    if (answer.seen === seen) return; // nothing new: what is being typed there stays
    place.innerHTML = answer.words;
  };

  const send = async (last) => {
    clearTimeout(timer);
    timer = 0;
    if (busy || !Object.keys(pending).length) return;
    const sending = { ...pending };
    busy = true;
    try {
      const version = form.querySelector("[name=form_version]").value;
      const answer = await fetch(`${form.getAttribute("action")}/draft`, {
        method: "POST",
        body: new URLSearchParams({ ...sending, changed: "1", form_version: version }),
        headers: { accept: "application/json" },
        keepalive: last === true,
        redirect: "manual",
      });
      if (!answer.ok) {
        said.textContent = said.dataset.refused;
        return;
      }
      for (const [name, value] of Object.entries(sending)) if (pending[name] === value) delete pending[name];
      remember(pending);
      const kept = await answer.json();
      said.textContent = kept.saved;
      warn(kept);
    } catch {
      said.textContent = said.dataset.offline;
      timer = setTimeout(send, AGAIN);
    } finally {
      busy = false;
    }
    if (Object.keys(pending).length && !timer) timer = setTimeout(send, WAIT);
  };

  const changed = (control) => {
    if (!control.name || control.type === "hidden") return;
    const box = control.type === "checkbox";
    pending[control.name] = box && !control.checked ? "" : control.value;
    if (control.matches("[data-marks] input[type=radio]")) {
      const exact = control.closest("[data-marks]").querySelector("[data-exact]");
      if (exact) pending[exact.name] = "";
    }
    remember(pending);
    progress();
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  };

  pending = recall();
  if (Object.keys(pending).length) {
    fill(pending);
    send();
  }
  progress();
  form.querySelector("[data-keep]").hidden = true;
  form.addEventListener("input", (event) => changed(event.target));
  form.addEventListener("change", (event) => changed(event.target));
  addEventListener("online", () => send());
  addEventListener("pagehide", () => send(true));
  document.addEventListener("visibilitychange", () => document.hidden && send(true));
}

/* Where nothing is owed any more, nothing typed stays on this device. */

const forget = (wanted) => {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && wanted(key.slice(PREFIX.length))) localStorage.removeItem(key);
    }
  } catch {
    /* nothing was kept */
  }
};
if (document.querySelector("[data-sent]")) forget((path) => path === location.pathname.replace(/\/$/, ""));
else if (!form) forget((path) => path.startsWith("/hr/") && !document.querySelector(`a[href="${path}"]`));
