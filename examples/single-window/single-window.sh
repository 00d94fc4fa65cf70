#!/usr/bin/env bash
# What a Single Window does all day, with curl: send, learn what has become of it from the feed of changes, read what came, answer.
# Usage: bash examples/single-window/single-window.sh demo.json
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"

# Where the feed of changes is now; kept with one's own data, it is where to go on after a restart.
since=$(get XA '/v1/changes?after=now' | json next)

reference="LRN-$(uuid)"
id=$(post XA "{\"to\":\"XB\",\"procedure\":\"pre-arrival\",\"type\":\"declaration\",\"context\":{\"xSchema\":\"pre-arrival\"},
  \"document\":{\"mediaType\":\"application/json\",\"text\":$(text "{\"functionalReferenceId\":\"$reference\"}")}}" | json id)
echo "XA sends $reference: $id"

# At the neighbour: page by page from the beginning of its inbox, each request held until something comes.
after=''
until grep -q "\"id\":\"$id\"" <<<"${page:-}"; do
  page=$(get XB "/v1/inbox?after=$after&wait=30")
  after=$(json next <<<"$page")
done
echo "XB reads: $(get XB "/v1/messages/$id/document")"
act() { curl -sS --fail-with-body -X POST "$XB_WINDOW/v1/inbox/$id/$1" -H "Authorization: Bearer $XB_KEY" "${@:2}" | json state; }
act collected
act answer -H 'Content-Type: application/json' -d '{"outcome":"accepted"}'

until grep -q "\"message\":\"$id\",.*\"state\":\"accepted\"" <<<"$(tr '{' '\n' <<<"${changes:-}")"; do
  changes=$(get XA "/v1/changes?kind=message&after=$since&wait=30")
  since=$(json next <<<"$changes")
done
echo "XA learns: accepted"
