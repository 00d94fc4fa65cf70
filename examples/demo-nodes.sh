# What the curl examples share. Source it: . "$(dirname "$0")/../demo-nodes.sh" "${1:--}"
# It reads the line that `npm run -s demo -- --keep --json` prints (from the file named first, or standard input) and sets, for each node,
# XA_WINDOW, XA_DIR, XA_KEY (window), XA_OPERATOR, XA_AUDITOR; XB_WINDOW … Needs bash, curl and node (for reading JSON).

eval "$(node -e '
  const line = require("fs").readFileSync(process.argv[1] === "-" ? 0 : process.argv[1], "utf8").trim().split("\n")[0]
  for (const { country, dir, window, keys } of JSON.parse(line).nodes) {
    const own = { WINDOW: window, DIR: dir, KEY: keys.window, OPERATOR: keys.operator, AUDITOR: keys.auditor }
    for (const [name, value] of Object.entries(own)) {
      if (!/^[A-Z]{2}$/.test(country) || !/^[A-Za-z0-9_:\/.-]+$/.test(value)) throw new Error("not a line of the demo")
      console.log(`${country}_${name}=${value}`)
    }
  }' "$1")"

# make_key XA NAME ROLE […]: an API key made on the machine of the node; over HTTP nobody grants a role that his own key lacks.
make_key() {
  local dir="${1}_DIR"
  node "$(dirname "${BASH_SOURCE[0]}")/../bin/juxta.js" key create --dir "${!dir}" --name "$2" --role "$3" "${@:4}" --json | json secret
}

# json a.b.0.c: a member of the JSON on standard input; nothing where it is not there.
json() {
  node -e '
    let v = JSON.parse(require("fs").readFileSync(0, "utf8"))
    for (const step of process.argv[1].split(".")) v = v?.[step]
    if (v !== undefined && v !== null) console.log(typeof v === "object" ? JSON.stringify(v) : String(v))' "$1"
}

# uuid: a fresh one, for Idempotency-Key and the names of things.
uuid() { node -p 'crypto.randomUUID()'; }

# get XA /v1/…: what the window side of a node answers to its Single Window.
get() {
  local window="${1}_WINDOW" key="${1}_KEY"
  curl -sS --fail-with-body -H "Authorization: Bearer ${!key}" "${!window}$2"
}

# post XA '{…}': submits a message; the answer is {id, conversation, state, links}.
post() {
  local window="${1}_WINDOW" key="${1}_KEY"
  curl -sS --fail-with-body -X POST "${!window}/v1/messages" -H "Authorization: Bearer ${!key}" \
    -H 'Content-Type: application/json' -H "Idempotency-Key: $(uuid)" -d "$2"
}

# text '{…}': a JSON document as the string that the member `text` of a submission holds.
text() { node -p 'JSON.stringify(process.argv[1])' "$1"; }

# held XA ID: waits until the receipt for a message is held; from then on it is in the case on both sides.
held() {
  local state
  for _ in $(seq 300); do
    state=$(get "$1" "/v1/messages/$2" | json state)
    case "$state" in delivered | collected | accepted | rejected) return 0 ;; esac
    sleep 0.1
  done
  echo "message $2 of $1 is still $state" >&2
  return 1
}
