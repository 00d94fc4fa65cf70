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
# Each has nodes of its own, and neither measures.
node "$root/dist/test/foreign/neighbour/exchange.js" "$work/venv/bin/python" 1000 >"$work/exchanged" 2>&1 &
node "$root/dist/test/foreign/neighbour/faults.js" "$work/venv/bin/python" || failed=1
wait $! || failed=1
cat "$work/exchanged"
exit "$failed"
