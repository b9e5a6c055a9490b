// Search and filters: loaded when a reader goes to the search field, or opens a list with filters. Shows what `find.js` finds.

const home = new URL(document.querySelector("form.find").action);
/** Asks the index. `ways` is `find.js`, which the page's script loads together with this one; the rest are its own tools. */
let ways;
let index;
let words, fill, make, number, plural, say, place;
export function start(finder, tools) {
  ways = finder;
  index = finder.open(home);
  ({ words, fill, make, number, plural, say, place } = tools);
}

/* -- Texts of pages -- */
const texts = new Map();
/** The text of a page, in the pieces that its headings make of it: each with the heading's id and words. */
function text(url) {
  if (!texts.has(url)) {
    const loaded = fetch(url).then(async (response) => {
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      return sections(new DOMParser().parseFromString(await response.text(), "text/html"));
    });
    loaded.catch(() => texts.delete(url));
    texts.set(url, loaded);
  }
  return texts.get(url);
}
function sections(page) {
  const body = page.querySelector(".prose");
  if (!body) return [];
  for (const part of body.querySelectorAll(".code-head, .anchor, script, style, math")) part.remove();
  for (const part of body.querySelectorAll("p, li, h2, h3, h4, h5, h6, td, th, pre, dt, dd, figcaption")) part.append(" ");
  const headings = [...body.querySelectorAll("h2, h3, h4, h5, h6")];
  const bounds = [null, ...headings];
  return bounds.map((heading, at) => {
    const range = page.createRange();
    if (heading) range.setStartAfter(heading); else range.setStart(body, 0);
    if (bounds[at + 1]) range.setEndBefore(bounds[at + 1]); else range.setEnd(body, body.childNodes.length);
    const tidy = (text) => text.replace(/\s+/g, " ").trim();
    return { id: heading?.id || "", heading: tidy(heading?.textContent || ""), text: tidy(range.toString()) };
  });
}
/** The results whose texts hold the phrases of the query, so many at a time: looks through the best of the rest. */
const LOOKED_AT = 24;
async function* held(found, count) {
  const holds = async (card) => {
    const parts = await text(card.url);
    const all = ways.plain([card.title, card.summary, ...parts.flatMap((part) => [part.heading, part.text])].join(" . "));
    return found.phrases.every((phrase) => ways.holds(all, phrase));
  };
  for (let from = 0; from < found.notes.length;) {
    const batch = [];
    const end = Math.min(found.notes.length, from + LOOKED_AT);
    while (from < end && batch.length < count) {
      const cards = await index.cards(found, from, 8);
      const fit = await Promise.all(cards.map(holds));
      batch.push(...cards.filter((card, at) => fit[at]));
      from += 8;
    }
    yield { cards: batch, hasMore: from < found.notes.length };
  }
}
/** The results so many at a time, those with a phrase looked through. */
async function* pagesOf(found, count) {
  if (found.phrases.length && found.notes.length) {
    let isFirst = true;
    for await (const page of held(found, count)) {
      if (isFirst && !page.cards.length) break;
      isFirst = false;
      yield { ...page, isHeld: true };
      if (!page.hasMore) return;
    }
  }
  for (let from = 0; from < found.notes.length || from === 0; from += count) {
    yield { cards: await index.cards(found, from, count), hasMore: from + count < found.notes.length };
  }
}
/** The place of a page's text that has most of what was looked for: below which heading it stands, and what it says. */
async function excerpt(url, found) {
  const parts = (await text(url)).filter((part) => part.text);
  const places = parts.map((part) => ({ ...part, ...bestPlace(part, found) }));
  const best = places.reduce((best, place) => (place.worth > (best?.worth || 0) ? place : best), null);
  const all = new Set(places.flatMap((place) => [...place.kinds])).size;
  if (!best) return parts.length ? { text: shorten(parts[0].text, 0) } : null;
  // Words that stand below several headings lead to none.
  return { id: best.isPhrase || best.kinds.size === all ? best.id : "", heading: best.heading, text: shorten(best.text, best.at) };
}
function bestPlace({ text, heading }, found) {
  for (const phrase of found.phrases) {
    const at = text.search(new RegExp(phrase.split(" ").map(escape).join("[^\\p{L}\\p{N}]+"), "iu"));
    if (at >= 0) return { at, worth: 1e6, kinds: new Set(), isPhrase: true };
  }
  const hits = hitsIn(text, found);
  const named = hitsIn(heading, found);
  const kinds = (hits) => new Set(hits.map((hit) => hit.of));
  const within = (from) => hits.filter((hit) => hit.at >= from && hit.at < from + 200);
  const rank = (hit) => kinds(within(hit.at)).size * 100 + within(hit.at).length;
  const best = hits.reduce((best, hit) => (!best || rank(hit) > rank(best) ? hit : best), null);
  const all = kinds([...hits, ...named]);
  return { at: best?.at || 0, worth: all.size * 1000 + kinds(named).size * 200 + (best ? rank(best) : 0), kinds: all };
}
const escape = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
function shorten(text, at) {
  const from = at < 60 ? 0 : text.lastIndexOf(" ", at - 40) + 1 || at - 40;
  const to = from + 200 >= text.length ? text.length : Math.max(text.lastIndexOf(" ", from + 200), from + 160);
  return `${from ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
}

/* -- Showing -- */
const run = /[\p{L}\p{N}\p{M}_]+(?:[.\-+#][\p{L}\p{N}\p{M}_]+)*[+#]{0,2}/gu;
/** Where a text has what was looked for: from where to where, and which of it. */
function hitsIn(text, found) {
  const wanted = [...found.marks.keys()];
  const hits = [];
  const signs = wanted.filter((word) => /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/u.test(word));
  for (const sign of signs) for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + sign.length)) hits.push({ at, end: at + sign.length, of: found.marks.get(sign) });
  const others = wanted.filter((word) => word.length > 1 && !signs.includes(word));
  if (others.length) {
    for (const hit of text.matchAll(run)) {
      const word = ways.fold(hit[0]);
      const meant = others.find((other) => word === other) ?? others.find((other) => !found.wholes.has(other) && isMeant(word, other)) ?? others.find((other) => isPart(hit[0], word, other));
      if (meant) hits.push({ at: hit.index, end: hit.index + hit[0].length, of: found.marks.get(meant) });
    }
  }
  return hits.sort((a, b) => a.at - b.at || b.end - a.end);
}
const isMeant = (word, other) => (other.length >= 3 && word.startsWith(other))
  || (common(word, other) >= 5 && common(word, other) >= Math.max(word.length, other.length) - 3);
const isPart = (written, word, other) => word.includes(other) && ways.split(written).some(({ parts }) => parts.includes(other));
const common = (a, b) => { let at = 0; while (at < a.length && a[at] === b[at]) at += 1; return at; };
/** A text with what was looked for marked. */
function marked(text, found) {
  const parts = [];
  let end = 0;
  for (const hit of hitsIn(text, found)) {
    if (hit.at < end) continue;
    parts.push(text.slice(end, hit.at), make("mark", { textContent: text.slice(hit.at, hit.end) }));
    end = hit.end;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}
/** Tells the page's script of what was written, to be marked as the page's own rows are. */
const listed = (part) => dispatchEvent(new CustomEvent("fieldnotes:listed", { detail: part }));
/** Things with blanks between them. */
const spaced = (...parts) => parts.flat().filter(Boolean).flatMap((part, at) => (at ? [" ", part] : [part]));
const dot = () => make("span", { textContent: "·", ariaHidden: "true" });
const dated = ([dateTime, textContent]) => make("time", { dateTime, textContent });
/** What is known of a note, as in the lists of pages. Which of it holds today, the page's script says. */
function marks(card) {
  const state = ([tone, label, until], data = until ? { until } : {}) => {
    const mark = make("span", { className: `state ${tone}`, textContent: label });
    Object.assign(mark.dataset, data);
    return mark;
  };
  const parts = (card.states || []).map((known) => state(known));
  if (card.waits) parts.push(state(card.waits, { from: card.until }));
  if (card.due) {
    const time = dated(card.due);
    time.dataset.due = card.until || "";
    const due = make("span", { className: "mark-due" }, time);
    if (card.until) due.dataset.from = card.until;
    parts.push(due);
  }
  return parts;
}
const status = ([tone, label]) => make("span", { className: `state ${tone}`, textContent: label });
/** The row of a note, as pages have it (`ui.row` in `components.html`). */
function row(card, found) {
  const main = make("div", {}, make("a", { className: "row-title", href: card.url }, ...marked(card.title, found)));
  if (card.summary) main.append(make("p", { className: "row-summary" }, ...marked(card.summary, found)));
  if (found.marks.size) main.append(placeOf(card, found));
  const terms = card.terms?.join(words.list_separator);
  const [label, rank] = card.difficulty || [];
  const level = label && make("span", { textContent: label });
  if (rank !== undefined) level.dataset.level = rank;
  if (terms || level) main.append(make("p", { className: "row-terms" }, ...spaced(terms, terms && level && dot(), level)));
  const minutes = card.minutes && fill(words.minutes, { n: card.minutes });
  const facts = spaced(card.date && dated(card.date), card.date && minutes && dot(), minutes);
  const side = spaced(card.status && status(card.status), marks(card), facts.length && make("span", {}, ...facts), card.section && make("span", { textContent: card.section }));
  return make("li", {}, main, make("p", { className: "row-side" }, ...side));
}
/** Where a page has what was looked for, with a way to the heading above it. Its room is there before the page is. */
function placeOf(card, found) {
  const box = make("div", { className: "row-place" });
  whenSeen(box, async () => {
    const shown = await excerpt(card.url, found).catch(() => null);
    if (!shown) return;
    if (shown.id) box.append(make("a", { className: "row-jump", href: `${card.url}#${encodeURIComponent(shown.id)}` }, ...marked(shown.heading, found)));
    box.append(make("p", { className: "row-excerpt" }, ...marked(shown.text, found)));
  });
  return box;
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
const headline = (found, count) => plural(found.isCut ? "js_results_cut" : "js_results", count);
/** Says that something could not be had, with a button to try again; that happens too when the network is back. */
function failure(again, field) {
  index.forget();
  const retry = make("button", { type: "button", className: "clear", textContent: words.js_search_retry });
  const box = make("div", { className: "banner bad", role: "alert" }, make("p", { textContent: words.js_search_failed }), retry);
  const once = () => { removeEventListener("online", once); if (box.isConnected) again(); };
  // The button goes: the field has the focus then.
  retry.addEventListener("click", () => { field?.focus(); once(); });
  addEventListener("online", once);
  return box;
}
/** What has to be said of results that are not quite what was typed. */
async function remarks(found, page) {
  const texts = [];
  if (found.isLoose) texts.push(words.js_some_words);
  if (found.phrases.length && found.notes.length && !page.isHeld) texts.push(words.js_no_phrase);
  if (found.meant.length) texts.push(fill(words.js_meant, { words: (await asWritten(found.meant, page.cards)).join(words.list_separator) }));
  return texts;
}
/** Words of the index as notes write them: as the results do, or else the page of the first. */
async function asWritten(meant, cards) {
  let written = [];
  const learn = (text) => { for (const [word] of text.matchAll(run)) written.push([ways.fold(word), word]); };
  const find = (form) => (written.find(([folded]) => folded === form) ?? written.find(([folded]) => folded.startsWith(form)))?.[1];
  for (const card of cards) learn([card.title, card.summary, ...(card.terms || [])].join(" "));
  if (cards.length && !meant.every(find)) for (const part of await text(cards[0].url).catch(() => [])) learn(`${part.heading} ${part.text}`);
  return meant.map((form) => find(form) ?? form);
}

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
      const found = await index.find(query);
      const { value: page } = await pagesOf(found, 6).next();
      if (mine !== turn) return;
      if (!found.notes.length) {
        panel.replaceChildren(make("p", { className: "empty", textContent: fill(words.js_no_results, { query: query.trim() }) }));
      } else {
        const all = new URL(home);
        all.searchParams.set("q", query.trim());
        const item = (card) => {
          const link = make("a", { href: card.url }, make("strong", {}, ...marked(card.title, found)));
          if (card.summary) link.append(make("span", {}, ...marked(card.summary, found)));
          // A status that warns is told here too; one that is as it should be is not.
          const known = spaced(["bad", "warn"].includes(card.status?.[0]) && status(card.status), marks(card), card.section && make("span", { textContent: card.section }));
          if (known.length) link.append(make("small", { className: "marks" }, ...known));
          listed(link);
          return make("li", {}, link);
        };
        const count = page.isHeld ? page.cards.length : found.notes.length;
        const text = page.isHeld && page.hasMore ? words.js_more_results : fill(words.js_all_results, { n: number(count) });
        const said = await remarks(found, page);
        if (mine !== turn) return;
        panel.replaceChildren(...said.map((text) => make("p", { className: "empty", textContent: text })),
          make("ul", {}, ...page.cards.map(item)), make("a", { className: "find-all", href: all.href, textContent: text }));
      }
      say(found.notes.length ? fill(words.js_results_said, { results: headline(found, found.notes.length), hint: words.js_search_hint }) : panel.textContent);
    } catch { if (mine === turn) panel.replaceChildren(failure(show, input)); }
    if (mine === turn) panel.hidden = !form.contains(document.activeElement);
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => { if (panel.childElementCount && !panel.querySelector(".bad")) panel.hidden = false; else show(); });
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
        button.setAttribute("aria-label", fill(words.name_and_value, { name: button.textContent, value: words.js_filter_remove }));
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
        // Within a facet that is in use, other terms add to the results: their counts would mislead.
        const isUnknown = !index.has(facet) || filters.get(facet).size;
        const left = isUnknown ? "" : (await index.facet(facet, box.value)).filter((note) => inResults.has(note)).length;
        count.textContent = left === "" ? left : number(left);
        box.closest("label").classList.toggle("calm", left === 0);
      }
    },
  };
}

