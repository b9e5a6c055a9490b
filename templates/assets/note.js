// What script adds to the page of a note: steps that are followed and ticked, each with its time; links that are copied; pictures
// at their full size; paper. Nothing is sent anywhere; what is kept is kept in the reader's browser.
(() => {
  "use strict";
  const root = document.documentElement;
  const own = document.currentScript.dataset;
  const words = JSON.parse(document.querySelector("script[data-words]").dataset.words);
  const article = document.querySelector("[data-note]");
  if (!article) return;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const fill = (text, gaps) => (text || "").replace(/\{(\w+)\}/g, (gap, name) => gaps[name] ?? gap);
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const tidy = (text) => text.trim().replace(/\s+/g, " ");
  const title = tidy(document.querySelector("h1").textContent);
  const address = document.querySelector("link[rel=canonical]").href;
  const noteKey = article.dataset.note;

  /** A store that may be switched off: then nothing is kept, and nothing breaks. */
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (key, value) => {
    try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify(value)); } catch { /* off or full */ }
  };

  /** Tells a screen reader what changed. */
  let voice;
  function say(text) {
    voice ??= document.body.appendChild(make("p", { className: "vh", role: "status" }));
    voice.textContent = "";
    setTimeout(() => { voice.textContent = text; }, 50);
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

  /** Copies, and says on the button how that went. */
  async function copyFrom(button, text) {
    const label = button.dataset.label ??= button.textContent;
    const done = await text().then(copied, () => false);
    button.textContent = done ? words.js_copied : words.js_copy_failed;
    say(button.textContent);
    setTimeout(() => { button.textContent = label; }, 2000);
  }

  const part = (number) => String(number).padStart(2, "0");
  /** A moment as an incident channel needs it: `2026-11-28 02:05 +01:00`. */
  function moment(iso) {
    const at = new Date(iso);
    const ahead = -at.getTimezoneOffset();
    const zone = `${ahead < 0 ? "-" : "+"}${part(Math.floor(Math.abs(ahead) / 60))}:${part(Math.abs(ahead) % 60)}`;
    return `${at.getFullYear()}-${part(at.getMonth() + 1)}-${part(at.getDate())} ${part(at.getHours())}:${part(at.getMinutes())} ${zone}`;
  }
  /** The same on the page: the hour alone where the day is today's. */
  function shown(iso) {
    const text = moment(iso);
    const [day, hour] = text.split(" ");
    return make("time", { className: "ticked-at", dateTime: iso, textContent: moment(new Date()).startsWith(day) ? hour : `${day} ${hour}` });
  }

  /** The steps of numbered lists: each has a link to itself, which is copied too. */
  const steps = all(".prose li[id^=note-step-]").map((item, at) => {
    // A list may begin at any number, so that its steps are called as their markers are.
    const list = item.parentElement;
    const number = list.start + [...list.children].indexOf(item);
    const text = tidy([...item.childNodes].map((node) => (node.nodeType === Node.ELEMENT_NODE && node.matches(".code, ul, ol, .table, figure") ? "" : node.textContent)).join(" "));
    return { item, number, at, text, key: item.id };
  });
  for (const step of steps) {
    const link = make("a", { className: "anchor", href: `#${step.item.id}`, textContent: "#" });
    link.setAttribute("aria-label", fill(own.stepLink, { n: step.number }));
    link.addEventListener("click", async () => {
      if (await copied(`${address}#${step.item.id}`)) say(words.js_copied);
    });
    step.link = link;
    step.home = [...step.item.children].find((child) => child.matches("p")) ?? step.item;
  }

  /** Runbook: a note that is followed, with a box for each step. Boxes of check lists take part with their times. */
  function runbook() {
    const box = document.querySelector(".runbook");
    const storageKey = `fieldnotes:runbook:${noteKey}`;
    const known = read(storageKey);
    const state = { on: false, started: null, ticks: {}, times: {}, ...(known && typeof known === "object" ? known : {}) };
    const save = () => {
      const isIdle = !state.on && !Object.keys(state.ticks).length && !Object.keys(state.times).length;
      write(storageKey, isIdle ? null : state);
    };
    // What a step said when it was ticked: a tick does not pass to another step that has come into its place.
    for (const step of steps) if (state.ticks[step.key] && state.ticks[step.key].text !== step.text) delete state.ticks[step.key];

    const seen = {};
    const tasks = all("ul.tasks input[type=checkbox]").map((input) => {
      const label = input.closest("label") || input.parentElement;
      const text = tidy(label.textContent);
      seen[text] = (seen[text] || 0) + 1;
      return { input, label, text, key: seen[text] > 1 ? `${text} #${seen[text]}` : text };
    });
    const showTimes = () => {
      for (const { input, label, key } of tasks) {
        label.querySelector(".ticked-at")?.remove();
        if (!input.checked || input.defaultChecked) delete state.times[key];
        if (state.times[key]) label.append(" ", shown(state.times[key]));
      }
    };
    document.addEventListener("change", ({ target }) => {
      const task = tasks.find(({ input }) => input === target);
      if (!task) return;
      if (target.checked) state.times[task.key] = new Date().toISOString();
      showTimes();
      save();
      show();
    });
    // A list that is reset, by a button of its own, sets its boxes without an event.
    document.addEventListener("click", ({ target }) => {
      if (target.closest?.(".progress button:not(.copy-log)")) setTimeout(() => { showTimes(); save(); show(); });
    });

    const rows = steps.map((step) => {
      const input = make("input", { type: "checkbox" });
      const label = make("label", {}, input, make("span", { textContent: fill(own.step, { n: step.number }) }));
      const row = make("div", { className: "step-row" }, label);
      input.addEventListener("change", () => {
        if (input.checked) state.ticks[step.key] = { at: new Date().toISOString(), text: step.text };
        else delete state.ticks[step.key];
        save();
        say(show());
      });
      return { step, row, input, label };
    });
    const bar = document.querySelector(".note-bar a[href^='#note-step-'], .note-bar a[href='#note-checklist']");
    const barText = bar?.textContent;
    const barHref = bar?.getAttribute("href");

    /** Shows how far it is; says it too. */
    function show() {
      for (const { step, row, input, label } of rows) {
        const tick = state.ticks[step.key];
        input.checked = Boolean(tick);
        label.querySelector(".ticked-at")?.remove();
        if (tick) label.append(shown(tick.at));
        if (state.on) {
          if (!row.isConnected) step.item.prepend(row);
          row.append(step.link);
        } else {
          row.remove();
          if (step.link.parentElement !== step.home) step.home.append(" ", step.link);
        }
      }
      const isDone = [...rows.map(({ input }) => input), ...tasks.map(({ input }) => input)].map(({ checked }) => checked);
      const text = fill(words.js_progress, { done: isDone.filter(Boolean).length, total: isDone.length });
      if (box) {
        box.classList.toggle("on", state.on);
        box.querySelector("strong").textContent = text;
      }
      const next = state.on && rows.find(({ input }) => !input.checked);
      if (bar) {
        bar.textContent = next ? fill(own.step, { n: next.step.number }) : barText;
        bar.setAttribute("href", next ? `#${next.step.item.id}` : barHref);
      }
      return text;
    }

    /** What was done, and when, for an incident channel. */
    const log = async () => {
      const line = (isDone, time, text) => `- [${isDone ? "x" : " "}] ${time ? `${moment(time)} ` : ""}${text.slice(0, 200)}`;
      const ofSteps = rows.map(({ step, input }) => line(input.checked, state.ticks[step.key]?.at, `${fill(own.step, { n: step.number })}: ${step.text}`));
      const ofTasks = tasks.map(({ input, key, text }) => line(input.checked, state.times[key], text));
      const started = state.started ? fill(own.started, { time: moment(state.started) }) : "";
      return [title, address, [started, show()].filter(Boolean).join(", "), "", ...ofSteps, ...ofTasks].join("\n") + "\n";
    };
    const [progress] = all("[aria-labelledby=note-checklist] .progress");
    if (progress) {
      const button = make("button", { type: "button", className: "copy-log", textContent: own.copyLog });
      button.addEventListener("click", () => copyFrom(button, log));
      progress.append(button);
    }

    showTimes();
    show();
    if (!box || steps.length + tasks.length === 0) return;
    box.hidden = false;
    const press = (name, act) => box.querySelector(`[data-${name}]`).addEventListener("click", act);
    press("start", () => {
      state.on = true;
      state.started ??= new Date().toISOString();
      save();
      say(show());
      box.querySelector("[data-copy]").focus();
    });
    press("end", () => {
      state.on = false;
      save();
      show();
      box.querySelector("[data-start]").focus();
    });
    press("reset", () => {
      state.ticks = {};
      state.times = {};
      state.started = new Date().toISOString();
      for (const { input } of tasks) {
        if (input.checked === input.defaultChecked) continue;
        input.checked = input.defaultChecked;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
      showTimes();
      save();
      say(show());
    });
    press("copy", ({ target }) => copyFrom(target, log));
  }

  /** The note as Markdown, for a chat or another tool. */
  function markdown() {
    const button = document.querySelector("[data-markdown]");
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
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a.whole");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const alt = link.querySelector("img").alt;
      dialog ??= document.body.appendChild(make("dialog", { className: "window large" }));
      const close = make("form", { method: "dialog" }, make("button", { textContent: own.close }));
      dialog.replaceChildren(close, make("img", { src: link.href, alt }));
      dialog.setAttribute("aria-label", alt || title);
      dialog.showModal();
    });
  }

  /** The details: open where there is room, and on paper where the reader wants them. Their link opens them. */
  function details() {
    const sheet = document.querySelector(".sheet");
    const label = document.querySelector(".sheet-paper");
    if (!sheet || !label) return;
    sheet.open = matchMedia("(min-width: 62rem)").matches;
    const isWanted = () => location.hash === "#note-details";
    const open = () => { if (isWanted()) sheet.open = true; };
    open();
    addEventListener("hashchange", open);
    label.hidden = false;
    const [input] = all("input", label);
    input.checked = read("fieldnotes:print-details") === true;
    const apply = () => root.classList.toggle("details-too", input.checked);
    input.addEventListener("change", () => { apply(); write("fieldnotes:print-details", input.checked || null); });
    apply();
  }

  /** Paper says when it was printed. */
  function paper() {
    const line = document.getElementById("note-paper");
    const [button] = all("[data-print]");
    if (button) {
      button.parentElement.hidden = false;
      button.addEventListener("click", () => print());
    }
    if (!line) return;
    const stamp = line.appendChild(make("span"));
    addEventListener("beforeprint", () => {
      let date;
      try { date = new Intl.DateTimeFormat(root.lang, { dateStyle: "medium", numberingSystem: "latn" }).format(); } catch { date = moment(new Date()).slice(0, 10); }
      stamp.textContent = ` · ${fill(own.printed, { date })}`;
    });
  }

  /** The notes that were looked at last, for the home page of this browser. */
  function recent() {
    const storageKey = `fieldnotes:recent:${own.home}`;
    const known = read(storageKey);
    const others = (Array.isArray(known) ? known : []).filter((entry) => entry?.url !== location.pathname);
    write(storageKey, [{ url: location.pathname, title: title.slice(0, 300) }, ...others].slice(0, 8));
  }

  for (const start of [runbook, markdown, pictures, details, paper, recent]) {
    try { start(); } catch (error) { console.error(start.name, error); }
  }
})();
