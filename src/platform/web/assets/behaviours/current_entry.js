/* On a phone the navigation scrolls sideways: the entry of this page is in sight. */

document
  .querySelector("[data-entries] [aria-current]")
  ?.scrollIntoView({ block: "nearest", inline: "center" });
