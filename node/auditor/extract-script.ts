/** The script beside what was extracted: it goes from the message to the keys of the trust file with a shell and openssl alone, and fails where a step fails. */
import type { Country } from '../values/country.ts'

/** The path of a leaf to the root: the sibling's hash, and whether it stands left or right. RFC 6962 §2.1.1. */
export function sidesOf(index: number, size: number): ('L' | 'R')[] {
  if (size <= 1) return []
  let half = 1
  while (half * 2 < size) half *= 2
  return index < half ? [...sidesOf(index, half), 'R'] : [...sidesOf(index - half, size - half), 'L']
}

export type ScriptStep =
  | { readonly step: 'identity'; readonly name: string; readonly country: Country; readonly digest: boolean }
  | { readonly step: 'jws'; readonly name: string; readonly identity: string | null; readonly digest: boolean }
  | { readonly step: 'note'; readonly name: string; readonly body: string; readonly identity: string | null }
  | {
      readonly step: 'leaf'
      readonly leaf: string
      readonly log: string
      readonly opens: { readonly name: string; readonly class: string; readonly salt: string } | null
    }
  | { readonly step: 'timestamp'; readonly name: string; readonly log: string }
  | { readonly step: 'document'; readonly name: string }

const HEAD = `#!/bin/sh
# From the message to the keys of the trust file with which it was extracted: trust-*.pub.pem (compare their fingerprints) and TSA.pem. Needs openssl, base64, grep.
# Exits with 1 where a step fails. That a leaf stands at its index is checked by tools of C2SP from the files *.tlog-proof.
cd "$(dirname "$0")" || exit 1
bad=0
say() { if [ "$1" = 0 ]; then echo "ok      $2"; else echo "FAILED  $2"; bad=1; fi; }
url() { base64 | tr -d '\\n=' | tr '/+' '_-'; }
payload() { p=$(cut -d. -f2 "$1" | tr -d '\\n' | tr '_-' '/+'); while [ $(( \${#p} % 4 )) -ne 0 ]; do p="$p="; done; printf %s "$p" | base64 -d; }
verify() { openssl pkeyutl -verify -pubin -inkey "$1" -rawin $4 -in "$2" -sigfile "$3" >/dev/null 2>&1; }
digest() { openssl dgst -sha256 -binary; }
# The last bytes of a public key, as base64url or base64, must stand in what an identity signs.
named() { payload "$1" | grep -qF "$2"; }
point() { openssl pkey -pubin -in "$1" -outform DER 2>/dev/null | tail -c "$2" | head -c 32 | url; }
vkey() { { printf "$2"; openssl pkey -pubin -in "$1" -outform DER 2>/dev/null | tail -c 32; } | base64 | tr -d '\\n'; }
commits() { c=$({ printf 'juxta-commit-v1\\000%s\\000' "$3"; cat "$4"; digest < "$2"; } | digest | url); grep -qF "\\"c\\":\\"sha-256:$c\\"" "$1"; }
root() {
  { printf '\\000'; cat "$1"; } | digest > hash.tmp
  while read -r side hash; do
    printf %s "$hash" | base64 -d > other.tmp
    if [ "$side" = L ]; then { printf '\\001'; cat other.tmp hash.tmp; } | digest > next.tmp; else { printf '\\001'; cat hash.tmp other.tmp; } | digest > next.tmp; fi
    mv next.tmp hash.tmp
  done < "$1.path"
  [ "$(base64 < hash.tmp)" = "$(sed -n 3p "$2")" ]
}
`

const es256 = (digest: boolean): string => (digest ? "'-digest sha256'" : "''")

function lines(s: ScriptStep): string[] {
  const says = (check: string, text: string): string => `${check}; say $? "${text}"`
  switch (s.step) {
    case 'identity':
      return [
        says(
          `verify trust-${s.country}.pub.pem ${s.name}.signed ${s.name}.sig ${es256(s.digest)}`,
          `${s.name}: signed by the identity key of ${s.country} in the trust file`,
        ),
      ]
    case 'jws':
      if (s.identity === null) return [says('false', `${s.name}: no identity of the trust file has its key`)]
      return [
        says(`verify ${s.name}.pub.pem ${s.name}.signed ${s.name}.sig ${es256(s.digest)}`, `${s.name}: signature`),
        says(
          `named ${s.identity}.signed "\\"$(point ${s.name}.pub.pem ${s.digest ? 64 : 32})\\""`,
          `${s.name}: its key stands in ${s.identity}`,
        ),
      ]
    case 'note':
      if (s.identity === null) return []
      return [
        says(`verify ${s.name}.pub.pem ${s.name}.signed ${s.name}.sig ''`, `${s.name}: signature`),
        says(`tail -n 3 ${s.name}.signed | cmp -s - ${s.body}`, `${s.name}: under the checkpoint`),
        says(
          `named ${s.identity}.signed "$(vkey ${s.name}.pub.pem '\\001')" || named ${s.identity}.signed "$(vkey ${s.name}.pub.pem '\\004')"`,
          `${s.name}: its key stands in ${s.identity}`,
        ),
      ]
    case 'leaf':
      return [
        ...(s.opens
          ? [
              says(
                `commits ${s.leaf} ${s.opens.name} ${s.opens.class} ${s.opens.salt}`,
                `${s.leaf}: commits to ${s.opens.name}`,
              ),
            ]
          : []),
        says(`root ${s.leaf} ${s.log}.body`, `${s.leaf}: stands under ${s.log}`),
      ]
    case 'timestamp':
      return [
        says(
          `openssl ts -verify -token_in -in ${s.name}.token -data ${s.log}.body -CAfile TSA.pem >/dev/null 2>&1`,
          `${s.name}: by an authority of the trust file`,
        ),
      ]
    case 'document':
      return [
        says(
          `named manifest.signed "sha-256:$(cat ${s.name}.salt ${s.name} | digest | url)"`,
          `${s.name}: its digest stands in the manifest`,
        ),
      ]
  }
}

/** `sh check.sh`, in the folder of the files. No text in it comes from the bundle but ids of parts and countries, which are plain. */
export const checkScript = (steps: readonly ScriptStep[]): string =>
  `${HEAD}${steps.flatMap(lines).join('\n')}\nrm -f hash.tmp other.tmp next.tmp\nexit $bad\n`
