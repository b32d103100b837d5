// What was in view, and for how many seconds in the foreground: told to the server while it is read, and on leaving. A page
// that is loaded again may be made before the server has heard: what was in view is noted in the window, too.

const TELL_EVERY = 5000;
const TICK = 250;
const find = (selector) => document.querySelector(selector);
let stop = () => {};

const start = () => {
  stop();
  const form = find("[data-reading]");
  viewer(form ? reading(form) : () => {});
  for (const image of document.querySelectorAll("[data-page] img")) retryable(image);
};

const reading = (form) => {
  const { report, pages, least } = form.dataset;
  const heard = new Set(form.dataset.seen.split(",").filter(Boolean).map(Number));
  const untold = new Set(noted(report).filter((page) => !heard.has(page)));
  const seen = new Set([...heard, ...untold]);
  const inView = new Set();
  const next = find("[data-next]");
  const label = next.textContent;
  let textRead = form.dataset.text === "1";
  let told = Number(form.dataset.seconds);
  let running = 0; // milliseconds that are not told yet
  let last = performance.now();
  let busy = false;

  const missing = () => {
    if (textRead) return [];
    return Array.from({ length: Number(pages) }, (_, index) => index + 1).filter((page) => !seen.has(page));
  };
  const left = () => Number(least) - told - Math.floor(running / 1000);

  const say = () => {
    const pagesLeft = missing().length;
    let words = label;
    if (pagesLeft) words = form.dataset.pagesLeft.replace("{n}", pagesLeft);
    else if (left() > 0) words = form.dataset.secondsLeft.replace("{n}", left());
    if (next.textContent !== words) next.textContent = words;
  };

  const see = (page) => {
    if (seen.has(page)) return;
    seen.add(page);
    untold.add(page);
    notedDown(report, seen);
    say();
  };

  const news = () => {
    const seconds = Math.floor(running / 1000);
    const body = new URLSearchParams({ pages: [...untold].join(), seconds });
    if (textRead) body.set("text_read", "1");
    return { body, seconds, pages: [...untold] };
  };
  const believed = ({ seconds, pages }) => {
    told += seconds;
    running -= seconds * 1000;
    for (const page of pages) untold.delete(page);
  };

  const tell = async () => {
    const now = news();
    if (busy || (!now.seconds && !now.pages.length)) return;
    busy = true;
    try {
      const answer = await fetch(report, { method: "POST", body: now.body, keepalive: true });
      if (answer.status === 204) believed(now); // a page of ours says that nobody is signed in any more
    } catch {
      // no line: it is told later, or with the answer
    } finally {
      busy = false;
    }
  };
  const leave = () => {
    const now = news();
    if ((now.seconds || now.pages.length) && navigator.sendBeacon(report, now.body)) believed(now);
  };

  const tick = () => {
    const now = performance.now();
    if (document.visibilityState === "visible") running += Math.min(now - last, 2 * TICK);
    last = now;
    say();
  };

  const look = (entries) => {
    for (const { target, intersectionRect, boundingClientRect, rootBounds } of entries) {
      const page = Number(target.dataset.page);
      const high = Math.min(boundingClientRect.height, rootBounds?.height ?? innerHeight);
      const there = intersectionRect.height >= high * 0.55;
      if (there) inView.add(page);
      else inView.delete(page);
      if (there && target.querySelector("img").naturalWidth) see(page);
    }
  };
  const thresholds = Array.from({ length: 21 }, (_, index) => index / 20);
  const leaves = new IntersectionObserver(look, { threshold: thresholds });
  for (const leaf of document.querySelectorAll("[data-page]")) {
    leaves.observe(leaf);
    const page = Number(leaf.dataset.page);
    leaf.querySelector("img").addEventListener("load", () => inView.has(page) && see(page));
  }
  const end = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    textRead = true;
    say();
  });
  end.observe(find("[data-text-end]"));

  const unready = (event) => {
    const [page] = missing();
    if (!page && left() <= 0) return false;
    event.preventDefault();
    event.stopPropagation();
    if (page) find(`[data-page="${page}"]`).scrollIntoView({ block: "center" });
    return true;
  };
  form.addEventListener("submit", (event) => {
    if (unready(event)) return;
    give(form, "scripted", "1");
    give(form, "pages", [...seen].join());
    give(form, "seconds", Math.floor(running / 1000));
    if (textRead) give(form, "text_read", "1");
  });

  const hide = () => document.visibilityState === "hidden" && leave();
  const timers = [setInterval(tick, TICK), setInterval(tell, TELL_EVERY)];
  document.addEventListener("visibilitychange", hide);
  addEventListener("pagehide", leave);
  stop = () => {
    for (const timer of timers) clearInterval(timer);
    document.removeEventListener("visibilitychange", hide);
    removeEventListener("pagehide", leave);
    leaves.disconnect();
    end.disconnect();
  };
  say();
  return see;
};

// A window that keeps nothing is read in all the same.
const noted = (name) => {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? [];
  } catch {
    return [];
  }
};
const notedDown = (name, pages) => {
  try {
    sessionStorage.setItem(name, JSON.stringify([...pages]));
  } catch {
    // full, or forbidden
  }
};

// A field that only a script sends: without one there is another box.
const give = (form, name, value) => {
  const field =
    form.elements[name] ?? Object.assign(document.createElement("input"), { type: "hidden", name });
  field.value = value;
  form.append(field);
};

// A page opened large, to be moved about with a finger; without scripts the picture itself opens.
const viewer = (see) => {
  const dialog = find("[data-viewer]");
  if (!dialog) return;
  const image = new Image();
  dialog.querySelector("[data-large]").replaceChildren(image);
  for (const link of document.querySelectorAll("[data-look]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      image.alt = link.querySelector("img").alt;
      image.src = link.href;
      image.addEventListener("load", () => see(Number(link.dataset.look)), { once: true });
      dialog.showModal();
    });
  }
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
};

// A page that did not arrive says so, and can be asked for again.
const retryable = (image) => {
  const failed = image.closest("[data-page]").querySelector("[data-failed]");
  const address = image.src;
  let tries = 0;
  image.addEventListener("error", () => {
    failed.hidden = false;
  });
  image.addEventListener("load", () => {
    failed.hidden = true;
  });
  failed.querySelector("button").addEventListener("click", () => {
    tries += 1;
    image.src = `${address}&again=${tries}`;
  });
  if (image.complete && !image.naturalWidth && image.loading !== "lazy") failed.hidden = false;
};

start();
document.addEventListener("swapped", start);
