// Steps that are followed: a box for each, with the time of its tick, and what was done as text for an incident channel. Boxes of
// check lists take part with their times. Nothing is sent anywhere; ticks are kept in the reader's browser.
const isMoment = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
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
  const [day, hour] = moment(iso).split(" ");
  const textContent = moment(new Date()).startsWith(day) ? hour : `${day} ${hour}`;
  return Object.assign(document.createElement("time"), { className: "ticked-at", dateTime: iso, textContent });
}

/** Begins, with the steps of the page and what note.js has at hand. */
export function start({ article, box, list, steps, words, own, noteKey, title, address, all, kept, sieve, fill, make, tidy, say, copyFrom }) {
  const storageKey = `fieldnotes:runbook:${noteKey}`;
  const known = Object(kept.read(storageKey));
  const state = {
    on: known.on === true,
    started: isMoment(known.started) ? known.started : null,
    ticks: sieve(known.ticks, (tick) => isMoment(tick?.at) && typeof tick.said === "string"),
    times: sieve(known.times, isMoment),
  };
  const save = () => {
    const isIdle = !state.on && !Object.keys(state.ticks).length && !Object.keys(state.times).length;
    kept.write(storageKey, isIdle ? null : state);
  };
  // What a step said when it was ticked: a tick does not pass to another step that has come into its place.
  for (const step of steps) if (state.ticks[step.key] && state.ticks[step.key].said !== step.said) delete state.ticks[step.key];

  const seen = Object.create(null);
  const tasks = all("ul.tasks input[type=checkbox]", article).map((input) => {
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
    if (target.closest?.(".progress button")) setTimeout(() => { showTimes(); save(); show(); });
  });

  const rows = steps.map((step) => {
    const input = make("input", { type: "checkbox" });
    const label = make("label", {}, input, make("span", { textContent: fill(own.step, { n: step.number }) }));
    const row = make("div", { className: "step-row" }, label);
    input.addEventListener("change", () => {
      if (input.checked) state.ticks[step.key] = { at: new Date().toISOString(), said: step.said };
      else delete state.ticks[step.key];
      save();
      say(show());
    });
    return { step, row, input, label };
  });
  const bar = document.querySelector(".note-bar a[href^='#note-step-'], .note-bar a[href='#note-checklist']");
  const barText = bar?.textContent;
  const barHref = bar?.getAttribute("href");

  /** How far it is: steps and the boxes of check lists are counted apart. */
  function progress() {
    const count = (parts) => fill(words.js_progress, { done: parts.filter(({ input }) => input.checked).length, total: parts.length });
    const counts = [[own.steps, rows], [own.checklist, tasks]].filter(([, parts]) => parts.length);
    return counts.map(([name, parts]) => (counts.length > 1 ? fill(words.name_and_value, { name, value: count(parts) }) : count(parts))).join(words.list_separator);
  }

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
    const text = progress();
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
    const ofSteps = rows.map(({ step, input }) =>
      [step.item, line(input.checked, state.ticks[step.key]?.at, `${fill(own.step, { n: step.number })}: ${step.text}`)]);
    const ofTasks = tasks.map(({ input, key, text }) => [input, line(input.checked, state.times[key], text)]);
    const inOrder = [...ofSteps, ...ofTasks].sort(([a], [b]) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    const started = state.started ? fill(own.started, { time: moment(state.started) }) : "";
    return `${[title, address, [started, show()].filter(Boolean).join(", "), "", ...inOrder.map(([, text]) => text)].join("\n")}\n`;
  };
  if (list) {
    const button = make("button", { type: "button", textContent: own.copyLog });
    button.addEventListener("click", () => copyFrom(button, log));
    list.after(make("div", { className: "acts" }, button));
  }

  showTimes();
  show();
  if (!box) return;
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
    state.ticks = Object.create(null);
    state.times = Object.create(null);
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
