/** Evidence against whoever lies: a stolen key, a hidden identity, a log with two histories, a receiver who undoes what it signed, and what the law had erased. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { exitCode, type FindingCode } from '../../node/auditor/findings.ts'
import { parseTrust } from '../../node/auditor/trust.ts'
import { Verification, type LogExport, type Report } from '../../node/auditor/verify.ts'
import { writeEvidence, type Evidence, type RecordEvidence } from '../../node/evidence/bundle.ts'
import { readCheckpoint } from '../../node/log/checkpoint.ts'
import { proveConsistency, proveInclusion } from '../../node/log/merkle.ts'
import { encodeVerifierKey, verifierKey } from '../../node/log/note.ts'
import { encodeFindingFile, type FindingFile } from '../../node/message/finding.ts'
import type { Identity } from '../../node/message/identity.ts'
import { signingInput } from '../../node/message/manifest.ts'
import { batchObject, pathIn, shownRecord } from '../../node/operate/audit-proof.ts'
import { agreementText, type AgreementDocument } from '../../node/peers/agreement.ts'
import { followsIdentity, identityDigest } from '../../node/seal/identity.ts'
import { signJws } from '../../node/seal/jws.ts'
import { makeKey } from '../../node/seal/keys.ts'
import { digestOf } from '../../node/values/digest.ts'
import { newMessageId } from '../../node/values/id.ts'
import { juxta } from '../cli/juxta.ts'
import {
  crypto,
  evidenceOf,
  exchange,
  makeCountry,
  NOW,
  signerOf,
  signSet,
  TestLog,
  trustFile,
  xa,
  xb,
  xc,
  type Sent,
  type TestCountry,
} from './world.ts'

xa.log.fill(70)
xb.log.fill(90)
const sent = await exchange()
const good = await evidenceOf(sent)

type Options = { trust?: string; at?: number; logs?: LogExport[]; findings?: FindingFile[] }
/** Verifies files together; one report for each. */
async function together(
  files: readonly Evidence[],
  { trust = trustFile(), at = NOW + 10, logs = [], findings = [] }: Options = {},
) {
  const verification = new Verification(parseTrust(trust), crypto, at)
  for (const [i, file] of files.entries()) await verification.take(`bundle ${i}`, file)
  for (const [i, file] of findings.entries()) await verification.takeFinding(`finding ${i}`, file)
  for (const log of logs) verification.takeLog(log)
  return verification.reports()
}
const alone = async (file: Evidence, options: Options = {}): Promise<Report> => (await together([file], options))[0]!
/** What is objected to, in the order in which it was found. */
const objections = ({ findings }: Report): FindingCode[] => [
  ...new Set(findings.filter((f) => f.weight === 'invalid' || f.weight === 'incomplete').map((f) => f.code)),
]
const found = ({ findings }: Report, code: FindingCode) => findings.filter((f) => f.code === code)

const pinned = (versions: Record<string, number>, countries: readonly TestCountry[] = [xa, xb, xc]): string =>
  trustFile({
    identities: Object.fromEntries(
      countries.map((c) => [c.country, { key: c.identityKey.jwk, version: versions[c.country] ?? 1 }]),
    ),
  })
/** The second version of a country's identity, with its signing key changed. */
const second = (country: TestCountry, key: object, more: Partial<Identity> = {}): Promise<string> =>
  country.sign({ version: 2, keys: [{ ...country.claims.keys[0]!, ...key }] as Identity['keys'], ...more })

