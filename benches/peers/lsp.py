"""How fast the language server follows what somebody types: `fieldnotes lsp` over a site of many notes.

    python3 benches/peers/lsp.py --notes 10000 --json figures.json

Types into one note, key by key: into its title, into its body, and a new key of its front matter. After each key it measures the time to
the faults of the file for that state, to an answer that needs the whole site, and of a completion. Also the time from the start to the
first faults, with a memo, and the resident memory at the beginning and at the end.
"""

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True

import sites
from measure import quantile, table
from tools import Tools, arguments, facts, finish, fresh, say

# When an answer counts as lost.
PATIENCE = 60
# What is typed, and where: a text that it is typed behind.
SESSIONS = {
    "title": ("title:", " and more words of a title" * 8),
    "body": (None, "\n\nSome [words](../of a body that go on" * 6),
    "front matter": ("title:", "\nowner: Data team\nentities:\n  - name: disk\n    type: device\nchange: {rollback: restart"),
}


class Server:
    """A language server, and what it says."""

    def __init__(self, program, site):
        self.process = subprocess.Popen([program, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.told, self.answers, self.last = {}, {}, 0
        self.heard = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()
        self.ask("initialize", {"processId": None, "rootUri": f"file://{site}", "capabilities": {}})
        self.say("initialized", {})

    def listen(self):
        while header := self.process.stdout.readline():
            length = int(header.split(b":")[1])
            while self.process.stdout.readline() != b"\r\n":
                pass
            message = json.loads(self.process.stdout.read(length))
            with self.heard:
                if message.get("method") == "textDocument/publishDiagnostics":
                    self.told[message["params"]["uri"]] = (message["params"].get("version"), time.perf_counter())
                elif "id" in message:
                    self.answers[message["id"]] = message
                self.heard.notify_all()

    def send(self, message):
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
        self.process.stdin.flush()

    def say(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        return self.wait(lambda: self.answers.pop(self.last, None))

    def wait(self, found):
        """What is found, once it is."""
        with self.heard:
            result = []
            done = lambda: (value := found()) is not None and (result.append(value) or True)
            if not self.heard.wait_for(done, PATIENCE):
                raise SystemExit("the server does not answer")
            return result[0]

    def memory(self):
        """Resident memory, in MiB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) // 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments(parser)
    options = parser.parse_args()
    options.no_hugo = True
    tools = Tools(options)
    work = fresh("lsp")
    say(f"making the site of {options.notes} notes")
    site, _ = sites.make(options.notes, work, tools.synthesize, options.shape, False)
    subprocess.run([tools.fieldnotes, "check", "--site", site], capture_output=True, check=False)
    result = facts(tools, options) | {"typing": typed(tools.fieldnotes, site)}
    print(report(result["typing"]))
    finish(result, options, work)


def typed(program, site):
    notes = sorted(path for path in (site / "content").rglob("*.md") if path.name != "_index.md")
    note = notes[len(notes) // 2]
    text, uri = note.read_text(), f"file://{note}"
    begun = time.perf_counter()
    server = Server(program, site)
    server.say("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": text}})
    first = server.wait(lambda: server.told.get(uri))[1] - begun
    time.sleep(3)
    found = {"first": first, "memory": [server.memory()], "sessions": {}}
    version = 1
    for name, (behind, keys) in SESSIONS.items():
        say(f"typing: {name}")
        at = len(text) - 1 if behind is None else text.index("\n", text.index(behind) + 1)
        found["sessions"][name], version = session(server, uri, (text, at), keys, version)
        version += 1
        server.say("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]})
    time.sleep(3)
    found["memory"].append(server.memory())
    server.ask("shutdown", None)
    server.say("exit", None)
    server.process.wait(PATIENCE)
    return found


def session(server, uri, place, keys, version):
    """Types keys one by one; the times of each kind, in milliseconds."""
    times = {"own faults": [], "whole site": [], "completion": []}
    (text, at) = place
    for key in keys:
        version += 1
        before = position(text, at)
        text, at = text[:at] + key + text[at:], at + 1
        change = {"range": {"start": before, "end": before}, "text": key}
        begun = time.perf_counter()
        server.say("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]})
        told = lambda: server.told[uri][1] if server.told[uri][0] == version else None
        times["own faults"].append(server.wait(told) - begun)
        server.ask("workspace/symbol", {"query": "no note is called so"})
        times["whole site"].append(time.perf_counter() - begun)
        begun = time.perf_counter()
        server.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": position(text, at)})
        times["completion"].append(time.perf_counter() - begun)
    return {kind: [taken * 1000 for taken in taken] for kind, taken in times.items()}, version


def position(text, at):
    line = text[:at].split("\n")
    return {"line": len(line) - 1, "character": len(line[-1].encode("utf-16-le")) // 2}


def report(found):
    rows = [["after each key", "keys", "median", "p95", "most"]]
    for name, kinds in found["sessions"].items():
        for kind, times in kinds.items():
            of = [statistics.median(times), quantile(times, 0.95), max(times)]
            rows.append([f"{name}: {kind}", str(len(times))] + [f"{taken:.1f} ms" for taken in of])
    memory = " to ".join(f"{size} MiB" for size in found["memory"])
    return f"{table(rows[0], rows[1:])}\n\nfirst faults after {found['first']:.2f} s, {memory}"


if __name__ == "__main__":
    main()
