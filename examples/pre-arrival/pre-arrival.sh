#!/usr/bin/env bash
# Pre-arrival between XA, which the goods leave, and XB, which they enter, with curl. Usage: bash examples/pre-arrival/pre-arrival.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

box="XATU$((RANDOM % 9000000 + 1000000))"
later() { node -p 'new Date(Date.now() + process.argv[1] * 60000).toISOString()' "$1"; }
# says FROM TO TYPE DOCUMENT [MORE-MEMBERS] [MORE-CONTEXT]: a message of the case, once both sides hold it; prints its id.
says() {
  local sent
  sent=$(post "$1" "{\"to\":\"$2\",\"procedure\":\"pre-arrival\",\"type\":\"$3\",\"conversation\":\"$case\",\"context\":{\"xSchema\":\"pre-arrival\"${6:-}},\"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$4")}${5:-}}")
  held "$1" "$(echo "$sent" | json id)"
  echo "$sent" | json id
}
# What only a person decides names that person.
person=',"xDecidedBy":{"kind":"officer","ref":"XB-7","function":"duty officer","office":"XB000214","legalGround":"Customs Act, section 12"}'
subject="[{\"transportEquipment\":{\"id\":\"$box\"}}]"

echo "XA announces container $box."
declaration="{\"functionalReferenceId\":\"LRN-$box\",\"borderTransportMeans\":{\"id\":\"XA 1234\",\"modeCode\":\"3\"},\"goodsShipment\":{\"consignment\":{\"containerCode\":\"1\",\"transportEquipment\":[{\"id\":\"$box\"}]}},\"xOfficeOfFirstEntry\":\"XB000214\",\"xEstimatedArrival\":\"$(later 300)\"}"
first=$(post XA "{\"to\":\"XB\",\"procedure\":\"pre-arrival\",\"type\":\"declaration\",\"context\":{\"xSchema\":\"pre-arrival\"},\"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$declaration")}}")
case=$(echo "$first" | json conversation)
held XA "$(echo "$first" | json id)"
says XB XA registered "{\"declaration\":{\"id\":\"26XB${box#XATU}000000A\"}}" > /dev/null
says XB XA risk-outcome '{"declaration":{"versionId":"1"},"xComplete":true}' > /dev/null

echo "XB stops it: do-not-load goes before everything else."
stop=$(says XB XA do-not-load "{\"xSubject\":$subject}" '' "$person")
echo "What XA must look at now:"
for _ in $(seq 300); do
  cause=$(get XA "/v1/pre-arrivals/board" | json items.0.cause)
  [ "$cause" = do-not-load-unanswered ] && break
  sleep 0.1
done
echo "$cause"
says XA XB do-not-load-answer "{\"xOutcome\":\"relayed\",\"xAt\":\"$(later 1)\"}" ",\"inReplyTo\":\"$stop\"" > /dev/null
echo "The carrier had it after $(get XB "/v1/pre-arrivals/$case" | json doNotLoad.0.timeToCarrierMs) ms."
says XB XA do-not-load-lifted '{}' ",\"inReplyTo\":\"$stop\"" "$person" > /dev/null

echo "It leaves, and arrives: by its number it finds its case."
says XA XB exit '{}' > /dev/null
get XB "/v1/pre-arrivals?reference=$box" | json items.0.lrn
says XB XA arrival '{"xActualOffice":"XB000214"}' > /dev/null
says XB XA presentation '{}' > /dev/null
says XB XA release '{}' > /dev/null
echo "XA: $(get XA "/v1/pre-arrivals/$case" | json status) $(get XA "/v1/pre-arrivals/$case" | json hash)"
echo "XB: $(get XB "/v1/pre-arrivals/$case" | json status) $(get XB "/v1/pre-arrivals/$case" | json hash)"
