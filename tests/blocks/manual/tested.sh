#!/bin/sh
# A new site whose note has a block that runs.
set -eu
fieldnotes init --quiet .
cat >> content/notes/first-note.md <<'NOTE'

```sh {check=run}
true
```
NOTE
