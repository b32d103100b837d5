/* What the server does not have yet stays in this browser, one entry for each tab, until it has it. */

const START = `studio ${location.pathname} `;
const tab = () => {
  try {
    const known = sessionStorage.getItem("studio tab") ?? Math.random().toString(36).slice(2);
    sessionStorage.setItem("studio tab", known);
    return known;
  } catch {
    return "one";
  }
};
const mine = START + tab();

export const keep = (entry) => {
  try {
    localStorage.setItem(mine, JSON.stringify(entry));
  } catch {
    // full or forbidden: the page itself still has it
  }
};

export const forget = (key = mine) => {
  try {
    localStorage.removeItem(key);
  } catch {
    // there is none then
  }
};

/* All that tabs left behind for this draft, this tab's own last. */
export const left = () => {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(START));
    keys.sort((one, other) => (one === mine) - (other === mine));
    return keys.map((key) => ({ key, entry: JSON.parse(localStorage.getItem(key)) }));
  } catch {
    return [];
  }
};
