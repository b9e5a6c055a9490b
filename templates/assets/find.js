// What a query means, and which notes it finds, in what order. Asks for the few files of the index that a query needs, all from
// this site; how words are split and stored is described where the index is made (`src/render/search.rs`). Shows nothing itself:
// that is `search.js`.

/* -- Words: as the index splits them -- */
const signs = "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{323af}";
const spaceless = `[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff${signs}]`;
const isSpaceless = new RegExp(spaceless, "u");
const isSign = new RegExp(`^[${signs}]$`, "u");
const pieces = new RegExp(`${spaceless}+|(?:(?!${spaceless}).)+`, "gu");
const letters = (text) => [...text].length;
const PLAIN = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i" };
export const fold = (text) => text.normalize("NFKD").replace(/\p{Mn}|\p{Mc}|\p{Me}/gu, "").toLowerCase().replace(/[ßæœþøłđðı]/g, (letter) => PLAIN[letter]);
const SPELT_OUT = { ä: "ae", ö: "oe", ø: "oe", ü: "ue", å: "aa" };
const pairs = (folded, spelt = /[aou]e|aa/g) => folded.replace(spelt, (pair) => pair[0]);
/** How else a word may be spelt: with its letters spelt out (`ueber` for `über`), or the reverse. */
function spellings(written) {
  const out = fold(written.normalize("NFC").toLowerCase().replace(/[äöøüå]/g, (letter) => SPELT_OUT[letter]));
  return [...new Set([out, pairs(fold(written)), pairs(fold(written), /[ou]e|aa/g)])].filter((other) => other !== fold(written) && letters(other) > 2);
}
/** A name as one key: so `log-rotation`, `Log rotation` and `LogRotation` are one. */
export const nameKey = (text) => fold(text).replace(/[^\p{Alphabetic}\p{N}]/gu, "");

