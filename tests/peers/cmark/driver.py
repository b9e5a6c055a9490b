"""What cmark-gfm, the parser of GitHub, makes of bodies.

Reads a JSON object a line from standard input and answers each with one: `{"markdown": "…"}` gives `{"html": "…"}`, with
raw HTML let through. `"plain": true` leaves the extensions out, `"safe": true` puts a comment in the place of raw HTML,
`"single_tilde": true` lets one `~` strike out, as GitHub does. `"commonmark": true` asks another parser, markdown-it, which
keeps to CommonMark 0.31: where the two differ without extensions, CommonMark is right.
"""

import json
import sys

from cmarkgfm import cmark
from markdown_it import MarkdownIt

COMMONMARK = MarkdownIt("commonmark")
EXTENSIONS = ["table", "autolink", "strikethrough", "tasklist"]


def render(asked):
    if asked.get("commonmark"):
        return COMMONMARK.render(asked["markdown"])
    options = cmark.Options.CMARK_OPT_DEFAULT
    if not asked.get("safe"):
        options |= cmark.Options.CMARK_OPT_UNSAFE
    if asked.get("plain"):
        return cmark.markdown_to_html_with_extensions(asked["markdown"], options, [])
    options |= cmark.Options.CMARK_OPT_FOOTNOTES
    if not asked.get("single_tilde"):
        options |= cmark.Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
    return cmark.markdown_to_html_with_extensions(asked["markdown"], options, EXTENSIONS)


def main():
    for line in sys.stdin:
        print(json.dumps({"html": render(json.loads(line))}), flush=True)


if __name__ == "__main__":
    main()
