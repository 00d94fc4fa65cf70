#!/usr/bin/env bash
# Mutual assistance with curl: XB asks, XA answers; only the special role sees it. Usage: bash examples/assistance/assistance.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

# Keys of one role are made on the machine of each node.
single=$(make_key XA window window)
XA_KEY=$(make_key XA assistance assistance)
XB_KEY=$(make_key XB assistance assistance)

# say XB XA TYPE '{…}' [CONVERSATION]: one message by an officer.
say() {
  post "$1" "{\"to\":\"$2\",\"procedure\":\"assistance\",\"type\":\"$3\"${5:+,\"conversation\":\"$5\"},
    \"context\":{\"xSchema\":\"assistance\",\"xLegalBasis\":\"Agreement of 2024, Art. 7\",\"xPurpose\":\"undervaluation\",\"xDecidedBy\":{\"kind\":\"officer\",\"ref\":\"$1-12\",\"function\":\"duty officer\",\"office\":\"XB000214\",\"legalGround\":\"Customs Act, section 12\"}},
    \"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$4")}}"
}

echo "XB asks XA:"
made=$(say XB XA request '{"xInstrument":"tfa-12","xMatter":"Invoice 4711","xQuestions":["Was it presented at export?"]}')
conversation=$(echo "$made" | json conversation)
held XB "$(echo "$made" | json id)"
get XA '/v1/assistance?limit=1' | json items.0

echo "XA accepts and answers:"
held XA "$(say XA XB accepted '{}' "$conversation" | json id)"
retain=$(node -p 'new Date(Date.now() + 365 * 86400000).toISOString()')
held XA "$(say XA XB answer "{\"xText\":\"It was.\",\"xRetainUntil\":\"$retain\",\"xUseLimitation\":{\"purposes\":[\"undervaluation\"],\"onward\":\"none\"}}" "$conversation" | json id)"
get XB '/v1/assistance?limit=1&state=answered' | json items.0

echo "The Single Window of XA sees nothing of it:"
curl -sS -H "Authorization: Bearer $single" "$XA_WINDOW/v1/cases/$conversation" | json title
curl -sS -H "Authorization: Bearer $single" "$XA_WINDOW/v1/assistance" | json title

echo "XB has destroyed what it got:"
held XB "$(say XB XA destroyed "{\"xDestroyedAt\":\"$(node -p 'new Date().toISOString()')\"}" "$conversation" | json id)"
get XB "/v1/cases/$conversation" | json state.state
