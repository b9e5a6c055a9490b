"""Runs a command and says what it cost: wall time, processor time, peak memory; and what several runs amount to.

Peak memory is what the kernel says of a child (`ru_maxrss`); it is never below that of the process that starts it, so
that this one keeps itself small.
"""

import os
import resource
import statistics
import subprocess
import sys
import time

# Mebibytes in a unit of ru_maxrss.
UNIT = 1 / 1024 if sys.platform != "darwin" else 1 / 1024 / 1024


class Failed(Exception):
    """A command that was measured went wrong."""


def run(command, cwd=None, env=None, log=None, statuses=(0,)):
    """Runs a command to its end, with its output in the file `log`. Gives back its cost."""
    environment = {key: value for key, value in os.environ.items() if key != "CI"} | (env or {})
    with open(log or os.devnull, "wb") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command], cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in statuses:
        tail = open(log, errors="replace").read()[-2000:] if log else ""
        raise Failed(f"`{' '.join(map(str, command))}` ended with {process.returncode}\n{tail}")
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "user": usage.ru_utime,
        "sys": usage.ru_stime,
        "memory": usage.ru_maxrss * UNIT,
    }


def own_memory():
    """The peak memory of this process, in MiB: what is told of a child is never less."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT


def median(runs):
    """The median of each figure of several runs, and the spread of the wall time."""
    middle = {key: statistics.median(one[key] for one in runs) for key in runs[0] if is_number(runs[0][key])}
    middle["wall_least"] = min(one["wall"] for one in runs)
    middle["wall_most"] = max(one["wall"] for one in runs)
    middle["runs"] = len(runs)
    return middle


def is_number(value):
    """Whether a figure can have a median."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def quantile(values, share):
    """The value below which a share of all values lies."""
    values = sorted(values)
    return values[min(len(values) - 1, max(0, round(share * len(values)) - 1))]


def seconds(value):
    """A time, for people."""
    return f"{value * 1000:.1f} ms" if value < 0.1 else f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def table(head, rows):
    """A table in Markdown, with its columns lined up."""
    cells = [head, *rows]
    widths = [max(len(str(row[at])) for row in cells) for at in range(len(head))]
    pad = lambda at, cell: str(cell).ljust(widths[at]) if at == 0 else str(cell).rjust(widths[at])
    line = lambda row: "| " + " | ".join(pad(at, cell) for at, cell in enumerate(row)) + " |"
    rules = ["-" * (width + 2) if at == 0 else "-" * (width + 1) + ":" for at, width in enumerate(widths)]
    return "\n".join([line(head), "|" + "|".join(rules) + "|", *map(line, rows)])
