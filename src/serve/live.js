// Keeps a page of the preview up to date, and shows what is wrong with it. All that comes from files is put in as
// text, never as HTML.
(() => {
  "use strict";
  let hash = document.currentScript.dataset.hash;
  const key = "fieldnotes:preview:" + location.pathname;
  let source = null;
  let closed = "";

  /** What a reload would lose. */
  function keep() {
    const open = [...document.querySelectorAll("details")].map((details) => details.open);
    const search = [...document.querySelectorAll("input[type=search]")].map((field) => field.value);
    try { sessionStorage.setItem(key, JSON.stringify({ x: scrollX, y: scrollY, open, search })); } catch { /* off */ }
  }

  function restore() {
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(key)); sessionStorage.removeItem(key); } catch { /* off */ }
    if (!kept) return;
    // Anybody may have written it.
    const of = (list, kind) => (Array.isArray(list) ? list.map((value) => (typeof value === kind ? value : undefined)) : []);
    const [open, search] = [of(kept.open, "boolean"), of(kept.search, "string")];
    document.querySelectorAll("details").forEach((details, at) => { details.open = open[at] ?? details.open; });
    document.querySelectorAll("input[type=search]").forEach((field, at) => {
      if (!search[at]) return;
      field.value = search[at];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const scroll = () => scrollTo({ left: Number(kept.x) || 0, top: Number(kept.y) || 0, behavior: "instant" });
    scroll();
    addEventListener("load", scroll, { once: true });
  }

  function reload() {
    source?.close();
    keep();
    location.reload();
  }

  /** The name of a stylesheet without the hash in it: `/assets/theme.0123456789.css` and its like. */
  const stem = (path) => path.replace(/\.[0-9a-f]{10}\.css$/, ".css");

  function swap(styles) {
    for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
      const path = new URL(link.href).pathname;
      const next = styles.find((style) => stem(style) === stem(decodeURI(path)));
      if (!next) continue;
      const fresh = link.cloneNode();
      fresh.href = next === path ? `${next}?${Date.now()}` : next;
      // The old one stays until the new one is there, so that the page never shows without styles.
      fresh.addEventListener("load", () => link.remove(), { once: true });
      fresh.addEventListener("error", () => link.remove(), { once: true });
      link.after(fresh);
    }
  }

  const element = (name, text, ...children) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...children);
    return made;
  };

  let root = null;
  function shadow() {
    if (root) return root;
    const host = document.createElement("fieldnotes-preview");
    root = host.attachShadow({ mode: "open" });
    const styles = element("link");
    styles.rel = "stylesheet";
    styles.href = "/.fieldnotes/live.css";
    root.append(styles);
    document.documentElement.append(host);
    return root;
  }

  function remove(name) {
    root?.querySelector("." + name)?.remove();
  }

  /** A link that opens the file in the editor: `data-editor` on the page's root names another pattern than VS Code's. */
  function editor(fault) {
    const pattern = document.documentElement.dataset.editor || "vscode://file{file}:{line}:{column}";
    const place = `${fault.path}:${fault.line}:${fault.column}`;
    // Who reads the preview of another machine has no such file.
    if (!fault.file) return element("strong", place);
    const link = element("a", place);
    const file = encodeURI(fault.file).replace(/[#?]/g, encodeURIComponent);
    link.href = pattern
      .replace("{file}", () => file.startsWith("/") ? file : "/" + file)
      .replace("{line}", fault.line).replace("{column}", fault.column);
    return link;
  }

  const article = (fault) => element("article", "", editor(fault), element("pre", fault.report.trimEnd()));
  const number = (count, thing) => `${count} ${thing}${count === 1 ? "" : "s"}`;

  function show(faults) {
    remove("cover");
    const seen = JSON.stringify(faults.own);
    if (faults.own.length && seen !== closed) {
      const close = element("button", "Close");
      close.type = "button";
      close.addEventListener("click", () => { closed = seen; remove("cover"); });
      const cover = element("section", "", close, element("h2", number(faults.own.length, "error") + " on this page"), ...faults.own.map(article));
      cover.className = "cover";
      cover.setAttribute("role", "alert");
      shadow().append(cover);
    }
    const wasOpen = Boolean(root?.querySelector(".badge[open]"));
    remove("badge");
    if (!faults.errors && !faults.warnings) return;
    const counts = [[faults.errors, "error"], [faults.warnings, "warning"]].filter(([count]) => count);
    const summary = element("summary", counts.map(([count, thing]) => number(count, thing)).join(", ") + " in the site");
    const badge = element("details", "", summary, ...faults.others.map(article));
    badge.className = "badge";
    badge.open = wasOpen;
    shadow().append(badge);
  }

  function say(text) {
    remove("notice");
    const notice = element("p", text);
    notice.className = "notice";
    notice.setAttribute("role", "status");
    shadow().append(notice);
  }

  function hear(event) {
    const { act, hash: now, faults, styles, to } = JSON.parse(event.data);
    if (act === "reload") return reload();
    if (act === "moved") return location.replace(to + location.hash);
    if (act === "styles") swap(styles);
    if (act === "gone") say("This page was removed.");
    hash = now;
    show(faults);
  }

  function connect() {
    if (source || document.hidden) return;
    source = new EventSource(`/.fieldnotes/live?page=${encodeURIComponent(location.pathname)}&hash=${hash}`);
    source.addEventListener("message", hear);
    source.addEventListener("error", () => { disconnect(); setTimeout(connect, 500); });
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  // Browsers open few connections to one server: a page that nobody sees leaves its own to others.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  // Links and pictures that lead nowhere are plain text on the page that is published.
  const marks = new CSSStyleSheet();
  marks.replaceSync(".broken { text-decoration: underline wavy #d1242f; text-underline-offset: 0.2em; cursor: help; }");
  document.adoptedStyleSheets.push(marks);
  for (const broken of document.querySelectorAll(".broken")) broken.title ||= "leads nowhere; the report says why";
  restore();
  connect();
})();
