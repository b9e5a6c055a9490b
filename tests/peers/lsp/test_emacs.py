"""Emacs with eglot and the manual's configuration. What is done there is in emacs.el."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest

import manual
import small_site


SCRIPT = pathlib.Path(__file__).with_name("emacs.el")


@pytest.mark.parametrize("name", re.findall(r"^\(ert-deftest (\S+)", SCRIPT.read_text(), re.MULTILINE))
def test_emacs(name, tmp_path):
    folder, home = tmp_path / "site", tmp_path / "home"
    small_site.write(folder)
    (home / "bin").mkdir(parents=True)
    # The program as the manual names it.
    (home / "bin/fieldnotes").symlink_to(shutil.which(os.environ["FIELDNOTES"]))
    (home / "init.el").write_text(manual.block("init.el"))
    environment = {
        **os.environ,
        "HOME": str(home),
        "PATH": f"{home}/bin:{os.environ['PATH']}",
        "SITE": str(folder),
        "LC_ALL": "C.UTF-8",
        "SOURCE_DATE_EPOCH": "1795737600",
    }
    # Without a terminal, Emacs activates no package by itself.
    command = ["emacs", "--batch", "-f", "package-activate-all", "-l", str(home / "init.el")]
    command += ["-l", str(SCRIPT), "--eval", f'(ert-run-tests-batch-and-exit "^{name}$")']
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Ran 1 tests, 1 results as expected" in done.stderr, done.stderr
