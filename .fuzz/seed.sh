#!/bin/sh
# Fills .fuzz/corpus/ with what there is: the notes and settings of tests/suite and of the project's own site, and some
# requests. Run it once, then `cargo +nightly fuzz run --fuzz-dir .fuzz -s none TARGET -- -dict=.fuzz/words.dict`. The address sanitizer would find little:
# unsafe code is in dependencies alone.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/front_matter corpus/markdown corpus/note_to_page corpus/site_toml corpus/preview_request corpus/language_server
split() {
    awk -v prefix="$1" '
        /^-- .* --$/ {
            if (out != "") close(out)
            name = $2; out = ""
            if (name ~ /^content\/.*\.md$/) out = "corpus/note_to_page/" prefix "-" ++count ".md"
            if (name == "site.toml") out = "corpus/site_toml/" prefix "-" ++count ".toml"
            next
        }
        out != "" { print > out }
    ' "$2"
}
find ../tests/suite -name '*.txt' | sort | while read -r file; do
    split "$(echo "${file#../tests/suite/}" | tr '/.' '--')" "$file"
done
find ../content -name '*.md' | sort | while read -r file; do
    cp "$file" "corpus/note_to_page/$(echo "${file#../content/}" | tr '/' '-')"
done
cp ../site.toml corpus/site_toml/own.toml
for note in corpus/note_to_page/*.md; do
    name=$(basename "$note")
    sed '1{/^---$/d}' "$note" > "corpus/front_matter/$name"
    awk 'NR == 1 && /^---$/ { front = 1; next } front && /^---$/ { front = 0; next } !front' "$note" > "corpus/markdown/$name"
done
number=0
while IFS= read -r request; do
    number=$((number + 1))
    printf "$request" > "corpus/preview_request/$number"
done <<'END'
GET /
HEAD /notes/a/
POST /notes/a/
GET /notes/a?q=1
GET /old/
GET /docs/base
GET /docs/base/notes/a/
GET /a%%20b/%%C3%%BC.txt\nrange: bytes=1-2
GET /feed.xml\naccept-encoding: gzip\nif-none-match: *
GET /notes/a/\nhost: evil.example
GET /notes/a/\nhost: [::1]:4000\norigin: http://localhost:4000
GET /%%2e%%2e/%%2e%%2e/etc/passwd
GET //evil.example/%%5c
GET http://127.0.0.1:4000/.fieldnotes/live.js\nif-range: "a"\nrange: bytes=-5
END
cat > corpus/language_server/1 <<'END'
?textDocument/completion {"textDocument":{"uri":"file:///a.md"},"position":{"line":1,"character":2}}
textDocument/didChange {"textDocument":{"uri":"file:///a.md","version":2},"contentChanges":[{"text":"---\ntitle: [\n"}]}
?textDocument/rename {"textDocument":{"uri":"file:///a.md"},"position":{"line":3,"character":3},"newName":"B"}
$/cancelRequest {"id":1}
END
