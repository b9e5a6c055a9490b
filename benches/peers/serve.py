"""How fast the preview follows the files: `fieldnotes serve`, and `hugo server` beside it on the same notes.

    python3 benches/peers/serve.py --notes 10000 --json figures.json

Measures the time from the start to the first page, with and without a memo; then, for edits of bodies, titles,
templates and the stylesheet, the time from the moment at which the file is written to the moment at which its page is
answered with the new bytes. One connection asks for the page again and again, with two milliseconds between. Also the
resident memory after 100 and after 1000 edits.
"""

import argparse
import http.client
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
# Notes that are edited in turn.
EDITED = 40


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments(parser)
    for name, count in (("bodies", 200), ("titles", 50), ("templates", 20), ("stylesheets", 20)):
        parser.add_argument(f"--{name}", type=int, default=count, metavar="N", help=f"edits [default: {count}]")
    parser.add_argument("--edits", type=int, default=1000, metavar="N", help="all edits, for memory [default: 1000]")
    parser.add_argument("--hugo-bodies", type=int, default=10, metavar="N", help="edits beside Hugo [default: 10]")
    options = parser.parse_args()
    tools = Tools(options)
    work = fresh("serve")
    say(f"making both sites of {options.notes} notes")
    ours, theirs = sites.make(options.notes, work, tools.synthesize)
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
    """Edits of every kind, and bodies again until there were enough of them."""
    notes = sites.notes(site)
    notes = notes[:: max(1, len(notes) // EDITED)][:EDITED]
    note = lambda number: notes[number % len(notes)]
    base, styles = site / "templates" / "base.html", site / "templates" / "assets" / "theme.css"
    kinds = {
        "body": (options.bodies, note, sites.edit_body, page_with),
        "title": (options.titles, note, sites.edit_title, page_with),
        "template": (options.templates, lambda _: base, sites.edit_template, page_with),
        "stylesheet": (options.stylesheets, lambda _: styles, sites.edit_stylesheet, stylesheet_with),
    }
    done = 0
    for kind, (count, file, edit, shows) in kinds.items():
        say(f"{count} edits: {kind}")
        times = []
        for number in range(count):
            times.append(timed(server, site, file(number), note(number), edit, shows, f"{kind}-{number}-mark"))
            done += 1
            if done == 100:
                figures["memory"]["after 100 edits"] = server.memory()
        figures["edits"][kind] = amounts(times)
    say(f"{max(0, options.edits - done)} edits more")
    for number in range(done, options.edits):
        timed(server, site, note(number), note(number), sites.edit_body, page_with, f"more-{number}-mark")
        if number + 1 == 100:
            figures["memory"]["after 100 edits"] = server.memory()
    figures["memory"][f"after {max(done, options.edits)} edits"] = server.memory()


def timed(server, site, file, note, edit, shows, mark):
    """Edits a file; gives back how long it takes until its page shows it."""
    page = address(note, site)
    server.get(page)
    time.sleep(REST)
    edit(file, mark)
    begun = time.perf_counter()
    while not shows(server, page, mark.encode()):
        if time.perf_counter() - begun > PATIENCE:
            raise SystemExit(f"{page} does not show `{mark}` after {PATIENCE} s")
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
            note = notes[number % len(notes)]
            times.append(timed(server, site, note, note, sites.edit_body, page_with, f"body-{number}-mark"))
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
        """The bytes at a path; none while there is no answer."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
                self.connection.connect()
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
            content = answer.read()
            return content if answer.status == 200 else b""
        except (OSError, http.client.HTTPException):
            self.connection = None
            return b""

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
    text = f"{result['notes']} notes, {result['date']}, {result['cores']} cores; "
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
