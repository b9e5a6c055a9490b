// What script adds to a page that reads well without it. Each function looks after one thing and does nothing where
// the page has no such thing. Nothing is sent anywhere; what is kept is kept in the reader's browser.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const words = JSON.parse(document.currentScript.dataset.words || "{}");
  const { find: findScript, search: searchScript } = document.currentScript.dataset;
  const near = Number(document.currentScript.dataset.near);
  const fill = (text, gaps) => (text || "").replace(/\{(\w+)\}/g, (gap, name) => gaps[name] ?? gap);
  /** What the browser knows of a language, with the digits that pages have; of one that it can't read, English. */
  const intl = (kind, options) => {
    try { return new Intl[kind](root.lang, { numberingSystem: "latn", ...options }); } catch { return new Intl[kind]("en", options); }
  };
  const number = (n) => intl("NumberFormat").format(n);
  /** The text for a number of things, in the form that the language has for it. */
  const plural = (key, n, gaps = { n: number(n) }) => fill(words[`${key}_${intl("PluralRules").select(n)}`] ?? words[`${key}_other`], gaps);

  /** An element with properties and children. */
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const isObject = (value) => typeof value === "object" && value !== null;
  /** What fits of an object by names; of what is none, and from names that all objects have, nothing. */
  const sieve = (known, fits) => Object.assign(Object.create(null), Object.fromEntries(Object.entries(isObject(known) ? known : {}).filter(([, value]) => fits(value))));
  /** A store that may be switched off: then nothing is kept, and nothing breaks. What is read from it anybody may have written. */
  const keep = (store) => ({
    read(key) { try { return JSON.parse(window[store].getItem(key)); } catch { return null; } },
    write(key, value) {
      try { value === null ? window[store].removeItem(key) : window[store].setItem(key, JSON.stringify(value)); } catch { /* off or full */ }
    },
  });
  const kept = keep("localStorage");
  const keptForSession = keep("sessionStorage");
  /** How much of a list a reader has opened, and where on the page they are: kept with the page in the history, for who comes back. */
  const place = {
    read() {
      const { rows, y } = Object(history.state);
      return rows > 0 && rows < 5000 && y >= 0 ? { rows: Number(rows), y: Number(y) } : null;
    },
    /** Gives back what writes it at once: a browser may not take what is written while it leaves the page. */
    keep(rows) {
      const write = () => {
        // A browser would move the page to where it believes the reader was, and after us.
        history.scrollRestoration = rows() ? "manual" : "auto";
        if (rows()) history.replaceState({ rows: rows(), y: scrollY }, "");
      };
      let timer;
      addEventListener("scroll", () => { clearTimeout(timer); timer = setTimeout(write, 200); }, { passive: true });
      // Who follows a link while the page still moves comes back to where they were then.
      addEventListener("click", write, { capture: true });
      addEventListener("pagehide", write);
      return write;
    },
    go({ y }) { scrollTo({ top: y, behavior: "instant" }); },
  };
  const noteKey = document.querySelector("[data-note]")?.dataset.note || location.pathname;
  /** Does something for each note of the page: a bundle has several. */
  const ofNotes = (start) => () => {
    const notes = all("[data-note]");
    for (const note of notes.length ? notes : [document]) start(note);
  };
  const keyOf = (note) => note.dataset?.note || noteKey;

  /** The button in the bar: automatic, light, dark, and round again. init.js applies the choice on the next page. */
  function schemeSwitch() {
    const button = document.querySelector("[data-scheme-switch]");
    if (!button) return;
    const order = ["auto", "light", "dark"];
    const label = () => {
      const text = words[`js_scheme_${root.dataset.scheme || "auto"}`];
      button.setAttribute("aria-label", text);
      button.title = text;
    };
    const bars = all("meta[name=theme-color]").map((meta) => [meta, meta.media, meta.media.includes("dark") ? "dark" : "light"]);
    const tint = () => {
      const chosen = root.dataset.scheme;
      for (const [meta, media, scheme] of bars) meta.media = !chosen ? media : chosen === scheme ? "all" : "not all";
    };
    button.addEventListener("click", () => {
      const next = order[(order.indexOf(root.dataset.scheme || "auto") + 1) % order.length];
      if (next === "auto") delete root.dataset.scheme; else root.dataset.scheme = next;
      try { next === "auto" ? localStorage.removeItem("fieldnotes:scheme") : localStorage.setItem("fieldnotes:scheme", next); } catch { /* off */ }
      label();
      tint();
    });
    label();
    tint();
  }

  /** `/`, Ctrl+K and Cmd+K go to the search field; `/` not while the reader is writing. Escape closes the open menu. */
  function keys() {
    addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        const open = document.querySelector(".menu details[open]");
        if (open) { open.open = false; open.querySelector("summary").focus(); }
      }
      const isChord = event.key.toLowerCase() === "k" && (event.ctrlKey !== event.metaKey) && !event.altKey && !event.shiftKey;
      const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isChord && !isSlash) return;
      if (isSlash && event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
      const field = document.querySelector("main input[type=search]") || document.querySelector("input[type=search]");
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    });
  }

  /** `?` shows the keys, unless the reader is writing; a button at the foot of the page does too. */
  function keyHelp() {
    const dialog = document.getElementById("site-keys");
    if (!dialog) return;
    const open = () => { if (!document.querySelector("dialog[open]")) dialog.showModal(); };
    for (const button of all("[data-keys]")) button.addEventListener("click", open);
    dialog.querySelector("button").addEventListener("click", () => dialog.close());
    addEventListener("keydown", (event) => {
      if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
      event.preventDefault();
      open();
    });
  }

  /**
   * Search and filters have scripts of their own, which come when they are needed. Where they can't be had, the reader is told, and
   * they are asked for again with the next key, by a button, and when the network is back.
   */
  function search() {
    const fields = all(".find input");
    const [input] = fields;
    if (!input || !searchScript || !findScript) return;
    let script;
    let tries = 0;
    const load = async () => {
      // A browser may remember that a script could not be loaded; under another address it asks again.
      const again = tries ? `?again=${tries}` : "";
      tries += 1;
      const [finder, shown] = await Promise.all([import(findScript + again), import(searchScript + again)]);
      if (!script) { script = shown; script.start(finder, tools); }
      return script;
    };
    const loaded = () => (script ? Promise.resolve(script) : load());
    /** Begins once the scripts are there; until then each try that fails shows in `place`. */
    const begin = (place, run, field) => {
      const box = make("div", { className: "banner bad", role: "alert", hidden: true }, make("p", { textContent: words.js_search_failed }));
      let isTrying = false;
      let isDone = false;
      const attempt = async () => {
        if (isTrying || isDone) return;
        isTrying = true;
        try {
          const ready = await loaded();
          isDone = true;
          box.remove();
          run(ready);
        } catch { place(box); box.hidden = false; }
        isTrying = false;
      };
      const retry = make("button", { type: "button", className: "clear", textContent: words.js_search_retry });
      retry.addEventListener("click", () => { field?.focus(); attempt(); });
      box.append(retry);
      addEventListener("online", () => { if (box.isConnected) attempt(); });
      for (const event of ["focus", "input"]) field?.addEventListener(event, attempt);
      return attempt;
    };
    const host = document.querySelector("[data-results]") || document.querySelector("[data-folder]");
    const nav = document.querySelector("[data-facets]");
    const atTop = (box) => { if (!box.isConnected) host.prepend(box); };
    if (document.querySelector("[data-results]")) {
      input.form.addEventListener("submit", (event) => event.preventDefault());
      // What was typed meanwhile is in the address for the script to find.
      const start = (script) => {
        const address = new URL(location.href);
        if (input.value) { address.searchParams.set("q", input.value); history.replaceState(history.state, "", address); }
        script.results({ host, input, nav, folder: "" });
        if (!input.value) input.focus();
      };
      return begin(atTop, start, input)();
    }
    for (const field of fields) {
      const below = (box) => { if (!box.isConnected) field.form.append(make("div", { className: "find-panel find-lost" }, box)); };
      begin(below, (script) => { field.form.querySelector(".find-lost")?.remove(); script.field(field); }, field);
    }
    if (host && nav) begin(atTop, (script) => script.results({ host, nav, folder: host.dataset.folder }))();
  }

  const now = new Date();
  /** The reader's day, as pages write days: `2026-01-11`. */
  const today = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())).toISOString().slice(0, 10);
  /** How many days are left until a day; none after it. */
  const daysTo = (day) => Math.round((Date.parse(day.slice(0, 10)) - Date.parse(today)) / 864e5);
  /** A number of days as a length of time: of days, months or years. */
  const length = (days) => (days < 60 ? ["day", days] : days < 730 ? ["month", Math.round(days / 30.44)] : ["year", Math.floor(days / 365.25)]);
  /** "12 days", "4 months". */
  const age = (days) => {
    const [unit, count] = length(days);
    return intl("NumberFormat", { style: "unit", unit, unitDisplay: "long" }).format(count);
  };
  /** "in 12 days", "4 months ago": `turn` is 1 for what comes and -1 for what is past. */
  const away = (days, turn) => {
    const [unit, count] = length(days);
    return intl("RelativeTimeFormat").format(turn * count, unit);
  };

  /** What holds until a day, or from one on: a review that was put off, and what is said of the note afterwards. */
  function lasting(within = document) {
    for (const part of all("[data-until]", within)) part.hidden = part.dataset.until <= today;
    for (const part of all("[data-from]", within)) part.hidden = part.dataset.from > today;
  }

  /** How a date stands today: "overdue by 4 months", "in 12 days". The built page holds the date alone. */
  function reviewAges(within = document) {
    for (const time of all("time[data-due]", within)) {
      const isTold = (time.closest("[data-note]") || document).querySelector("[id$='note-standing']");
      const days = daysTo(time.dateTime);
      // A review that is put off is not due before that day. What the banner says is not said twice, and in lists what is far off is
      // no more than its date.
      const isSaid = days <= near ? isTold && time.closest(".vitals") : time.closest(".mark-due");
      if (Number.isNaN(days) || time.dataset.due > today || isSaid) continue;
      const text = days < 0 ? fill(words.js_overdue, { age: age(-days) }) : days === 0 ? words.js_due_today : away(days, 1);
      const tone = days < 0 ? "bad" : days <= near ? "warn" : "calm";
      time.after(" ", make("span", { className: `due ${tone}`, textContent: text }));
    }
  }

  /** The board of reviews has a script of its own. */
  function board() {
    const host = document.querySelector("[data-board]");
    if (host) return import(host.dataset.board).then((script) => script.start(host, { ...tools, ages: (row) => { lasting(row); reviewAges(row); }, nearDays: near }));
  }

  /** The banner of a note: says too that its review is due or overdue, and goes where nothing is left to say. */
  function banner(note) {
    const box = note.querySelector("[id$='note-standing']");
    if (!box) return;
    const { due, date, deferred = "" } = box.dataset;
    const lines = () => all("p[data-tone]", box).filter((line) => !line.hidden);
    const days = due && deferred <= today ? daysTo(due) : NaN;
    if (days <= near) {
      const [title, text, tone] = days < 0 ? [words.js_overdue_title, fill(words.js_overdue_text, { date, ago: away(-days, -1) }), "warn"]
        : [words.js_due_title, fill(words.js_due_text, { date, when: days ? away(days, 1) : words.js_due_today }), "neutral"];
      const line = make("p", {}, make("strong", { textContent: fill(words.js_state_title, { state: title }) }), ` ${text}`);
      line.dataset.tone = tone;
      const milder = lines().find((other) => other.dataset.tone !== "bad");
      (milder || box.querySelector(".banner-facts")).before(line);
    }
    const tone = lines()[0]?.dataset.tone;
    box.hidden = !tone;
    box.className = `banner ${tone || ""}`;
    for (const advice of all(".banner-advice", box)) advice.hidden = tone === "neutral";
  }

  /** A table whose beginning is out of sight casts the shadow of its first column. A formula that is too wide can be scrolled by keys. */
  function tables() {
    for (const formula of all("math[display=block]")) if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
    for (const table of all(".table")) table.addEventListener("scroll", () => table.classList.toggle("moved", table.scrollLeft !== 0), { passive: true });
  }

  /** Listings: rows of one line for who wants them, and other orders. What goes on on other pages is sorted by the search's script. */
  function listings() {
    for (const button of all("[data-compact]")) {
      const show = () => button.setAttribute("aria-pressed", String(root.dataset.rows === "compact"));
      button.addEventListener("click", () => {
        if (root.dataset.rows === "compact") delete root.dataset.rows; else root.dataset.rows = "compact";
        kept.write("fieldnotes:rows", root.dataset.rows ?? null);
        show();
      });
      show();
    }
    for (const host of all("[data-listing]:not([data-folder])")) sorted(host);
  }

  /** The rows of a listing that is whole, in the order that the reader chooses. */
  function sorted(host) {
    const select = host.querySelector("[data-sort]");
    const list = host.querySelector(".rows");
    if (!select || !list) return;
    const rows = [...list.children];
    const day = (row, part) => row.querySelector(part)?.dateTime;
    const keys = {
      title: (row) => row.querySelector(".row-title").textContent,
      due: (row) => day(row, ".mark-due time"),
      difficulty: (row) => row.querySelector("[data-level]")?.dataset.level,
    };
    const { compare } = intl("Collator", { numeric: true });
    const show = () => {
      const key = keys[select.value];
      const order = select.value === "oldest" ? rows.toReversed() : key ? rows.map((row) => [key(row), row])
        .sort(([a], [b]) => (a === undefined) - (b === undefined) || (a === undefined ? 0 : compare(a, b))).map(([, row]) => row) : rows;
      list.append(...order);
    };
    select.addEventListener("change", () => {
      const address = new URL(location.href);
      if (select.value) address.searchParams.set("sort", select.value); else address.searchParams.delete("sort");
      history.replaceState(history.state, "", address);
      show();
    });
    select.value = new URL(location.href).searchParams.get("sort") || "";
    if (select.selectedIndex < 0) select.value = "";
    show();
  }

  /** Rows that the search writes are marked as those of the page are. */
  function foundRows() {
    addEventListener("fieldnotes:listed", ({ detail }) => { lasting(detail); reviewAges(detail); });
  }

  /** Marks the section being read in the table of contents, and folds the contents after a jump on narrow screens. */
  function contents(note) {
    const links = all(".toc a", note);
    const targets = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    if (!links.length) return;
    let waiting = false;
    const mark = () => {
      waiting = false;
      const line = innerHeight * 0.25;
      let current = -1;
      targets.forEach((target, index) => { if (target && target.getBoundingClientRect().top <= line) current = index; });
      if (scrollY + innerHeight >= root.scrollHeight - 2) current = Math.max(current, lastInView());
      links.forEach((link, index) => {
        if (index === current) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      });
    };
    const lastInView = () => targets.findLastIndex((target) => target && target.getBoundingClientRect().top < innerHeight);
    const soon = () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } };
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    mark();
    const details = note.querySelector(".toc details");
    const fold = foldOnPhones(details);
    details.addEventListener("click", (event) => { if (event.target.closest("a")) fold(); });
  }

  /** What stands open on wide screens anyway says so too, so that keys reach what scrolls in it. */
  function foldOnPhones(details) {
    const wide = matchMedia("(min-width: 62rem)");
    const fold = () => { details.open = wide.matches; };
    wide.addEventListener("change", fold);
    fold();
    return fold;
  }

  /** The page's own entry in the navigation of a manual is in sight. */
  function guide() {
    const box = document.querySelector(".guide");
    if (box) foldOnPhones(box.querySelector("details"));
    const here = box?.querySelector("[aria-current]");
    if (!here || box.scrollHeight <= box.clientHeight) return;
    box.scrollTop += here.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
  }

  /** The text of a code block as one would type it: no prompts, and no output lines where there are prompts. */
  function typed(code) {
    const copy = code.cloneNode(true);
    if (copy.querySelector(".pr")) {
      // Output is whole lines: each is marked, then dropped with its line end.
      for (const output of all(".go", copy)) output.textContent = "\0";
    }
    for (const prompt of all(".pr", copy)) prompt.remove();
    return copy.textContent.split("\n").filter((line) => !line.includes("\0")).join("\n").replace(/\n+$/, "");
  }

  /** Puts a text on the clipboard; without a clipboard API (plain http) through a selection. */
  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const before = document.activeElement;
      const area = make("textarea", { value: text, readOnly: true, className: "vh" });
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      before?.focus();
      return done;
    }
  }

  /** Buttons of code blocks: copy, and wrap where lines are longer than the block. */
  function codeButtons() {
    for (const block of all(".code")) {
      const head = block.querySelector(".code-head");
      const pre = block.querySelector("pre");
      if (!head || !pre) continue;
      const title = head.querySelector(".code-title")?.textContent;
      if (pre.scrollWidth > pre.clientWidth) {
        const wrap = make("button", { type: "button", textContent: words.js_wrap });
        wrap.setAttribute("aria-pressed", "false");
        wrap.addEventListener("click", () => {
          wordsOfBlock(pre);
          wrap.setAttribute("aria-pressed", String(pre.classList.toggle("wrap")));
        });
        head.append(wrap);
      }
      // Half a command is not copied: the block says what it lacks.
      if (block.querySelector(".code-note")) continue;
      const copy = make("button", { type: "button", className: "copy" });
      const label = title ? fill(words.js_copy_label_named, { name: title }) : words.js_copy_label;
      let timer;
      const show = () => {
        clearTimeout(timer);
        const name = missing(pre);
        copy.textContent = name ? fill(words.js_copy_missing, { name }) : words.js_copy;
        copy.setAttribute("aria-label", name ? fill(words.name_and_value, { name: label, value: copy.textContent }) : label);
      };
      block.addEventListener("fieldnotes:values", show);
      copy.addEventListener("click", async () => {
        if (missing(pre)) return askFor(block);
        const text = typed(pre.querySelector("code") || pre);
        const done = await copied(text);
        copy.textContent = done ? words.js_copied : words.js_copy_failed;
        say(copy.textContent);
        clearTimeout(timer);
        timer = setTimeout(show, 2000);
      });
      show();
      head.append(copy);
    }
  }

  /** The name of the first placeholder that has no value: a shell would take its signs for a here-document. */
  const missing = (within) => within.querySelector("var.ph:not(.set)")?.dataset.name;

  /** Says which value is missing, and goes to its field. */
  function askFor(block) {
    const name = missing(block);
    say(fill(words.js_copy_missing, { name }));
    block.querySelector(`.values input[name="${name}"]`)?.focus();
  }

  /** Copying by hand: code alone is not copied either while a value is missing; a passage of the page is. */
  function selectedCode() {
    addEventListener("copy", (event) => {
      const selection = getSelection();
      if (event.defaultPrevented || !selection.rangeCount || selection.isCollapsed) return;
      const range = selection.getRangeAt(0);
      const mark = all("var.ph:not(.set)").find((mark) => range.intersectsNode(mark));
      if (!mark) return;
      const common = range.commonAncestorContainer;
      const around = (common.nodeType === Node.ELEMENT_NODE ? common : common.parentElement).closest(".code") ? null : range.cloneContents();
      if (around) for (const code of all(".code", around)) code.remove();
      if (around?.textContent.trim()) return;
      event.preventDefault();
      askFor(mark.closest(".code"));
    });
  }

  /** Tells a screen reader what changed. */
  let voice;
  function say(text) {
    voice ??= document.body.appendChild(make("p", { className: "vh", role: "status" }));
    voice.textContent = "";
    setTimeout(() => { voice.textContent = text; }, 50);
  }

  /** Check lists: every box can be ticked; what differs from the text is kept per note and version, by the item's words. */
  function checklists(note) {
    const lists = all("ul.tasks", note).filter((list) => !list.parentElement.closest("ul.tasks"));
    if (!lists.length) return;
    const storageKey = `fieldnotes:tasks:${keyOf(note)}`;
    const ticked = sieve(kept.read(storageKey), (value) => typeof value === "boolean");
    const seen = Object.create(null);
    lists.forEach((list) => {
      const boxes = all("input[type=checkbox]", list).map((box) => {
        const label = (box.closest("label") || box.parentElement).textContent.trim().replace(/\s+/g, " ");
        seen[label] = (seen[label] || 0) + 1;
        return { box, key: seen[label] > 1 ? `${label} #${seen[label]}` : label };
      });
      if (!boxes.length) return;
      const count = make("span");
      const bar = make("progress", { max: boxes.length });
      bar.setAttribute("aria-hidden", "true");
      const reset = make("button", { type: "button", textContent: words.js_reset });
      reset.setAttribute("aria-label", fill(words.name_and_value, { name: words.js_reset, value: words.js_reset_label }));
      const show = () => {
        const done = boxes.filter(({ box }) => box.checked).length;
        count.textContent = fill(words.js_progress, { done, total: boxes.length });
        bar.value = done;
        reset.disabled = boxes.every(({ box }) => box.checked === box.defaultChecked);
        return count.textContent;
      };
      const save = () => {
        for (const { box, key } of boxes) {
          if (box.checked === box.defaultChecked) delete ticked[key]; else ticked[key] = box.checked;
        }
        kept.write(storageKey, Object.keys(ticked).length ? ticked : null);
      };
      for (const { box, key } of boxes) {
        box.disabled = false;
        box.checked = ticked[key] ?? box.defaultChecked;
        box.addEventListener("change", () => { save(); say(show()); });
      }
      reset.addEventListener("click", () => {
        for (const { box } of boxes) box.checked = box.defaultChecked;
        save();
        boxes[0].box.focus();
        say(show());
      });
      list.before(make("div", { className: "progress" }, count, bar, reset));
      show();
    });
  }

  /** A line end would run what stands before it. */
  const isLine = (value) => typeof value === "string" && !/[\r\n]/.test(value);

  /** Placeholders in code (`<<host>>`): a field for each above the block; one value serves the whole page, for this session. */
  function placeholders(note) {
    const marks = all("var.ph", note);
    if (!marks.length) return;
    const storageKey = `fieldnotes:values:${keyOf(note)}`;
    const values = sieve(keptForSession.read(storageKey), isLine);
    for (const mark of marks) mark.dataset.text = mark.textContent;
    const fields = [];
    const show = (name) => {
      const value = values[name] || "";
      for (const mark of marks) {
        if (mark.dataset.name !== name) continue;
        mark.textContent = value || mark.dataset.text;
        mark.classList.toggle("set", value !== "");
        mark.closest(".code")?.dispatchEvent(new Event("fieldnotes:values"));
      }
      for (const field of fields) if (field.name === name && field.value.trim() !== value.trim()) field.value = value;
    };
    for (const block of new Set(marks.map((mark) => mark.closest(".code")).filter(Boolean))) {
      const group = make("div", { className: "values", role: "group" });
      group.setAttribute("aria-label", words.js_values);
      for (const name of new Set(all("var.ph", block).map((mark) => mark.dataset.name))) {
        const field = make("input", { name, type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: false, placeholder: `<<${name}>>` });
        field.addEventListener("input", () => {
          const value = field.value.replace(/[\r\n]/g, "");
          if (value.trim()) values[name] = value; else delete values[name];
          keptForSession.write(storageKey, Object.keys(values).length ? values : null);
          show(name);
        });
        fields.push(field);
        group.append(make("label", {}, name, field));
      }
      group.append(make("p", { textContent: words.js_values_hint }));
      block.querySelector("pre").before(group);
    }
    new Set(marks.map((mark) => mark.dataset.name)).forEach(show);
  }

  /** Paper: everything unfolded, and full addresses behind links. */
  function paper() {
    let closed = [];
    addEventListener("beforeprint", () => {
      closed = all("main details:not([open])");
      for (const details of closed) details.open = true;
      for (const pre of all(".code pre")) wordsOfBlock(pre);
      for (const link of all(".note-body a[href]:not(.anchor)")) {
        if (!link.getAttribute("href").startsWith("#")) link.dataset.url = link.href;
      }
    });
    addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
  }

  /**
   * A command breaks at its blanks alone: a word with hyphens or slashes stays whole where a line has room for it. Line
   * breaking has no style for that, so such words get an element of their own.
   */
  function wholeWords() {
    const found = all(":is(code, kbd, samp):not(pre *)").flatMap((code) => {
      const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
      const texts = [];
      while (walker.nextNode()) texts.push(walker.currentNode);
      return texts.flatMap(wrapWords);
    });
    if (!found.length) return;
    const rooms = found.map((word) => word.parentElement.closest("p, li, td, th, dt, dd, h1, h2, h3, h4, h5, h6, div, figcaption, summary, section, main"));
    const room = (block) => {
      // A cell is as wide as what it holds, and its table scrolls.
      if (block.matches("td, th")) return block.closest("table").parentElement.clientWidth - 40;
      const { paddingLeft, paddingRight } = getComputedStyle(block);
      return block.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - 12;
    };
    let width;
    const fit = () => {
      if (width === innerWidth) return;
      width = innerWidth;
      for (const word of found) word.classList.remove("wide");
      const wide = found.filter((word, at) => rooms[at] && word.offsetWidth > room(rooms[at]));
      for (const word of wide) word.classList.add("wide");
    };
    fit();
    addEventListener("resize", fit);
  }

  /** Puts an element around each word of a text that a line could end in. */
  function wrapWords(text) {
    if (!/[^\w\s]/.test(text.data)) return [];
    const parts = text.data.split(/(\s+)/).map((part) => (/[^\w\s]/.test(part) ? make("span", { className: "word", textContent: part }) : part));
    text.replaceWith(...parts);
    return parts.filter((part) => part instanceof Element);
  }

  /** The same for a block of code, whose words may go through several elements: once, before its lines are wrapped. */
  function wordsOfBlock(pre) {
    const code = pre.querySelector("code");
    if (!code || code.querySelector(".word")) return;
    const lines = all(".l", code);
    for (const line of lines.length ? lines : [code]) {
      const parts = [];
      let word;
      for (const child of [...line.childNodes]) {
        const isText = child.nodeType === Node.TEXT_NODE;
        const isWhole = !isText && (child.matches(".pr, var") || child.childElementCount);
        for (const text of isWhole ? [child] : child.textContent.split(/(\s+)/).filter(Boolean)) {
          const part = isWhole ? child : isText ? document.createTextNode(text) : Object.assign(child.cloneNode(false), { textContent: text });
          if (!part.textContent.trim() || (isWhole && child.matches(".pr"))) {
            word = undefined;
            parts.push(part);
            continue;
          }
          if (!word) parts.push(word = make("span", { className: "word" }));
          word.append(part);
        }
      }
      line.replaceChildren(...parts);
    }
  }

  /** The second click of a double click is for what the first one was on, not for a link that has come below the pointer since. */
  function doubleClicks() {
    let first;
    addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (event.detail < 2) first = link;
      else if (link && link !== first) event.preventDefault();
    }, true);
  }

  /** For the scripts that come later, and for that of a note's page. */
  const tools = { words, all, make, fill, number, plural, say, copied, kept, sieve, place };
  window.fieldnotes = tools;
  for (const start of [doubleClicks, schemeSwitch, keys, keyHelp, listings, tables, foundRows, search, lasting, reviewAges, board, ofNotes(banner), ofNotes(contents), guide, ofNotes(placeholders), codeButtons, selectedCode, wholeWords, ofNotes(checklists), paper]) {
    try { start(); } catch (error) { console.error(start.name, error); }
  }
})();