t.test('a withdrawn key signs nothing that others have not seen before', async (t) => {
  const told = await second(xb, { revoked_at: NOW - 1 })
  const other = { ...(await evidenceOf(await exchange())), identities: [xa.identity, xb.identity, told, xc.identity] }
  t.equal((await alone(good)).verdict, 'valid', 'the control')
  const [first] = await together([good, other])
  t.same(objections(first!).includes('key-withdrawn'), true, 'the newest identity that any file has decides')
  t.match(found(first!, 'key-withdrawn')[0], {
    at: '/receipt',
    against: 'XB',
    weight: 'invalid',
    bytes: /attested 2023/,
  })
  t.equal(first!.facts.outcome, null, 'a receipt that is worth nothing tells no outcome')
  t.match(found(first!, 'key-withdrawn')[1], { at: '/events/0', weight: 'note' })
  const backdated = await signSet(xb, xa, 'received', crypto.readSet(sent.receipt).body, sent.claims.txn, NOW - 900)
  const forged = {
    ...other,
    message: sent.id,
    manifest: sent.manifest,
    salt: sent.salt,
    receipt: backdated,
    events: [],
    logs: [],
    parts: sent.parts,
  }
  t.ok(found(await alone(forged), 'receipt').length === 0 || objections(await alone(forged)).length > 0)

  const dropped = await xb.sign({ version: 2, keys: [], issued_at: NOW - 500 })
  const without = { ...good, identities: [...good.identities, dropped] }
  t.match(found(await alone(without), 'key-withdrawn')[0], { at: '/receipt', text: /does not name it any more/ })

  const unseen = await evidenceOf(sent, { cosigners: [] })
  const later = { ...unseen, identities: [...unseen.identities, await second(xb, { revoked_at: NOW + 5 })] }
  const noQuorum = { trust: trustFile({ quorum: 0 }) }
  t.same(objections(await alone(unseen, noQuorum)), [])
  t.same(objections(await alone(later, noQuorum)), ['signature-unattested'], 'nobody says that it is older')
  t.same(objections(await alone({ ...good, identities: later.identities })), [], 'a witness did')

  // The receiver cosigns what it signed itself: that is no other's word.
  const byParties = await evidenceOf(sent, { cosigners: [xb.witness], logs: [xa.log] })
  const listed = trustFile({ quorum: 0, witnesses: ['XA', 'XB', 'XC'] })
  const mine = await alone({ ...byParties, identities: later.identities }, { trust: listed })
  t.ok(objections(mine).includes('signature-unattested'), 'the signer does not attest his own signature')
  t.notOk(found(mine, 'signature-unattested').some((f) => f.at === '/manifest'))
})

t.test('every version of an identity leads to the newest', async (t) => {
  const two = await second(xa, {})
  const three = await xa.sign({ version: 3, prev: identityDigest(two) })
  const stray = await xa.sign({ version: 2, prev: digestOf('something else') })
  const fork = await second(xa, {}, { name: 'Another' })
  const cases: [string, string[], string, FindingCode[], RegExp?][] = [
    ['nothing is pinned', [], trustFile(), []],
    ['the pinned one is the newest', [], pinned({}), []],
    ['three in a row', [two, three], pinned({}), []],
    [
      'the pinned one is hidden',
      [],
      pinned({ XA: 2 }),
      ['identity-below-pin'],
      /version 1, and the auditor knows version 2/,
    ],
    ['one between is hidden', [three], pinned({}), ['identity-missing-version'], /between versions 1 and 3/],
    [
      'the pinned one is left out',
      [three],
      pinned({ XA: 2 }),
      ['identity-missing-version'],
      /version 2 of XA, which the auditor knows/,
    ],
    ['one that follows another', [stray], pinned({}), ['identity-missing-version'], /does not follow from version 1/],
    ['two of one version', [two, fork], pinned({}), ['identity-fork'], /2 different identities/],
  ]
  for (const [what, more, trust, codes, text] of cases) {
    const report = await alone({ ...good, identities: [...good.identities, ...more] }, { trust })
    t.same(objections(report), codes, what)
    if (codes[0]) t.match(found(report, codes[0])[0], { against: 'XA', text }, what)
    t.equal(found(report, 'trust-unpinned').length, trust === trustFile() ? 2 : 0, `${what}: pinned`)
  }
  const [one, other] = await together(
    [
      { ...good, identities: [...good.identities, two] },
      { ...good, identities: [...good.identities, fork] },
    ],
    { trust: pinned({}) },
  )
  t.ok(found(one!, 'identity-fork').length === 1 && found(other!, 'identity-fork').length === 1, 'over two files')
  const strange = await xc.sign({ version: 3, prev: digestOf('x') })
  const witness = await alone({ ...good, identities: [...good.identities, strange] }, { trust: pinned({}) })
  t.same(objections(witness), [], 'of a witness it is a note')
  t.match(found(witness, 'identity-missing-version')[0], { weight: 'note', against: 'XC' })

  const key = await makeKey('ES256')
  const jws = await signJws(signerOf(key), { kid: key.kid, alg: 'ES256' }, 'juxta-identity+jwt', '{}')
  const [r, s] = [0, 32].map((at) => Buffer.from(jws.split('.')[2]!, 'base64url').subarray(at, at + 32)) as [
    Buffer,
    Buffer,
  ]
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const minus = Buffer.from((n - BigInt(`0x${s.toString('hex')}`)).toString(16).padStart(64, '0'), 'hex')
  const twin = `${signingInput(jws)}.${Buffer.concat([r, minus]).toString('base64url')}`
  t.ok(followsIdentity(identityDigest(jws), twin), 'the twin of an ES256 signature is the same identity')
  t.notOk(
    followsIdentity(identityDigest(jws), `${signingInput(jws)}.${Buffer.concat([minus, r]).toString('base64url')}`),
  )
})

