#!/usr/bin/env bash
# litewitness, a witness that others have written, cosigns the logs of two nodes of the demo (C2SP tlog-witness): named in JUXTA_WITNESSES by its key and address, its
# cosignatures stand in the evidence of a message, and `juxta verify` counts them where a trust file names its key alone. Builds it through the Go module proxy. Ends with
# "N passed, N failed". Usage: bash test/foreign/litewitness.sh (after the build). Without Go it is skipped, and with CI=true it fails.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v go >/dev/null || ! command -v ssh-agent >/dev/null; then
  echo 'skipped: go or ssh-agent is not installed'
  [ "${CI:-}" != true ] || { echo 'with CI=true nothing may be skipped'; exit 1; }
  exit 0
fi
work=$(mktemp -d)
started=()
finish() {
  status=$?
  for pid in "${started[@]}"; do kill -TERM "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; done
  [ -z "${SSH_AGENT_PID:-}" ] || kill "$SSH_AGENT_PID" 2>/dev/null
  chmod -R u+w "$work"
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
    failed=$((failed + 1)) && echo "not ok - $name" && tail -40 "$work/out" | sed 's/^/    /'
  fi
}
give_up() { echo "$1"; [ -z "${2:-}" ] || cat "$2"; echo "$passed passed, $((failed + 1)) failed"; exit 1; }
# Waits for a state, for two minutes at most.
until_() { for _ in $(seq 600); do "$@" && return 0; sleep 0.2; done; return 1; }
juxta() { node "$root/bin/juxta.js" "$@"; }

cd "$work" || exit 1
GOBIN="$work" go install filippo.io/torchwood/cmd/litewitness@v0.6.1 >go 2>&1 || give_up 'litewitness cannot be built' go
ssh-keygen -q -t ed25519 -N '' -C litewitness -f key
eval "$(ssh-agent -a "$work/agent")" >/dev/null
SSH_AUTH_SOCK="$work/agent" ssh-add -q key
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
touch witness.log
./litewitness -name witness.example/lite -key "$(ssh-keygen -lf key.pub | cut -d' ' -f2)" -ssh-agent "$work/agent" -db witness.db -listen "127.0.0.1:$port" 2>witness.log &
started+=($!)
until_ grep -q 'msg=listening' witness.log || give_up 'litewitness does not start' witness.log
vkey=$(sed -n 's/.*msg="verifier key" vkey="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' witness.log)
printf 'witness lite %s http://127.0.0.1:%s\nquorum lite\n' "$vkey" "$port" >witnesses.policy

JUXTA_WITNESSES="$work/witnesses.policy" JUXTA_WITNESS_NETWORKS=127.0.0.0/8 node "$root/bin/juxta.js" demo --keep --json --countries 2 --dir "$work/nodes" >demo.json 2>demo.err &
demo=$!
started=("$demo" "${started[@]}")
for _ in $(seq 900); do [ -s demo.json ] && break; kill -0 "$demo" 2>/dev/null || break; sleep 0.2; done
[ -s demo.json ] || give_up 'the nodes do not start' demo.err

# Whoever runs it tells it which logs there are: witnessctl writes the same two rows.
logs() { for country in xa xb; do juxta log policy --dir "$work/nodes/$country" | sed -n 's/^log \([^ ]*\).*/\1/p'; done; }
logs >logs.txt
check 'a policy names the log of each node' test "$(wc -l <logs.txt)" = 2
(cd "$root" && node --input-type=module -e '
  import { readFileSync } from "node:fs"
  import Sqlite from "libsql"
  const db = new Sqlite(process.argv[1])
  for (const key of readFileSync(process.argv[2], "utf8").trim().split("\n")) {
    const origin = key.split("+")[0]
    db.prepare("insert into log (origin, tree_size, tree_hash) values (?, 0, ?)").run(origin, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    db.prepare("insert into key (origin, key) values (?, ?)").run(origin, key)
  }' "$work/witness.db" "$work/logs.txt") || give_up 'litewitness does not take the logs'

# A message, and what each node says that its witnesses have cosigned.
cat >send.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
const [a, b] = JSON.parse(readFileSync('demo.json', 'utf8').split('\n')[0]).nodes
const ask = async (node, role, path, body) => {
  const headers = { authorization: `Bearer ${node.keys[role]}`, ...(body ? { 'content-type': 'application/json', 'idempotency-key': randomUUID() } : {}) }
  const answer = await fetch(node.window + path, { method: body ? 'POST' : 'GET', headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  const json = await answer.json()
  if (!answer.ok) throw new Error(JSON.stringify(json))
  return json
}
const until = async (what, look) => {
  for (const end = Date.now() + 120_000; Date.now() < end; await new Promise((r) => setTimeout(r, 200))) if (await look()) return
  throw new Error(`waited in vain until ${what}`)
}
const { id } = await ask(a, 'window', '/v1/messages', {
  to: b.country,
  procedure: 'pre-arrival',
  type: 'declaration',
  context: { xSchema: 'pre-arrival', xPurpose: 'demonstration' },
  document: { mediaType: 'application/json', text: JSON.stringify({ functionalReferenceId: `LRN-${randomUUID()}` }) },
})
await until('it is delivered', async () => (await ask(a, 'window', `/v1/messages/${id}`)).state === 'delivered')
const log = async (node) => (await (await fetch(`${node.window}/v1/log`, { headers: { authorization: `Bearer ${node.keys.window}` } })).json())
const sizes = await Promise.all([a, b].map(async (node) => (await log(node)).size))
for (const [i, node] of [a, b].entries())
  await until(`${node.country} is cosigned`, async () => (await log(node)).cosigned.some(({ witness, size }) => witness === 'witness.example/lite' && size >= sizes[i]))
console.log(id)
JS
check 'litewitness cosigns the logs of both nodes' sh -c 'node send.mjs >message'
id=$(tail -1 message)
check 'evidence is written' juxta evidence "$id" --dir "$work/nodes/xa" -o bundle.json
check 'its cosignatures stand in the evidence' grep -q 'witness.example/lite' bundle.json
# A trust file that names this witness and no other; another key of that name is another witness.
trust() { node -e 'const fs = require("fs"), [from, to, ...witnesses] = process.argv.slice(1), { identities } = JSON.parse(fs.readFileSync(from)); fs.writeFileSync(to, JSON.stringify({ identities, witnesses, quorum: 1 }))' "$work/nodes/trust.json" "$@"; }
trust trust.json "$vkey"
check 'juxta verify counts them, under its key alone' juxta verify bundle.json --trust trust.json
other=$(cd "$root" && node --input-type=module -e 'import { encodeVerifierKey, verifierKey } from "./dist/node/log/note.js"; import { randomBytes } from "node:crypto"; console.log(encodeVerifierKey(verifierKey("witness.example/lite", 4, randomBytes(32))))')
trust stranger.json "$other"
without() { juxta verify bundle.json --trust stranger.json; [ $? = 2 ]; }
check 'and counts nothing under another key' without

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
