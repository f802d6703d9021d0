#!/bin/sh
# Migrations are numbered 1, 2, 3 … : a gap or a repeated number stops the build.
set -eu
gen=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

for f in 0001_a 0002_b 0002_c 0003_d; do
    printf '%s\n' 'select "x"; -- a\b' >$f.sql
done
refused() {
    if "$gen" bad.c "$@" 2>err; then
        echo "not refused: $*" >&2
        exit 1
    fi
}

"$gen" good.c 0002_b.sql 0001_a.sql 0003_d.sql
test "$(grep -o '"000._."' good.c | tr -d '\n')" = '"0001_a""0002_b""0003_d"'
grep -qF 'select \"x\"; -- a\\b\n' good.c

refused 0001_a.sql 0003_d.sql
grep -q '0003_d.sql: error' err
refused 0001_a.sql 0002_b.sql 0002_c.sql
refused 0001_a.sql 0002_missing.sql
refused