t.test('a witness counts once, by its key, and never for itself', async (t) => {
  const [xd, xe] = (await Promise.all(['XD', 'XE'].map(makeCountry))) as [TestCountry, TestCountry]
  const five = (more: object = {}) =>
    pinned({}, [xa, xb, xc, xd, xe]).replace(/\}$/, `,${JSON.stringify(more).slice(1)}`.replace(/,\}$/, '}'))
  const by = async (...cosigners: TestCountry['witness'][]): Promise<Evidence> => {
    const bundle = await evidenceOf(sent, { cosigners })
    return { ...bundle, identities: [...bundle.identities, xd.identity, xe.identity] }
  }
  const trust = five()
  t.same(
    objections(await alone(await by(xc.witness), { trust })),
    ['quorum-missing'],
    'one of three is not more than half',
  )
  t.same(objections(await alone(await by(xc.witness, xd.witness), { trust })), [], 'two of three are')
  t.match(found(await alone(await by(xc.witness), { trust }), 'quorum-missing')[0], { text: /1 of the 3 independent/ })

  const alias = encodeVerifierKey(verifierKey('another.example/name', 4, xc.witness.key.publicKey))
  const aliased = { ...xc.witness, key: verifierKey('another.example/name', 4, xc.witness.key.publicKey) }
  const names = trustFile({ quorum: 2, witnesses: ['XC', alias] })
  t.same(objections(await alone(await evidenceOf(sent, { cosigners: [xc.witness, aliased] }), { trust: names })), [
    'quorum-missing',
  ])
  const everybody = trustFile({ quorum: 1, witnesses: ['XA', 'XB', 'XC'] })
  const byOther = await evidenceOf(sent, { cosigners: [xb.witness], logs: [xa.log] })
  t.ok(
    objections(await alone(byOther, { trust: everybody })).includes('quorum-missing'),
    'nor the other party, though listed',
  )
  const own = { ...xa.witness, key: verifierKey('harmless.example/w', 4, xa.witness.key.publicKey) }
  const hidden = trustFile({ quorum: 1, witnesses: [encodeVerifierKey(own.key)] })
  const byOwner = await alone(await evidenceOf(sent, { cosigners: [own] }), { trust: hidden })
  t.same(objections(byOwner), ['quorum-missing'], 'a party under another name')
})

/** The same message, logged by its sender in another log of the same name. */
function relogged(message: Sent, log: TestLog): Sent {
  const add = (
    kind: 'sent' | 'receipt-received' | 'event',
    of: 'manifest' | 'receipt' | 'events/0',
    object: string,
  ) => ({
    log,
    of,
    ...log.append(kind, 'XB', message.salt, signingInput(object)),
  })
  const leaves = [
    add('sent', 'manifest', message.manifest),
    add('receipt-received', 'receipt', message.receipt),
    add('event', 'events/0', message.event),
  ]
  return { ...message, leaves: [...leaves, ...message.leaves.filter((l) => l.log === xb.log)] }
}

