#!/usr/bin/env bash
# Opening hours with curl: two offices agree when they are open, and everybody sees it.
# Run: npm run -s demo -- --keep --json > demo.json &   then   bash examples/opening-hours/opening-hours.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

n=$((RANDOM % 900 + 100))$((RANDOM % 900 + 100))
pair=/v1/opening-hours/XA$n/XB$n
today=$(date -u +%F)
tzdb=$(node -p process.versions.tz)
context='{"xSchema":"opening-hours","xPurpose":"coordinated border management","xLegalBasis":"TFA Article 8.2(a)","xDecidedBy":{"kind":"officer","ref":"head of office","function":"duty officer","office":"XB000214","legalGround":"Customs Act, section 12"}}'

# hours SIDE ZONE FROM TO
hours() {
  local weekly='' day
  for day in mo tu we th fr; do weekly+="${weekly:+,}{\"day\":\"$day\",\"from\":\"$3\",\"to\":\"$4\"}"; done
  echo "{\"xVersion\":1,\"exitOffice\":{\"id\":\"XA$n\"},\"xEntryOffice\":\"XB$n\",\"xSide\":\"$1\",\"xTimeZone\":\"$2\",\"xTzdb\":\"$tzdb\",\
\"xValidFrom\":\"${today}T00:00:00Z\",\"xAdmittedBefore\":\"PT30M\",\"xRules\":[{\"direction\":\"both\",\"modeCode\":[\"3\"],\
\"agency\":\"customs\",\"service\":\"clearance\",\"weekly\":[$weekly]}]}"
}
# message TO TYPE DOCUMENT [CONVERSATION [IN-REPLY-TO]]
message() {
  echo "{\"to\":\"$1\",\"procedure\":\"opening-hours\",\"type\":\"$2\",\"context\":$context,\
\"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$3")}${4:+,\"conversation\":\"$4\"}${5:+,\"inReplyTo\":\"$5\"}}"
}

echo "XA$n proposes its hours, in the time of Helsinki"
sent=$(post XA "$(message XB proposal "$(hours XA Europe/Helsinki 06:00 22:00)")")
conversation=$(json conversation <<<"$sent")
held XA "$(json id <<<"$sent")"

echo "XB$n counters with its own, in the time of Warsaw"
counter=$(post XB "$(message XA counter-proposal "$(hours XB Europe/Warsaw 08:00 20:00)" "$conversation")" | json id)
held XB "$counter"

echo "XA$n accepts by the digest of the intervals in UTC, which its own node has computed"
intervals=$(get XA "$pair" | node -e '
  const { versions } = JSON.parse(require("fs").readFileSync(0, "utf8"))
  const { version, intervals } = versions.find((v) => v.id === process.argv[1])
  console.log(JSON.stringify({ xVersion: version, xIntervalsDigest: intervals.digest, xTzdb: intervals.tzdb }))' "$counter")
accepted=$(post XA "$(message XB acceptance "$intervals" "$conversation" "$counter")" | json id)
held XA "$accepted"

echo 'What the case does not allow is told at once, by rule and element:'
if post XA "$(message XB acceptance "$intervals" "$conversation" "$counter")" >/tmp/juxta-$n.json; then exit 1; fi
echo "  $(json rule </tmp/juxta-$n.json) at $(json pointer </tmp/juxta-$n.json): $(json detail </tmp/juxta-$n.json)"

echo 'Both countries see the same; each asks its own node'
for country in XA XB; do
  echo "  $country: open now for road: $(get $country "$pair/open?modeCode=3&direction=exit" | json open)"
  get $country "$pair/next?modeCode=3&direction=exit" | json next | sed 's/^/  next: /'
done

echo 'The calendar is public: no key'
curl -sS --fail "$XB_WINDOW$pair/calendar.ics" >/tmp/juxta-$n.ics
curl -sS --fail "$XB_WINDOW$pair/week.svg" >/tmp/juxta-$n.svg
echo "  $(grep -c BEGIN:VEVENT /tmp/juxta-$n.ics) openings in four weeks: /tmp/juxta-$n.ics; the week: /tmp/juxta-$n.svg"

first=$(curl -sS --fail "$XA_WINDOW$pair/calendar" | json both.0)
from=$(json from <<<"$first")
to=$(json to <<<"$first")
echo "A fire in XB$n: one side closes at once, and says where to go instead"
closing="{\"xFrom\":\"$from\",\"xReviewAt\":\"$to\",\"xReason\":\"fire\",\"xAlternatives\":[\"XB000999\"],\"xInstructions\":[]}"
fire=$(post XB "$(message XA emergency-closing "$closing" "$conversation")" | json id)
held XB "$fire"
[ "$(get XA "$pair/open?modeCode=3&at=$from" | json open)" = false ]
echo "  closed at $from"

echo 'Whoever has closed reopens'
open=$(post XB "$(message XA reopening "{\"xAt\":\"$from\"}" "$conversation" "$fire")" | json id)
held XB "$open"
[ "$(get XA "$pair/open?modeCode=3&at=$from" | json open)" = true ]

ours=$(get XA "/v1/cases/$conversation" | json hash)
[ "$ours" = "$(get XB "/v1/cases/$conversation" | json hash)" ]
echo "Both countries hold the same case: $ours"
