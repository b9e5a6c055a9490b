"""The manual's page on editors: what it tells people to write is what the tests use."""

import os
import pathlib
import re
import shutil

import small_site

PAGE = pathlib.Path(__file__).parents[3] / "content/manual/editors.md"


def block(title):
    """The block of a title."""
    found = re.findall(r'^```\S+ \{title="' + re.escape(title) + r'"[^\n]*\}\n(.*?)^```$', PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert len(found) == 1, f"{PAGE.name} has {len(found)} blocks with the title {title}"
    return found[0]


def home(folder, title):
    """Somebody's home, with the configuration of a block, a site, and the program in PATH: the configuration's path, the site's,
    and what an editor finds around it."""
    config, programs, site = folder / "home" / title.split(",")[0], folder / "home/bin", folder / "site"
    small_site.write(site)
    programs.mkdir(parents=True)
    # The program as the manual names it.
    (programs / "fieldnotes").symlink_to(shutil.which(os.environ["FIELDNOTES"]))
    config.write_text(block(title))
    environment = {
        **os.environ,
        "HOME": str(config.parent),
        **{f"XDG_{kind}_HOME": str(config.parent / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")},
        "PATH": f"{programs}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "SITE": str(site),
        "SOURCE_DATE_EPOCH": small_site.TODAY,
    }
    return config, site, environment
