#!/usr/bin/env bash
# A Python client of a node, made by openapi-python-client from the document that the node serves: FOLDER/juxta_client, with an interpreter beside it that has what the
# client needs (httpx, attrs) and standardwebhooks, which verifies what webhooks bring. Usage: bash client/python/make.sh FOLDER [http://127.0.0.1:7080 | openapi.json]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?FOLDER is missing}
from=${2:-http://127.0.0.1:7080}
mkdir -p "$folder"
[ -x "$folder/venv/bin/openapi-python-client" ] || python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check -r "$here/requirements.txt"
case "$from" in
  http://* | https://*) curl -sSf "${from%/}/openapi.json" -o "$folder/openapi.json" ;;
  *) cp "$from" "$folder/openapi.json" ;;
esac
cd "$folder"
PATH="$PWD/venv/bin:$PATH" openapi-python-client generate --config "$here/generator.yaml" --path openapi.json --output-path juxta_client \
  --meta none --overwrite --fail-on-warning
echo "made $PWD/juxta_client; $PWD/venv/bin/python runs what imports it"
