#!/bin/bash
# A program whose output is appended to a log, and a systemctl that knows its number.
set -euo pipefail
mkdir bin
cat >bin/systemctl <<'SHIM'
#!/bin/bash
# Not the command of the note's block but its child: that lives until the block ends.
sleep 60 >>"$HOME/app.log" 2>/dev/null &
echo $!
SHIM
chmod +x bin/systemctl
