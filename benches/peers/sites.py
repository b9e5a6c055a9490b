"""The two sites of the comparison: makes them from the same notes, edits both alike, and checks that both built them.

`make` writes N notes with the load generator, and the Hugo site from those very files: each note keeps its body and,
below `params.meta`, its front matter word for word; what Hugo groups by is repeated in lists of its own. `check` reads
both outputs and gives back what is missing on either side.
"""

import datetime
import html
import os
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Hugo's taxonomy, and where its terms are in a note's front matter.
TAXONOMIES = {
    "stack": lambda meta: names(meta.get("stack")),
    "tools": lambda meta: names(meta.get("tools")),
    "topics": lambda meta: names(meta.get("topic")),
    "entities": lambda meta: names(meta.get("entities")),
    "difficulty": lambda meta: names(meta.get("difficulty")),
    "status": lambda meta: names(meta["revision"].get("status")),
    "languages": lambda meta: names(meta.get("code_language")),
    "owners": lambda meta: names(meta.get("owner")),
}
LISTINGS = ["notes", "archive", "review", *TAXONOMIES]
# Notes whose every value is looked for; all notes are looked at for the rest.
SAMPLE = 100
# What only a note that has company shows: where it begins and ends, and what is in it then.
PARTS_OF_SOME = [
    ("neighbours", 'class="steps"', "</nav>", "rel="),
    ("similar notes", 'id="note-similar"', "</section>", "<li>"),
]


def make(count, work, synthesize, shape="seed", for_hugo=True):
    """Both sites of `count` notes below `work`; ours alone where Hugo is not measured. Gives back their folders."""
    ours, theirs = work / "fieldnotes-site", work / "hugo-site"
    for folder in (ours, theirs):
        shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([synthesize, str(count), ours, "--shape", shape], check=True, stdout=subprocess.DEVNULL)
    # A template of the site's own, so that one can be edited: as it is in the theme, and used by every page.
    (ours / "templates" / "assets").mkdir(parents=True)
    shutil.copy(ROOT / "templates" / "base.html", ours / "templates" / "base.html")
    shutil.copy(ROOT / "templates" / "assets" / "theme.css", ours / "templates" / "assets" / "theme.css")
    if for_hugo:
        convert(ours, theirs)
    return ours, theirs


def convert(ours, theirs):
    """Writes the Hugo site of the notes of ours."""
    shutil.copytree(HERE / "hugo" / "layouts", theirs / "layouts")
    shutil.copy(HERE / "hugo" / "hugo.toml", theirs / "hugo.toml")
    assets = theirs / "static" / "assets"
    assets.mkdir(parents=True)
    for name in ("theme.css", "site.js", "favicon.svg"):
        shutil.copy(ROOT / "templates" / "assets" / name, assets / name)
    years = set()
    for path in sorted((ours / "content").rglob("*")):
        target = theirs / path.relative_to(ours)
        if path.is_dir():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".md" or path.name == "_index.md":
            shutil.copyfile(path, target)
        else:
            text, year = hugo_note(path.read_text())
            years.add(year)
            target.write_text(text)
    page(theirs, "archive", title="Archive", layout="archive", outputs="[html]")
    for year in years:
        page(theirs, f"archive/{year}", title=year, layout="archive_year", year=year, outputs="[html]")
    page(theirs, "review", title="Review", layout="review", outputs="[html]")
    page(theirs, "search", title="Search", layout="search", outputs="[html]")
    # As in fieldnotes, the terms of the stack have feeds.
    cascade = "\n  - target:\n      kind: term\n      path: /stack/**\n    outputs: [html, atom]"
    page(theirs, "stack", title="Stack", cascade=cascade)


def page(site, folder, **fields):
    """Writes a page that is nothing but a listing."""
    path = site / "content" / folder / "_index.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\n" + "".join(f"{key}: {value}\n" for key, value in fields.items()) + "---\n")


