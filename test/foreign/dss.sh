#!/usr/bin/env bash
# The European Commission's Digital Signature Service (EU DSS) in a JVM over receipts and manifests of real nodes: it accepts them with the anchor of their
# country, doubts them without, and refuses each flipped byte. Usage: bash test/foreign/dss.sh (after the build; needs a JDK and Maven)
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root/test/foreign/dss/pom.xml" "$work"
(cd "$work" && mvn -q -B dependency:build-classpath -Dmdep.outputFile="$work/classpath") || { echo 'not ok: Maven does not bring EU DSS'; exit 1; }
TAP_TIMEOUT=${TAP_TIMEOUT:-600} DSS_CLASSPATH=$(cat "$work/classpath") node "$root/dist/test/foreign/dss/check.js"
