"""Installs fieldnotes as people do, in a bare Debian root: the wheel, the archive and the package of npm.

    python3 check.py WHEELS ROOT

WHEELS holds the wheel of this machine, and those that pip asks for while it installs the hook for pre-commit; ROOT is made by
debootstrap. Says what the program needs of the system, how large the packages are, and how long an installation takes.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import urllib.request
import zipfile

import registries
from bare import PLACE, Bare

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent.parent
TARGET = "x86_64-unknown-linux-gnu"
# Most bytes of a wheel, and the newest version of the C library that it may ask for.
MOST_BYTES = 15_000_000
NEWEST_GLIBC = (2, 17)


def printed(*command, **options):
    """What a command of this machine prints."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def needs(wheel, scratch):
    """What the program of a wheel asks of the system."""
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    assert wheel.stat().st_size < MOST_BYTES
    shown = printed(pathlib.Path(sys.executable).with_name("auditwheel"), "show", wheel)
    print(shown.strip())
    assert re.search(r'following platform tag:\s+"manylinux_2_(5|12|17)_', shown), "the wheel wants a newer system"
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        [name] = [name for name in names if name.endswith("/scripts/fieldnotes")]
        for licence in ["LICENSE-MIT", "LICENSE-APACHE", "fonts/LICENSE.txt"]:
            assert any(each.endswith(licence) for each in names), f"the wheel lacks {licence}"
        program = pathlib.Path(packed.extract(name, scratch))
    program.chmod(0o755)
    print(f"the program: {program.stat().st_size / 1e6:.1f} MB")
    linked = re.findall(r"^\s+(\S+)", printed("ldd", program), re.MULTILINE)
    print(f"ldd: {' '.join(linked)}")
    versions = {tuple(map(int, each.split("."))) for each in re.findall(r"GLIBC_([\d.]+)", printed("readelf", "-V", program))}
    print(f"glibc: {'.'.join(map(str, max(versions)))} at most")
    assert max(versions) <= NEWEST_GLIBC


def by_wheel(bare, wheels, version):
    """pip, and how long it takes from there to the first page."""
    bare.run("python3", "-m", "venv", "/test/venv")
    with registries.pypi(wheels) as index:
        begun = time.monotonic()
        bare.run("pip", "install", "--index-url", index, "fieldnotes-cli")
        installed = time.monotonic()
        bare.run("fieldnotes", "init", "/test/first")
        started, address = bare.serve("fieldnotes", "/test/first")
        try:
            urllib.request.urlopen(f"{address}notes/first-note/").close()
            print(f"pip: {installed - begun:.1f} s to install, {time.monotonic() - begun:.1f} s to the first page")
        finally:
            started.terminate()
            started.wait(timeout=20)
    bare.builds_and_serves("/test/venv/bin/fieldnotes", version, "wheel")


