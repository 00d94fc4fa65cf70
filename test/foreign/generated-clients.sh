#!/usr/bin/env bash
# The API's document as others use it: linted by two tools, and turned by a Python and a TypeScript generator into clients that send, read and answer
# between two nodes of the demo. Ends with "N passed, N failed". Usage: bash test/foreign/generated-clients.sh (after the build)
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here="$root/test/foreign/clients"
work=$(mktemp -d)
demo=''
finish() {
  status=$?
  [ -z "$demo" ] || { kill -INT "$demo" 2>/dev/null; wait "$demo" 2>/dev/null; }
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
passed=0 failed=0
check() {
  local name=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    passed=$((passed + 1)) && echo "ok - $name"
  else
    failed=$((failed + 1)) && echo "not ok - $name" && sed 's/^/    /' "$work/out"
  fi
}

cd "$work" || exit 1
python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check -r "$here/requirements.txt" || { echo '0 passed, 1 failed'; exit 1; }
cp "$here/package.json" . && npm install --silent --no-package-lock --no-audit --no-fund || { echo '0 passed, 1 failed'; exit 1; }

node "$root/bin/juxta.js" demo --keep --json --countries 2 --dir "$work/nodes" >demo.json 2>demo.err &
demo=$!
for _ in $(seq 900); do [ -s demo.json ] && break; kill -0 "$demo" 2>/dev/null || break; sleep 0.2; done
[ -s demo.json ] || { cat demo.err; echo '0 passed, 1 failed'; exit 1; }
window=$(node -p 'JSON.parse(require("fs").readFileSync("demo.json")).nodes[0].window')
curl -sSf "$window/openapi.json" -o openapi.json || { echo '0 passed, 1 failed'; exit 1; }

# Its own rules end with a word on every warning; none is expected.
spotless() { local said; said=$(node_modules/.bin/redocly lint "$@" 2>&1) && ! grep -qiE '[0-9]+ warning' <<<"$said" || { echo "$said"; return 1; }; }
for document in "$root/openapi/window.yaml" "$root/openapi/exchange.yaml" "$work/openapi.json"; do
  check "redocly has nothing to say about ${document##*/}" spotless "$document"
  check "openapi-spec-validator takes ${document##*/}" venv/bin/openapi-spec-validator "$document"
done

check 'openapi-python-client makes a client, without a warning' bash "$root/client/python/make.sh" "$work" "$window"
check 'the Python client sends, reads and answers' venv/bin/python "$here/send-read-answer.py" demo.json
check 'the example in Python does what it says' env PYTHONPATH="$work" venv/bin/python "$root/examples/single-window/single_window.py" demo.json
check 'a receiver of webhooks in Python is told, and verifies it' env PYTHONPATH="$work" venv/bin/python "$root/examples/webhook/webhook.py" demo.json

make_typescript() { node "$root/node_modules/openapi-typescript/bin/cli.js" openapi.json -o schema.d.ts; }
check 'openapi-typescript makes types' make_typescript
cp "$here/send-read-answer.ts" .
check 'a TypeScript client over openapi-fetch compiles' node "$root/node_modules/typescript/bin/tsc" --strict --noUncheckedIndexedAccess \
  --target es2022 --module nodenext --skipLibCheck --typeRoots "$root/node_modules/@types" --types node send-read-answer.ts
check 'it sends, reads and answers' node send-read-answer.js demo.json

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