const bounds = /(?<=\p{Ll})(?=\p{Lu})|(?<=[\p{Lu}\p{N}])(?=\p{Lu}\p{Ll})|(?<=\p{L}\p{Ll}{2}|\p{Lu}{3}|\p{Lo}{3})(?=\p{N})/u;
/** The words of a text: each as a whole, with the parts that it counts by; `isName` where it has signs, digits or capitals within. */
export function split(text) {
  const typed = [];
  const take = (run) => {
    const name = run.replace(/^[_.\-+#]+|[_.\-]+$/g, "");
    if (!name) return;
    const written = /^[^+#]+[+#]{0,2}$/.test(name) ? name : name.replace(/[+#]+$/, "");
    const all = written.split(/[_.\-+#]/).flatMap((piece) => piece.split(bounds)).filter(Boolean);
    const parts = all.length > 1 ? all.map(fold).filter((part) => letters(part) > 1) : [];
    typed.push({ whole: fold(written), spelt: spellings(written), parts, isName: all.length > 1 || /\p{N}/u.test(written), hasAll: parts.length === all.length });
  };
  for (const run of text.split(/[^\p{Alphabetic}\p{N}_.\-+#]+/u)) {
    for (const piece of run.match(pieces) || []) {
      if (!isSpaceless.test(piece)) { take(piece); continue; }
      const found = [...piece.normalize("NFKC")].filter((sign) => /[\p{Alphabetic}\p{N}]/u.test(sign));
      if (found.length === 1) typed.push({ whole: found[0], spelt: [], parts: [] });
      for (let at = 1; at < found.length; at += 1) typed.push({ whole: found[at - 1] + found[at], spelt: [], parts: [] });
    }
  }
  return typed;
}
const hashOf = (text) => {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ sign.codePointAt(0), 0x01000193) >>> 0;
  return hash;
};
export const shard = (word, count) => hashOf([...word].slice(0, 3).join("")) % count;

/** Whether one edit makes a word of another: a letter more, less, another one, or two that changed places. */
export function isNear(a, b) {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const restOf = (word, from) => word.slice(at + from);
  if (a.length > b.length) return restOf(a, 1) === restOf(b, 0);
  if (a.length < b.length) return restOf(a, 0) === restOf(b, 1);
  return restOf(a, 1) === restOf(b, 1) || (a[at] === b[at + 1] && a[at + 1] === b[at] && restOf(a, 2) === restOf(b, 2));
}
const common = (a, b) => { let at = 0; while (at < a.length && a[at] === b[at]) at += 1; return at; };

/** A query as a reader typed it: phrases stand in quotation marks, of any language; one that is not closed yet is words. */
export function read(query) {
  const parts = query.split(/["“”„«»]/);
  const isPhrase = (at) => at % 2 === 1 && at < parts.length - 1;
  const phrases = parts.filter((part, at) => isPhrase(at) && split(part).length);
  return { typed: split(parts.join(" ")), phrases: phrases.map(plain).filter((phrase) => phrase.includes(" ") || isSpaceless.test(phrase)) };
}
/** A text as phrases are looked for: its letters and digits, folded, with one blank between words. */
export const plain = (text) => fold(text.normalize("NFKC")).replace(/[^\p{Alphabetic}\p{N}]+/gu, " ").trim();
export const holds = (text, phrase) => (isSpaceless.test(phrase) ? text.includes(phrase) : ` ${pairs(text)} `.includes(` ${pairs(phrase)} `));

/* -- Finding -- */
/** What the ways of matching are worth. */
const WORTH = { prefix: 0.5, spelt: 0.9, near: 0.5, parts: 0.85, somePart: 0.5, joined: 0.8, synonym: 0.9, otherName: 0.6, fuzzy: 0.35, cut: 0.6 };
/** What plain pages are worth beside notes. */
const OF_PAGES = 0.4;
/** With fewer notes than these, what is written nearly so is looked for too. */
const FEW = 2;
/** Most words of a query that are looked for, and the letters of files of words past which none is asked for: whole error messages are pasted too. */
const MOST_WORDS = 7;
const MOST_LETTERS = 240_000;
/** Most files of names. */
const MOST_NAMES = 4;
/** What weighs no more in a file of names is the beginning of a reference. */
const BEGINNING = 8;
/** For `exact`: words that begin so are not meant. */
const WHOLE = 0;

/** Asks the index at an address. Files stay for as long as the page does, unless one can't be had. */
export function open(home) {
  const files = new Map();
  const sizes = new Map();
  let version = "";
  function file(name) {
    if (!files.has(name)) {
      const address = new URL(`${name}.json${version && `?${version}`}`, home);
      files.set(name, fetch(address, version ? {} : { cache: "no-cache" }).then(async (response) => {
        if (!response.ok) throw new Error(`${address}: ${response.status}`);
        const text = await response.text();
        sizes.set(name, text.length);
        return JSON.parse(text);
      }));
    }
    return files.get(name);
  }
  async function start() {
    const index = await file("index");
    version = index.version;
    index.skipped ??= new Set(index.stop);
    index.groups ??= (index.synonyms || []).map((group) => group.map((term) => split(term)).filter((term) => term.length));
    return index;
  }
  /** Forgets all files, so that the next query asks for them again: one was not there, or the site is another one by now. */
  const forget = () => { files.clear(); version = ""; };

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

  /** One query: what it has asked for so far, and what it turned out to mean. */
  class Search {
    constructor(index) {
      Object.assign(this, { index, asked: new Set(), letters: 0, names: 0, marks: new Map(), wholes: new Set(), at: 0, meant: new Set() });
    }

    /** What is marked in texts, with the place in the query of what it stands for; of `wholes` nothing that only begins so. */
    mark(word, begun = WORTH.prefix) {
      if (begun) this.wholes.delete(word); else if (!this.marks.has(word)) this.wholes.add(word);
      if (!this.marks.has(word)) this.marks.set(word, this.at);
    }

    /** The entries of the file that a word falls to; none where too many files were asked for. */
    async shard(word) {
      const name = `words/${shard(word, this.index.word_files)}`;
      if (!this.asked.has(name) && this.letters >= MOST_LETTERS) {
        this.isFull = true;
        return [];
      }
      const known = await file(name);
      if (!this.asked.has(name)) this.letters += sizes.get(name);
      this.asked.add(name);
      return Object.entries(known);
    }

    /**
     * The notes of some entries, each with what it is worth. How rare all of them are is how rare the word itself is, if it is there;
     * another spelling is taken for no rarer than what it stands for (`most`).
     */
    scores(entries, weight = 1, most = Infinity) {
      const scores = new Map();
      const own = entries.filter(([, worth]) => worth === 1);
      const count = (own.length ? own : entries).reduce((sum, [entry]) => sum + entry[1], 0);
      const rarity = entries.length ? Math.min(most, Math.log(1 + this.index.notes / Math.max(1, count))) : Infinity;
      const rare = rarity * weight;
      let isCut = false;
      for (const [entry, worth] of entries) {
        let listed = 0;
        for (const [heavy, ...steps] of entry.slice(2)) {
          for (const note of ids(steps)) {
            listed += 1;
            scores.set(note, Math.max(scores.get(note) || 0, heavy * worth * rare));
          }
        }
        isCut ||= worth === 1 && listed < entry[1];
      }
      return { scores, isCut, rarity };
    }

    /** The notes that have a word: as it stands, in another form, or as a beginning, if that is worth anything. `isCut`: the index does not name them all. */
    async exact(word, begun = WORTH.prefix, most = Infinity) {
      const found = [];
      for (const [stem, entry] of await this.shard(word)) {
        const forms = entry[0];
        if (stem === word || forms.includes(word)) found.push([entry, 1]);
        else if (begun && letters(word) >= 3 && (stem.startsWith(word) || forms.some((form) => form.startsWith(word)))) found.push([entry, begun]);
      }
      return this.scores(found, 1, most);
    }

    /** The notes with the stem of a form that no note has. */
    async form(word) {
      let near = null;
      for (const [stem, entry] of await this.shard(word)) {
        const shared = common(stem, word);
        if (shared >= 4 && shared >= word.length - 3 && shared >= stem.length - 2 && shared > (near?.[2] || 0)) near = [entry, 1, shared];
      }
      return this.scores(near ? [near] : [], WORTH.near).scores;
    }

    /** The notes with a word that is one edit away, behind its third letter: words as they are, before beginnings of words. */
    async fuzzy(word) {
      if (letters(word) < 4 || isSpaceless.test(word) || /\p{N}/u.test(word)) return new Map();
      const whole = [];
      const begun = [];
      for (const [stem, entry] of await this.shard(word)) {
        const forms = [...entry[0], stem];
        if (forms.includes(word)) continue;
        const form = forms.find((other) => isNear(word, other));
        if (form) { whole.push([entry, 1, form]); continue; }
        const longer = word.length < 6 ? undefined : forms.find((other) => other.length > word.length + 1 && [-1, 0, 1].some((more) => isNear(word, other.slice(0, word.length + more))));
        if (longer) begun.push([entry, 1, longer]);
      }
      const meant = (whole.length ? whole : begun).sort((a, b) => b[0][1] - a[0][1]).slice(0, 3);
      for (const [, , form] of meant) { this.meant.add(form); this.mark(form); }
      return this.scores(meant, WORTH.fuzzy).scores;
    }

    /** The notes with the words that a word was put together from (`logrotation`), each as long as the index has it. */
    async cut(word, depth = 0) {
      const known = new Set();
      for (const [stem, entry] of await this.shard(word)) for (const form of [stem, ...entry[0]]) if (word.startsWith(form)) known.add(form);
      const starts = [...known].filter((start) => word.length - start.length >= 3).sort((a, b) => b.length - a.length);
      if (word.length >= 5) starts.push([...word].slice(0, 2).join(""));
      for (const start of starts.slice(0, 4)) {
        const rest = word.slice(start.length);
        let after = (await this.exact(rest)).scores;
        if (!after.size && depth === 0) after = await this.cut(rest, 1);
        const before = after.size ? (await this.exact(start)).scores : after;
        const both = every([before, after], WORTH.cut);
        if (!both.size) continue;
        this.mark(start);
        this.mark(rest);
        return both;
      }
      // A reader on the way to the second word: what there is of it is too short to be looked for.
      const start = [...known].find((start) => depth === 0 && letters(start) > 2 && word.length - start.length < 3);
      return start ? worth((await this.exact(start, WHOLE)).scores, WORTH.cut) : new Map();
    }

    /** The notes that have a name, with what it weighs; and those with a reference that begins so. */
    async named(key) {
      if (letters(key) < 2 || key.length > 160 || this.names >= MOST_NAMES) return { scores: new Map(), begun: new Map() };
      this.names += 1;
      const known = await file(`names/${hashOf(key) % this.index.name_files}`);
      const [, count, ...groups] = Object.hasOwn(known, key) ? known[key] : [[], 0];
      const of = (fits) => this.scores([[[[], count, ...groups.filter(([heavy]) => fits(heavy))], 1]]).scores;
      const begun = of((heavy) => heavy <= BEGINNING);
      const scores = of((heavy) => heavy > BEGINNING);
      return { scores, begun, isCut: begun.size + scores.size < count };
    }

    /** The notes with a reference whose next piece the reader is typing (`anp-ref-000123-45`): what comes before it is a name. */
    async onTheWay(query) {
      const [, before] = /^(.*\p{N}.*)[^\p{Alphabetic}\p{N}]+[\p{Alphabetic}\p{N}]+$/u.exec(query.trim()) || [];
      return before ? (await this.named(nameKey(before))).scores : new Map();
    }

    /** The notes that have a word of the query, as a whole or by its parts. */
    async word({ whole, spelt, parts, isName, hasAll }, { isAlone, begun, most }) {
      this.mark(whole, begun);
      const { scores, isCut, rarity } = await this.exact(whole, begun, most);
      const found = [scores];
      if (isName && !isAlone && whole.length >= 4) found.push((await this.named(nameKey(whole))).scores);
      if (begun && (this.index.spelled_out || scores.size < FEW)) {
        for (const other of spelt) { this.mark(other); found.push(worth((await this.exact(other)).scores, WORTH.spelt)); }
      }
      // Parts that are no words of their own (`v1.2`) tell too little beside the whole.
      if (parts.length && (hasAll || !best(found).size)) {
        const byParts = [];
        for (const part of parts) { this.mark(part, begun); byParts.push((await this.exact(part, begun)).scores); }
        // The last one may be on its way (`log-ro`).
        const isShort = begun && byParts.length > 1 && letters(parts.at(-1)) < 3 && !byParts.at(-1).size;
        if (isShort) byParts.pop();
        found.push(every(byParts, hasAll && !isShort ? WORTH.parts : WORTH.somePart));
      }
      return { scores: best(found), isCut, rarity };
    }

    /** All words of a term, in one note. */
    async term(typed, how) {
      const found = [];
      for (const word of typed) found.push(await this.word(word, how));
      const rarity = Math.max(...found.map(({ rarity }) => rarity));
      return { scores: every(found.map(({ scores }) => scores), 1), isCut: found.some(({ isCut }) => isCut), rarity };
    }

    /** A term of the query: its own words, else what the site's vocabulary has for it, else what is written nearly so. */
    async unit({ typed, others, isAlone }) {
      const own = await this.term(typed, { isAlone, begun: WORTH.prefix });
      const found = [own.scores];
      // Only what was typed may be the beginning of a word.
      for (const { term, by } of others) found.push(worth((await this.term(term, { begun: WHOLE, most: own.rarity })).scores, by));
      const exact = best(found);
      const unit = { scores: exact, isCut: own.isCut, isSure: new Set(exact.keys()) };
      if (exact.size < FEW && typed.length === 1) {
        const nearly = [exact];
        for (const form of new Set([typed[0].whole, ...typed[0].parts])) {
          if (form === typed[0].whole || !exact.size) nearly.push(await this.fuzzy(form));
        }
        if (!best(nearly).size) {
          const others = await this.form(typed[0].whole);
          for (const note of others.keys()) unit.isSure.add(note);
          nearly.push(others);
        }
        if (!best(nearly).size && letters(typed[0].whole) >= 5 && !/\p{N}/u.test(typed[0].whole)) nearly.push(await this.cut(typed[0].whole));
        unit.scores = best(nearly);
      }
      // A word that was not looked for any more is not one that a note must have.
      if (!unit.scores.size && this.isFull) unit.isCut = true;
      return unit;
    }

    /** Where two words stand as one in some notes (`log rotate`, `logrotate`), those have both. */
    async joined(typed, units) {
      for (let at = 1; at < typed.length && typed.length <= 4; at += 1) {
        const pair = [typed[at - 1], typed[at]];
        const [before, after] = pair.map((word) => units.find((unit) => unit.typed.length === 1 && unit.typed[0] === word));
        if (!before || !after || letters(pair[0].whole) < 3 || pair.some((word) => isSpaceless.test(word.whole))) continue;
        const one = pair[0].whole + pair[1].whole;
        const entries = (await this.shard(one)).filter(([stem, entry]) => stem === one || entry[0].includes(one)).map(([, entry]) => [entry, 1]);
        if (!entries.length) continue;
        const { scores } = this.scores(entries, WORTH.joined / 2);
        this.mark(one);
        for (const unit of [before, after]) {
          unit.scores = best([unit.scores, scores]);
          for (const note of scores.keys()) unit.isSure.add(note);
        }
      }
    }

    /** The words of a query as terms: the longest that the site's vocabulary has, with its other spellings, else one by one. */
    terms(typed) {
      const { groups, skipped } = this.index;
      const terms = [];
      // The first is what notes of the thing say; the others may be words in names of other things.
      const others = ({ term, group }) => group.map((other, at) => ({ term: other, by: at ? WORTH.otherName : WORTH.synonym })).filter((other) => other.term !== term);
      const isAt = (term, at) => term.every((word, n) => typed[at + n]?.whole === word.whole);
      for (let at = 0; at < typed.length;) {
        let known = null;
        for (const group of groups) {
          for (const term of group) if (isAt(term, at) && term.length > (known?.term.length || 0)) known = { term, group };
        }
        const length = known?.term.length || 1;
        terms.push({ typed: typed.slice(at, at + length), others: known ? others(known) : [], isSkipped: !known && skipped.has(typed[at].whole) });
        at += length;
      }
      const telling = terms.filter((term) => !term.isSkipped);
      let wanted = telling.length ? telling : terms;
      if (wanted.length > MOST_WORDS) {
        // The longest words tell most.
        const longest = wanted.toSorted((a, b) => letters(b.typed[0].whole) - letters(a.typed[0].whole)).slice(0, MOST_WORDS);
        wanted = wanted.filter((term) => longest.includes(term));
      }
      for (const term of wanted) term.isAlone = typed.length === 1;
      return wanted;
    }
  }

  /** The notes that have the words, best first, and what the query turned out to mean. */
  async function matches(query, index) {
    const search = new Search(index);
    const { typed, phrases } = read(query);
    const key = nameKey(query);
    const { scores: named, ...way } = await search.named(key);
    const units = search.terms(typed);
    for (const unit of units) {
      Object.assign(unit, await search.unit(unit));
      search.at += 1;
    }
    await search.joined(typed, units);
    const sums = new Map();
    const hits = new Map();
    for (const { scores, isSure } of units) {
      for (const [note, score] of scores) {
        sums.set(note, (sums.get(note) || 0) + score * (note < index.first_note ? OF_PAGES : 1));
        hits.set(note, (hits.get(note) || 0) + (isSure.has(note) ? 1 : 0.5));
      }
    }
    // A very common word need not be in the list of its notes.
    const needed = units.filter((unit) => !unit.isCut || units.length === 1);
    const hasWords = (note) => needed.every(({ scores }) => scores.has(note));
    const of = (map, note) => map.get(note) || 0;
    // The beginning of a reference: with a number and what stands before it that reference is meant, else words come first; without
    // a number it says too little beside words.
    const isSure = named.size || [...sums.keys()].some((note) => of(hits, note) === units.length && hasWords(note));
    const hasNumber = /\p{N}/u.test(key);
    const begun = hasNumber || !isSure ? way.begun : new Map();
    if (!isSure && !begun.size) for (const [note, score] of await search.onTheWay(query)) begun.set(note, score);
    const isReference = hasNumber && (typed.length > 1 || typed[0]?.parts.length);
    for (const note of begun.keys()) hits.set(note, Math.max(of(hits, note), units.length + (isReference ? 0.25 : -0.25)));
    const all = new Set([...named.keys(), ...begun.keys(), ...sums.keys()]);
    let notes = [...all].filter((note) => named.has(note) || begun.has(note) || hasWords(note));
    const isLoose = !notes.length && all.size > 0;
    if (isLoose) notes = [...all];
    notes.sort((a, b) => (of(named, b) - of(named, a)) || (of(hits, b) - of(hits, a)) || (of(sums, b) - of(sums, a)) || (b - a));
    const isCalled = typed.length > 1 || typed[0]?.isName;
    leadWithNote(notes, index, (page, note) => !(isCalled && named.has(page)) && (named.has(note) || of(hits, note) >= of(hits, page)));
    for (const sign of query.normalize("NFKC").match(new RegExp(`${spaceless}+`, "gu")) || []) search.mark(sign);
    const isMeant = !begun.size && units.some(({ scores, isSure }) => !isSure.size && scores.size);
    const isCut = (units.length === 1 && units[0].isCut) || (begun.size > 0 && way.isCut);
    return { notes, named, isLoose, phrases, marks: search.marks, wholes: search.wholes, meant: isMeant ? [...search.meant].slice(0, 3) : [], isCut };
  }

  /** All results of a query with filters, the best first; without a query the newest first. `scope`: a folder, or notes alone. */
  async function find(query, { filters = new Map(), folder = "", scope = null } = {}) {
    const index = await start();
    const sets = await fitting(filters, folder || scope?.folder);
    const fits = (note) => (!scope?.isNotes || note >= index.first_note) && sets.every((set) => set.has(note));
    if (!query.trim()) {
      const notes = sets.length ? [...sets[0]].filter(fits) : [];
      return { notes: notes.sort((a, b) => b - a), index, phrases: [], marks: new Map(), wholes: new Set(), meant: [] };
    }
    const found = await matches(query, index);
    return { ...found, index, notes: found.notes.filter(fits) };
  }

  /** Notes in the order that a reader chose; what has nothing to go by comes last, the newest first. */
  async function ordered(notes, sort) {
    if (!sort) return notes;
    if (sort === "oldest") return notes.toSorted((a, b) => a - b);
    const places = new Map((await file(`orders/${sort}`)).map((note, at) => [note, at]));
    const place = (note) => places.get(note) ?? places.size;
    return notes.toSorted((a, b) => place(a) - place(b) || b - a);
  }

  /** What results show of some notes. Of the first ones that a query finds, those that should no longer be followed come last. */
  async function cards({ notes, index, named }, from, count) {
    const some = notes.slice(from, from + count);
    const loaded = await Promise.all(some.map((note) => file(`notes/${note % index.note_files}`)));
    const card = (note, at) => {
      const known = loaded[at][note];
      // Another index than the one that named it: the site was built anew meanwhile.
      if (!known) throw new Error(`note ${note} is not in its file`);
      return { ...known, isLast: named && from === 0 && known.old && !named.has(note) };
    };
    const cards = some.map(card);
    return [...cards.filter((card) => !card.isLast), ...cards.filter((card) => card.isLast)];
  }

  return { find, ordered, cards, forget, facet: async (name, term) => ids((await file(`facets/${name}`))[term]), load: (name) => file(`facets/${name}`), has: (name) => files.has(`facets/${name}`) };
}

/** A plain page never leads where a note has as much of the query, unless the page is called as the query says. */
function leadWithNote(notes, index, mayLead) {
  if (!notes.length || notes[0] >= index.first_note) return;
  const at = notes.findIndex((note) => note >= index.first_note);
  if (at > 0 && mayLead(notes[0], notes[at])) notes.unshift(...notes.splice(at, 1));
}
/** The notes of several lists, each with the most that it has in one. */
function best(lists) {
  if (lists.length === 1) return lists[0];
  const scores = new Map();
  for (const list of lists) for (const [note, score] of list) scores.set(note, Math.max(scores.get(note) || 0, score));
  return scores;
}
/** The notes that all lists have, with what they have on average. */
function every(lists, by) {
  if (lists.length === 1) return worth(lists[0], by);
  const [first = new Map(), ...others] = lists;
  const scores = new Map();
  for (const [note, score] of first) {
    if (others.every((list) => list.has(note))) scores.set(note, others.reduce((sum, list) => sum + list.get(note), score) / lists.length * by);
  }
  return scores;
}
const worth = (scores, by) => (by === 1 ? scores : new Map([...scores].map(([note, score]) => [note, score * by])));
