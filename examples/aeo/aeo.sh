#!/usr/bin/env bash
# Authorised economic operators between XA, which grants, and XB, which recognises, with curl. Usage: bash examples/aeo/aeo.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

# digest TEXT: as the messages write it.
digest() { node -p '"sha-256:" + crypto.createHash("sha256").update(process.argv[1]).digest("base64url")' "$1"; }
# Consent is given now: one that is older than its withdrawal would bring nobody back.
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
trader() {
  echo "{\"aeoMutualRecognitionParty\":{\"id\":\"$1\"},\"authorisationHolder\":{\"id\":\"$1-AEOF\",\"categoryCode\":\"AEOF\"},\"xProgramme\":\"AEO-XA\",\"xEffectiveFrom\":\"2026-01-01T00:00:00Z\",\"xName\":\"$2\",\"xConsent\":{\"ref\":\"consent of $1\",\"at\":\"$now\"}}"
}
# applied CASE SEQUENCE: waits until XB's signed word that the list is applied has come to XA.
applied() {
  for _ in $(seq 300); do
    [ "$(get XA "/v1/cases/$1" | json state.applied.sequence)" = "$2" ] && return 0
    sleep 0.1
  done
  echo "sequence $2 of case $1 was not applied" >&2
  return 1
}
recognised() { get XB "/v1/traders/$1" | json recognised; }

echo "A list of two traders in two parts: each part names the hash of all, its traders are attached, one JSON text a line."
one="$(trader XA-CHEESE 'Cheese of the North')"$'\n'
two="$(trader XA-MILK 'Milk Logistics')"$'\n'
hash=$(digest "$(digest "$one")"$'\n'"$(digest "$two")")
part() { # NUMBER LINES CONVERSATION-MEMBER
  local document="{\"xSnapshot\":\"S-1\",\"xPart\":$1,\"xParts\":2,\"xCount\":2,\"xSequence\":1,\"xHash\":\"$hash\",\"xPartCount\":1,\"xAttachment\":{\"part\":\"attachment-1\",\"digest\":\"$(digest "$2")\"}}"
  post XA "{\"to\":\"XB\",\"procedure\":\"aeo\",\"type\":\"snapshot\",\"context\":{\"xSchema\":\"aeo\"}$3,\"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$document")},\"attachments\":[{\"mediaType\":\"application/x-ndjson\",\"text\":$(text "$2")}]}"
}
case=$(part 1 "$one" '' | json conversation)
held XA "$(part 2 "$two" ",\"conversation\":\"$case\"" | json id)"
applied "$case" 1
echo "XB has applied it. XA-CHEESE is recognised: $(recognised XA-CHEESE)"

echo "XA suspends XA-CHEESE."
# The hash of a delta: of the hash before and the entries in canonical JSON (RFC 8785).
entries='[{"aeoMutualRecognitionParty":{"id":"XA-CHEESE"},"authorisationHolder":{"categoryCode":"AEOF","id":"XA-CHEESE-AEOF"},"xAction":"suspended","xEffectiveFrom":"2026-06-01T00:00:00Z","xProgramme":"AEO-XA"}]'
hash=$(digest "$hash$entries")
# What is taken from a trader a person has decided.
person='"xDecidedBy":{"kind":"officer","ref":"XA-7","function":"AEO desk","office":"XA000101","legalGround":"Customs Act, section 41"}'
delta="{\"xSequence\":2,\"xHash\":\"$hash\",\"xEntries\":$entries}"
held XA "$(post XA "{\"to\":\"XB\",\"procedure\":\"aeo\",\"type\":\"delta\",\"context\":{\"xSchema\":\"aeo\",$person},\"conversation\":\"$case\",\"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$delta")}}" | json id)"
applied "$case" 2
get XB /v1/traders/XA-CHEESE | json items.0.status
echo "XA-CHEESE is recognised: $(recognised XA-CHEESE), XA-MILK: $(recognised XA-MILK), a stranger: $(recognised XA-NOBODY)"

echo "Many at once:"
curl -sS --fail-with-body -X POST "$XB_WINDOW/v1/traders/lookup" -H "Authorization: Bearer $XB_KEY" -H 'Content-Type: application/json' \
  -d '{"traders":[{"id":"XA-CHEESE"},{"id":"XA-MILK"},{"id":"XA-NOBODY"}]}' | json items
