#!/usr/bin/env bash
# A neighbour of another make, in Python, peers with a node and exchanges 1,000 receipted messages with it in each
# direction; `juxta conform` finds nothing wrong with it, and names each fault that is planted in it. Both end with "N passed, N failed". Usage: bash test/foreign/neighbour.sh (after the build)
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v python3 >/dev/null; then
  echo 'skipped: there is no python3'
  [ "${CI:-}" != true ]
  exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -q --disable-pip-version-check -r "$root/test/foreign/neighbour/requirements.txt" ||
  { echo '0 passed, 1 failed'; exit 1; }
failed=0
run() { node "$root/dist/test/foreign/neighbour/$1.js" "$work/venv/bin/python" "$2" >"$work/said-$1-${2%/*}" 2>&1; }
# Each has a neighbour and a node of its own, which wait for each other most of the time.
running=()
for what in 'exchange 1000' 'faults 1/3' 'faults 2/3' 'faults 3/3'; do
  run $what &
  running+=($!)
done
for pid in "${running[@]}"; do wait "$pid" || failed=1; done
cat "$work"/said-*
exit "$failed"
