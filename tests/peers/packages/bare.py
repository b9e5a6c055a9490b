"""A bare Debian root, and what is asked of a program in it.

The root is debootstrap's smallest variant with Python: it has no compiler. Node comes from this machine, since the one of Debian's
packages is too old for npm. Nothing in the root reaches further than this machine: the registries are on the loopback.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import urllib.request

# Where the tests of a run work within the root.
PLACE = pathlib.PurePosixPath("/test")
# Of the machine's environment nothing comes along.
ENVIRONMENT = {
    "PATH": "/test/venv/bin:/test/npm/bin:/usr/local/bin:/usr/bin:/bin",
    "HOME": "/test",
    "LANG": "C.UTF-8",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_CACHE_DIR": "1",
    "npm_config_update_notifier": "false",
}


class Bare:
    """The root, cleared of what an earlier run left in it."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.place = self.root / PLACE.relative_to("/")
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        for compiler in ["cc", "gcc", "clang", "rustc", "cargo"]:
            assert self.run("sh", "-c", f"command -v {compiler}", status=None).returncode != 0, f"the root has {compiler}"

    def command(self, arguments):
        """A command as it is started from outside."""
        return [shutil.which("chroot"), self.root, *arguments]

    def run(self, *arguments, status=0, **options):
        """Runs a command in the root, and sees it end with a status; None takes any."""
        options = {"env": ENVIRONMENT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
        done = subprocess.run(self.command(arguments), check=False, **options)
        if status is not None and done.returncode != status:
            raise AssertionError(f"{arguments} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def bring_node(self):
        """Node and npm of this machine."""
        folder = self.root / "usr/local"
        shutil.copy2(os.path.realpath(shutil.which("node")), folder / "bin/node")
        modules = subprocess.run(["npm", "root", "--global"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        npm = folder / "lib/node_modules/npm"
        if not npm.exists():
            shutil.copytree(pathlib.Path(modules, "npm"), npm, symlinks=True)
        self.run("node", "--version")

    def npm(self, *arguments, **options):
        """Runs npm in the root."""
        return self.run("node", "/usr/local/lib/node_modules/npm/bin/npm-cli.js", *arguments, **options)

    def serve(self, program, site):
        """Starts a preview, and gives the process and the address once it says that."""
        arguments = self.command([program, "--site", site, "serve", "--port", "0"])
        # pylint: disable-next=consider-using-with
        started = subprocess.Popen(arguments, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = ""
        for line in started.stdout:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                return started, found[0]
        raise AssertionError(f"{program} serve: {said}")

    def builds_and_serves(self, program, version, name):
        """A new site, its faults, its pages and its preview, with one program."""
        assert self.run(program, "--version").stdout == f"fieldnotes {version}\n"
        site = str(PLACE / name)
        self.run(program, "init", site)
        self.run(program, "--site", site, "check", "--deny", "warnings")
        self.run(program, "--site", site, "build")
        page = self.place / name / "public/notes/first-note/index.html"
        assert "<h1" in page.read_text(), f"{name}: no heading"
        # The status of the program comes through whatever stands before it.
        (self.place / name / "content/notes/broken.md").write_text("---\ntitle: [\n---\n")
        self.run(program, "--site", site, "check", status=1)
        self.run(program, "--site", site, "no-such-command", status=2)
        (self.place / name / "content/notes/broken.md").unlink()
        started, address = self.serve(program, site)
        try:
            with urllib.request.urlopen(f"{address}notes/first-note/") as answer:
                assert b"<h1" in answer.read()
        finally:
            started.send_signal(signal.SIGTERM)
        assert started.wait(timeout=20) in (0, -signal.SIGTERM, 128 + signal.SIGTERM), started.returncode
        # Nobody is left behind who still answers.
        time.sleep(0.2)
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            return
        raise AssertionError(f"{name}: the preview goes on without whoever started it")