def hugo_note(text):
    """A note as Hugo takes it, and its year. Hugo keeps names such as `status`, `notes` and `updated` for itself, so
    the note's own fields go below `params.meta`."""
    front, body = split(text)
    meta = read_yaml(front)
    date = meta["date"]
    lines = [
        "---",
        f"title: {quoted(meta['title'])}",
        f"date: {date}",
        f"lastmod: {meta.get('updated', date)}",
        f"description: {quoted(meta['summary'])}",
    ]
    for taxonomy, of in TAXONOMIES.items():
        # A stroke in a term would be a folder to Hugo.
        terms = [quoted(term.replace(" / ", " - ").replace("/", "-")) for term in of(meta)]
        lines.append(f"{taxonomy}: [{', '.join(terms)}]")
    lines += ["params:", f"  year: {date[:4]}", f"  review_due: {review_due(meta)}", "  meta:"]
    lines += ["    " + line if line else "" for line in front.rstrip("\n").split("\n")]
    return "\n".join(lines) + "\n---\n" + body, date[:4]


def split(text):
    """Front matter and body of a note."""
    _, front, body = text.split("---\n", 2)
    return front, body


def review_due(meta):
    """The day on which a note is to be reviewed."""
    day = datetime.date.fromisoformat(meta["revision"]["last_reviewed"])
    number, unit = meta["revision"]["review_in"].split()
    if unit.startswith("day"):
        return day + datetime.timedelta(days=int(number))
    months = day.month - 1 + int(number) * (12 if unit.startswith("year") else 1)
    year, month = day.year + months // 12, months % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month, last)
        except ValueError:
            pass
    raise ValueError(meta["revision"])


def quoted(text):
    """A text in double quotes, for YAML."""
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def names(value):
    """A text, a list of texts, or a list of maps with names, as a list of texts."""
    items = value if isinstance(value, list) else [value] if value else []
    return [str(item["name"]) if isinstance(item, dict) else str(item) for item in items]


def read_yaml(text):
    """Reads the YAML that the generator writes, and no more than that: maps, lists, quoted and plain texts (which stay
    texts), short lists on one line, texts folded over lines."""
    lines = [line for line in text.split("\n") if line.strip()]
    value, at = block(lines, 0, 0)
    if at != len(lines):
        raise ValueError(f"line {at + 1} of the front matter is not understood: {lines[at]}")
    return value


KEY = re.compile(r"([A-Za-z_][A-Za-z_ ]*):(?: (.*))?$")


def block(lines, at, indent):
    """A map or a list that begins at a line; and the line after it."""
    is_list = lines[at].lstrip().startswith("- ")
    value = [] if is_list else {}
    while at < len(lines) and depth(lines[at]) == indent and lines[at].lstrip().startswith("- ") == is_list:
        line = lines[at].strip()
        if is_list:
            if not KEY.match(line[2:]):
                value.append(scalar(line[2:]))
                at += 1
                continue
            # A map in a list: as if it stood on lines of its own.
            lines = [*lines[:at], " " * (indent + 2) + line[2:], *lines[at + 1 :]]
            item, at = block(lines, at, indent + 2)
            value.append(item)
            continue
        key, rest = KEY.match(line).groups()
        at += 1
        if rest == ">-":
            words = []
            while at < len(lines) and depth(lines[at]) > indent:
                words.append(lines[at].strip())
                at += 1
            value[key] = " ".join(words)
        elif rest:
            value[key] = scalar(rest)
        else:
            value[key], at = block(lines, at, depth(lines[at]))
    return value, at


def depth(line):
    """How many blanks a line begins with."""
    return len(line) - len(line.lstrip(" "))


def scalar(text):
    """A text without its quotes, or a short list."""
    if text.startswith("["):
        return [scalar(item) for item in text[1:-1].split(", ")]
    if text.startswith('"'):
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return text


def notes(site):
    """The files of a site's notes, in order."""
    return sorted(path for path in (site / "content" / "notes").rglob("*.md") if path.name != "_index.md")


def edit_body(path, mark):
    """Adds a paragraph to a note."""
    write(path, path.read_text().rstrip("\n") + f"\n\nChecked again: {mark}.\n")


def edit_title(path, mark):
    """Gives a note another title, at the top of the file; the second one in a Hugo note is a field like others."""
    write(path, re.sub(r"(?m)^title: .*$", f"title: What changed with {mark}", path.read_text(), count=1))


def edit_heading(path, mark):
    """Gives the first heading of a note another text, and so another address."""
    write(path, re.sub(r"(?m)^## .*$", f"## What {mark} says", path.read_text(), count=1))


def edit_date(path, mark):
    """Gives a note another date; gives back the date. All of them are before the first one of the generator, since
    nothing may be older than the note that it is of."""
    date = early(mark)
    write(path, re.sub(r"(?m)^date: .*$", f"date: {date}", path.read_text(), count=1))
    return date