t.test('a log has one history, over all files', async (t) => {
  const forked = new TestLog(xa.log.key)
  forked.fill(75)
  const other = await exchange()
  const view = await evidenceOf(relogged(other, forked), { logs: [forked, xb.log] })
  t.same(objections(await alone(view)), [], 'each by itself is in order, and cosigned')
  const reports = await together([good, view])
  for (const [i, report] of reports.entries()) {
    t.equal(report.verdict, 'invalid')
    t.match(found(report, 'split-view'), [
      { against: 'XA', text: new RegExp(`than in bundle ${1 - i}`), bytes: /leaves \d+ to \d+: / },
    ])
  }
  t.same(await together([good, good]).then((r) => r.map(objections)), [[], []], 'one checkpoint twice is one')

  const grown = await evidenceOf(other)
  const apart = await together([good, grown])
  t.same(
    apart.map((r) => objections(r)),
    [['consistency-unproven'], ['consistency-unproven']],
  )
  t.match(found(apart[0]!, 'consistency-unproven')[0], { text: /from different files.*--log/ })
  const exported = async (log: TestLog): Promise<LogExport> => {
    log.fill(5)
    return { name: log.key.key.name, checkpoint: await log.publish(), nodes: log.nodes() }
  }
  const logs = [await exported(xa.log), await exported(xb.log)]
  const joined = await together([good, grown], { logs })
  t.same(joined.map(objections), [[], []])
  t.equal(found(joined[0]!, 'consistency-proven').length, 2)
  const lies = await together([good], { logs: [await exported(forked)] })
  t.match(found(lies[0]!, 'split-view'), [{ against: 'XA' }], 'an export that is another history')
  const [bad] = (await together([good], { logs: [{ ...logs[0]!, checkpoint: 'x' }] })).slice(-1)
  t.match(bad, { message: xa.log.key.key.name, verdict: 'invalid' })
  const wrong = { from: 0, to: 2, proof: [randomBytes(32)] }
  const both = { ...good, logs: [...good.logs, grown.logs[0]!], consistency: [wrong] }
  t.same(
    objections(await alone(both)).filter((c) => c.startsWith('cons')),
    ['consistency-invalid', 'consistency-unproven'],
  )
})

t.test('a finding that a neighbour signed convicts a log', async (t) => {
  const forked = new TestLog(xa.log.key)
  forked.fill(readCheckpoint(good.logs[0]!.checkpoint).checkpoint.size)
  const notes = [good.logs[0]!.checkpoint, await forked.publish()]
  const claims = {
    iss: 'XC',
    iat: NOW,
    jti: newMessageId(NOW * 1000),
    kind: 'split-view',
    origin: xa.log.key.key.name,
    notes,
  }
  const sign = (value: object, from = xc) =>
    signJws(signerOf(from.signing), { kid: from.signing.kid, alg: 'ES256' }, 'juxta-finding+jwt', JSON.stringify(value))
  const file = async (value: object, from = xc): Promise<FindingFile> => ({
    finding: await sign(value, from),
    identities: good.identities,
  })
  const [bundle, finding] = await together([good], { findings: [await file(claims)] })
  t.match(found(bundle!, 'split-view'), [{ against: 'XA', text: /XC found them/ }])
  t.match(found(finding!, 'split-view'), [{ against: 'XA', at: '/finding' }])
  t.equal(found(finding!, 'record').length, 1)
  const [, forgedBy] = await together([good], { findings: [await file(claims, xb)] })
  t.match(found(forgedBy!, 'finding-signature'), [{ weight: 'note' }], 'whoever found it, the notes convict')
  const [untouched, none] = await together([good], {
    findings: [await file({ ...claims, notes: [notes[0], notes[0]] })],
  })
  t.same([objections(untouched!), objections(none!)], [[], ['finding-invalid']])
})