def by_archive(bare, wheel, scratch, version):
    """The archive, unpacked; it has the same bytes each time. Gives the folder that it is in."""
    folders = [pathlib.Path(scratch, each) for each in ["archives", "again"]]
    for folder in folders:
        printed(REPOSITORY / "packaging/archive", wheel, folder)
    name = f"fieldnotes-{version}-{TARGET}"
    archive, again = (folder / f"{name}.tar.gz" for folder in folders)
    assert archive.read_bytes() == again.read_bytes(), "two archives of one wheel differ"
    printed("sha256sum", "--check", f"{archive.name}.sha256", cwd=archive.parent)
    print(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB")
    # Where cargo binstall looks for it, and for the program in it.
    binstall = tomllib.loads((REPOSITORY / "Cargo.toml").read_text())["package"]["metadata"]["binstall"]
    words = {"repo": "", "version": version, "target": TARGET, "bin": "fieldnotes", "binary-ext": ""}
    address, within = (re.sub(r"\{ (\S+) \}", lambda word: words[word[1]], binstall[each]) for each in ["pkg-url", "bin-dir"])
    assert address == f"/releases/download/v{version}/{archive.name}" and within == f"{name}/fieldnotes"
    with tarfile.open(archive) as packed:
        packed.extractall(bare.place, filter="data")
    for each in ["man/fieldnotes.1", "completions/fieldnotes.bash", "completions/_fieldnotes", "README.md", "LICENSE-INTER"]:
        assert (bare.place / name / each).stat().st_size > 0
    bare.builds_and_serves(str(PLACE / name / "fieldnotes"), version, "archive")
    return archive.parent


def by_npm(bare, archives, scratch, version):
    """npm, which takes the package for this machine; and what it says without that."""
    bare.bring_node()
    made = printed(REPOSITORY / "packaging/npm/pack", archives, pathlib.Path(scratch, "npm"), TARGET).split()
    with registries.npm(scratch) as registry:
        # Whoever publishes has to have a token, though this registry asks for none.
        settings = f"registry={registry}\n//{registry.removeprefix('http://')}:_authToken=none\nprefix=/test/npm\naudit=false\nfund=false\n"
        (bare.place / ".npmrc").write_text(settings)
        for folder in made:
            shutil.copytree(folder, bare.place / "packages" / pathlib.Path(folder).name)
            bare.npm("publish", str(PLACE / "packages" / pathlib.Path(folder).name))
        begun = time.monotonic()
        bare.npm("install", "--global", "fieldnotes-cli")
        print(f"npm: {time.monotonic() - begun:.1f} s to install")
        bare.builds_and_serves("/test/npm/bin/fieldnotes", version, "npm")
        bare.npm("install", "--omit=optional", "--prefix", "/test/without", "fieldnotes-cli")
    refused = bare.run("/test/without/node_modules/.bin/fieldnotes", "--version", status=2)
    assert "`fieldnotes-cli-linux-x64`" in refused.stderr and "--omit=optional" in refused.stderr, refused.stderr


def outside(index, scratch):
    """The environment for pip on this machine that knows one index and none of the machine's settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "GIT_"))}
    return kept | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": index,
        "PIP_NO_CACHE_DIR": "1",
        "PRE_COMMIT_HOME": str(pathlib.Path(scratch, "pre-commit")),
        "GIT_CONFIG_GLOBAL": str(pathlib.Path(scratch, "gitconfig")),
    }


def by_action(wheel, index, scratch, version):
    """The setup action's script: it takes a wheel with the right hash, and no other."""
    setup = shutil.copytree(REPOSITORY / "packaging/setup", pathlib.Path(scratch, "setup"))
    job = outside(index, scratch) | {
        "RUNNER_TEMP": str(pathlib.Path(scratch, "runner")),
        "GITHUB_PATH": str(pathlib.Path(scratch, "path")),
        "GITHUB_OUTPUT": str(pathlib.Path(scratch, "output")),
    }
    pinned = printed(setup / "pins", wheel.parent)

    def install(pins):
        (setup / "requirements.txt").write_text(pins)
        return subprocess.run([setup / "install"], env=job, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    unreleased = install("# No release.\n")
    assert unreleased.returncode == 1 and "::error" in unreleased.stdout, unreleased.stdout
    forged = install(re.sub("sha256:.{8}", "sha256:00000000", pinned))
    assert forged.returncode != 0 and "DO NOT MATCH" in forged.stdout, forged.stdout
    installed = install(pinned)
    assert installed.returncode == 0, installed.stdout
    [folder] = pathlib.Path(job["GITHUB_PATH"]).read_text().split()
    assert printed(pathlib.Path(folder, "fieldnotes"), "--version") == f"fieldnotes {version}\n"
    assert f"version={version}" in pathlib.Path(job["GITHUB_OUTPUT"]).read_text()
    again = install(re.sub("sha256:.{8}", "sha256:00000000", pinned))
    assert again.returncode != 0 and "DO NOT MATCH" in again.stdout, f"the hash counts where it is installed already: {again.stdout}"
    print("setup action: installs what is pinned, refuses another hash, and says when nothing is pinned")


def by_hook(index, scratch):
    """pre-commit with the hook of this repository, in one with a note that is at fault and then isn't."""
    environment = outside(index, scratch)
    pathlib.Path(environment["GIT_CONFIG_GLOBAL"]).write_text(
        "[user]\nname = test\nemail = test@example.org\n[init]\ndefaultBranch = main\n[protocol \"file\"]\nallow = always\n"
    )

    def commit(folder):
        for arguments in [["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]]:
            printed("git", *arguments, cwd=folder, env=environment)

    hook, notes = pathlib.Path(scratch, "hook"), pathlib.Path(scratch, "notes")
    hook.mkdir()
    for name in ["pyproject.toml", ".pre-commit-hooks.yaml"]:
        shutil.copy(REPOSITORY / name, hook)
    commit(hook)
    revision = printed("git", "rev-parse", "HEAD", cwd=hook, env=environment).strip()
    (notes / "content/notes").mkdir(parents=True)
    (notes / "site.toml").write_text('title = "Notes"\nbase_url = "https://notes.example.org"\n[schema]\nrequired = ["title"]\n')
    (notes / "content/notes/a.md").write_text("---\ntitle: A\n---\n\n[Gone](gone.md)\n")
    (notes / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: file://{hook}\n    rev: {revision}\n    hooks:\n      - id: fieldnotes-check\n"
    )
    commit(notes)

    def checked():
        program = pathlib.Path(sys.executable).with_name("pre-commit")
        options = {"cwd": notes, "env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.run([program, "run", "--all-files"], check=False, text=True, **options)

    begun = time.monotonic()
    faulty = checked()
    assert faulty.returncode == 1 and "error[broken-link]" in faulty.stdout, faulty.stdout
    print(f"pre-commit: {time.monotonic() - begun:.1f} s to install the hook and to report a broken link")
    (notes / "content/notes/a.md").write_text("---\ntitle: A\n---\n\nMended.\n")
    clean = checked()
    assert clean.returncode == 0 and "Passed" in clean.stdout, clean.stdout


def main():
    """Every way to install, one after another."""
    wheels, bare = pathlib.Path(sys.argv[1]), Bare(sys.argv[2])
    [wheel] = wheels.glob("fieldnotes_cli-*.whl")
    version = wheel.name.split("-")[1]
    with tempfile.TemporaryDirectory() as scratch:
        needs(wheel, scratch)
        by_wheel(bare, wheels, version)
        archives = by_archive(bare, wheel, scratch, version)
        by_npm(bare, archives, scratch, version)
        with registries.pypi(wheels) as index:
            by_action(wheel, index, scratch, version)
            by_hook(index, scratch)


if __name__ == "__main__":
    main()
