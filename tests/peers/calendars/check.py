"""Has another program read the calendars of a site: icalendar, of PyPI.

    python3 check.py FIELDNOTES

Builds a site of awkward names twice, on two days, and compares what the calendars say with `review.json`.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from icalendar import Calendar

OWNERS = [
    "Platform team",
    "platform-team",
    "Storage, backups; and \\ more",
    "Zoë’s crew 🦀",
    "فريق المنصة",
    "صيانة, ليل",
    "日本",
    "nobody",
    "--",
    "!!!",
    "<b>Web</b> & \"co\"",
    "con",
    "o" * 300,
    None,
]

TITLES = [
    "Plain",
    "Commas, semicolons; and \\ backslashes \\n",
    "x" * 65 + "😀" * 40,
    "é" * 200,
    "قطع الخدمة، ثم العودة",
    "a\u0301" * 60,
    "👩‍🚒" * 30,
    "Two\nlines",
    "BEGIN:VEVENT",
    ":=\"'",
]


def site(folder):
    """Writes a note for each owner and each title."""
    notes = folder / "content" / "notes"
    notes.mkdir(parents=True)
    (folder / "site.toml").write_text('title = "Notes, and; more"\nbase_url = "https://notes.example.org/docs"\n')
    pairs = [(owner, title) for owner in OWNERS for title in TITLES]
    for number, (owner, title) in enumerate(pairs):
        revision = {"status": "published", "last_reviewed": f"2026-01-{number % 28 + 1:02}", "review_in": "6 months"}
        if number % 9 == 4:
            revision["deferred"] = {"until": "2027-02-03", "because": "secret, and; private"}
        if number % 17 == 3:
            revision["status"] = "deprecated"
        front = {
            "title": f"{title} {number}",
            "date": "2025-01-01",
            "topic": "t",
            "summary": f"A, b; c \\ {title}"[:200],
            "revision": revision,
        }
        if owner is not None:
            front["owner"] = owner
        if number % 3 == 0:
            front["reference"] = f"REF-{number}"
        # JSON is YAML.
        body = json.dumps(front, ensure_ascii=False, indent=0)
        (notes / f"n{number}.md").write_text(f"---\n{body}\n---\nText.\n", encoding="utf-8")


def build(program, folder, day):
    """Builds it as if on a day; gives back its files."""
    out = folder / f"public-{day}"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(day * 86400)}
    command = [program, "build", "--site", str(folder), "--out", str(out), "--quiet"]
    subprocess.run(command, check=True, env=environment)
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def plain(text):
    """Text without the backslashes of the format."""
    return re.sub(r"\\(.)", r"\1", text)


def read(files):
    """What each calendar says: its name, and the day, title, address and id of each review."""
    calendars = {}
    for path, text in files.items():
        if not path.endswith(".ics"):
            continue
        assert all(len(line) <= 75 for line in text.split(b"\r\n")), f"{path}: a line is too long"
        assert b"\n" not in text.replace(b"\r\n", b""), f"{path}: a bare line feed"
        calendar = Calendar.from_ical(text)
        assert not calendar.errors, (path, calendar.errors)
        events = calendar.walk("VEVENT")
        assert events and all(not event.errors for event in events), path
        for event in events:
            assert event["DTSTAMP"].dt.tzinfo is not None, path
        # The program knows no type of such a property; by the standard it is text.
        calendars[path] = (
            plain(str(calendar["NAME"])),
            [(event["DTSTART"].dt.isoformat(), str(event["SUMMARY"]), str(event["URL"]), str(event["UID"])) for event in events],
        )
    return calendars


def main(program):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        site(folder)
        files = build(program, folder, 20000)
        again = build(program, folder, 21000)
        assert files == again, "two days, two sites"
    assert not any(b"secret" in text for text in files.values())
    calendars = read(files)
    notes = json.loads(files["review.json"])["notes"]
    due = lambda note: max(note.get("review_due", ""), note.get("deferred_until", ""))
    expected = sorted((due(note), f"Review: {note['title']}", note["url"]) for note in notes if due(note))
    found = sorted(event[:3] for _, events in calendars.values() for event in events)
    assert found == expected, "calendars and review.json differ"
    ids = [event[3] for _, events in calendars.values() for event in events]
    assert len(set(ids)) == len(ids), "an id is there twice"
    owners = {note["owner"] or "No owner" for note in notes if due(note)}
    names = {name.removeprefix("Reviews: ").removesuffix(" · Notes, and; more") for name, _ in calendars.values()}
    assert names == owners, names ^ owners
    print(f"{len(calendars)} calendars with {len(ids)} reviews were read")


if __name__ == "__main__":
    main(sys.argv[1])
