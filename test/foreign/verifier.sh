#!/usr/bin/env bash
# A verifier that was written in Python from docs/proof/evidence.md alone, beside `juxta verify`: over bundles good and bad both find the same, against the same.
# Ends with "N passed, N failed". Usage: bash test/foreign/verifier.sh (after the build)
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v python3 >/dev/null; then
  echo 'skipped: there is no python3'
  [ "${CI:-}" != true ]
  exit
fi
export PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -q --disable-pip-version-check -r "$root/test/foreign/verifier/requirements.txt" ||
  { echo '0 passed, 1 failed'; exit 1; }
node "$root/dist/test/foreign/verifier/compare.js" "$work/cases" "$work/venv/bin/python" "$root/test/foreign/verifier/verify.py"
