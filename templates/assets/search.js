// Search and filters: loaded when a reader goes to the search field, or opens a list with filters. Asks for the few files of
// the index that a query needs, all from this site. How words are split and stored is described where the index is made.

const words = JSON.parse(document.querySelector("script[data-words]").dataset.words || "{}");
const home = new URL(document.querySelector("form.find").action);
const fill = (text, gaps) => (text || "").replace(/\{(\w+)\}/g, (gap, name) => gaps[name] ?? gap);
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
/** What the browser knows of a language, with the digits that pages have; of one that it can't read, English. */
const intl = (kind) => {
  try { return new Intl[kind](document.documentElement.lang, { numberingSystem: "latn" }); } catch { return new Intl[kind]("en"); }
};
const number = (n) => intl("NumberFormat").format(n);
/** The text for a number of things, in the form that the language has for it. */
const plural = (key, n) => fill(words[`${key}_${intl("PluralRules").select(n)}`] ?? words[`${key}_other`], { n: number(n) });

/* -- Files of the index -- */
const files = new Map();
let version = "";
function file(name) {
  if (!files.has(name)) {
    const address = new URL(`${name}.json${version && `?${version}`}`, home);
    const answer = fetch(address, version ? {} : { cache: "no-cache" }).then((response) => {
      if (!response.ok) throw new Error(`${address}: ${response.status}`);
      return response.json();
    });
    answer.catch(() => files.delete(name));
    files.set(name, answer);
  }
  return files.get(name);
}
async function start() {
  const index = await file("index");
  version = index.version;
  return index;
}

