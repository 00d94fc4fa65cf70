#!/usr/bin/env bash
# Release times with curl: what the clocks on both sides of a border say about the same lorry.
# Run: npm run -s demo -- --keep --json > demo.json &   then   bash examples/release-time/release-time.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

n=$((RANDOM % 900 + 100))$((RANDOM % 900 + 100))
crossing=C-$n
# Nobody states what has not happened yet.
day=$(node -p 'new Date(Date.now() - 864e5).toISOString().slice(0, 10)')
conversation=

# event FROM TO CODE CLOCK ID: what a clock of FROM has seen
event() {
  local document="{\"xEventId\":\"$5\",\"xCode\":\"$3\",\"xOccurredAt\":\"${day}T$4Z\",\"xRecordedAt\":\"${day}T$4Z\",\
\"xClock\":{\"source\":\"ntp\",\"uncertaintyMs\":500},\"xCapture\":\"automatic\",\"modeCode\":\"3\"}"
  message "$1" "$2" event "$document"
}
# message FROM TO TYPE DOCUMENT
message() {
  local sent
  sent=$(post "$1" "{\"to\":\"$2\",\"procedure\":\"release-time\",\"type\":\"$3\",\
\"context\":{\"xSchema\":\"release-time\",\"xPurpose\":\"time release study\",\"xLegalBasis\":\"TFA Article 7.6\",\"xCrossing\":\"$crossing\",\"xOffice\":\"$1$n\"},\
\"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$4")}${conversation:+,\"conversation\":\"$conversation\"}}")
  conversation=$(json conversation <<<"$sent")
  held "$1" "$(json id <<<"$sent")"
}

echo "One lorry, $crossing, from XA$n to XB$n"
event XA XB arrival 06:00:00 "$n-1"
event XA XB release 06:30:00 "$n-2"
event XA XB exit 06:30:00.300 "$n-3"
event XB XA arrival 06:40:00 "$n-4"
event XB XA control-started 07:10:00 "$n-5"
event XB XA release 07:50:00 "$n-6"

echo 'XB has read a clock wrongly: a correction is added, and what was said stays'
message XB XA correction "{\"xEventId\":\"$n-6\",\"xOccurredAt\":\"${day}T07:55:00Z\",\"xReason\":\"read wrongly\"}"

echo 'Door to door, the same at both countries:'
for country in XA XB; do
  times=$(get $country "/v1/crossings/$crossing/release-times")
  echo "  $country: $(($(json ms <<<"$times") / 60000)) min, idle $(json idle <<<"$times") ms"
  [ "$(json ms <<<"$times")" = 6900000 ]
  [ "$(json legs.1.shown <<<"$times")" = '≤ 1 s' ]
done

get XA "/v1/crossings/$crossing" | json cases.0.messages | node -e '
  for (const m of JSON.parse(require("fs").readFileSync(0, "utf8"))) console.log(`  ${m.from} ${m.type} ${m.status}`)'
get XA "/v1/crossings/$crossing/release-times.svg" >/tmp/juxta-$n.svg
get XA '/v1/release-times.csv?by=day' >/tmp/juxta-$n.csv
echo "The picture: /tmp/juxta-$n.svg; all movements by day: /tmp/juxta-$n.csv"
