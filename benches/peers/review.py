"""Times `fieldnotes review` on a site in a git repository, some of whose notes watch files, and what watching costs a build.

    python3 benches/peers/review.py BINARY SYNTHESIZE WORK [--notes N] [--watched N] [--rounds N]

Nothing changes between the runs. Each round takes both sites in turn, so that they share what else the machine does.
"""

import argparse
import shutil
import subprocess
from pathlib import Path

import measure


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path)
    parser.add_argument("synthesize", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--watched", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    args.binary = args.binary.resolve()
    plain, watching = args.work / "plain", args.work / "watching"
    for site in (plain, watching):
        shutil.rmtree(site, ignore_errors=True)
        subprocess.run([args.synthesize, str(args.notes), site], check=True, stdout=subprocess.DEVNULL)
    watch(watching, args.watched)
    for site in (plain, watching):
        commit(site)
    rows = []
    for name, command in (("review", ["review"]), ("build", ["build"])):
        costs = measured([args.binary, *command], (plain, watching), args.rounds)
        for site, cost in zip(("nothing watched", f"{args.watched} files watched"), costs):
            rows.append((f"`{name}`, {site}", measure.seconds(cost["wall"]), measure.seconds(cost["cpu"])))
    print(measure.table(("nothing changed", "wall", "processor"), rows))


def watch(site, count):
    """Gives the first notes a file each to watch, and every tenth of them a glob."""
    folder = site / "watched"
    folder.mkdir()
    notes = sorted(path for path in (site / "content").rglob("*.md") if path.name != "_index.md")
    for number, note in enumerate(notes[:count]):
        (folder / f"{number:05}.yaml").write_text(f"limits:\n  memory: {number}\n" * 40)
        patterns = [f"watched/{number:05}.yaml"] + [f"watched/{number // 10:04}?.yaml"] * (number % 10 == 0)
        text = note.read_text(encoding="utf-8")
        note.write_text(text.replace("---\n", f"---\nwatches: [{', '.join(patterns)}]\n", 1), encoding="utf-8")


def commit(site):
    git = ["git", "-C", site, "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    (site / ".gitignore").write_text(".fieldnotes\npublic\n")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "All"]):
        subprocess.run([*git, *command], check=True)


def measured(command, sites, rounds):
    """The median cost of a command on each site, after one run that is not counted."""
    costs = [[] for _ in sites]
    for turn in range(rounds + 1):
        for site, cost in zip(sites, costs):
            one = measure.run(command, cwd=site, statuses=(0, 1))
            cost.extend([one] if turn else [])
    return [measure.median(cost) for cost in costs]


main()