/* -- Words: as the index splits them -- */
const spaceless = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\u{20000}-\u{323af}]/u;
export const fold = (text) => text.normalize("NFKD").replace(/\p{Mn}|\p{Mc}|\p{Me}/gu, "").toLowerCase();
/** What a reader typed, as words that a note must have: each is the names that will do, the whole name first. */
export function split(text) {
  const wanted = [];
  for (let run of text.split(/[^\p{Alphabetic}\p{N}_.\-+#]+/u)) {
    run = run.replace(/^[_.\-+#]+|[_.\-]+$/g, "");
    if (!run) continue;
    if (spaceless.test(run)) {
      const signs = [...run].filter((sign) => /[\p{Alphabetic}\p{N}]/u.test(sign));
      if (signs.length === 1) wanted.push({ whole: fold(signs[0]) });
      for (let at = 1; at < signs.length; at += 1) wanted.push({ whole: (signs[at - 1] + signs[at]).toLowerCase() });
      continue;
    }
    if (!/^[^+#]+[+#]{0,2}$/.test(run)) run = run.replace(/[+#]+$/, "");
    const parts = run.split(/[_.\-+#]/).flatMap((piece) => piece.split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u));
    const whole = fold(run);
    wanted.push({ whole, parts: parts.length > 1 ? parts.map(fold).filter((part) => [...part].length > 1) : [] });
  }
  return wanted;
}
const beginning = (word) => [...word].slice(0, 3).join("");
export function shard(word, count) {
  let hash = 0x811c9dc5;
  for (const sign of beginning(word)) hash = Math.imul(hash ^ sign.codePointAt(0), 0x01000193) >>> 0;
  return hash % count;
}

/* -- Finding -- */
const common = (a, b) => { let at = 0; while (at < a.length && a[at] === b[at]) at += 1; return at; };
/** The entries of the index that a typed word means: the word itself, its other forms, words that begin with it. */
async function entries(word, index) {
  const known = await file(`words/${shard(word, index.word_files)}`);
  const found = [];
  let near = null;
  for (const [stem, entry] of Object.entries(known)) {
    const forms = entry[0];
    if (stem === word || forms.includes(word)) found.push([entry, 1, stem]);
    else if ([...word].length >= 3 && (stem.startsWith(word) || forms.some((form) => form.startsWith(word)))) found.push([entry, 0.6, stem]);
    else {
      const shared = common(stem, word);
      if (shared >= 4 && shared >= word.length - 3 && shared >= stem.length - 2 && shared > (near?.[3] || 0)) near = [entry, 0.5, stem, shared];
    }
  }
  // A form that no note has still has the stem of others.
  return found.length || !near ? found : [near];
}
/** How much each note has of a word. `isCommon`: so many notes have it that the index does not name them all. */
async function weights(word, index) {
  const scores = new Map();
  let isCommon = false;
  for (const [entry, worth] of await entries(word, index)) {
    const rare = Math.log(1 + index.notes / entry[1]);
    let listed = 0;
    for (const [weight, ...steps] of entry.slice(2)) {
      let note = 0;
      for (const step of steps) {
        note += step;
        listed += 1;
        scores.set(note, Math.max(scores.get(note) || 0, weight * worth * rare));
      }
    }
    isCommon ||= listed < entry[1];
  }
  return { scores, isCommon };
}
/** The notes that have the words, best first, and whether some of the words had to be left out. */
async function matches(query, index) {
  const wanted = [];
  for (const { whole, parts } of split(query)) {
    const asWhole = await weights(whole, index);
    if (!parts?.length || asWhole.scores.size) wanted.push(asWhole);
    else for (const part of parts) wanted.push(await weights(part, index));
  }
  const sums = new Map();
  const hits = new Map();
  for (const { scores } of wanted) {
    for (const [note, score] of scores) {
      sums.set(note, (sums.get(note) || 0) + score);
      hits.set(note, (hits.get(note) || 0) + 1);
    }
  }
  // A very common word need not be in the list of its notes.
  const needed = wanted.filter((word) => !word.isCommon || wanted.length === 1);
  const hasAll = (note) => needed.every(({ scores }) => scores.has(note));
  let notes = [...sums.keys()].filter(hasAll);
  const isLoose = !notes.length && sums.size > 0;
  if (isLoose) notes = [...sums.keys()];
  notes.sort((a, b) => (hits.get(b) - hits.get(a)) || (sums.get(b) - sums.get(a)) || (b - a));
  return { notes, isLoose, isCut: wanted.length === 1 && wanted[0].isCommon };
}
const ids = (steps) => { let note = 0; return (steps || []).map((step) => { note += step; return note; }); };
/** The notes that fit the filters: of each index one of the chosen terms, and the section. */
async function fitting(filters, folder) {
  const sets = [];
  for (const [facet, terms] of filters) {
    if (!terms.size) continue;
    const known = await file(`facets/${facet}`);
    sets.push(new Set([...terms].flatMap((term) => ids(known[term]))));
  }
  if (folder) {
    const known = await file("facets/sections");
    if (known[folder]) sets.push(new Set(ids(known[folder])));
  }
  return sets;
}
/** All results of a query with filters, the best first; without a query the newest first. */
async function find(query, filters, folder) {
  const index = await start();
  const sets = await fitting(filters, folder);
  if (!query.trim()) {
    const [first, ...others] = sets;
    const notes = first ? [...first].filter((note) => others.every((set) => set.has(note))) : [];
    return { notes: notes.sort((a, b) => b - a), index };
  }
  const found = await matches(query, index);
  return { ...found, index, notes: found.notes.filter((note) => sets.every((set) => set.has(note))) };
}
/** Notes in the order that a reader chose; what has nothing to go by comes last, the newest first. */
async function ordered(notes, sort) {
  if (!sort) return notes;
  if (sort === "oldest") return notes.toSorted((a, b) => a - b);
  const places = new Map((await file(`orders/${sort}`)).map((note, at) => [note, at]));
  const place = (note) => places.get(note) ?? places.size;
  return notes.toSorted((a, b) => place(a) - place(b) || b - a);
}
async function cards(notes, index) {
  const loaded = await Promise.all(notes.map((note) => file(`notes/${note % index.note_files}`)));
  return notes.map((note, at) => loaded[at][note]);
}

/* -- Showing -- */
/** A text with the words of the query marked. */
function marked(text, query) {
  const wanted = split(query).flatMap(({ whole, parts }) => [whole, ...(parts || [])]).filter((word) => word.length > 1);
  const pieces = text.split(/([\p{L}\p{N}\p{M}_]+(?:[.\-+#][\p{L}\p{N}\p{M}_]+)*[+#]{0,2})/u);
  return pieces.map((piece, at) => {
    if (at % 2 === 0 || !isMeant(fold(piece), wanted)) return piece;
    return make("mark", { textContent: piece });
  });
}
const isMeant = (word, wanted) => wanted.some((other) =>
  word === other || (other.length >= 3 && word.startsWith(other)) || word.split(/[_.\-]/).includes(other)
  || (common(word, other) >= 5 && common(word, other) >= Math.max(word.length, other.length) - 3));
/** The place of a page's text that has most of the query's words, from the page itself. */
async function excerpt(url, query) {
  const response = await fetch(url);
  if (!response.ok) return "";
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const body = page.querySelector(".prose");
  if (!body) return "";
  for (const part of body.querySelectorAll(".code-head, .anchor, script, style, math")) part.remove();
  for (const part of body.querySelectorAll("p, li, h2, h3, h4, td, th, pre, dt, dd, figcaption")) part.append(" ");
  const text = body.textContent.replace(/\s+/g, " ").trim();
  const wanted = split(query).flatMap(({ whole, parts }) => [whole, ...(parts || [])]).filter((word) => word.length > 1);
  const hits = [...text.matchAll(/[\p{L}\p{N}\p{M}_.\-+#]+/gu)].filter((hit) => isMeant(fold(hit[0]).replace(/[.\-]+$/, ""), wanted)).map((hit) => hit.index);
  if (!hits.length) return "";
  const within = (from) => hits.filter((hit) => hit >= from && hit < from + 200).length;
  const best = hits.reduce((best, hit) => (within(hit) > within(best) ? hit : best), hits[0]);
  const from = best < 60 ? 0 : text.lastIndexOf(" ", best - 50) + 1;
  const to = from + 220 >= text.length ? text.length : text.lastIndexOf(" ", from + 220);
  return `${from ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
}
/** Tells the page's script of what was written, to be marked as the page's own rows are. */
const listed = (part) => dispatchEvent(new CustomEvent("fieldnotes:listed", { detail: part }));
/** What is known of a note, as in the lists of pages. Which of it holds today, the page's script says. */
function marks(card) {
  const state = ([tone, label, until], data = until ? { until } : {}) => {
    const mark = make("span", { className: `state ${tone}`, textContent: label });
    Object.assign(mark.dataset, data);
    return [mark, " "];
  };
  const parts = (card.states || []).flatMap((known) => state(known));
  if (card.waits) parts.push(...state(card.waits, { from: card.until }));
  if (card.due) {
    const time = make("time", { dateTime: card.due[0], textContent: card.due[1] });
    time.dataset.due = card.until || "";
    const due = make("span", { className: "mark-due" }, time);
    if (card.until) due.dataset.from = card.until;
    parts.push(due, " ");
  }
  return parts;
}
function row(card, query, withExcerpt) {
  const main = make("div", {}, make("a", { className: "row-title", href: card.url }, ...marked(card.title, query)));
  if (card.summary) main.append(make("p", { className: "row-summary" }, ...marked(card.summary, query)));
  if (card.terms?.length) main.append(make("p", { className: "row-terms", textContent: card.terms.join(words.list_separator) }));
  const side = make("p", { className: "row-side" });
  if (card.status) side.append(make("span", { className: `state ${card.status[0]}`, textContent: card.status[1] }), " ");
  side.append(...marks(card));
  if (card.date) side.append(make("time", { dateTime: card.date[0], textContent: card.date[1] }));
  if (card.section) side.append(make("span", { textContent: card.section }));
  const item = make("li", {}, main, side);
  if (withExcerpt && query.trim()) {
    whenSeen(item, async () => {
      const text = await excerpt(card.url, query).catch(() => "");
      if (text) (main.querySelector(".row-summary") || main.firstChild).after(make("p", { className: "row-excerpt" }, ...marked(text, query)));
    });
  }
  return item;
}
/** Runs once when an element comes into view: what nobody looks at is not loaded. */
function whenSeen(element, run) {
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    run();
  });
  watch.observe(element);
}
const headline = (found) => plural(found.isCut ? "js_results_cut" : "js_results", found.notes.length);
const failure = () => make("p", { className: "banner bad", role: "alert", textContent: words.js_search_failed });
const voice = document.body.appendChild(make("p", { className: "vh", role: "status" }));
const say = (text) => { voice.textContent = text; };

/* -- The field in the bar, on pages without results of their own: the best few, below the field -- */
export function field(input) {
  const form = input.form;
  const panel = make("div", { className: "find-panel", hidden: true });
  form.append(panel);
  let turn = 0;
  const close = () => { panel.hidden = true; };
  const show = async () => {
    const query = input.value;
    const mine = ++turn;
    if (!query.trim()) { panel.replaceChildren(); return close(); }
    try {
      const found = await find(query, new Map(), "");
      const shown = await cards(found.notes.slice(0, 6), found.index);
      if (mine !== turn) return;
      if (!found.notes.length) {
        panel.replaceChildren(make("p", { className: "empty", textContent: fill(words.js_no_results, { query: query.trim() }) }));
      } else {
        const all = new URL(home);
        all.searchParams.set("q", query.trim());
        const item = (card) => {
          const link = make("a", { href: card.url }, make("strong", {}, ...marked(card.title, query)));
          if (card.summary) link.append(make("span", {}, ...marked(card.summary, query)));
          const known = marks(card);
          if (known.length) link.append(make("small", { className: "marks" }, ...known));
          listed(link);
          return make("li", {}, link);
        };
        panel.replaceChildren(make("ul", {}, ...shown.map(item)),
          make("a", { className: "find-all", href: all.href, textContent: fill(words.js_all_results, { n: number(found.notes.length) }) }));
      }
      say(found.notes.length ? fill(words.js_results_said, { results: headline(found), hint: words.js_search_hint }) : panel.textContent);
    } catch { if (mine === turn) panel.replaceChildren(failure()); }
    if (mine === turn) panel.hidden = !form.contains(document.activeElement);
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => { if (panel.childElementCount) panel.hidden = false; else show(); });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) { event.preventDefault(); input.focus(); close(); }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [input, ...panel.querySelectorAll("a")];
    if (panel.hidden || stops.length < 2) return;
    event.preventDefault();
    const at = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    stops[(at + stops.length) % stops.length].focus();
  });
  if (document.activeElement === input) show();
}

/* -- Filters: the links of a list's facets become check boxes -- */
function checkBoxes(nav, changed) {
  const filters = new Map();
  const boxes = [];
  for (const section of nav.querySelectorAll("[data-facet]")) {
    const facet = section.dataset.facet;
    filters.set(facet, new Set());
    const heading = section.querySelector("h2");
    const list = section.querySelector("ul");
    heading.id ||= `site-facet-${facet}`;
    list.setAttribute("role", "group");
    list.setAttribute("aria-labelledby", heading.id);
    for (const link of section.querySelectorAll("[data-term]")) {
      const box = make("input", { type: "checkbox", value: link.dataset.term });
      const count = link.querySelector(".num");
      const label = make("label", { className: "tick" }, box, make("span", { textContent: link.firstChild.textContent.trim() }), count);
      box.addEventListener("change", () => {
        if (box.checked) filters.get(facet).add(box.value); else filters.get(facet).delete(box.value);
        changed();
      });
      boxes.push({ box, facet, count, all: count.textContent });
      link.parentElement.setAttribute("role", "presentation");
      link.replaceWith(label);
    }
  }
  const summary = nav.querySelector("summary");
  const title = summary.textContent;
  const chosen = () => boxes.filter(({ box }) => box.checked);
  const name = ({ box }) => box.nextElementSibling.textContent;
  const clear = make("button", { type: "button", className: "clear", textContent: words.js_clear_filters, hidden: true });
  // On narrow screens the filters cover the list: this leads to it.
  const done = make("button", { type: "button", className: "show-results", hidden: true });
  done.addEventListener("click", () => {
    nav.querySelector("details").open = false;
    const list = document.querySelector("[data-results], [data-folder]");
    list.tabIndex = -1;
    list.focus({ preventScroll: true });
    list.scrollIntoView();
  });
  clear.addEventListener("click", () => {
    for (const { box, facet } of boxes) { box.checked = false; filters.get(facet).clear(); }
    summary.focus();
    changed();
  });
  nav.querySelector("details > div").append(clear, done);
  return {
    filters,
    /** What the address says. */
    read(address) {
      for (const [facet, terms] of filters) {
        terms.clear();
        for (const term of address.searchParams.getAll(facet)) terms.add(term);
      }
      for (const { box, facet } of boxes) box.checked = filters.get(facet).has(box.value);
      this.show();
    },
    write(address) {
      for (const [facet, terms] of filters) {
        address.searchParams.delete(facet);
        for (const term of terms) address.searchParams.append(facet, term);
      }
    },
    show() {
      const n = chosen().length;
      clear.hidden = done.hidden = !n;
      summary.textContent = n ? fill(words.js_filters_chosen, { name: title, n: number(n) }) : title;
    },
    /** The filters in use, each with a way to do without it. */
    chips() {
      const chip = (chosen) => {
        const button = make("button", { type: "button" }, name(chosen), " ", make("span", { className: "num", textContent: chosen.all }));
        button.setAttribute("aria-label", fill(words.js_filter_remove, { name: name(chosen) }));
        button.addEventListener("click", () => {
          chosen.box.checked = false;
          filters.get(chosen.facet).delete(chosen.box.value);
          changed();
        });
        return make("li", {}, button);
      };
      const list = make("ul", { className: "chips" }, ...chosen().map(chip));
      list.setAttribute("aria-label", words.js_filters_in_use);
      return list;
    },
    any: () => [...filters.values()].some((terms) => terms.size),
    /** How many of the results each term would leave; where the index of a facet is not loaded yet, nothing. */
    async count(notes) {
      const isWhole = !notes;
      const inResults = new Set(notes);
      if (!isWhole) done.textContent = plural("js_show_notes", notes.length);
      for (const { facet, count, all, box } of boxes) {
        if (isWhole) { count.textContent = all; box.closest("label").classList.remove("calm"); continue; }
        const known = files.has(`facets/${facet}`) ? await file(`facets/${facet}`) : null;
        // Within a facet that is in use, other terms add to the results: their counts would mislead.
        const left = !known || filters.get(facet).size ? "" : ids(known[box.value]).filter((note) => inResults.has(note)).length;
        count.textContent = left === "" ? left : number(left);
        box.closest("label").classList.toggle("calm", left === 0);
      }
    },
  };
}

/* -- A list of results, with "more" at its end: for the search page and for lists with filters -- */
const each = (query) => (query.trim() ? 10 : 25);
export function results({ host, input, nav, folder }) {
  // What the page shows without a query: its own list, and what stands above that.
  const idle = [...host.children, ...(folder ? [...host.parentElement.children].filter((part) => part !== host) : [])];
  let turn = 0;
  const boxes = nav && checkBoxes(nav, () => { remember(); show(); });
  const query = () => input?.value || "";
  // The order that the reader chose; of a list alone, for results of a query come by how well they fit.
  const tools = host.querySelector("[data-tools]");
  const select = tools?.querySelector("[data-sort]");
  const sort = () => select?.value || "";
  const rows = host.querySelector("#site-rows");
  const shown = make("div", { hidden: true });
  host.append(shown);
  const remember = () => {
    const address = new URL(location.href);
    if (input) { if (query().trim()) address.searchParams.set("q", query().trim()); else address.searchParams.delete("q"); }
    boxes?.write(address);
    if (sort()) address.searchParams.set("sort", sort()); else if (select) address.searchParams.delete("sort");
    history.replaceState(history.state, "", address);
  };
  const show = async () => {
    const mine = ++turn;
    boxes?.show();
    const isIdle = !query().trim() && !boxes?.any() && !sort();
    if (isIdle) {
      for (const part of idle) part.hidden = false;
      if (tools) {
        const focused = document.activeElement;
        idle.find((part) => part.matches(".list-bar")).append(tools);
        if (tools.contains(focused)) focused.focus();
      }
      if (rows) rows.id = "site-rows";
      shown.hidden = true;
      boxes?.count(null);
      return;
    }
    try {
      const found = await find(query(), boxes?.filters || new Map(), folder);
      if (found.index.notes <= 2000 && boxes) await Promise.all([...boxes.filters.keys()].map((facet) => file(`facets/${facet}`)));
      found.notes = await ordered(found.notes, sort());
      const list = make("ul", { className: "rows" });
      const more = make("button", { type: "button", className: "more-results", textContent: words.js_more_results });
      // A second click while rows are on their way waits for these.
      let adding = null;
      const add = () => (adding ??= next().finally(() => { adding = null; }));
      const next = async () => {
        const from = list.childElementCount;
        const loaded = await cards(found.notes.slice(from, from + each(query())), found.index);
        const rows = loaded.map((card) => row(card, query(), true));
        list.append(...rows);
        rows.forEach(listed);
        more.hidden = list.childElementCount >= found.notes.length;
        return list.children[from];
      };
      more.addEventListener("click", async () => (await add().catch(() => null))?.querySelector("a").focus());
      await add();
      if (mine !== turn) return;
      for (const part of idle) part.hidden = true;
      const focused = document.activeElement;
      const wasChip = focused.closest(".chips");
      const title = make("h2", { className: "list-title", textContent: headline(found) });
      const parts = [make("div", { className: "list-bar" }, ...(found.notes.length ? [title] : []), ...(tools ? [tools] : []))];
      if (boxes?.any()) parts.push(boxes.chips());
      if (rows) { rows.removeAttribute("id"); list.id = "site-rows"; }
      if (found.isLoose) parts.push(make("p", { className: "hint", textContent: words.js_some_words }));
      if (found.notes.length) parts.push(list, more);
      else parts.push(make("p", { className: "empty" }, query().trim() ? `${fill(words.js_no_results, { query: query().trim() })} ${words.js_no_results_hint}` : words.js_nothing_fits));
      shown.replaceChildren(...parts);
      if (tools?.contains(focused)) focused.focus();
      else if (wasChip) (shown.querySelector(".chips button") || nav.querySelector("summary")).focus();
      say(found.notes.length ? title.textContent : parts.at(-1).textContent);
      boxes?.count(found.notes);
    } catch {
      if (mine !== turn) return;
      shown.replaceChildren(failure());
    }
    shown.hidden = false;
  };
  const read = () => {
    const address = new URL(location.href);
    if (input) input.value = address.searchParams.get("q") || "";
    boxes?.read(address);
    if (select) select.value = address.searchParams.get("sort") || "";
    if (select?.selectedIndex < 0) select.value = "";
    show();
  };
  select?.addEventListener("change", () => { remember(); show(); });
  input?.addEventListener("input", () => { remember(); show(); });
  addEventListener("popstate", read);
  read();
}
