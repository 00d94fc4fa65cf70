#!/usr/bin/env bash
# One-stop shop with curl: one submission for two agencies of XB, each with its own inbox. Usage: bash examples/one-stop-shop/one-stop-shop.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

# agency NAME: an API key of an agency of XB.
agency() { make_key XB "$1 desk" window --agency "$1"; }
# as KEY METHOD PATH [BODY]: what XB answers to an agency.
as() {
  curl -sS --fail-with-body -X "$2" "$XB_WINDOW$3" -H "Authorization: Bearer $1" ${4:+-H 'Content-Type: application/json' -d "$4"}
}
customs=$(agency customs)
veterinary=$(agency veterinary)

echo "One document for two agencies of XB:"
made=$(post XA '{"to":[{"country":"XB","agency":"customs"},{"country":"XB","agency":"veterinary"}],"procedure":"pre-arrival","type":"declaration","document":{"mediaType":"application/xml","text":"<Declaration>cheese</Declaration>"}}')
submission=$(echo "$made" | json submission)
first=$(echo "$made" | json messages.0.id)
second=$(echo "$made" | json messages.1.id)
held XA "$first"
held XA "$second"
echo "one status: $(get XA "/v1/submissions/$submission" | json status)"

echo "Each agency collects and answers its own; what is for the other does not exist for it:"
as "$customs" POST "/v1/inbox/$first/collected" | json state
as "$customs" POST "/v1/inbox/$first/answer" '{"outcome":"accepted"}' | json state
as "$customs" POST "/v1/inbox/$second/collected" | json title || true
as "$veterinary" POST "/v1/inbox/$second/answer" '{"outcome":"accepted"}' | json state
for _ in $(seq 300); do
  [ "$(get XA "/v1/submissions/$submission" | json status)" = accepted ] && break
  sleep 0.1
done
echo "one status: $(get XA "/v1/submissions/$submission" | json status)"

echo "An agency subscribes by procedure and type:"
id=$(as "$veterinary" POST /v1/subscriptions '{"agency":"veterinary","procedure":"pre-arrival","types":["declaration"]}' | json id)
as "$veterinary" GET /v1/subscriptions | json items
as "$veterinary" DELETE "/v1/subscriptions/$id"
