"""A small site that has something of everything that an editor asks about."""

import pathlib
import textwrap

#: The day that reviews are held against: 2026-11-27, in seconds.
TODAY = "1795737600"

FILES = {
    "site.toml": """\
        title = "Notes"
        base_url = "https://notes.example.org"

        [lints]
        review-overdue = "allow"
        """,
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/notes/_index.md": "---\ntitle: Notes\n---\n",
    "content/notes/proxy.md": """\
        ---
        title: Restart the proxy
        date: 2026-03-04
        topic: web
        owner: Platform team
        summary: How to restart it without losing a request.
        stack: [nginx, certbot]
        revision:
          status: published
          last_reviewed: 2026-05-04
        ---

        Ask before you start.[^ask]

        ## Before you start

        See [the balancer](balancer.md) and [how to roll back](#roll-back).

        ## Roll back

        ```console
        $ systemctl restart nginx
        ```

        [^ask]: In the channel of the team.
        """,
    "content/notes/balancer.md": """\
        ---
        title: Drain the balancer
        date: 2026-04-05
        topic: web
        owner: Platform team
        summary: How to take a host out of it.
        stack: [nginx]
        ---

        First [the proxy](proxy.md#roll-back), then the host.

        ## Drain
        """,
    "content/notes/old.md": """\
        ---
        title: Restart the proxy by hand
        date: 2025-01-04
        topic: web
        owner: Platform team
        summary: How it was restarted before.
        revision:
          status: deprecated
          superseded_by: proxy.md
        ---

        Log in.
        """,
    "templates/note.html": """\
        {% extends "base.html" %}
        {% block main %}{% include "title.html" %}{{ note.body | safe }}{% endblock %}
        """,
    "templates/title.html": "<h1>{{ note.title }}</h1>\n",
}


def write(folder, more=None):
    """Writes the site, with other files in it or in place of its own."""
    for name, text in {**FILES, **(more or {})}.items():
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
