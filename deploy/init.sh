#!/bin/sh
# Makes the node's folder on the first start, and nothing on later ones. Development certificates: for a real node see ../README.md.
set -eu
[ ! -e /data/juxta.env ] || exit 0
juxta init --dir /data --country "$COUNTRY" --name "$NAME" --profile dev \
  --exchange-url "https://$HOST:7443" --exchange-listen 0.0.0.0:7443 > /data/first-operator-key.txt
cat >> /data/juxta.env <<'SETTINGS'
JUXTA_WINDOW_LISTEN=0.0.0.0:7080
JUXTA_WINDOW_CERTIFICATE=certificates/tls.pem
JUXTA_WINDOW_KEY=keys/tls.pem
SETTINGS
chmod 600 /data/first-operator-key.txt
echo "made the node of $COUNTRY; its first operator key is in /data/first-operator-key.txt"
