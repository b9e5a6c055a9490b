// The board of reviews: how many are overdue and due today, by state and by owner, and the list of notes sorted and filtered.
// The page holds days alone, so that it is the same on every day. Where it has not all of the notes, they come from review.json
// as soon as somebody sorts or filters.

/** Rows that are shown at once. */
const SHOWN = 200;

const day = (date) => new Date(date.getTime() - date.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
const after = (iso, days) => new Date(Date.parse(iso) + days * 864e5).toISOString().slice(0, 10);

/** Starts the board with the tools of site.js: `nearDays` is how many days before a review falls due it is near. */
export function start(host, { words, fill, make, number, plural, place, ages, nearDays }) {
  const data = JSON.parse(host.dataset.reviews);
  const today = day(new Date());
  const near = after(today, nearDays);
  const table = host.querySelector(".review");
  const body = table.tBodies[0];
  const form = host.querySelector(".board-filter");
  const status = form.querySelector("[role=status]");
  const asked = new URLSearchParams(location.search);
  const sort = { key: "due", from: 1 };
  let state = asked.get("state") || "";

  /** The state that the day gives to a review: none where it holds. */
  function byDay(due, until, isFirst) {
    if (until && until > today) return "deferred";
    if (isFirst) return "unreviewed";
    return !due ? "" : due < today ? "overdue" : due <= near ? "due" : "";
  }

  /** Counts, by state, from the owner's line of the data and what the page says of states that hold on any day. */
  function count([, pairs, putOff]) {
    const counts = { overdue: 0, due: 0, deferred: 0, first: 0 };
    let at = data.first;
    for (let i = 0; i < pairs.length; i += 2) {
      at = after(at, pairs[i]);
      const found = byDay(at);
      if (found) counts[found] += pairs[i + 1];
    }
    for (const [due, until, isFirst] of putOff) {
      const found = byDay(due, until, isFirst);
      if (found === "deferred" && isFirst) counts.first += 1;
      if (found in counts) counts[found] += 1;
    }
    return counts;
  }

  /** Puts the counts of today into the page. */
  function totals() {
    const rows = new Map([...host.querySelectorAll(".owners tbody tr")].map((row) => [row.dataset.owner, row]));
    const all = { overdue: 0, due: 0, deferred: 0, first: 0 };
    for (const owner of data.owners) {
      const counts = count(owner);
      for (const name in all) all[name] += counts[name];
      const row = rows.get(owner[0] ?? "");
      if (row) show(row, counts, (cell) => cell);
    }
    show(host.querySelector(".totals"), all, (item) => item.querySelector(".total"));
  }

  /** A number of the page, without the signs that part its thousands. */
  const counted = (element) => Number(text(element).replace(/\D/g, ""));

  function show(within, counts, place) {
    for (const name of ["overdue", "due", "deferred"]) {
      const item = within.querySelector(`[data-state=${name}]`);
      item.classList.toggle("zero", !counts[name]);
      place(item).textContent = number(counts[name]);
    }
    // Who never looked and has put it off is not late yet.
    const unreviewed = place(within.querySelector("[data-state=unreviewed]"));
    unreviewed.textContent = number(counted(unreviewed) - counts.first);
  }

  /** Months that are past stand out in the drawing, and so does this one. */
  function months() {
    for (const bar of host.querySelectorAll("[data-month]")) {
      if (bar.dataset.month <= today.slice(0, 7)) bar.classList.add(bar.dataset.month < today.slice(0, 7) ? "past" : "now");
    }
  }

  /* -- Notes -- */
  const text = (element) => element?.textContent.trim() || "";
  let notes;
  const known = () => (notes ??= data.file ? fetched() : Promise.resolve([...body.rows].map(ofRow)));

  /** A note as its row in the page says it. */
  function ofRow(row) {
    const [title, , label, reviewed, falls] = row.cells;
    const due = falls.querySelector("time")?.dateTime || "";
    const until = falls.querySelector("[data-until]")?.dataset.until || "";
    return prepared({
      title: text(title), owner: row.dataset.owner, label: text(label.querySelector(".state")), row,
      states: row.dataset.states.split(" "), last_reviewed: reviewed.querySelector("time")?.dateTime || "", review_due: due, deferred_until: until,
    });
  }

  async function fetched() {
    const file = async (address) => {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return answer.json();
    };
    const whole = await file(data.file);
    const parts = whole.parts ? await Promise.all(whole.parts.map((part) => file(new URL(part).pathname))) : [whole];
    return parts.flatMap((part) => part.notes).map((note) => prepared({ ...note, owner: note.owner ?? "", label: data.statuses[note.status]?.label || "" }));
  }

  /** A note with what it is sorted and filtered by. */
  function prepared(note) {
    const { review_due: due = "", deferred_until: until = "" } = note;
    const states = new Set(note.states.filter((name) => !["deferred", "unreviewed"].includes(name)));
    if (!states.has("deprecated")) states.add(byDay(due, until, note.states.includes("unreviewed")));
    const words = [note.title, note.owner, note.label, note.path].join(" ").toLowerCase();
    // What has no day comes last.
    return { ...note, states, words, due: (due > until ? due : until) || "~" };
  }

  /** The row of a note that the page doesn't hold, made as the page makes them. */
  function made(note) {
    const label = note.status && data.statuses[note.status];
    const marks = ["drifted", "edited"].filter((name) => note.states.has(name)).map((name) => data.states[name]);
    const time = (iso) => make("time", { dateTime: iso, textContent: written(iso) });
    const due = note.review_due && time(note.review_due);
    if (due) due.dataset.due = note.deferred_until || "";
    const until = note.deferred_until && make("span", { className: "until", textContent: fill(data.words.deferred_until, { date: written(note.deferred_until) }) });
    if (until) until.dataset.until = note.deferred_until;
    const heads = [...table.tHead.rows[0].cells].map((cell) => text(cell));
    const cell = (at, ...children) => {
      const made = make("td", {}, ...children.filter(Boolean));
      made.dataset.label = heads[at];
      return made;
    };
    const head = make("th", { scope: "row" }, make("a", { href: new URL(note.url).pathname, textContent: note.title }));
    const row = make("tr", {}, head, cell(1, note.owner),
      cell(2, label && make("span", { className: `state ${label.tone}`, textContent: label.label }), ...marks.flatMap((mark) => [" ", make("span", { className: mark.tone, textContent: mark.label })])),
      cell(3, note.last_reviewed ? time(note.last_reviewed) : make("span", { className: "warn", textContent: data.words.never_reviewed })),
      cell(4, due, due && until && " ", until));
    ages(row);
    return row;
  }

  /** A day as the site writes it. */
  function written(iso) {
    const [year, month, number] = iso.split("-");
    const of = (list) => (list.includes(",") ? list.split(",") : list.split(/\s+/))[month - 1]?.trim();
    return fill(data.words.date_format, { day: Number(number), month: of(data.words.months_short), month_long: of(data.words.months), month_number: month, year });
  }

  /* -- Sorting and filtering -- */
  /** How the list was when the reader left it. */
  let left = place.read();
  let limit = left?.rows ?? SHOWN;
  let turn = 0;
  async function list() {
    const mine = (turn += 1);
    const all = await known();
    if (mine !== turn) return;
    const owner = form.owner.value;
    const wanted = form.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (note) => (!owner || owner === `=${note.owner}`) && (!state || note.states.has(state)) && wanted.every((word) => note.words.includes(word));
    const order = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });
    const found = all.filter(fits);
    const value = (note) => note[sort.key] ?? "";
    if (sort.key !== "due" || sort.from < 0) found.sort((a, b) => sort.from * order.compare(value(a), value(b)));
    body.replaceChildren(...found.slice(0, limit).map((note) => (note.row ??= made(note))));
    host.querySelector("[data-rest]")?.remove();
    status.textContent = plural("js_notes_shown", all.length, { n: number(found.length), total: number(all.length) });
    more.hidden = found.length <= limit;
    remember();
    if (left) place.go(left);
    left = null;
  }
  const again = () => { limit = SHOWN; left = null; return list(); };
  const more = make("button", { type: "button", className: "more-results", textContent: words.js_more_notes, hidden: true });
  const keep = place.keep(() => limit);
  more.addEventListener("click", () => { limit += SHOWN; list().then(keep); });

  /** What was chosen stands in the address, so that it can be passed on. */
  function remember() {
    const chosen = new URLSearchParams();
    if (form.owner.value) chosen.set("owner", form.owner.value.slice(1));
    if (state) chosen.set("state", state);
    if (form.q.value) chosen.set("q", form.q.value);
    history.replaceState(null, "", `${location.pathname}${chosen.size ? `?${chosen}` : ""}${location.hash}`);
  }

  /** Totals are buttons: one shows the notes of its state, and the same again shows all. */
  function buttons() {
    for (const item of host.querySelectorAll(".totals [data-state]")) {
      const button = make("button", { type: "button" }, ...item.childNodes);
      const mark = () => button.setAttribute("aria-pressed", String(item.dataset.state === state));
      item.append(button);
      button.addEventListener("click", () => {
        state = state === item.dataset.state ? "" : item.dataset.state;
        host.dispatchEvent(new Event("state"));
        again();
      });
      host.addEventListener("state", mark);
      mark();
    }
    // The number of an owner's notes shows these.
    for (const row of host.querySelectorAll(".owners tbody tr")) {
      const cell = row.cells[1];
      const button = make("button", { type: "button", textContent: text(cell) });
      button.setAttribute("aria-label", fill(words.js_filter_owner, { owner: text(row.cells[0]), n: text(cell) }));
      button.addEventListener("click", () => {
        form.owner.value = `=${row.dataset.owner}`;
        again();
        form.owner.focus();
      });
      cell.replaceChildren(button);
    }
  }

  /** The heads of a table sort it: `use` gets the number of the column, and the direction. */
  function heads(of, use) {
    const cells = [...of.tHead.rows[0].cells];
    cells.forEach((cell, at) => {
      const button = make("button", { type: "button" }, ...cell.childNodes);
      cell.append(button);
      button.addEventListener("click", () => {
        const isUp = cell.getAttribute("aria-sort") === "ascending";
        for (const other of cells) other.removeAttribute("aria-sort");
        cell.setAttribute("aria-sort", isUp ? "descending" : "ascending");
        use(at, isUp ? -1 : 1);
      });
    });
  }

  function sortOwners(at, from) {
    const rows = host.querySelector(".owners tbody");
    const order = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });
    const compare = (a, b) => (at ? counted(a) - counted(b) : order.compare(text(a), text(b)));
    rows.append(...[...rows.rows].sort((a, b) => from * compare(a.cells[at], b.cells[at])));
  }

  totals();
  months();
  buttons();
  heads(host.querySelector(".owners"), sortOwners);
  heads(table, (at, from) => {
    Object.assign(sort, { key: table.tHead.rows[0].cells[at].dataset.key, from });
    again();
  });
  table.after(more);
  form.q.value = asked.get("q") || "";
  if (asked.has("owner")) form.owner.value = `=${asked.get("owner")}`;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", again);
  if (limit > SHOWN || ["q", "owner", "state"].some((name) => asked.has(name))) list();
}
