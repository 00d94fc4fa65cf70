#!/usr/bin/env bash
# Offices and routes with curl: each side states what it serves, and both see what does not fit. Usage: bash examples/system/system.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

# state XA XB '{…}': a statement of reference data.
state() {
  held "$1" "$(post "$1" "{\"to\":\"$2\",\"procedure\":\"system\",\"type\":\"reference-data\",\"context\":{\"xSchema\":\"system\"},
    \"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$3")}}" | json id)"
}
office() { echo "{\"id\":\"$1\",\"name\":\"$2\",\"modeCode\":[\"3\"]}"; }
route() { echo "{\"exitOffice\":{\"id\":\"$1\"},\"entryOffice\":{\"id\":\"$2\"},\"modeCode\":\"3\"}"; }

# What is stated counts: a declaration for an office that its country does not state is rejected. This one is that of the other examples.
others=$(office XB000214 'Road East')

# Versions grow, so that the example can be run again on the same nodes.
version=$(node -p 'Date.now()')
echo "XA has a route that XB does not know:"
state XA XB "{\"xVersion\":$version,\"xOffices\":[$(office XA1 Bridge),$(office XA2 Tunnel)],\"xRoutes\":[$(route XA1 XB1),$(route XA2 XB1)]}"
state XB XA "{\"xVersion\":$version,\"xOffices\":[$(office XB1 Bridge),$others],\"xRoutes\":[$(route XA1 XB1)]}"
get XA '/v1/office-check?peer=XB' | json items.0

echo "XB adds it:"
state XB XA "{\"xVersion\":$((version + 1)),\"xOffices\":[$(office XB1 Bridge),$others],\"xRoutes\":[$(route XA1 XB1),$(route XA2 XB1)]}"
get XB '/v1/office-check?peer=XA' | json items.0.ready