t.test('a lower bound of time', async (t) => {
  const early = await xa.log.publish([xc.witness], NOW - 50)
  const { size } = readCheckpoint(early).checkpoint
  const message = await exchange()
  const bundle = await evidenceOf(message)
  const [log, theirs] = bundle.logs
  const proof = await proveConsistency(size, readCheckpoint(log!.checkpoint).checkpoint.size, xa.log.nodes())
  const before = { checkpoint: early, proof }
  const bounded = await alone({ ...bundle, logs: [{ ...log!, before }, theirs!] })
  t.same(objections(bounded), [])
  t.match(bounded.facts, { loggedAfter: NOW - 50, loggedBy: NOW })
  t.equal((await alone(bundle)).facts.loggedAfter, null)
  const wrong = async (b: object) =>
    objections(await alone({ ...bundle, logs: [{ ...log!, before: { ...before, ...b } }, theirs!] }))
  t.ok((await wrong({ proof: [] })).includes('before-invalid'))
  t.ok(
    (await wrong({ checkpoint: log!.checkpoint, proof: [] })).includes('before-invalid'),
    'the message stands under it',
  )
  t.ok((await wrong({ checkpoint: theirs!.checkpoint })).includes('before-invalid'), 'another log')
})

t.test('a receipt stands against its signer, whatever became of his log', async (t) => {
  const told = crypto.readSet(sent.receipt).body['log'] as { index: number }
  const cut = new TestLog(xb.log.key)
  cut.fill(3)
  const logs = [good.logs[0]!, { checkpoint: await cut.publish([xc.witness], NOW + 1000), leaves: [] }]
  const truncated = await alone({ ...good, logs }, { at: NOW + 2000 })
  t.match(found(truncated, 'receiver-contradicts-receipt'), [
    { against: 'XB', weight: 'note', text: /no more than 3 leaves/ },
  ])
  t.equal(truncated.verdict, 'valid')
  const replaced = new TestLog(xb.log.key)
  replaced.fill(told.index + 1)
  const { index } = told
  const checkpoint = await replaced.publish([xc.witness])
  const proof = await proveInclusion(index, replaced.entries.length, replaced.nodes())
  const entry = { of: 'manifest' as const, index, leaf: replaced.entries[index]!.toString(), proof }
  const swapped = await alone({ ...good, logs: [good.logs[0]!, { checkpoint, leaves: [entry] }] })
  t.match(found(swapped, 'receiver-contradicts-receipt'), [{ against: 'XB', text: /another one there/ }])

  const say = (event: 'accepted' | 'rejected' | 'refused', from: TestCountry, more: object = {}) =>
    signSet(
      from,
      from === xa ? xb : xa,
      event,
      { message: sent.id, manifest_digest: crypto.readManifest(sent.manifest).digest, ...more },
      sent.claims.txn,
      NOW - 1,
    )
  const logged = async (...events: string[]): Promise<Evidence> => {
    const leaves = events.map((jws, i) => ({
      log: xa.log,
      of: `events/${i}` as const,
      ...xa.log.append('event', 'XB', sent.salt, signingInput(jws)),
    }))
    const bundle = await evidenceOf({ ...sent, leaves: [...sent.leaves.filter((l) => l.of !== 'events/0'), ...leaves] })
    return { ...bundle, events }
  }
  const [yes, no] = [await say('accepted', xb), await say('rejected', xb)]
  const torn = await alone(await logged(yes, no))
  t.match(found(torn, 'contradiction'), [{ against: 'XB', weight: 'note', text: /both accepted and rejected/ }])
  t.equal(torn.verdict, 'valid')
  const agencies = await logged(await say('accepted', xb, { agency: 'a' }), await say('rejected', xb, { agency: 'b' }))
  t.same(found(await alone(agencies), 'contradiction'), [], 'two agencies may differ')
  const refusal = await say('refused', xb, { problem: 'x', detail: 'y', retryable: false })
  t.match(found(await alone(await logged(refusal)), 'contradiction'), [{ text: /refuses it for good/ }])
  const mine = await alone(await logged(await say('accepted', xa)))
  t.match(found(mine, 'event-signer'), [{ weight: 'note', against: 'XA' }], 'the sender accepts nothing')
  t.equal(found(mine, 'event').length, 0)
  t.equal(mine.verdict, 'valid')
  const itself = await signSet(xb, xa, 'key-revoked', { key: xb.signing.kid, revoked_at: NOW }, sent.claims.txn)
  t.match(found(await alone({ ...good, events: [...good.events, itself] }), 'event-other-message'), [
    { weight: 'note' },
  ])
})