/* -- Where to look: everywhere, in notes alone, or in a section of plain pages -- */
function scopeChoice(group, changed) {
  const choices = [...group.querySelectorAll("input")];
  for (const choice of choices) choice.addEventListener("change", changed);
  const chosen = () => choices.find((choice) => choice.checked);
  return {
    get() { const choice = chosen(); return choice?.value ? { folder: "isNotes" in choice.dataset ? "" : choice.value, isNotes: "isNotes" in choice.dataset } : null; },
    read(address) {
      const wanted = address.searchParams.get("in") || "";
      (choices.find((choice) => choice.value === wanted) || choices[0]).checked = true;
    },
    write(address) { if (chosen()?.value) address.searchParams.set("in", chosen().value); else address.searchParams.delete("in"); },
  };
}

/* -- A list of results, with "more" at its end: for the search page and for lists with filters -- */
const each = (query) => (query.trim() ? 10 : 25);
export function results({ host, input, nav, folder }) {
  // What the page shows without a query: its own list, and what stands above that.
  const group = host.querySelector("[data-scopes]");
  const idle = [...host.children, ...(folder ? [...host.parentElement.children].filter((part) => part !== host) : [])].filter((part) => part !== group);
  let turn = 0;
  const boxes = nav && checkBoxes(nav, () => { remember(); show(); });
  const scope = group && scopeChoice(group, () => { remember(); show(); });
  const query = () => input?.value || "";
  // The order that the reader chose; of a list alone, for results of a query come by how well they fit.
  const tools = host.querySelector("[data-tools]");
  const select = tools?.querySelector("[data-sort]");
  const sort = () => select?.value || "";
  const rows = host.querySelector("#site-rows");
  const shown = make("div", { hidden: true });
  host.append(shown);
  const keep = place.keep(() => (shown.hidden ? 0 : shown.querySelector(".rows")?.childElementCount));
  const remember = () => {
    const address = new URL(location.href);
    if (input) { if (query().trim()) address.searchParams.set("q", query().trim()); else address.searchParams.delete("q"); }
    boxes?.write(address);
    scope?.write(address);
    if (sort()) address.searchParams.set("sort", sort()); else if (select) address.searchParams.delete("sort");
    history.replaceState(null, "", address);
  };
  /** What the results of a query show: their number, remarks, so many rows or more, and a button for the rest. */
  const listOf = async (found, count = 0) => {
    const pages = pagesOf(found, each(query()));
    const list = make("ul", { className: "rows" });
    const more = make("button", { type: "button", className: "more-results", textContent: words.js_more_results });
    // A second click while rows are on their way waits for these.
    let adding = null;
    const add = () => (adding ??= next().finally(() => { adding = null; }));
    const next = async () => {
      const { value: page = { cards: [], hasMore: false } } = await pages.next();
      const rows = page.cards.map((card) => row(card, found));
      list.append(...rows);
      rows.forEach(listed);
      more.hidden = !page.hasMore;
      return { page, first: rows[0] };
    };
    more.addEventListener("click", async () => {
      const added = await add().catch(() => null);
      if (added) { added.first?.querySelector("a").focus(); keep(); } else more.before(failure(() => { more.previousElementSibling.remove(); more.click(); }));
    });
    const { page } = await add();
    while (list.childElementCount < count && !more.hidden) await add();
    const empty = query().trim() ? `${fill(words.js_no_results, { query: query().trim() })} ${words.js_no_results_hint}` : words.js_nothing_fits;
    if (!found.notes.length) return { list, parts: [make("p", { className: "empty" }, empty)] };
    const all = page.isHeld ? list.childElementCount : found.notes.length;
    const title = make("h2", { className: "list-title", textContent: folder ? plural("notes_count", all) : headline(found, all) });
    return { title, list, parts: [...(await remarks(found, page)).map((text) => make("p", { className: "hint", textContent: text })), list, more] };
  };
  let searched;
  /** `left` is how the list was when the reader left it. */
  const show = async (left) => {
    const mine = ++turn;
    searched = location.search;
    boxes?.show();
    host.setAttribute("aria-busy", "true");
    const isIdle = !query().trim() && !boxes?.any() && !sort();
    document.documentElement.classList.toggle("searching", !isIdle && !folder);
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
      host.removeAttribute("aria-busy");
      return;
    }
    try {
      const found = await index.find(query(), { filters: boxes?.filters, folder, scope: scope?.get() });
      if (found.index.notes <= 2000 && boxes) await Promise.all([...boxes.filters.keys()].map((facet) => index.load(facet)));
      found.notes = await index.ordered(found.notes, sort());
      const { title, parts, list } = await listOf(found, left?.rows);
      if (mine !== turn) return;
      for (const part of idle) part.hidden = true;
      const focused = document.activeElement;
      const wasChip = focused.closest(".chips");
      const bar = make("div", { className: "list-bar" }, ...(title ? [title] : []), ...(tools ? [tools] : []));
      if (rows) { rows.removeAttribute("id"); list.id = "site-rows"; }
      shown.replaceChildren(bar, ...(boxes?.any() ? [boxes.chips()] : []), ...parts);
      if (tools?.contains(focused)) focused.focus();
      else if (wasChip) (shown.querySelector(".chips button") || nav.querySelector("summary")).focus();
      say((title || parts.at(-1)).textContent);
      boxes?.count(found.notes);
    } catch {
      if (mine !== turn) return;
      // A list that is there stays: the page's own, or that of the order before.
      if (query().trim()) for (const part of idle) part.hidden = true;
      shown.querySelector(":scope > .bad")?.remove();
      if (query().trim() || shown.hidden) shown.replaceChildren(failure(show, input)); else shown.prepend(failure(show, input));
    }
    shown.hidden = false;
    host.removeAttribute("aria-busy");
    if (left) place.go(left);
  };
  const read = (left) => {
    const address = new URL(location.href);
    if (input) input.value = address.searchParams.get("q") || "";
    boxes?.read(address);
    scope?.read(address);
    if (select) select.value = address.searchParams.get("sort") || "";
    if (select?.selectedIndex < 0) select.value = "";
    show(left);
  };
  select?.addEventListener("change", () => { remember(); show(); });
  input?.addEventListener("input", () => { remember(); show(); });
  // A link to a place of the page leaves the list as it is.
  addEventListener("popstate", () => { if (location.search !== searched) read(place.read()); });
  read(place.read());
}
