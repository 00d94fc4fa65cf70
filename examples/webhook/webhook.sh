#!/usr/bin/env bash
# Being told instead of asking, with curl and openssl: the signature of Standard Webhooks is an HMAC over what came. Usage: bash examples/webhook/webhook.sh demo.json
# The receiver is a few lines of node, which write what came into files for the shell to look at.
set -euo pipefail
. "$(dirname "$0")/../demo-nodes.sh" "${1:--}"
work=$(mktemp -d)
node -e '
  const fs = require("fs")
  const server = require("http").createServer((request, response) => {
    const chunks = []
    request.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
      fs.writeFileSync(`${process.argv[1]}/body`, Buffer.concat(chunks))
      fs.writeFileSync(`${process.argv[1]}/headers`, JSON.stringify(request.headers))
      response.writeHead(204).end()
    })
  })
  server.listen(0, "127.0.0.1", () => fs.writeFileSync(`${process.argv[1]}/port`, String(server.address().port)))' "$work" &
receiver=$!
trap 'kill $receiver; rm -rf "$work"' EXIT
until [ -s "$work/port" ]; do sleep 0.1; done

webhook=$(curl -sS --fail-with-body "$XA_WINDOW/v1/webhooks" -H "Authorization: Bearer $XA_KEY" -H 'Content-Type: application/json' \
  -d "{\"url\":\"http://127.0.0.1:$(cat "$work/port")/juxta\",\"kinds\":[\"message\"],\"states\":[\"delivered\"]}")
post XA "{\"to\":\"XB\",\"procedure\":\"pre-arrival\",\"type\":\"declaration\",\"context\":{\"xSchema\":\"pre-arrival\"},
  \"document\":{\"mediaType\":\"application/json\",\"text\":$(text "{\"functionalReferenceId\":\"LRN-$(uuid)\"}")}}" >/dev/null
until [ -s "$work/headers" ]; do sleep 0.1; done

header() { json "$1" <"$work/headers"; }
key=$(json secret <<<"$webhook" | sed 's/^whsec_//' | base64 -d | od -An -tx1 | tr -d ' \n')
signature=$({ printf '%s.%s.' "$(header webhook-id)" "$(header webhook-timestamp)"; cat "$work/body"; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)
grep -qF "v1,$signature" <<<"$(header webhook-signature)" || { echo 'the signature does not hold' >&2; exit 1; }
echo "told: $(json type <"$work/body"), signed by $(header webhook-id)"
curl -sS --fail-with-body -X DELETE "$XA_WINDOW/v1/webhooks/$(json id <<<"$webhook")" -H "Authorization: Bearer $XA_KEY"
