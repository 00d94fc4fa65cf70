/** Evidence for two verifiers to judge: two logs with a past, a message between them, and bundles of it that are as good as they can be. */
import { randomBytes } from 'node:crypto'
import { writeEvidence } from '../../../node/evidence/bundle.ts'
import { readCheckpoint } from '../../../node/log/checkpoint.ts'
import { proveConsistency, proveInclusion } from '../../../node/log/merkle.ts'
import { digestOf } from '../../../node/values/digest.ts'
import { privateKey } from '../../../node/seal/keys.ts'
import { signCompactWith } from '../../../node/seal/local-keys.ts'
import { evidenceOf, exchange, NOW, signSet, trustFile, xa, xb, xc } from '../../log/world.ts'
import type { Sent, TestCountry, TestLog } from '../../log/world.ts'

/** What both verifiers are called with; `at` in seconds since 1970. */
export type Case = {
  readonly name: string
  readonly files: readonly string[]
  readonly trust: string
  readonly at: number
}
/** A bundle as JSON, of any shape: most of these are wrong. */
export type Json = any

/** In canonical JSON: the members of each object stand in the order of their names. */
export const AGREEMENT = JSON.stringify({
  instrument: { article: 'Article 1', kind: 'treaty', title: 'A treaty' },
  issued_at: NOW - 1000,
  limits: { expiry_days: 30, message_bytes: 1_000_000 },
  parties: ['XA', 'XB'],
  procedures: [
    {
      agencies: ['*'],
      from: ['XA', 'XB'],
      name: 'pre-arrival',
      purposes: ['*'],
      retention: { documents_days: 365, manifests_days: 3650 },
      types: ['*'],
      versions: ['1'],
    },
  ],
  stage: { ends: ['its end'], name: 'live' },
  title: 'Agreement of XA and XB',
  valid: { from: NOW - 1000, until: NOW + 1_000_000 },
  version: 1,
})
export const copy = (value: Json): Json => structuredClone(value)
export const base64 = (proof: readonly Buffer[]): string[] => proof.map((hash) => hash.toString('base64'))
export const payloadOf = (jws: string): Json => JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString())
export const sizeOf = (log: Json): number => readCheckpoint(log.checkpoint).checkpoint.size
export const bundleOf = async (sent: Sent, more: Parameters<typeof evidenceOf>[1] = {}): Promise<Json> =>
  JSON.parse(writeEvidence(await evidenceOf(sent, more)))

/** One bit of one byte of what a text encodes, flipped. */
export function flip(text: string, encoding: 'base64' | 'base64url', at = 5): string {
  const bytes = Buffer.from(text, encoding)
  bytes[at % bytes.length]! ^= 1
  return bytes.toString(encoding)
}
/** A JWS with another bit in its header (0), payload (1) or signature (2); what the first two encode stays JSON. */
export const flipSegment = (jws: string, segment: number): string =>
  jws
    .split('.')
    .map((s, i) => {
      if (i !== segment) return s
      if (segment === 2) return flip(s, 'base64url', 40)
      const text = Buffer.from(s, 'base64url').toString()
      const at = text.search(segment === 0 ? /.",/ : /[0-9],"/)
      return Buffer.from(text.slice(0, at) + (text[at] === '3' ? '4' : '3') + text.slice(at + 1)).toString('base64url')
    })
    .join('.')
export const flipText = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)

/** A compact JWS by the signing key of a country, of whatever header and payload. */
export const signJws = async (by: TestCountry, header: object, payload: string): Promise<string> =>
  signCompactWith(await privateKey(by.signing.pem, by.signing.alg), { alg: 'ES256', ...header } as never, payload)
export const signAgreement = (by: TestCountry, text: string): Promise<string> =>
  signJws(by, { typ: 'juxta-agreement+jwt', kid: by.signing.kid }, text)

/** A later checkpoint of `log` with one more leaf, whose salt is its own, proven under it. */
export async function own(
  log: TestLog,
  kind: string,
  peer: string,
  object: string | Buffer,
  of: string,
): Promise<Json> {
  const salt = randomBytes(32)
  const { index, leaf } = log.append(kind as never, peer, salt, object)
  const checkpoint = await log.publish([xc.witness])
  const proof = base64(await proveInclusion(index, index + 1, log.nodes(index + 1)))
  return { checkpoint, leaves: [{ of, index, leaf, proof, salt: salt.toString('base64url') }] }
}

/** That `logs[from]` of a bundle is the beginning of `logs[to]`. */
export async function growth(log: TestLog, bundle: Json, from: number, to: number): Promise<Json> {
  const [m, n] = [sizeOf(bundle.logs[from]), sizeOf(bundle.logs[to])]
  return { from, to, proof: base64(await proveConsistency(m, n, log.nodes(n))) }
}

export type Made = Awaited<ReturnType<typeof makeWorld>>

/** The messages and the bundles that all cases are made of. */
export async function makeWorld() {
  xa.log.fill(37)
  xb.log.fill(81)
  const past = await Promise.all(
    [xa.log, xb.log].map(async (log) => {
      const size = log.entries.length
      return { log, size, checkpoint: await log.publish([xc.witness], NOW - 60) }
    }),
  )
  const sent = await exchange({ agreement: digestOf(AGREEMENT) })
  xa.log.fill(9)
  const plain = await bundleOf(sent)
  const second = await bundleOf(await exchange())
  const rich = copy(plain)
  for (const [i, { log, size, checkpoint }] of past.entries()) {
    const to = sizeOf(rich.logs[i])
    rich.logs[i].before = { checkpoint, proof: base64(await proveConsistency(size, to, log.nodes(to))) }
  }
  const [ofA, ofB] = [await signAgreement(xa, AGREEMENT), await signAgreement(xb, AGREEMENT)]
  rich.agreement = { text: AGREEMENT, signatures: [ofA, ofB] }
  const both = JSON.stringify({ agreement: AGREEMENT, signatures: { XA: ofA, XB: ofB } })
  rich.logs.push(await own(xa.log, 'agreement', 'XB', both, 'agreement'))
  rich.logs.push(await own(xa.log, 'key', 'XA', xa.identity, 'records/0'))
  rich.records.push({ kind: 'key', object: xa.identity })
  rich.consistency = [await growth(xa.log, rich, 0, 2), await growth(xa.log, rich, 2, 3)]
  const trusted = JSON.parse(trustFile()).identities as Record<'XA' | 'XB' | 'XC', Json>
  const cases: Case[] = []
  const add = (name: string, bundles: Json, more: object = {}, at = NOW + 10): void => {
    const files = (Array.isArray(bundles) ? bundles : [bundles]).map((b) =>
      typeof b === 'string' ? b : JSON.stringify(b),
    )
    cases.push({ name, files, trust: JSON.stringify({ identities: trusted, ...more }), at })
  }
  /** A case that differs from a good bundle by what `work` does to it. */
  const change = (name: string, work: (bundle: Json) => void, of: Json = plain, more: object = {}, at = NOW + 10) => {
    const bundle = copy(of)
    work(bundle)
    add(name, bundle, more, at)
  }
  return { sent, plain, second, rich, trusted, cases, add, change, set: signSet }
}
