// What script adds to the page of a note: links to steps, which are copied; its Markdown; pictures at their full size; paper. What
// ticks steps is runbook.js; tools are those of site.js, which comes before it. Nothing is sent anywhere; what is kept is kept in the reader's browser.
document.querySelectorAll("[data-note]").forEach((article) => {
  "use strict";
  const root = document.documentElement;
  const own = document.currentScript.dataset;
  const tools = window.fieldnotes;
  const { words, fill, make, say, copied, kept } = tools;
  const all = (selector, within = article) => tools.all(selector, within);
  const tidy = (text) => text.trim().replace(/\s+/g, " ");
  const title = tidy(article.querySelector("h1").textContent);
  // A bundle has several notes, and what tells their ids apart stands before these.
  const address = article.closest("[data-address]")?.dataset.address ?? document.querySelector("link[rel=canonical]").href;
  /** A bundle is a file on a disk: nothing comes to it. */
  const isBundle = document.body.classList.contains("bundle");
  const noteKey = article.dataset.note;

  /** Copies, and says on the button how that went. */
  async function copyFrom(button, text) {
    const label = button.dataset.label ??= button.textContent;
    const done = await text().then(copied, () => false);
    button.textContent = done ? words.js_copied : words.js_copy_failed;
    say(button.textContent);
    setTimeout(() => { button.textContent = label; }, 2000);
  }

  /** All that a step says, its code too, but not what script or a reader put there: a tick holds for that alone. */
  function said(item) {
    const copy = item.cloneNode(true);
    for (const part of all(".code-head, .values, .progress, .anchor, .ticked-at, li[id*=note-step-]", copy)) part.remove();
    for (const mark of all("var.ph", copy)) mark.textContent = mark.dataset.text ?? mark.textContent;
    return tidy(copy.textContent);
  }

  /** The steps of numbered lists: each has a link to itself, which is copied too. */
  const steps = all(".prose li[id*=note-step-]").map((item) => {
    // A list may begin at any number, so that its steps are called as their markers are.
    const list = item.parentElement;
    const number = list.start + [...list.children].indexOf(item);
    const text = tidy([...item.childNodes].map((node) => (node.nodeType === Node.ELEMENT_NODE && node.matches(".code, ul, ol, .table, figure, .progress") ? "" : node.textContent)).join(" "));
    return { item, number, text, said: said(item), key: item.id };
  });
  for (const step of steps) {
    const link = make("a", { className: "anchor", href: `#${step.item.id}`, textContent: "#" });
    link.setAttribute("aria-label", fill(own.stepLink, { n: step.number }));
    link.addEventListener("click", async () => {
      if (await copied(`${address}#${step.item.id.slice(step.item.id.indexOf("note-step-"))}`)) say(words.js_copied);
    });
    step.link = link;
    step.home = [...step.item.children].find((child) => child.matches("p")) ?? step.item;
    step.home.append(" ", link);
  }

  /** Steps that are ticked have a script of their own, which comes where there are any. */
  function runbook() {
    const box = article.querySelector(".runbook");
    const list = article.querySelector("[aria-labelledby*=note-checklist] ul.tasks");
    if (box || list) return import(own.runbook).then((script) => script.start({ ...tools, article, box, list, steps, own, noteKey, title, address, tidy, copyFrom }));
  }

  /** The note as Markdown, for a chat or another tool. */
  function markdown() {
    const button = article.querySelector("[data-markdown]");
    if (!button) return;
    button.parentElement.hidden = false;
    button.addEventListener("click", () => copyFrom(button, async () => {
      const answer = await fetch(button.dataset.markdown);
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }));
  }

  /** A picture at its full size, in a window over the page. Without script its link leads to the file. */
  function pictures() {
    let dialog;
    article.addEventListener("click", (event) => {
      const link = event.target.closest?.("a.whole");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const alt = link.querySelector("img").alt;
      dialog ??= document.body.appendChild(make("dialog", { className: "window large" }));
      const close = make("button", { type: "button", textContent: own.close });
      close.addEventListener("click", () => dialog.close());
      const picture = link.querySelector("img");
      dialog.replaceChildren(make("p", { className: "window-close" }, close), make("img", { src: isBundle ? picture.currentSrc : link.href, alt }));
      dialog.setAttribute("aria-label", alt || title);
      dialog.showModal();
    });
  }

  /** The details: open where there is room, and on paper where the reader wants them. Their link opens them. */
  function details() {
    const sheet = article.querySelector(".sheet");
    const label = article.querySelector(".sheet-paper");
    if (!sheet || !label) return;
    sheet.open = matchMedia("(min-width: 62rem)").matches;
    const isWanted = () => location.hash.endsWith("note-details") && article.contains(document.getElementById(location.hash.slice(1)));
    const open = () => { if (isWanted()) sheet.open = true; };
    open();
    addEventListener("hashchange", open);
    label.hidden = false;
    const [input] = all("input", label);
    input.checked = kept.read("fieldnotes:print-details") === true;
    const apply = () => root.classList.toggle("details-too", input.checked);
    input.addEventListener("change", () => { apply(); kept.write("fieldnotes:print-details", input.checked || null); });
    apply();
  }

  /** Paper says when it was printed. */
  function paper() {
    const line = article.querySelector("[id$=note-paper]");
    const [button] = all("[data-print]");
    if (button) {
      button.parentElement.hidden = false;
      button.addEventListener("click", () => print());
    }
    if (!line) return;
    const stamp = line.appendChild(make("span"));
    addEventListener("beforeprint", () => {
      let date;
      try { date = new Intl.DateTimeFormat(root.lang, { dateStyle: "medium", numberingSystem: "latn" }).format(); } catch { date = new Date().toDateString(); }
      stamp.textContent = ` · ${fill(own.printed, { date })}`;
    });
  }

  /** The notes that were looked at last, for the home page of this browser. */
  function recent() {
    const storageKey = `fieldnotes:recent:${own.home}`;
    const known = Object.values(tools.sieve(kept.read(storageKey), (entry) => typeof entry?.url === "string" && typeof entry.title === "string"));
    const others = known.filter(({ url }) => url !== location.pathname);
    kept.write(storageKey, [{ url: location.pathname, title: title.slice(0, 300) }, ...others].slice(0, 8));
  }

  for (const start of [runbook, markdown, pictures, details, paper, ...(isBundle ? [] : [recent])]) {
    try { start(); } catch (error) { console.error(start.name, error); }
  }
});
