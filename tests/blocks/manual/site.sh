#!/bin/sh
# A new site in the current folder, for blocks of the manual that need one.
set -eu
fieldnotes init --quiet .
