"""Makes the files of tests/data/markdown/ from the texts of the specifications: an example a line.

    examples.py commonmark-0.31.2 spec.txt > ../../data/markdown/commonmark-0.31.2.jsonl
    examples.py gfm-0.29 spec.txt > ../../data/markdown/gfm-0.29.jsonl
    examples.py cmark-gfm extensions.txt regression.txt > ../../data/markdown/cmark-gfm.jsonl

An example holds its number, its section, the Markdown and the HTML that the specification gives. Where GitHub's extensions
change what an example shows (a bare address in an example that is about something else), `github` is what cmark-gfm gives
with all of them.
"""

import json
import re
import sys

from driver import render

FENCE = "`" * 32


def examples(text):
    section, state = "", None
    markdown, html, words = [], [], []
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare.startswith(FENCE + " example"):
            state, words = "markdown", bare[len(FENCE + " example") :].split()
            markdown, html = [], []
        elif bare == FENCE:
            state = None
            yield section, words, "".join(markdown).replace("→", "\t"), "".join(html).replace("→", "\t")
        elif bare == "." and state == "markdown":
            state = "html"
        elif state == "markdown":
            markdown.append(line)
        elif state == "html":
            html.append(line)
        elif re.match("#+ ", line):
            section = line.lstrip("#").strip()


def main():
    name, paths = sys.argv[1], sys.argv[2:]
    number = 0
    for path in paths:
        with open(path, encoding="utf-8", newline="\n") as file:
            text = file.read()
        for section, words, markdown, html in examples(text):
            number += 1
            if "disabled" in words:
                continue
            example = {"spec": name, "number": number, "section": section, "markdown": markdown, "html": html}
            everything = render({"markdown": markdown, "single_tilde": True})
            if html == "<IGNORE>\n":
                example["html"] = everything
            elif everything != render({"markdown": markdown, "plain": True}) and everything != html:
                example["github"] = everything
            print(json.dumps(example, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
