"""Has other programs read the JUnit reports of a site: junitparser, and the XML parser of lxml, both of PyPI.

    python3 check.py FIELDNOTES

Checks sites of awkward names and texts, and compares what the readers find with `--format json`.
"""

import collections
import json
import pathlib
import subprocess
import sys
import tempfile

from junitparser import Failure, JUnitXml, Skipped
from lxml import etree

NAMES = [
    "plain",
    "]]>&'<%0A,a",
    "::error file=x::b",
    "🦀 ٣",
    "two\nlines",
    "tab\tbed",
    "\x1b[31mred",
    "quote\"d",
    "fin\uffff",
    "nel\u0085",
    "{{ site }}",
]

# Values of a field that has others, as YAML has them between double quotes.
VALUES = [
    "x",
    "]]>",
    "<![CDATA[",
    "</failure></testcase>",
    "&amp;&lt;&#0;&bogus;",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "a\\nb\\tc\\r\\n",
    "\\e[2J\\a\\b\\f",
    "\\ufffe\\uffff",
    "\\x85\\u2028\\u2029",
    "\\u202e\\ufeff",
    "e\\u0301 🦀 👩‍🚒 " * 40,
]

BODY = "[x](<]]>%25.md>) [y](gone.md) [y](gone.md) <b>]]></b>\n\n#### Deep 🦀\n\n![](none.png)\n"


def site(folder, names, values):
    """Writes a note for each name and each value."""
    notes = folder / "content" / "notes"
    notes.mkdir(parents=True)
    (folder / "site.toml").write_text('title = "Notes"\nbase_url = "https://notes.example.org"\n')
    for name in names:
        for number, value in enumerate(values):
            front = f'title: A note\ndate: 2026-01-02\ntopic: t\nsummary: s\ndifficulty: "{value}"\n'
            (notes / f"{name} {number}.md").write_text(f"---\n{front}---\n{BODY}", encoding="utf-8")


def check(program, folder, form, *options):
    """A report, as bytes, and the exit status."""
    command = [program, "check", "--site", str(folder), "--format", form, *options]
    run = subprocess.run(command, capture_output=True, check=False, cwd=folder)
    assert run.returncode in (0, 1), run.stderr.decode()
    return run.stdout, run.returncode


def compare(program, folder, *options):
    """Holds a report against that for programs; gives back how many tests it has."""
    text, status = check(program, folder, "junit", *options)
    faults = json.loads(check(program, folder, "json", *options)[0])["diagnostics"]
    etree.fromstring(text, etree.XMLParser(resolve_entities=False, recover=False, huge_tree=False))
    report = JUnitXml.fromstring(text)
    cases = [case for suite in report for case in suite]
    results = {case: case.result for case in cases}
    assert all(len(found) <= 1 for found in results.values())
    failures = [case for case in cases if case.result and isinstance(case.result[0], Failure)]
    skipped = [case for case in cases if case.result and isinstance(case.result[0], Skipped)]
    errors = [fault for fault in faults if fault["severity"] == "error"]
    assert len(failures) == len(errors) and len(skipped) == len(faults) - len(errors)
    assert (report.tests, report.failures, report.errors, report.skipped) == (len(cases), len(failures), 0, len(skipped))
    for suite in report:
        counted = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()
        assert counted == (suite.tests, suite.failures, suite.errors, suite.skipped), suite.name
    assert (status == 1) == bool(failures), "red where the command fails, and nowhere else"
    codes = lambda found: collections.Counter(found)
    if faults:
        assert codes(case.classname for case in cases) == codes(fault["code"] for fault in faults)
    for case in failures + skipped:
        assert case.result[0].message and f"[{case.classname}]: " in case.result[0].text, case.name
    names = codes((case.classname, case.name) for case in cases)
    assert max(names.values()) == 1, names.most_common(1)
    return len(cases)


def main(program):
    read = 0
    for names, values in [(NAMES, VALUES), ([], [])]:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            site(folder, names, values)
            for options in [(), ("--deny", "warnings"), ("--select", "missing-alt")]:
                read += compare(program, folder, *options)
    assert read > 1000, read
    print(f"{read} tests of JUnit reports were read")


if __name__ == "__main__":
    main(str(pathlib.Path(sys.argv[1]).resolve()))
