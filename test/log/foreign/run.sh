#!/usr/bin/env bash
# Exports of the log checked with programs of others: tessera's fsck, and Go's sumdb/note and sumdb/tlog with filippo.io/mldsa (check.go). Each must pass over every export and
# fail on one flipped byte. Builds them through the Go module proxy; needs Go 1.25. Usage, after a build: test/log/foreign/run.sh [EXPORT…]
# EXPORT: folders that `juxta log export` wrote, beside the made-up logs of the sizes where something can go wrong. Without Go it is skipped, and with
# CI=true it fails.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
exports=()
for dir in "$@"; do exports+=("$(cd "$dir" && pwd)"); done
if ! command -v go >/dev/null; then
  echo 'skipped: go is not installed'
  [ "${CI:-}" != true ] || { echo 'with CI=true nothing may be skipped'; exit 1; }
  exit 0
fi
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

echo "== build tessera's fsck and check.go ($(go version | cut -d' ' -f3))"
GOBIN="$work" go install github.com/transparency-dev/tessera/cmd/fsck@v1.0.4
mkdir "$work/check"
cp "$here/check.go" "$work/check/"
(cd "$work/check" && { go mod init check && go get golang.org/x/mod@v0.33.0 filippo.io/mldsa@v1.0.0 && go build -o "$work/sumdb" .; } >"$work/go" 2>&1) || { cat "$work/go"; exit 1; }

# fsck ends with 0 whatever it finds, and goes on asking where a hash is wrong: what it says last is its answer.
said() { echo "$work/said${1//\//_}"; }
fsck() {
  timeout "${FSCK_SECONDS:-60}" "$work/fsck" --storage_url="file://$1/" --public_key="$1/log.vkey" --ui=false >"$(said "$1")" 2>&1 || true
  tail -1 "$(said "$1")" | grep -q "Successfully fsck'd log"
}
sumdb() { "$work/sumdb" "$1" >"$(said "$1")" 2>&1; }
passes() { "$1" "$2" || { echo "not ok: $1 refuses $2"; cat "$(said "$2")"; exit 1; }; }
flip() { node -e 'const fs = require("fs"), [f, at] = process.argv.slice(1), b = fs.readFileSync(f); b[at] ^= 1; fs.writeFileSync(f, b)' "$1" "$2"; }
# Flips the lowest bit of one byte of a file and sets it back; whoever says nothing against it is named.
flipped() {
  local check=$1 dir=$2 file=$3 at=$4
  flip "$dir/$file" "$at"
  if FSCK_SECONDS=6 "$check" "$dir"; then echo "not ok: $check passes with byte $at of $file flipped"; exit 1; fi
  flip "$dir/$file" "$at"
  echo "$file $at" >>"$(said "$dir").flips"
}

checked() {
  local size=$1 dir="$work/log-$1" check file
  node "$root/dist/test/log/write-export.js" "$dir" "$size"
  for check in fsck sumdb; do
    passes "$check" "$dir"
    for file in checkpoint $(cd "$dir" && find tile/entries tile/0 -type f | sort | sed -n '1p;$p' | sort -u); do
      # The root of the checkpoint stands behind its first two lines.
      flipped "$check" "$dir" "$file" "$([ "$file" = checkpoint ] && echo 40 || echo 20)"
    done
    passes "$check" "$dir"
  done
  echo "ok: $size entries"
  rm -rf "$dir"
}
# All at once: most of the time fsck waits.
sizes=()
for size in 1 255 256 257 65535 65536 65537 66000; do
  checked "$size" &
  sizes+=($!)
done
failed=0
for pid in "${sizes[@]}"; do wait "$pid" || failed=1; done
[ "$failed" = 0 ] || exit 1
for dir in "${exports[@]}"; do
  for shard in "$dir" "$dir"/shards/*; do
    [ -e "$shard/checkpoint" ] || continue
    passes fsck "$shard"
    flipped fsck "$shard" "$(cd "$shard" && find tile/entries -type f | sort | head -1)" 20
    echo "ok: $(head -1 "$shard/checkpoint"), $(sed -n 2p "$shard/checkpoint") entries"
  done
done
echo "two programs of others pass over every export, and fail on each of $(cat "$work"/*.flips | wc -l) flipped bytes"
