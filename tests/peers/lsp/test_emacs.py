"""Emacs with eglot and the manual's configuration. What is done there is in emacs.el."""

import pathlib
import re
import subprocess

import pytest

import manual

SCRIPT = pathlib.Path(__file__).with_name("emacs.el")


@pytest.mark.parametrize("name", re.findall(r"^\(ert-deftest (\S+)", SCRIPT.read_text(), re.MULTILINE))
def test_emacs(name, tmp_path):
    config, _, environment = manual.home(tmp_path, "init.el")
    # Without a terminal, Emacs activates no package by itself.
    command = ["emacs", "--batch", "-f", "package-activate-all", "-l", str(config)]
    command += ["-l", str(SCRIPT), "--eval", f'(ert-run-tests-batch-and-exit "^{name}$")']
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Ran 1 tests, 1 results as expected" in done.stderr, done.stderr