t.test('times agree, or say against whom', async (t) => {
  const late = await alone(await evidenceOf(sent, { cosigners: [] }), { trust: trustFile({ quorum: 0 }) })
  t.same(objections(late), [])
  const log = async (message: Sent, time: number): Promise<Evidence> => {
    const bundle = await evidenceOf(message)
    const logs = await Promise.all(
      [xa.log, xb.log].map(async (l, i) => ({ ...bundle.logs[i]!, checkpoint: await l.publish([xc.witness], time) })),
    )
    return { ...bundle, logs }
  }
  const days = await alone(await log(sent, NOW + 90_000), { at: NOW + 95_000 })
  t.ok(objections(days).includes('late-attested'))
  t.match(found(days, 'late-attested')[0], { at: '/manifest', against: 'XA', weight: 'incomplete' })
  t.match(found(days, 'late-attested')[1], { at: '/receipt', against: 'XB' })
  t.match(found(days, 'late-attested')[2], { at: '/events/0', weight: 'note' })
  const early = await exchange({ iat: NOW + 400, exp: NOW + 86_400 })
  const impossible = await alone(await log(early, NOW + 500), { at: NOW + 600 })
  t.match(found(impossible, 'time-impossible')[0], {
    at: '/receipt',
    against: 'XB',
    weight: 'incomplete',
    text: /before the manifest/,
  })
  const postdated = await alone(await log(early, NOW))
  t.match(found(postdated, 'time-impossible')[0], { at: '/manifest', against: 'XA', weight: 'invalid' })
  const expired = await exchange({ iat: NOW - 900, exp: NOW - 400 })
  const over = await alone(await log(expired, NOW))
  t.match(found(over, 'time-impossible'), [{ at: '/receipt', text: /after the end/ }])
})

/** A bundle with records, each under a leaf of the sender's log. */
async function recorded(records: readonly RecordEvidence[], change: Partial<Evidence> = {}): Promise<Evidence> {
  const salt = randomBytes(32)
  const places = records.map(({ kind, object }) => xa.log.append(kind, 'XA', salt, object))
  const bundle = await evidenceOf(sent)
  const { size } = readCheckpoint(bundle.logs[0]!.checkpoint).checkpoint
  const leaves = await Promise.all(
    places.map(async ({ index, leaf }, i) => ({
      of: `records/${i}` as const,
      index,
      leaf,
      salt,
      proof: await proveInclusion(index, size, xa.log.nodes(size)),
    })),
  )
  const [own, theirs] = bundle.logs
  return { ...bundle, records, logs: [{ ...own!, leaves: [...own!.leaves, ...leaves] }, theirs!], ...change }
}

