"""Emacs with eglot and the manual's configuration. What is done there is in emacs.el."""

import os
import pathlib
import shutil
import subprocess

import manual
import small_site


def test_emacs(tmp_path):
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
    command += ["-l", str(pathlib.Path(__file__).with_name("emacs.el")), "-f", "ert-run-tests-batch-and-exit"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Ran 5 tests, 5 results as expected" in done.stderr, done.stderr
