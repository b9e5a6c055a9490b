// The notes that a reader of this browser looked at last, on the home page. note.js writes them down; nothing is sent anywhere.
(() => {
  "use strict";
  const own = document.currentScript.dataset;
  const box = document.querySelector("[data-recent]");
  const storageKey = `fieldnotes:recent:${own.home}`;
  let known;
  try { known = JSON.parse(localStorage.getItem(storageKey)); } catch { /* off */ }
  // Only what leads to a page of this site: another page of the same host may have written here. Browsers read `/\\host` as `//host`.
  const isHere = (url) => url.startsWith(own.home) && URL.canParse(url, location) && new URL(url, location).origin === location.origin;
  const entries = (Array.isArray(known) ? known : []).filter((entry) => typeof entry?.url === "string" && typeof entry.title === "string" && isHere(entry.url));
  if (!box || !entries.length) return;
  const list = box.querySelector("ul");
  for (const { url, title } of entries.slice(0, 8)) {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
    list.appendChild(document.createElement("li")).append(link);
  }
  box.hidden = false;
  box.querySelector("button").addEventListener("click", () => {
    try { localStorage.removeItem(storageKey); } catch { /* off */ }
    box.hidden = true;
    document.getElementById("site-main")?.querySelector("a, input")?.focus();
  });
})();
