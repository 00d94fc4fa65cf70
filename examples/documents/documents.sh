#!/usr/bin/env bash
# Permits with curl: XA issues one, XB uses a part of it and asks for more than there is. Usage: bash examples/documents/documents.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

permit="CITES-$(uuid)"
in_hours() { node -p "new Date(Date.now() + $1 * 3600000).toISOString()"; }

echo "XA issues $permit:"
curl -sS --fail-with-body -X PUT "$XA_WINDOW/v1/permits/$permit" -H "Authorization: Bearer $XA_KEY" -H 'Content-Type: application/json' -d "{
  \"typeCode\": \"811\", \"xKind\": \"cites\", \"xAgency\": \"CITES-MA\", \"xUse\": \"single\", \"xUsePoints\": [\"export\", \"import\"],
  \"xIssuedAt\": \"$(in_hours -24)\", \"xStanding\": \"issued\", \"xDestinations\": [\"XB\"],
  \"xPurposeCode\": \"T\", \"xItems\": [{\"xItem\": \"1\", \"description\": \"caviar\", \"xScientificName\": \"Acipenser gueldenstaedtii\",
  \"xAppendix\": \"II\", \"xSourceCode\": \"C\", \"quantityQuantity\": {\"value\": \"10\", \"unitCode\": \"KGM\"}}]}" | json balance.1

# use ID QUANTITY [CONVERSATION]: XB asks to write off; the answer is the submission.
use() {
  local document="{\"xUseId\":\"$1\",\"xMode\":\"request\",\"xKind\":\"cites\",\"xUsePoint\":\"import\",\"xItem\":\"1\",
    \"additionalDocument\":{\"id\":\"$permit\",\"typeCode\":\"811\",\"writeOff\":{\"quantityQuantity\":{\"value\":\"$2\",\"unitCode\":\"KGM\"}}},
    \"xIssuer\":{\"country\":\"XA\",\"agency\":\"CITES-MA\"},\"xExportedAt\":\"$(in_hours -2)\",\"declaration\":{\"id\":\"MRN-$1\"},\"ucr\":{\"id\":\"$permit-1\"},\"xFinal\":false}"
  post XB "{\"to\":\"XA\",\"procedure\":\"documents\",\"type\":\"use\",\"context\":{\"xSchema\":\"documents\"}${3:+,\"conversation\":\"$3\"},
    \"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$document")}}"
}
# decided N: waits until XB knows what became of the N-th use.
decided() {
  local state=requested
  for _ in $(seq 300); do
    state=$(get XB "/v1/permits/$permit" | json "uses.$1.state" || true)
    [ -n "$state" ] && [ "$state" != requested ] && break
    sleep 0.1
  done
  get XB "/v1/permits/$permit" | json "uses.$1"
}

echo "XB uses 6.5 kg:"
made=$(use U-1 6.5)
conversation=$(echo "$made" | json conversation)
held XB "$(echo "$made" | json id)"
decided 0

echo "and asks for 4 kg more:"
held XB "$(use U-2 4 "$conversation" | json id)"
decided 1

echo "The balance at XA, over all who use it, and at XB, as XA has stated it:"
get XA "/v1/permits/$permit" | json balance.1
get XB "/v1/permits/$permit" | json balance.1
echo "The list:"
get XB "/v1/permits?limit=1" | json items.0.id
