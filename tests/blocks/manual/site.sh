#!/usr/bin/env bash
# A new site in the current folder, for blocks of the manual that need one.
set -euo pipefail
fieldnotes init --quiet .
