"""Presses the tab key in Bash, zsh and fish, and compares the lines that they make of it.

    python3 check.py FIELDNOTES

Bash and zsh run in a terminal of this script; fish says what it would offer.
"""

import fcntl
import os
import pathlib
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time

NOTE = """---
title: Renew
date: 2026-01-02
topic: "TLS: renewal"
summary: It is renewed.
owner: Anna Müller
---
Text.
"""

# What is typed, and the line that it becomes.
LINES = [
    ("explain missing-al", "explain missing-alt "),
    ("check --select secret,missing-al", "check --select secret,missing-alt "),
    ("check --deny warn", "check --deny warnings "),
    ("review --owner An", "review --owner Anna\\ Müller "),
    ('review --owner "Anna M', 'review --owner "Anna Müller" '),
    ("review --owner Anna\\ M", "review --owner Anna\\ Müller "),
    ("check content/notes/two", "check content/notes/two\\ words/"),
    ("new --topic T", "new --topic TLS:\\ renewal "),
    ("new --topic TLS:", "new --topic TLS:\\ renewal "),
    ('new --topic "TLS: r', 'new --topic "TLS: renewal" '),
    ("new --topic TLS:\\ r", "new --topic TLS:\\ renewal "),
    ("new --set diff", "new --set difficulty="),
    ("new --set difficulty=adv", "new --set difficulty=advanced "),
    ("new --set owner=An", "new --set owner=Anna\\ Müller "),
    ('new --set "owner=Anna M', 'new --set "owner=Anna Müller" '),
    ("new --set topic=TLS:", "new --set topic=TLS:\\ renewal "),
    ("new --set draft=true --topic T", "new --set draft=true --topic TLS:\\ renewal "),
    ("new --like post", "new --like postmortem "),
]

BEGIN = {
    "bash": "bind 'set enable-bracketed-paste off'; bind 'set bell-style none'; source <(fieldnotes completions bash)",
    "zsh": "autoload -U compinit; compinit -u -D; setopt nobeep; source <(fieldnotes completions zsh)",
}
COMMAND = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}

# What tells that a shell waits for a line.
PROMPT = "<next>"

# Longest time that a shell has for an answer, in seconds.
PATIENCE = 20


class Shell:
    """A shell in a terminal."""

    def __init__(self, name, folder, path):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            # Wide enough for every line: one that is cut is drawn again.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 300, 0, 0))
            os.chdir(folder)
            settings = {"TERM": "dumb", "LC_ALL": "C.UTF-8", "HOME": folder, "PATH": path, "PS1": "% "}
            os.execvpe(COMMAND[name][0], COMMAND[name], settings)
        self.send(f"{BEGIN[name]}; PS1='{PROMPT[:3]}''{PROMPT[3:]} '\n")
        self.until(PROMPT)
        self.rest()

    def send(self, text):
        os.write(self.terminal, text.encode())

    def until(self, wanted):
        """All that is shown until a text is; what was shown where it never is."""
        shown, end = b"", time.monotonic() + PATIENCE
        while time.monotonic() < end and wanted.encode() not in shown:
            if select.select([self.terminal], [], [], 0.1)[0]:
                try:
                    shown += os.read(self.terminal, 1 << 16)
                except OSError:
                    break
        return shown.decode("utf-8", "replace")

    def rest(self):
        """Leaves out what is still drawn: a prompt may be drawn again."""
        while select.select([self.terminal], [], [], 0.15)[0]:
            os.read(self.terminal, 1 << 16)

    def completed(self, line):
        """What becomes of a line by the tab key, which a sign at its end tells to be done."""
        self.send(f"\x15{line}\t\x05@@")
        # zsh takes back what it puts behind a word when something else is typed.
        shown = re.sub(".\b", "", self.until("@@").removesuffix("@@"))
        self.send("\x15\n")
        self.until(PROMPT)
        self.rest()
        return shown[shown.rfind("fieldnotes") :]

    def end(self):
        self.send("\x15exit\n")
        os.close(self.terminal)
        os.waitpid(self.pid, 0)


def of_fish(folder, path, line):
    """What fish offers for a line: fields and texts, without their descriptions."""
    script = "fieldnotes completions fish | source; complete -C $argv[1]"
    settings = {**os.environ, "HOME": str(folder), "PATH": path}
    run = ["fish", "--no-config", "-c", script, line]
    offered = subprocess.run(run, cwd=folder, env=settings, capture_output=True, text=True, check=True).stdout
    return [each.split("\t")[0] for each in offered.splitlines()]


def plain(word):
    """The last word of a line as a program gets it."""
    line = word.rstrip(" ") if not word.endswith("\\ ") else word
    for quote in "\"'":
        if quote in line:
            return line.split(quote)[1]
    return line.replace("\\ ", "\0").split(" ")[-1].replace("\0", " ")


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        site = pathlib.Path(folder, "site")
        for path, text in [
            ("site.toml", 'title = "T"\nbase_url = "https://a.example"\n'),
            ("content/notes/a.md", NOTE),
            ("content/notes/two words/b.md", NOTE),
        ]:
            site.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
            site.joinpath(path).write_text(text)
        # The scripts ask the program by its name.
        programs = pathlib.Path(folder, "bin")
        programs.mkdir()
        programs.joinpath("fieldnotes").symlink_to(program)
        path = f"{programs}:/usr/local/bin:/usr/bin:/bin"
        for name in COMMAND:
            shell = Shell(name, str(site), path)
            for typed, wanted in LINES:
                found = shell.completed(f"fieldnotes {typed}")
                # The blank behind a whole word is there or was taken back; one behind a key that wants a value would be wrong.
                wanted = wanted if wanted.endswith("=") else wanted.rstrip()
                found = found if wanted.endswith("=") else found.rstrip()
                if found != f"fieldnotes {wanted}":
                    faults.append(f"{name}: {typed!r} became {found!r}, and not {wanted!r}")
            shell.end()
        for typed, wanted in LINES:
            found = of_fish(site, path, f"fieldnotes {typed}")
            if found != [plain(wanted)]:
                faults.append(f"fish: {typed!r} is offered {found!r}, and not {plain(wanted)!r}")
    print("\n".join(faults) or f"{len(LINES)} lines in Bash, zsh and fish")
    sys.exit(bool(faults))


main()
