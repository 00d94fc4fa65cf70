#!/usr/bin/env bash
# Schemathesis drives the API of two nodes of the demo by its own document, with a key of each role; an answer that is a fault of the node fails it.
# Ends with "N passed, N failed". Usage: bash test/foreign/schemathesis.sh [seconds for each key] (after the build)
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:-30}
work=$(mktemp -d)
demo=''
finish() {
  status=$?
  [ -z "$demo" ] || { kill -INT "$demo" 2>/dev/null; wait "$demo" 2>/dev/null; }
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
cd "$work" || exit 1
[ -n "${SCHEMATHESIS_VENV:-}" ] && ln -s "$SCHEMATHESIS_VENV" venv || python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check -r "$root/test/foreign/schemathesis/requirements.txt" ||
  { echo '0 passed, 1 failed'; exit 1; }

node "$root/bin/juxta.js" demo --keep --json --countries 2 --dir "$work/nodes" >demo.json 2>demo.err &
demo=$!
for _ in $(seq 900); do [ -s demo.json ] && break; kill -0 "$demo" 2>/dev/null || break; sleep 0.2; done
[ -s demo.json ] || { cat demo.err; echo '0 passed, 1 failed'; exit 1; }
of() { node -p "JSON.parse(require('fs').readFileSync('demo.json')).nodes[0].$1"; }
window=$(of window)

# What ends the peering, the agreement or a key ends the run for all that follow; application/jose is no type that it can write.
ends='blockPeer|revokeAgreement|revokeKey|publishIdentity|importSealed'
passed=0 failed=0
for role in window operator auditor; do
  key=$(of "keys.$role")
  if venv/bin/schemathesis run "$window/openapi.json" --url "$window" -H "Authorization: Bearer $key" --max-time "$seconds" \
    --phases coverage,fuzzing --checks not_a_server_error --exclude-operation-id-regex "^($ends)$" --request-timeout 65 \
    --continue-on-failure --suppress-health-check all --warnings off --no-color >"$role.txt" 2>&1; then
    passed=$((passed + 1)) && echo "ok - a key of role $role: no answer is a fault of the node ($(grep -oE '[0-9,]+ generated' "$role.txt" | tail -1))"
  else
    failed=$((failed + 1)) && echo "not ok - a key of role $role" && tail -120 "$role.txt" | sed 's/^/    /'
  fi
done
for list in readyz v1/messages v1/inbox v1/permits v1/pre-arrivals v1/crossings v1/traders v1/opening-hours; do
  if curl -sSf "$window/$list" -H "Authorization: Bearer $(of keys.window)" >/dev/null; then
    passed=$((passed + 1)) && echo "ok - /$list still answers"
  else
    failed=$((failed + 1)) && echo "not ok - /$list"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
