#!/usr/bin/env bash
# Juxta and phase4 in turns, as README.md beside it has it: builds both and measures them. Usage: bash bench/phase4/run.sh [--messages N] [--turns N] [--warm N] [--json]
set -euo pipefail
cd "$(dirname "$0")/../.."
node scripts/build.mjs
exec node dist/node/main.js bench phase4 "$@"
