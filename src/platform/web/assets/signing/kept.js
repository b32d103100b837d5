// What is drawn stays in this browser until it is signed, a day at most: neither a reload nor a cut line costs it.

const A_DAY = 86_400_000;
const START = "drawing:";
const named = (contract) => START + contract;

// A browser that keeps nothing (a full or forbidden store) still signs.
const safely = (work) => {
  try {
    return work();
  } catch {
    return null;
  }
};

export const keep = (contract, drawn) =>
  safely(() => localStorage.setItem(named(contract), JSON.stringify({ at: Date.now(), drawn })));

export const kept = (contract) => safely(() => JSON.parse(localStorage.getItem(named(contract))).drawn);

export const sweep = () =>
  safely(() => {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(START) && Date.now() - JSON.parse(localStorage.getItem(name)).at > A_DAY)
        localStorage.removeItem(name);
    }
  });

export const forget = (contract) => safely(() => localStorage.removeItem(named(contract)));
