#!/bin/bash
# The repository of bisect.bash after the revert of its bad merge was merged.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/bisect.bash"
git switch --quiet --create revert-feature main
bad=$(git log --format=%H --grep="^Merge branch 'feature'" main)
at
GIT_EDITOR=true git revert --mainline 1 "$bad" >/dev/null
merge revert-feature
