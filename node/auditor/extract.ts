/** Taking a bundle apart into the files that `openssl` and C2SP tools read, with the commands that check them: nobody has to believe our verifier. */
import { createPublicKey } from 'node:crypto'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isSigning, parseIdentity, type Identity, type PublicJwk } from '../message/identity.ts'
import { signingInput } from '../message/manifest.ts'
import type { Evidence, Subject } from '../evidence/bundle.ts'
import { writeJades } from '../evidence/jades.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { cosignedBytes } from '../log/cosignature.ts'
import { classOf, isLeafKind } from '../log/entry.ts'
import { der, derInteger, TAG } from '../log/der.ts'
import { mlDsaPublicPem } from '../seal/ml-dsa.ts'
import {
  encodeVerifierKey,
  isBy,
  isCosigner,
  parseVerifierKey,
  type NoteSignature,
  type VerifierKey,
} from '../log/note.ts'
import { encodeProofFile } from '../log/proof.ts'
import { checkScript, sidesOf, type ScriptStep } from './extract-script.ts'
import type { Trust } from './trust.ts'

export type ExtractedFile = { readonly path: string; readonly bytes: Buffer }

const pemOf = (jwk: PublicJwk): string =>
  createPublicKey({ key: { ...jwk }, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString()
const ed25519Pem = (key: VerifierKey): string =>
  pemOf({ kty: 'OKP', crv: 'Ed25519', x: key.publicKey.toString('base64url') })

/** JOSE writes an ES256 signature as r ‖ s, openssl reads a SEQUENCE of the two. */
const derSignature = (raw: Buffer): Buffer =>
  der(TAG.sequence, derInteger(raw.subarray(0, raw.length / 2)), derInteger(raw.subarray(raw.length / 2)))

/** `name`: of the files of the identity; null where the trust file has no key to check it with. */
type Named = { readonly identity: Identity; readonly jws: string; readonly name: string | null }

function identitiesOf(evidence: Evidence, trust: Trust | null): Named[] {
  return evidence.identities.flatMap((jws, i) => {
    try {
      const identity = parseIdentity(parseStrictJson(strictBase64url(jws.split('.')[1] ?? '')))
      return [{ identity, jws, name: trust?.identities.has(identity.country) ? `identity-${i}` : null }]
    } catch {
      return []
    }
  })
}

/** The class and the object of a leaf about something that is extracted under its name. */
function opened(of: Subject, kind: string): { class: string; name: string } | null {
  if (!isLeafKind(kind)) return null
  const [list, n] = of.split('/')
  const names: Readonly<Record<string, string>> = {
    manifest: 'manifest.signed',
    receipt: 'receipt.signed',
    events: `event-${n}.signed`,
    timestamps: `timestamp-${n}.token`,
    records: `record-${n}`,
  }
  const name = names[list!]
  return name === undefined ? null : { class: classOf(kind), name }
}

/** The files of a bundle that was parsed; what cannot be read is left out. Names hold nothing that came from outside but part ids, which are plain. */
export function extractEvidence(evidence: Evidence, trust: Trust | null = null): ExtractedFile[] {
  const files: ExtractedFile[] = []
  const commands: string[] = []
  const steps: ScriptStep[] = []
  const put = (path: string, bytes: Uint8Array | string): void =>
    void files.push({ path, bytes: Buffer.from(bytes as string) })
  const named = identitiesOf(evidence, trust)
  const identities = named.map((n) => n.identity)
  for (const [country, { key }] of trust?.identities ?? []) put(`trust-${country}.pub.pem`, pemOf(key))
  if (trust && trust.tsa.length > 0) put('TSA.pem', trust.tsa.map((c) => c.toString()).join(''))
  for (const { identity, jws: text, name } of named) {
    if (name === null) continue
    const digest = trust!.identities.get(identity.country)!.key.kty === 'EC'
    const raw = strictBase64url(text.split('.')[2] ?? '')
    put(`${name}.jws`, text)
    put(`${name}.signed`, signingInput(text))
    put(`${name}.sig`, digest ? derSignature(raw) : raw)
    steps.push({ step: 'identity', name, country: identity.country, digest })
  }
  /** The name of a trusted identity that has a key. */
  const holder = (has: (identity: Identity) => boolean): string | null =>
    named.find((n) => n.name !== null && has(n.identity))?.name ?? null
  const jws = (name: string, text: string): void => {
    put(`${name}.jws`, text)
    try {
      const [header, , signature] = text.split('.')
      const { kid, alg } = parseStrictJson(strictBase64url(header!)) as { kid?: unknown; alg?: unknown }
      const key = identities.flatMap((i) => i.keys.filter(isSigning)).find((k) => k.kid === kid)
      const raw = strictBase64url(signature!)
      put(`${name}.signed`, signingInput(text))
      put(`${name}.sig`, alg === 'ES256' ? derSignature(raw) : raw)
      const identity = holder((i) => i.keys.some((k) => k.kid === kid))
      steps.push({ step: 'jws', name, identity, digest: alg === 'ES256' })
      if (!key) return
      put(`${name}.pub.pem`, pemOf(key.jwk))
      const digest = alg === 'ES256' ? ' -digest sha256' : ''
      commands.push(
        `openssl pkeyutl -verify -pubin -inkey ${name}.pub.pem -rawin${digest} -in ${name}.signed -sigfile ${name}.sig`,
      )
    } catch {
      // A JWS that cannot be taken apart stays whole; the verifier has said why.
    }
  }
  if (evidence.manifest !== '') jws('manifest', evidence.manifest)
  if (evidence.receipt !== null) jws('receipt', evidence.receipt)
  for (const [i, event] of evidence.events.entries()) jws(`event-${i}`, event)
  if (evidence.salt) put('salt', evidence.salt)
  // With its timestamps each is a JAdES signature in JSON serialisation, which other validators read.
  for (const { of, etsiU } of evidence.signatureTimestamps ?? []) {
    const signed = of === 'manifest' ? evidence.manifest : evidence.receipt
    if (signed !== null) put(`${of}.jades.json`, writeJades(signed, etsiU))
  }
  const logKeys = identities
    .flatMap((i) => [i.log.vkey, i.witness.vkey, ...(i.witness.more ?? [])])
    .flatMap((vkey) => {
      try {
        return [parseVerifierKey(vkey)]
      } catch {
        return []
      }
    })
  const noteSignature = (name: string, body: string, signature: NoteSignature): void => {
    const key = logKeys.find((k) => isBy(signature, k))
    if (!key) return
    const time = isCosigner(key) && signature.signature.length > 8 ? signature.signature.readBigUInt64BE() : null
    put(`${name}.signed`, time === null ? body : cosignedBytes(body, time, key))
    put(`${name}.sig`, time === null ? signature.signature : signature.signature.subarray(8))
    put(`${name}.pub.pem`, key.type === 6 ? mlDsaPublicPem(44, key.publicKey) : ed25519Pem(key))
    const vkey = encodeVerifierKey(key)
    const identity = holder((i) => i.log.vkey === vkey || i.witness.vkey === vkey)
    if (key.type !== 6) steps.push({ step: 'note', name, body: `${name.split('.')[0]!}.body`, identity })
    commands.push(
      `${key.type === 6 ? '# OpenSSL 3.5 and newer: ' : ''}openssl pkeyutl -verify -pubin -inkey ${name}.pub.pem -rawin -in ${name}.signed -sigfile ${name}.sig`,
    )
  }
  for (const [i, { checkpoint, leaves }] of evidence.logs.entries()) {
    put(`log-${i}.checkpoint`, checkpoint)
    for (const { index, leaf, proof } of leaves) {
      put(`log-${i}.leaf-${index}`, leaf)
      put(`log-${i}.leaf-${index}.tlog-proof`, encodeProofFile({ index, proof, checkpoint }))
    }
    try {
      const { note, checkpoint: read } = readCheckpoint(checkpoint)
      for (const { of, index, leaf, proof, salt } of leaves) {
        const name = `log-${i}.leaf-${index}`
        const sides = sidesOf(index, read.size)
        put(`${name}.path`, proof.map((h, j) => `${sides[j] ?? 'L'} ${h.toString('base64')}\n`).join(''))
        if (salt) put(`${name}.salt`, salt)
        const about = opened(of, (JSON.parse(leaf) as { kind?: string }).kind ?? '')
        const opens = about && (salt || evidence.salt) ? { ...about, salt: salt ? `${name}.salt` : 'salt' } : null
        steps.push({ step: 'leaf', leaf: name, log: `log-${i}`, opens })
      }
      put(`log-${i}.body`, note.text)
      for (const [j, signature] of note.signatures.entries())
        noteSignature(`log-${i}.signature-${j}`, note.text, signature)
    } catch {
      // As above.
    }
  }
  for (const [i, { log, token }] of evidence.timestamps.entries()) {
    put(`timestamp-${i}.token`, token)
    if (trust && trust.tsa.length > 0) steps.push({ step: 'timestamp', name: `timestamp-${i}`, log: `log-${log}` })
    commands.push(`openssl ts -verify -token_in -in timestamp-${i}.token -data log-${log}.body -CAfile TSA.pem`)
  }
  for (const [i, { object }] of evidence.records.entries()) put(`record-${i}`, object)
  for (const [id, { salt, bytes }] of evidence.parts ?? []) {
    steps.push({ step: 'document', name: `document-${id}` })
    put(`document-${id}`, bytes)
    put(`document-${id}.salt`, salt)
    commands.push(
      `cat document-${id}.salt document-${id} | openssl dgst -sha256 -binary | basenc --base64url   # parts[].digest of the manifest`,
    )
  }
  const head = '# The keys here come from the bundle: compare them with those that you trust. TSA.pem is yours.\n'
  put('COMMANDS.txt', `${head}${commands.join('\n')}\n`)
  if (trust) put('check.sh', checkScript(steps))
  return files
}
