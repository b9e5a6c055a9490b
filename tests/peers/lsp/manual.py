"""The manual's page on editors: what it tells people to write is what the tests use."""

import pathlib
import re

PAGE = pathlib.Path(__file__).parents[3] / "content/manual/editors.md"


def block(title):
    """The block of a title."""
    found = re.findall(r'^```\S+ \{title="' + re.escape(title) + r'"[^\n]*\}\n(.*?)^```$', PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert len(found) == 1, f"{PAGE.name} has {len(found)} blocks with the title {title}"
    return found[0]
