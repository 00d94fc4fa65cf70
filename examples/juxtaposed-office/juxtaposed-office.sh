#!/usr/bin/env bash
# A juxtaposed office with curl: dossiers, one movement in one stop, its board, a suspension. Usage: bash examples/juxtaposed-office/juxtaposed-office.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

now() { node -p "new Date(Date.now() + ${1:-0} * 60000).toISOString()"; }
office="BRIDGE-$(uuid | cut -c1-8)"
container="XATU$(uuid | cut -c1-8)"

# say XA XB TYPE '{…}' [CONVERSATION]: one message by an officer, until it is in the case on both sides; `made` is the answer.
say() {
  made=$(post "$1" "{\"to\":\"$2\",\"procedure\":\"juxtaposed-office\",\"type\":\"$3\"${5:+,\"conversation\":\"$5\"},
    \"context\":{\"xSchema\":\"juxtaposed-office\",\"xDecidedBy\":{\"kind\":\"officer\",\"ref\":\"$1-3\",\"function\":\"duty officer\",\"office\":\"XB000214\",\"legalGround\":\"Customs Act, section 12\"}},
    \"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$4")}}")
  held "$1" "$(echo "$made" | json id)"
}
dossier() {
  echo "{\"xOfficeId\":\"$office\",\"xSide\":\"$1\",\"xVersion\":1,\"xValidFrom\":\"$(now -60)\",\"xLegalBasis\":\"agreement on the bridge, Art. 4\",
    \"xZones\":[{\"id\":\"Z1\",\"territory\":\"XB\",\"lanes\":[{\"id\":\"1\",\"modeCode\":\"3\"}]}]}"
}
# stage XB NAME: waits until the movement stands there.
stage() {
  for _ in $(seq 100); do
    [ "$(get "$1" "/v1/movements?office=$office&stage=$2" | json items.0.conversation)" = "$movement" ] && return 0
    sleep 0.1
  done
  echo "the movement is not at $2" >&2
  return 1
}

echo "Both describe the office and agree:"
say XA XB dossier "$(dossier exit)"
case=$(echo "$made" | json conversation)
say XB XA dossier "$(dossier entry)" "$case"
say XA XB agreement '{"xVersion":1}' "$case"
say XB XA agreement '{"xVersion":1}' "$case"
get XB "/v1/juxtaposed-offices?office=$office" | json items.0.state

echo "A container is released for exit; the machine of the exit side hands it over:"
say XA XB exit-completed "{\"xOfficeId\":\"$office\",\"xOfficeCase\":\"$case\",\"xZone\":\"Z1\",\"xLane\":\"1\",\"xAt\":\"$(now)\",\"xSubject\":[{\"transportEquipment\":{\"id\":\"$container\"}}]}"
movement=$(echo "$made" | json conversation)
stage XB handover
get XB "/v1/movements?office=$office" | json items.0.subjects

echo "XB suspends the office for a storm; what is open goes on to its end:"
say XB XA suspension "{\"xReasonCode\":\"storm\",\"xFrom\":\"$(now -1)\",\"xEnds\":\"complete\"}" "$case"
get XA "/v1/movements?office=$office&state=open" | json items.0.flags
get XA "/v1/movements?office=$office&state=open" | json items.0.ending

echo "It enters:"
say XB XA entry-started "{\"xAt\":\"$(now)\"}" "$movement"
say XB XA entry-completed "{\"xAt\":\"$(now)\"}" "$movement"
get XA "/v1/movements?office=$office" | json items.0.state
echo "XB opens the office again:"
say XB XA agreement '{"xVersion":1}' "$case"
get XA "/v1/juxtaposed-offices?office=$office" | json items.0.state