t.test('what the law had erased does not make the rest untrue', async (t) => {
  const erase = (messages: readonly string[]): RecordEvidence => ({
    kind: 'erased',
    object: JSON.stringify({
      action: 'erase',
      what: 'documents',
      messages,
      cause: 'retention',
      by: 'retention',
      at: NOW * 1000,
    }),
  })
  const { parts: _, ...bare } = await recorded([erase([sent.id])])
  const report = await alone(bare)
  t.same(
    [report.verdict, found(report, 'erased').length, found(report, 'documents-not-included').length],
    ['valid', 1, 0],
  )
  t.match(found(report, 'erased')[0], { text: /XA erased documents/ })
  t.same(objections(await alone({ ...bare, parts: new Map() })), [], 'none of them is missing')
  const { parts: __, ...others } = await recorded([erase([newMessageId(NOW)])])
  t.equal(found(await alone(others), 'erased').length, 0, 'of another message')
  const { parts: ___, ...claimed } = { ...good, records: [erase([sent.id])] }
  const unproven = await alone(claimed)
  t.same([found(unproven, 'erased').length, found(unproven, 'record-unproven').length], [0, 1], 'no log says so')
  t.match(
    found(
      await alone({ ...(await recorded([erase([sent.id])])), records: [erase([newMessageId(NOW)])] }),
      'leaf-differs',
    ),
    [{ text: /records\/0/ }],
  )
  const salted = await alone({ ...good, salt: null })
  t.same(objections(salted), ['receipt-not-logged', 'event-not-logged'])
  t.equal(found(salted, 'salt-erased').length, 1)
  t.match(found(salted, 'logged'), [{ at: '/logs/1/leaves/0' }], 'the leaf that the receipt names needs no salt')
})

t.test('records of the audit trail', async (t) => {
  const record = {
    id: newMessageId(NOW),
    at: NOW * 1000,
    request: 'r',
    key: null,
    client: 'window',
    agency: null,
    address: 'local',
    what: 'cancelMessage',
    subject: sent.id,
    outcome: 'done' as const,
    problem: null,
    proposer: 'another',
    reason: null,
  }
  const batch = [record, { ...record, what: 'x' }]
  const object = await batchObject(batch, NOW * 1000)
  const bundle = await recorded([{ kind: 'operator', object }])
  const leaf = bundle.logs[0]!.leaves.at(-1)!
  const proof = {
    record: shownRecord(record),
    index: 0,
    path: await pathIn(batch, 0),
    batch: { object, salt: leaf.salt!.toString('base64url') },
    leaf: { shard: xa.log.key.key.name.split('/')[1]!, index: leaf.index },
  }
  t.equal(found(await alone({ ...bundle, audit: [proof] }), 'audit').length, 1)
  const bad = async (more: object) => objections(await alone({ ...bundle, audit: [{ ...proof, ...more }] }))
  t.same(await bad({ record: { ...proof.record, outcome: 'refused' } }), ['audit-invalid'])
  t.same(await bad({ index: 1 }), ['audit-invalid'])
  t.same(await bad({ leaf: { ...proof.leaf, index: 0 } }), ['audit-invalid'])
  t.same(await bad({ batch: { ...proof.batch, object: '{}' } }), ['audit-invalid'])
})

const terms = (more: Partial<AgreementDocument> = {}): string =>
  agreementText({
    version: 1,
    parties: ['XA', 'XB'] as unknown as AgreementDocument['parties'],
    title: 'Pre-arrival',
    instrument: { kind: 'treaty', title: 'a treaty' },
    stage: { name: 'live', ends: ['its end'] },
    procedures: [
      {
        name: 'pre-arrival',
        versions: ['1'],
        types: ['*'],
        from: ['XA', 'XB'] as never,
        purposes: ['*'],
        agencies: ['*'],
        retention: { documents_days: 1, manifests_days: 1 },
      },
    ],
    limits: { message_bytes: 1000, expiry_days: 30 },
    valid: { from: NOW - 5000, until: NOW + 5000 },
    issued_at: NOW - 5000,
    ...more,
  })
const signTerms = (text: string, from: TestCountry): Promise<string> =>
  signJws(signerOf(from.signing), { kid: from.signing.kid, alg: 'ES256' }, 'juxta-agreement+jwt', text)
async function under(text: string, signed = text): Promise<Evidence> {
  const bundle = await evidenceOf(await exchange({ agreement: digestOf(text) }))
  return { ...bundle, agreement: { text, signatures: [await signTerms(text, xa), await signTerms(signed, xb)] } }
}

