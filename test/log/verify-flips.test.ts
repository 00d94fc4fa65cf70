/** Every bit of what is signed or hashed in a bundle, flipped: none of it gets past the verifier. */
import t from 'tap'
import type { Evidence } from '../../node/evidence/bundle.ts'
import type { FindingCode } from '../../node/auditor/findings.ts'
import { parseTrust } from '../../node/auditor/trust.ts'
import { verifyEvidence, type EvidenceCrypto, type Report } from '../../node/auditor/verify.ts'
import { crypto, evidenceOf, exchange, NOW, trustFile, xa } from './world.ts'

xa.log.fill(70)
const sent = await exchange()
const good = await evidenceOf(sent)
const trust = parseTrust(trustFile())
const objections = (report: Report): FindingCode[] =>
  report.findings.filter((f) => f.weight === 'invalid' || f.weight === 'incomplete').map((f) => f.code)

t.test('no flipped bit of what is signed or hashed gets past', async (t) => {
  // Signatures that were checked once need not be checked again: what is flipped is never among them.
  const kept = new Map<string, Promise<unknown>>()
  const once = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = kept.get(key) as Promise<T> | undefined
    if (before) return before
    const made = work()
    if (kept.size < 20) kept.set(key, made)
    return made
  }
  const fast: EvidenceCrypto = {
    ...crypto,
    openIdentity: (jws, key) => once(`i${jws}${key.x}`, () => crypto.openIdentity(jws, key)),
    verifyManifest: (jws, key) => once(`m${jws}${key.kid}`, () => crypto.verifyManifest(jws, key)),
    verifySet: (jws, key) => once(`s${jws}${key.kid}`, () => crypto.verifySet(jws, key)),
  }
  t.equal((await verifyEvidence(good, trust, fast, NOW + 10)).verdict, 'valid')
  const flipped = (bytes: Buffer, bit: number): Buffer => {
    const copy = Buffer.from(bytes)
    copy[bit >> 3]! ^= 1 << (bit & 7)
    return copy
  }
  let flips = 0
  const missed: string[] = []
  const seen = new Set<string>()
  const all = async (
    name: string,
    bytes: Buffer,
    put: (bad: Buffer) => Evidence,
    wanted?: 'incomplete',
  ): Promise<void> => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const report = await verifyEvidence(put(flipped(bytes, bit)), trust, fast, NOW + 10)
      flips++
      const codes = objections(report)
      if (codes.length === 0 || (report.verdict !== 'invalid' && !wanted)) missed.push(`${name} bit ${bit}`)
      for (const code of codes) seen.add(code)
    }
  }
  const jws = async (name: string, text: string, put: (bad: string) => Evidence): Promise<void> => {
    for (const [i, segment] of text.split('.').entries())
      await all(`${name} segment ${i}`, Buffer.from(segment, 'base64url'), (bad) =>
        put(
          text
            .split('.')
            .map((s, j) => (i === j ? bad.toString('base64url') : s))
            .join('.'),
        ),
      )
  }
  const lone: Evidence = { ...good, logs: [good.logs[0]!] }
  // Without logs, only the signatures and digests themselves are left to notice.
  const bare: Evidence = { ...good, logs: [] }
  const [log] = lone.logs
  const started = Date.now()
  await jws('manifest', good.manifest, (manifest) => ({ ...bare, manifest }))
  await jws('receipt', sent.receipt, (receipt) => ({ ...bare, receipt }))
  await jws('event', sent.event, (event) => ({ ...bare, events: [event] }))
  await jws('identity', good.identities[0]!, (identity) => ({
    ...bare,
    identities: [identity, ...good.identities.slice(1)],
  }))
  await all('salt', sent.salt, (salt) => ({ ...bare, salt }))
  // A flipped cosigner's name is that of a stranger: the quorum is missed, the rest stands.
  await all(
    'checkpoint',
    Buffer.from(log!.checkpoint),
    (bad) => ({ ...lone, logs: [{ ...log!, checkpoint: bad.toString() }] }),
    'incomplete',
  )
  for (const [i, entry] of log!.leaves.entries()) {
    const change = (part: object): Evidence => ({
      ...lone,
      logs: [{ ...log!, leaves: log!.leaves.map((l, j) => (i === j ? { ...l, ...part } : l)) }],
    })
    await all(`leaf ${i}`, Buffer.from(entry.leaf), (bad) => change({ leaf: bad.toString() }))
    await all(`proof ${i}`, Buffer.concat(entry.proof), (bad) =>
      change({ proof: entry.proof.map((_, k) => bad.subarray(32 * k, 32 * k + 32)) }),
    )
  }
  const [id, part] = [...sent.parts][0]!
  await all('document', part.bytes, (bytes) => ({ ...bare, parts: new Map([[id, { ...part, bytes }]]) }))
  await all('document salt', part.salt, (salt) => ({ ...bare, parts: new Map([[id, { ...part, salt }]]) }))
  t.same(missed, [])
  t.ok(flips > 15_000, `${flips} flips in ${Date.now() - started} ms`)
  t.comment(`${flips} flips in ${Date.now() - started} ms; ${[...seen].join(' ')}`)
})