def early(mark):
    """A day of the three years before the first note, by the numbers in a mark."""
    number = sum(int(digits) * 31**at for at, digits in enumerate(reversed(re.findall(r"\d+", mark))))
    return (datetime.date(2018, 1, 1) + datetime.timedelta(days=number % 1095)).isoformat()


def edit_term(path, mark):
    """Gives a note a term that no other has, in place of the one that it was given before."""
    text = path.read_text()
    text = re.sub(r"(?m), marked [^\],\n]+|^ +- marked .*\n", "", text, count=1)
    field = "stack" if re.search(r"(?m)^stack:", text) else "tags"
    front, body = split(text)
    if re.search(rf"(?m)^{field}: \[", front):
        front = re.sub(rf"(?m)^({field}: \[.*)\]$", rf"\1, marked {mark}]", front, count=1)
    elif re.search(rf"(?m)^{field}:$", front):
        front = re.sub(rf"(?m)^{field}:$", f"{field}:\n  - marked {mark}", front, count=1)
    else:
        front += f"{field}:\n  - marked {mark}\n"
    write(path, f"---\n{front}---\n{body}")


def edit_alias(path, mark):
    """Gives a note a former address, in place of the one that it was given before; gives back that address."""
    front, body = split(path.read_text())
    address = f"/former/{slug(mark)}/"
    front = re.sub(r"(?m)^aliases: .*\n", "", front) + f"aliases: [{address}]\n"
    write(path, f"---\n{front}---\n{body}")
    return address


def break_note(path, mark):
    """Makes an error in the front matter of a note."""
    write(path, re.sub(r"(?m)^date: .*$", f'date: "the day of {mark}"', path.read_text(), count=1))


def add_note(like, mark, date):
    """Writes a note that is like another one, beside it, with a title, a date and a reference of its own. Gives back its
    path."""
    text = re.sub(r"(?m)^title: .*$", f"title: What came with {mark}", like.read_text(), count=1)
    text = re.sub(r"(?m)^date: .*$", f"date: {date}", text, count=1)
    text = re.sub(r"(?m)^updated: .*\n", "", text, count=1)
    text = re.sub(r"(?m)^(  last_reviewed|aliases|reference): .*\n", "", text)
    path = like.with_name(f"added-{slug(mark)}.md")
    path.write_text(text)
    return path


