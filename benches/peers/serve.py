"""How fast the preview follows the files: `fieldnotes serve`, and `hugo server` beside it on the same notes.

    python3 benches/peers/serve.py --notes 10000 --json figures.json

Measures the time from the start to the first page, with and without a memo; then, for every kind of edit, the time from
the moment at which the file is written to the moment at which its page is answered with the new bytes. One connection
asks for the page again and again, with two milliseconds between. A note that is made faulty has the page that it had: there
the moment counts at which an open page hears of the error. Some other notes are faulty all the while. Also the resident
memory after 100 and 1000 edits, and after all.
"""

import argparse
import http.client
import json
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True

import sites
from measure import quantile, seconds, table
from tools import Tools, arguments, facts, finish, fresh, say

# Time between two questions for a page, and between an edit that shows and the next one.
PAUSE, REST = 0.002, 0.06
# When an edit counts as lost.
PATIENCE = 120
# Notes that are edited in turn, and notes that are faulty all the while.
EDITED, FAULTY = 40, 3
# What notes are edited for.
KINDS = ["body", "title", "date", "term", "heading", "alias", "new", "removed", "faulty", "mended"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments(parser)
    parser.add_argument("--edits", type=int, default=200, metavar="N", help="of each kind, of notes [default: 200]")
    for name in ("templates", "stylesheets"):
        parser.add_argument(f"--{name}", type=int, default=20, metavar="N", help="edits [default: 20]")
    parser.add_argument("--hugo-bodies", type=int, default=10, metavar="N", help="edits beside Hugo [default: 10]")
    options = parser.parse_args()
    tools = Tools(options)
    work = fresh("serve")
    say(f"making the sites of {options.notes} notes")
    ours, theirs = sites.make(options.notes, work, tools.synthesize, options.shape, bool(tools.hugo))
    result = facts(tools, options) | {"fieldnotes": preview(tools, ours, options)}
    if tools.hugo:
        result["hugo"] = hugo_preview(tools, theirs, options)
    print(report(result))
    finish(result, options, work)


def preview(tools, site, options):
    """All figures of `fieldnotes serve`."""
    command = [tools.fieldnotes, "serve", "--site", site, "--port", "0"]
    figures = {"start": {}, "edits": {}, "memory": {}}
    for memo in ("cold", "warm"):
        if memo == "warm":
            # A build fills the memo with all that the preview would highlight.
            build = [tools.fieldnotes, "build", "--quiet", "--site", site, "--out", site.parent / "public"]
            subprocess.run(build, check=True, stderr=subprocess.DEVNULL)
        say(f"starting the preview, memo {memo}")
        server = Server(command)
        try:
            page = address(sites.notes(site)[0], site)
            server.first_page(page)
            figures["start"][memo] = server.started
            if memo == "warm":
                figures["memory"]["at the start"] = server.memory()
                edit_all(server, site, options, figures)
        finally:
            server.stop()
    return figures


def edit_all(server, site, options, figures):
    """Edits of every kind, in turns of a kind, while some other notes have errors all the time."""
    notes = sites.notes(site)
    notes = notes[:: max(1, len(notes) // (EDITED + FAULTY))]
    notes, faulty = notes[:EDITED], notes[EDITED : EDITED + FAULTY]
    for note in faulty:
        sites.break_note(note, "all others")
    settle(server, site, faulty)
    desk = Desk(server, site, notes)
    base, styles = site / "templates" / "base.html", site / "templates" / "assets" / "theme.css"
    kinds = {kind: (options.edits, getattr(desk, kind)) for kind in KINDS}
    kinds["template"] = (options.templates, lambda number: desk.of_all(sites.edit_template, base, page_with, number))
    kinds["stylesheet"] = (
        options.stylesheets, lambda number: desk.of_all(sites.edit_stylesheet, styles, stylesheet_with, number)
    )
    # A note that is made comes before it is removed, and one that is at fault before it is mended.
    for together in (["body"], ["title"], ["date"], ["term"], ["heading"], ["alias"], ["new", "removed"],
                     ["faulty", "mended"], ["template"], ["stylesheet"]):
        count = kinds[together[0]][0]
        say(f"{count} edits: {', '.join(together)}")
        times = {kind: [] for kind in together}
        for number in range(count):
            for kind in together:
                times[kind].append(kinds[kind][1](number))
                desk.count(figures)
        figures["edits"] |= {kind: amounts(times[kind]) for kind in together}
    figures["memory"][f"after {desk.done} edits"] = server.memory()


def settle(server, site, faulty):
    """Waits until the preview has seen all of some faulty notes."""
    for note in faulty:
        with Stream(server, address(note, site)) as stream:
            stream.wait(lambda faults: faults["own"])


class Desk:
    """Who edits notes, each in turn, and waits each time until the preview shows it. Every kind of edit takes a number and
    gives back a time."""

    def __init__(self, server, site, notes):
        self.server, self.site, self.notes = server, site, notes
        self.dates = sites.dates(notes)
        self.added = self.before = None
        self.done = 0

    def count(self, figures):
        """Counts an edit; notes the memory after some of them."""
        self.done += 1
        if self.done in (100, 1000):
            figures["memory"][f"after {self.done} edits"] = self.server.memory()

    def note(self, number):
        """The note that an edit is of."""
        return self.notes[number % len(self.notes)]

    def body(self, number):
        return self.plain(sites.edit_body, "body", number)

    def title(self, number):
        return self.plain(sites.edit_title, "title", number)

    def term(self, number):
        return self.plain(sites.edit_term, "term", number)

    def heading(self, number):
        return self.plain(sites.edit_heading, "heading", number)

    def date(self, number):
        # A note that is edited again gets another date than before.
        date = sites.early(f"{number}")
        shows = lambda server, page, _: f'datetime="{date}"'.encode() in server.get(page)
        return timed(self.server, self.page(number), lambda: sites.edit_date(self.note(number), f"{number}"), shows, date)

    def alias(self, number):
        mark = f"alias-{number}-mark"
        shows = lambda server, _, mark: server.get(f"/former/{mark.decode()}/")
        return timed(self.server, self.page(number), lambda: sites.edit_alias(self.note(number), mark), shows, mark)

    def new(self, number):
        """Notes come in the middle of the dates, one after the other."""
        mark, like = f"new-{number}-mark", self.note(number)
        page = address(like.with_name(f"added-{mark}.md"), self.site)
        self.added = page
        add = lambda: sites.add_note(like, mark, self.dates[len(self.dates) // 2])
        return timed(self.server, page, add, page_with, mark)

    def removed(self, number):
        """The note that came last goes."""
        file = self.note(number).with_name(f"added-new-{number}-mark.md")
        gone = lambda server, page, _: server.status(page) == 404
        return timed(self.server, self.added, file.unlink, gone, "nothing")

    def faulty(self, number):
        """An error in the front matter. The page itself stays as it was: what tells of it is the stream of events."""
        note, page = self.note(number), self.page(number)
        self.server.get(page)
        self.before = note.read_text()
        with Stream(self.server, page) as stream:
            time.sleep(REST)
            sites.break_note(note, f"fault {number}")
            begun = time.perf_counter()
            stream.wait(lambda faults: faults["own"])
            return time.perf_counter() - begun

    def mended(self, number):
        """The note as it was before the error, with one paragraph more."""
        mark = f"mended-{number}-mark"
        mend = lambda: sites.write(self.note(number), f"{self.before.rstrip()}\n\nMended: {mark}.\n")
        return timed(self.server, self.page(number), mend, page_with, mark)

    def of_all(self, edit, file, shows, number):
        """An edit of what all pages are made from."""
        mark = f"{file.stem}-{number}-mark"
        return timed(self.server, self.page(number), lambda: edit(file, mark), shows, mark)

    def plain(self, edit, kind, number):
        """An edit that shows as a mark on the page of its note."""
        mark = f"{kind}-{number}-mark"
        return timed(self.server, self.page(number), lambda: edit(self.note(number), mark), page_with, mark)

    def page(self, number):
        """The page of the note that an edit is of."""
        return address(self.note(number), self.site)


def timed(server, page, edit, shows, mark):
    """Edits; gives back how long it takes until a page shows it."""
    server.get(page)
    time.sleep(REST)
    edit()
    begun = time.perf_counter()
    while not shows(server, page, mark.encode()):
        if time.perf_counter() - begun > PATIENCE:
            raise SystemExit(f"{page} does not show `{mark}` after {PATIENCE} s\n" + "".join(server.log[-5:]))
        time.sleep(PAUSE)
    return time.perf_counter() - begun


def page_with(server, page, mark):
    """Whether a page shows a mark."""
    return mark in server.get(page)


def stylesheet_with(server, page, mark):
    """Whether the stylesheet that a page asks for has a mark. Its name is another one after each edit."""
    found = re.search(rb'<link rel="stylesheet" href="([^"]+)"', server.get(page))
    return bool(found) and mark in server.get(found[1].decode())


def address(note, site):
    """Where a note is served."""
    return "/" + note.relative_to(site / "content").with_suffix("").as_posix() + "/"


def hugo_preview(tools, site, options):
    """The start of `hugo server`, and some edits of bodies. As is its default, it keeps its pages in memory, and after
    an edit it renders only the pages that were asked for lately."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    say("starting hugo server")
    command = [tools.hugo, "server", "--source", site, "--bind", "127.0.0.1", "--port", port]
    server = Server([*command, "--disableLiveReload"], port)
    try:
        notes = sites.notes(site)
        notes = notes[:: max(1, len(notes) // EDITED)]
        server.first_page(address(notes[0], site))
        figures = {"start": {"cold": server.started}, "memory": {"at the start": server.memory()}}
        say(f"{options.hugo_bodies} edits: body")
        times = []
        for number in range(options.hugo_bodies):
            note, mark = notes[number % len(notes)], f"body-{number}-mark"
            edit = lambda note=note, mark=mark: sites.edit_body(note, mark)
            times.append(timed(server, address(note, site), edit, page_with, mark))
        figures["edits"] = {"body": amounts(times)}
        figures["memory"][f"after {options.hugo_bodies} edits"] = server.memory()
        return figures
    finally:
        server.stop()


class Server:
    """A server that runs, and one connection to it. Without a port, it says on standard error where it listens."""

    def __init__(self, command, port=None):
        self.begun = time.perf_counter()
        self.started = None
        self.port, self.connection = port, None
        self.log = []
        self.process = subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self.listens = threading.Event()
        threading.Thread(target=self.follow, daemon=True).start()
        if port is None and not self.listens.wait(PATIENCE):
            self.stop()
            raise SystemExit("the server does not say where it listens\n" + "".join(self.log))

    def follow(self):
        """Reads what the server says, so that it never waits for a reader."""
        for line in self.process.stderr:
            self.log = [*self.log[-50:], line]
            found = re.search(r"http://[\d.]+:(\d+)", line)
            if found and self.port is None:
                self.port = int(found[1])
                self.listens.set()

    def get(self, path):
        """The bytes at a path; none while there is no answer, or no such page."""
        status, content = self.ask(path)
        return content if status == 200 else b""

    def status(self, path):
        """The status that a path is answered with; None while there is no answer."""
        return self.ask(path)[0]

    def ask(self, path):
        """The status and the bytes at a path."""
        try:
            if self.connection is None:
                self.connection = self.connect()
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.connection = None
            return None, b""

    def connect(self):
        """A connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def first_page(self, path):
        """Waits for the first page, and notes how long that took from the start."""
        while not self.get(path):
            if self.process.poll() is not None or time.perf_counter() - self.begun > 10 * PATIENCE:
                raise SystemExit("the server shows no page\n" + "".join(self.log))
            time.sleep(PAUSE)
        self.started = time.perf_counter() - self.begun

    def memory(self):
        """Resident memory in MiB, where the system tells."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return None
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def stop(self):
        """Ends the server as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Stream:
    """What an open page hears of the preview."""

    def __init__(self, server, page):
        self.page = page
        self.connection = server.connect()
        self.connection.request("GET", f"/.fieldnotes/live?page={page}")
        self.answer = self.connection.getresponse()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def wait(self, is_so):
        """Waits for faults of which something holds."""
        while line := self.answer.readline():
            if line.startswith(b"data: ") and is_so(json.loads(line[6:])["faults"]):
                return
        raise SystemExit(f"the stream of {self.page} ended")


def amounts(times):
    """What a kind of edit amounts to."""
    if not times:
        return None
    return {"count": len(times), "median": statistics.median(times), "p95": quantile(times, 0.95), "most": max(times)}


def report(result):
    """The tables."""
    rows = []
    for name in ("fieldnotes", "hugo"):
        for kind, figures in result.get(name, {}).get("edits", {}).items():
            if figures:
                times = [seconds(figures[key]) for key in ("median", "p95", "most")]
                rows.append([f"{name}: {kind}", figures["count"], *times])
    starts = [
        f"{name}, memo {memo}: {seconds(value)}"
        for name in ("fieldnotes", "hugo") if name in result
        for memo, value in result[name]["start"].items()
    ]
    memory = [
        f"{name} {when}: {value:.0f} MiB"
        for name in ("fieldnotes", "hugo") if name in result
        for when, value in result[name]["memory"].items() if value
    ]
    text = f"{result['notes']} notes ({result['shape']}), {result['date']}, {result['cores']} cores; "
    text += f"load {result['load_at_start']:.1f} at the start. " + "; ".join(result["versions"].values()) + "."
    parts = [
        text,
        "From the start to the first page: " + "; ".join(starts) + ".",
        "From the save to the page that shows it:",
        table(["edit", "count", "median", "p95", "most"], rows),
        "Resident memory: " + "; ".join(memory) + ".",
    ]
    if "hugo" in result and result["hugo"]["edits"]["body"] and result["fieldnotes"]["edits"]["body"]:
        of = lambda name: result[name]["edits"]["body"]["median"]
        parts.insert(4, f"A body is shown {of('hugo') / of('fieldnotes'):.0f} times as fast as by Hugo.")
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
