/** Second signatures in evidence: what a verifier says of one that holds, is missing, is wrong, or is by a key that was withdrawn; and that two keys of a witness are one witness. */
import t from 'tap'
import type { FindingCode } from '../../node/auditor/findings.ts'
import { parseTrust } from '../../node/auditor/trust.ts'
import { Verification } from '../../node/auditor/verify.ts'
import type { Evidence } from '../../node/evidence/bundle.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { writeEvidence } from '../../node/evidence/bundle.ts'
import { encodeVerifierKey } from '../../node/log/note.ts'
import type { SecondKey } from '../../node/message/identity.ts'
import { signSecondWith } from '../../node/seal/local-keys.ts'
import { readMlDsaPem } from '../../node/seal/ml-dsa.ts'
import { makeSecondKey } from '../../node/seal/second-keys.ts'
import { signSecond } from '../../node/seal/second.ts'
import type { JwsHeader } from '../../node/seal/signer.ts'
import { makeNoteKey } from './note-keys.ts'
import { crypto, evidenceOf, exchange, NOW, trustFile, xa, xb, xc, type TestCountry } from './world.ts'

const DAYS = 86_400
const [ka, kb, stranger] = [await makeSecondKey(), await makeSecondKey(), await makeSecondKey()]
type Made = typeof ka
const entry = ({ kid, jwk }: Made, more: Partial<SecondKey> = {}): SecondKey => {
  return { kid, use: 'second', alg: 'ML-DSA-65', jwk, from: NOW - 3 * DAYS, until: NOW + 300 * DAYS, ...more }
}
/** A country's identity with the key, published `age` seconds ago. */
const listing = (country: TestCountry, key: SecondKey, age = 3 * DAYS): Promise<string> =>
  country.sign({ version: 2, issued_at: NOW - age, keys: [...country.claims.keys, key] })
const by = ({ pem, kid }: Made, first: string, iat = NOW - 2): Promise<string> => {
  const { seed } = readMlDsaPem(pem)!
  return signSecond(
    { signCompact: async (h: JwsHeader, payload: string) => signSecondWith(seed, h, payload) },
    kid,
    first,
    iat,
  )
}

const sent = await exchange()
const bare = await evidenceOf(sent)
const [ia, ib] = [await listing(xa, entry(ka)), await listing(xb, entry(kb))]
const both = [...bare.identities, ia, ib]
const [m, r] = [await by(ka, sent.manifest), await by(kb, sent.receipt)]
const full: Evidence = {
  ...bare,
  identities: both,
  second: [
    { of: 'manifest', jws: m },
    { of: 'receipt', jws: r },
  ],
}

async function verify(evidence: Evidence, more: Record<string, unknown> = {}) {
  const verification = new Verification(parseTrust(trustFile(more)), crypto, NOW + 10)
  await verification.take('bundle', parseEvidence(writeEvidence(evidence)))
  const [report] = await verification.reports()
  const said = report!.findings.filter((f) => f.code.startsWith('second-'))
  return { ...report!, said: said.map((f): [FindingCode, string] => [f.code, f.at]) }
}

t.test('both hold', async (t) => {
  const { verdict, said } = await verify(full)
  t.same(said, [
    ['second-signature', '/second/0'],
    ['second-signature', '/second/1'],
  ])
  t.equal(verdict, (await verify(bare)).verdict)
})

t.test('missing: a note, and incomplete where the trust file asks for them', async (t) => {
  const without = { ...bare, identities: both }
  const missing = [
    ['second-missing', '/manifest'],
    ['second-missing', '/receipt'],
  ]
  const lenient = await verify(without)
  t.same([lenient.said, lenient.verdict], [missing, 'valid'])
  const strict = await verify(without, { second: true })
  t.same([strict.said, strict.verdict], [missing, 'incomplete'])
  t.equal((await verify(full, { second: true })).verdict, 'valid')
  for (const [name, identities] of [
    ['one side lists none', [...bare.identities, ia]],
    [
      'listed for less than a day, whatever time the key says',
      [...bare.identities, ia, await listing(xb, entry(kb), DAYS / 2)],
    ],
    ['withdrawn before', [...bare.identities, ia, await listing(xb, entry(kb, { revoked_at: NOW - DAYS }))]],
  ] as const)
    t.same((await verify({ ...bare, identities }, { second: true })).said, [], name)
})

t.test('what does not hold is invalid', async (t) => {
  const flipped = `${m.slice(0, -10)}${m.at(-10) === 'A' ? 'B' : 'A'}${m.slice(-9)}`
  for (const [name, jws] of [
    ['a flipped signature', flipped],
    ['a key that nobody lists', await by(stranger, sent.manifest)],
    ['of the receipt', r],
    ['the key of the other', await by(kb, sent.manifest)],
    ['before its key began', await by(ka, sent.manifest, NOW - 9 * DAYS)],
    ['the first', sent.manifest],
  ] as const) {
    const { verdict, said } = await verify({ ...full, second: [{ of: 'manifest', jws }] })
    t.equal(verdict, 'invalid', name)
    t.same(said[0], ['second-invalid', '/second/0'], name)
  }
  const { said } = await verify({ ...full, receipt: null, events: [], logs: [], consistency: [] })
  t.same(said, [
    ['second-signature', '/second/0'],
    ['second-invalid', '/second/1'],
  ])
})

t.test('a key that was withdrawn proves nothing by what it signed, and takes nothing from the first', async (t) => {
  const identities = [...bare.identities, await listing(xa, entry(ka, { revoked_at: NOW + 5 })), ib]
  const { verdict, said } = await verify({ ...full, identities })
  t.equal(verdict, 'valid')
  t.same(said[0], ['second-withdrawn', '/second/0'])
})

t.test('keys of Ed25519 and of ML-DSA-44 of one witness are one witness', async (t) => {
  const lattice = await makeNoteKey(xc.witness.key.name, 6)
  const quorum = async (evidence: Evidence, trust: Record<string, unknown>) =>
    (await verify(evidence, trust)).findings.filter((f) => f.code.startsWith('quorum')).map((f) => f.code)
  const cosigned = await evidenceOf(sent, { cosigners: [xc.witness, lattice] })
  const alone = await evidenceOf(sent, { cosigners: [lattice] })
  const vkeys = [xc.witness.key, lattice.key].map(encodeVerifierKey)
  const identity = await xc.sign({ version: 2, witness: { ...xc.claims.witness, more: [vkeys[1]!] } })
  const withIdentity = (e: Evidence): Evidence => ({ ...e, identities: [...e.identities, identity] })
  for (const [name, evidence, trust] of [
    ['named by its keys', cosigned, { witnesses: vkeys }],
    ['a country', withIdentity(cosigned), {}],
  ] as const) {
    t.same(await quorum(evidence, { ...trust, quorum: 1 }), ['quorum', 'quorum'], name)
    t.same(await quorum(evidence, { ...trust, quorum: 2 }), ['quorum-missing', 'quorum-missing'], name)
  }
  t.same(await quorum(withIdentity(alone), { quorum: 1 }), ['quorum', 'quorum'], 'by ML-DSA-44 alone')
})
