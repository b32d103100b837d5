/* A form that a bad line costs nothing: it is sent from here. Without a line that is said, it is sent again by itself once,
   and then the person may press again; what was typed stays where it is. Beside such a form a link is not followed without a
   line: that would show the browser's own page of errors in the place of what was typed. */

const AGAIN = 4000; // milliseconds, or as soon as the line is back
const PATIENCE = 20000;

const say = (words) => {
  const place = document.querySelector("[data-line]");
  place.hidden = !words;
  place.textContent = words;
};

const usable = (form) => {
  for (const control of form.elements) if (control.type === "submit") control.disabled = false;
};

const lineBack = () =>
  new Promise((done) => {
    const timer = setTimeout(done, AGAIN);
    const back = () => {
      clearTimeout(timer);
      done();
    };
    addEventListener("online", back, { once: true });
  });

const post = async (form, body) => {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), PATIENCE);
  try {
    const sent = { method: "POST", body, headers: { "HX-Request": "true" }, signal: limit.signal };
    const answer = await fetch(form.action, sent);
    const text = await answer.text();
    if (!answer.headers.has("x-request-id")) throw new TypeError("somebody on the way answered");
    return { status: answer.status, goal: answer.headers.get("hx-redirect"), text };
  } finally {
    clearTimeout(timer);
  }
};

const posted = async (form, body) => {
  try {
    return await post(form, body);
  } catch {
    say(form.dataset.waiting);
    await lineBack();
    return post(form, body);
  }
};

const swap = (page) => {
  for (const id of ["content", "actions"]) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh) old.replaceWith(fresh);
    else old?.remove();
  }
  document.dispatchEvent(new Event("swapped"));
};

const show = (form, { status, goal, text }) => {
  if (goal) return location.assign(goal);
  if (status === 404 || status === 409) return location.assign(form.dataset.steady); // it has moved on: there it is said
  const page = new DOMParser().parseFromString(text, "text/html");
  if (status < 500) return swap(page);
  say(page.querySelector("h1")?.textContent || form.dataset.lost);
  usable(form);
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("steady" in form.dataset)) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  say("");
  try {
    show(form, await posted(form, body));
  } catch {
    say(form.dataset.lost);
    usable(form);
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const place = document.querySelector("[data-line]");
  if (!link || !place || navigator.onLine || event.defaultPrevented) return;
  if (link.origin !== location.origin || link.hash) return; // a telephone number needs no line
  event.preventDefault();
  say(place.dataset.line);
});
