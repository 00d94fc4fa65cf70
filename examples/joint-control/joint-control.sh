#!/usr/bin/env bash
# A joint control with curl: asked, accepted, run, recorded by both nodes, recognised. Usage: bash examples/joint-control/joint-control.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

now() { node -p "new Date(Date.now() + ${1:-0} * 60000).toISOString()"; }
container="XATU$(uuid | cut -c1-8)"
control="JC-$(uuid | cut -c1-8)"
subject="\"xSubject\":[{\"transportEquipment\":{\"id\":\"$container\"}}]"

# say XA XB TYPE '{…}' [CONVERSATION [IN-REPLY-TO]]: one message by an officer, until it is in the case on both sides; `made` is the answer.
say() {
  made=$(post "$1" "{\"to\":\"$2\",\"procedure\":\"joint-control\",\"type\":\"$3\"${5:+,\"conversation\":\"$5\"}${6:+,\"inReplyTo\":\"$6\"},
    \"context\":{\"xSchema\":\"joint-control\",\"xDecidedBy\":{\"kind\":\"officer\",\"ref\":\"$1-7\",\"function\":\"duty officer\",\"office\":\"XB000214\",\"legalGround\":\"Customs Act, section 12\"}},
    \"document\":{\"mediaType\":\"application/json\",\"text\":$(text "$4")}}")
  held "$1" "$(echo "$made" | json id)"
}
result="\"xControl\":\"$control\",\"xResultNo\":1,\"xFinality\":\"final\",\"xAgency\":\"customs\",\"xOutcomes\":[{\"xObjective\":\"drugs\",\"xResultCode\":\"satisfactory\"}],$subject"

echo "XA asks, XB accepts, both begin:"
say XA XB request "{\"xControl\":\"$control\",\"xSide\":\"exit\",\"xPlace\":\"XB000214\",\"xStart\":\"$(now -30)\",\"xObjectives\":[\"drugs\"],$subject,\"xAgencies\":[\"customs\"]}"
conversation=$(echo "$made" | json conversation)
say XB XA acceptance '{"xAgencies":["customs"]}' "$conversation" "$conversation"
say XA XB start "{\"xStart\":\"$(now -29)\"}" "$conversation"
say XB XA start "{\"xStart\":\"$(now -28)\"}" "$conversation"

echo "Each states its result; XB puts on a new seal:"
say XA XB result "{$result,\"xStart\":\"$(now -28)\",\"xEnd\":\"$(now -10)\"}" "$conversation"
say XB XA result "{$result,\"xStart\":\"$(now -28)\",\"xEnd\":\"$(now -9)\",\"transportEquipment\":[{\"id\":\"$container\",\"xSealBefore\":[{\"id\":\"A-1\",\"condition\":\"intact\"}],\"seal\":[{\"id\":\"B-7\"}]}]}" "$conversation"

echo "Both nodes make the record by themselves:"
for _ in $(seq 100); do
  digest=$(get XB "/v1/controls?reference=$container" | json items.0.record.digest)
  both=$(get XB "/v1/controls?reference=$container" | json items.0.record.signedBy.1)
  [ -n "$digest" ] && [ -n "$both" ] && break
  sleep 0.1
done
get XB "/v1/controls?reference=$container" | json items.0.record

echo "XB recognises it, and asks: already controlled, same objective, seal intact?"
say XB XA recognition "{\"xRecordDigest\":\"$digest\",\"xObjectives\":[\"drugs\"],\"xSealLastSeen\":[{\"transportEquipment\":\"$container\",\"seal\":\"B-7\",\"at\":\"$(now)\"}]}" "$conversation"
get XB "/v1/controls?reference=$container&objective=drugs&seal=B-7" | json items.0.answers.0
echo "With another seal:"
get XB "/v1/controls?reference=$container&objective=drugs&seal=X-9" | json items.0.answers.0
echo "XA has said nothing of the control by XB, and silence is not recognition:"
get XA "/v1/controls?reference=$container&objective=drugs&seal=B-7" | json items.0.answers.0