def slug(mark):
    """A mark, as a part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", mark.lower()).strip("-")


def dates(files):
    """The dates of notes, in order."""
    return sorted(re.search(r"(?m)^date: (\S+)$", path.read_text())[1] for path in files)


def edit_index(path, mark):
    """Gives a section another summary."""
    write(path, re.sub(r"(?m)^summary: .*$", f"summary: What {mark} says of all notes.", path.read_text(), count=1))


def replace_picture(path, mark):
    """Puts another drawing of the same size in the place of one."""
    write(path, re.sub(r"<title>.*?</title>", f"<title>{mark}</title>", path.read_text(), count=1))


def edit_template(path, mark):
    """Changes the footer of every page."""
    text = re.sub(r"<p class=\"mark\">.*?</p>", "", path.read_text())
    write(path, text.replace("</footer>", f'<p class="mark">{mark}</p></footer>'))


def edit_stylesheet(path, mark):
    """Adds a rule to the stylesheet, in place of the one that was added before."""
    text = path.read_text().split("/* mark */")[0]
    write(path, f"{text}/* mark */.{mark}{{color:red}}\n")


def write(path, text):
    """Writes a file in place, in one go, as most editors and scripts do. Its size or its time must tell: a file that
    is as long as before gets a blank line more where that changes nothing."""
    before = path.stat()
    if before.st_size == len(text.encode()):
        text += "\n"
    with open(path, "wb", buffering=0) as file:
        file.write(text.encode())


def check(ours, theirs, our_output, their_output):
    """What is missing in the outputs of the two sites, as a list of texts; and how many pages each has."""
    faults, with_part = [], {"neighbours": {}, "similar notes": {}}
    files = notes(ours)
    step = max(1, len(files) // SAMPLE)
    for number, path in enumerate(files):
        meta = read_yaml(split(path.read_text())[0])
        address = path.relative_to(ours / "content").with_suffix("") / "index.html"
        for name, output in (("fieldnotes", our_output), ("hugo", their_output)):
            page = read(output / address)
            fault = fault_of_page(page, meta, number % step == 0)
            if fault:
                faults.append(f"{name}: {address}: {fault}")
            for counts, begin, end, item in PARTS_OF_SOME:
                part = page.partition(begin)[2].partition(end)[0]
                counted = with_part[counts]
                counted[name] = counted.get(name, 0) + (item in part)
    for what, counts in with_part.items():
        # Which notes are similar is for each to say; both have to find some.
        if what == "neighbours" and counts["fieldnotes"] != counts["hugo"] or min(counts.values()) < len(files) / 2:
            faults.append(f"notes with {what}, of {len(files)}: {counts}")
    pages = {"fieldnotes": count_pages(our_output), "hugo": count_pages(their_output)}
    for listing in LISTINGS:
        one, other = pages["fieldnotes"].get(listing, 0), pages["hugo"].get(listing, 0)
        if one != other or one == 0:
            faults.append(f"/{listing}/: {one} pages by fieldnotes, {other} by hugo")
    for name, output in (("fieldnotes", our_output), ("hugo", their_output)):
        must = ["index.html", "404.html", "sitemap.xml", "feed.xml", "feed.json", "notes.json", "robots.txt"]
        must += ["search/index.html", "search/index.json", "notes/index.html"]
        # Ours are numbered from the oldest, and the first page takes up to twice as many notes as a full one.
        second, most = ("notes/page/1/index.html", 39) if name == "fieldnotes" else ("notes/page/2/index.html", 20)
        must += [second] if len(files) > most else []
        faults += [f"{name}: {file} is missing" for file in must if not (output / file).is_file()]
        feeds = sum(1 for _ in (output / "stack").glob("*/feed.xml"))
        if feeds == 0:
            faults.append(f"{name}: the terms of the stack have no feeds")
    return faults, pages


def read(path):
    """The text of a page; nothing where there is none."""
    try:
        return path.read_text()
    except OSError:
        return ""


def fault_of_page(page, meta, is_sample):
    """What a note's page lacks; nothing when it has all."""
    if not page:
        return "there is no such page"
    if f">{meta['title']}</h1>" not in html.unescape(page):
        return "the title is not the heading"
    _, _, rest = page.partition('id="note-details"')
    box = html.unescape(rest.partition("</section>")[0])
    for value in (meta["reference"], meta["hash"], meta["payload"]["source_id"]):
        if value not in box:
            return f"the meta box lacks `{value}`"
    blocks = re.findall(r"<pre[^>]*><code[^>]*>(.*?)</code></pre>", page, re.DOTALL)
    # The commands of the change have prompts, and no other colours.
    coloured = sum(1 for block in blocks if re.search(r'<span class="(?!pr")', block))
    if coloured < int(meta["payload"]["shape"]["code_blocks"]):
        return "its code is not highlighted"
    for part in ('class="toc"', "<figure>"):
        if part not in page:
            return f"it has no `{part}`"
    if is_sample:
        text = html.unescape(re.sub(r"<[^>]+>", "", box)) + box
        for value in leaves(meta):
            # Flags are words; dates have a form of their own, and successors are links.
            if value in ("true", "false") or value.endswith(".md"):
                continue
            if value not in text and value not in page and squeezed(value) not in squeezed(text):
                return f"the value `{value}` is not there"
    return None


def squeezed(text):
    """A text without blanks."""
    return re.sub(r"\s+", "", text)


def leaves(value):
    """Every text of nested maps and lists."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield str(value)


def count_pages(output):
    """Pages of HTML by the first part of their address, of a listing the first one, files that are no page as `files`, and their bytes."""
    counts = {"pages": 0, "files": 0, "bytes": 0}
    for folder, _, files in os.walk(output):
        part = os.path.relpath(folder, output).split(os.sep)[0]
        for name in files:
            if name == ".fieldnotes-manifest.json":
                continue
            counts["files"] += 1
            counts["bytes"] += os.path.getsize(os.path.join(folder, name))
            if name == "index.html":
                counts["pages"] += 1
            # How many pages a listing is split into is for each to say.
            if name == "index.html" and os.path.basename(os.path.dirname(folder)) != "page":
                counts[part] = counts.get(part, 0) + 1
    return counts
