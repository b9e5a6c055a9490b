"""Registries for a run, on the loopback: pypiserver for wheels, verdaccio for packages of npm."""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent

# Knows the packages that are published into it, and asks nobody else for others.
VERDACCIO = """\
storage: ./storage
uplinks: {}
packages:
  '**': {access: $all, publish: $all, unpublish: $all}
max_body_size: 100mb
log: {type: stdout, format: pretty, level: warn}
"""


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def running(command, address, **options):
    """A server, from its first answer on."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, **options) as server:
        try:
            for _ in range(600):
                assert server.poll() is None, f"{command[0]} ended with {server.returncode}"
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(address, timeout=5).close()
                    break
                time.sleep(0.1)
            else:
                raise AssertionError(f"{address} does not answer")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def pypi(wheels):
    """An index of a folder of wheels, which sends nobody on to another index."""
    port = free_port()
    program = pathlib.Path(sys.executable).with_name("pypi-server")
    options = ["--interface", "127.0.0.1", "--port", str(port), "--disable-fallback", "--authenticate", ".", "--passwords", "."]
    return running([program, "run", *options, wheels], f"http://127.0.0.1:{port}/simple/")


def npm(folder):
    """An empty registry, which keeps what it has in a folder."""
    port = free_port()
    settings = pathlib.Path(folder, "verdaccio.yaml")
    settings.write_text(VERDACCIO)
    program = HERE / "node_modules/.bin/verdaccio"
    options = ["--config", settings, "--listen", f"http://127.0.0.1:{port}"]
    return running([program, *options], f"http://127.0.0.1:{port}/", env=os.environ | {"NODE_ENV": "production"})
