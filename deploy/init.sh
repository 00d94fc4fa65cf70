#!/bin/sh
# Makes the node's folder on the first start, and nothing on later ones. Development certificates: for a real node see ../README.md.
set -eu
umask 077
[ ! -e /data/made ] || exit 0
if [ -e /data/juxta.env ]; then
  echo "the folder of $COUNTRY was left half made by a start that was ended: docker compose down -v removes it and its store"
  exit 1
fi
# Into a variable first: init refuses a folder in which there is a file.
said=$(juxta init --dir /data --country "$COUNTRY" --name "$NAME" --profile dev --exchange-url "https://$HOST:7443" --exchange-listen 0.0.0.0:7443)
printf '%s\n' "$said" > /data/first-operator-key.txt
touch /data/made
echo "made the node of $COUNTRY; its first operator key is in /data/first-operator-key.txt"