t.test('the agreement that the manifest names', async (t) => {
  const held = await alone(await under(terms()))
  t.same([held.verdict, found(held, 'agreement').length, found(held, 'agreement-allows').length], ['valid', 1, 1])
  t.match(
    found(await alone(await under(terms({ limits: { message_bytes: 3, expiry_days: 30 } }))), 'agreement-denies'),
    [{ weight: 'note', against: 'XA', text: /3 bytes/ }],
  )
  t.same(objections(await alone(await under(terms(), terms({ title: 'Another' })))), ['agreement-signature'])
  const bundle = await under(terms())
  const [ours, theirs] = bundle.agreement!.signatures
  const bent = [...theirs.split('.').slice(0, 2), ours.split('.')[2]].join('.')
  t.same(objections(await alone({ ...bundle, agreement: { text: terms(), signatures: [ours, bent] } })), [
    'agreement-signature',
  ])
  t.same(objections(await alone({ ...bundle, agreement: { text: terms(), signatures: [ours, ours] } })), [
    'agreement-signature',
  ])
  t.same(
    objections(await alone({ ...bundle, agreement: { ...bundle.agreement!, text: terms({ title: 'Another' }) } })),
    ['agreement-differs'],
  )
  const long = { ends: Array.from({ length: 40 }, () => 'x'.repeat(2000)), name: 'live' as const }
  for (const text of [terms().replace('{', '{ '), terms({ stage: long })])
    t.same(objections(await alone(await under(text))), ['agreement-differs'], text.slice(0, 20))
  t.equal(found(await alone(good), 'agreement-missing').length, 1)
})

t.test('many files, one of which cannot be read, and nothing in them that steers a terminal', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'verify-'))
  const put = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text)
    return join(dir, name)
  }
  const hostile = 'x\u001b[31m\u202e\n  FAIL forged\r\u0085\u2028line'
  const trust = put('trust.json', trustFile())
  const fine = put('good.json', writeEvidence(good))
  const agreed = put('agreed.json', writeEvidence(await under(terms({ title: hostile }))))
  const broken = put('broken.json', writeEvidence({ ...good, receipt: `${good.receipt!.slice(0, -8)}AAAAAAAA` }))
  const cheese = put('cheese.json', '{"cheese": 1}')
  const verify = (...files: string[]) =>
    juxta('verify', ...files, '--trust', trust, '--at', new Date((NOW + 10) * 1000).toISOString())
  t.equal((await verify(fine)).code, 0)
  const batch = await verify(cheese, join(dir, 'nowhere.json'), fine)
  t.equal(batch.code, 2, 'not read is not wrong')
  t.match(
    batch.out,
    /cheese.json: INCOMPLETE[^]*bundle-malformed[^]*nowhere.json: INCOMPLETE[^]*file-unreadable[^]*good.json: VALID/,
  )
  t.equal((await verify(cheese, broken)).code, 1, 'what is wrong weighs more')
  const shown = await verify(agreed)
  t.match(shown.out, /FAIL forged/, 'the control: it is quoted')
  t.notMatch(shown.out, /[\u001b\u202e\r\u0085\u2028]|^\s*FAIL forged/mu)
  const quoted = await juxta('verify', agreed, '--trust', trust, '--json')
  t.notMatch(quoted.out, /[\u001b\u202e\u0085\u2028]/u)
  t.match(JSON.parse(quoted.out).reports[0].file, agreed)
  const notes = [good.logs[0]!.checkpoint, good.logs[0]!.checkpoint]
  const claims = {
    iss: 'XC',
    iat: NOW,
    jti: newMessageId(NOW * 1000),
    kind: 'split-view',
    origin: xa.log.key.key.name,
    notes,
  }
  const jws = await signJws(
    signerOf(xc.signing),
    { kid: xc.signing.kid, alg: 'ES256' },
    'juxta-finding+jwt',
    JSON.stringify(claims),
  )
  const finding = put('finding.json', encodeFindingFile({ finding: jws, identities: good.identities }))
  t.match(await verify(finding), { code: 1, out: /finding-invalid/ })
  t.equal(exitCode(['incomplete', 'valid']), 2)
})
