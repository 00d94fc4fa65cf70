/** What an auditor finds in a bundle: nothing to object to in a good one, and in each bad one exactly what is wrong with it. */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { needsOpenssl } from '../servers.ts'
import { writeEvidence, type Evidence } from '../../node/evidence/bundle.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { exitCode, verdictOf, type FindingCode, type Verdict, type Weight } from '../../node/auditor/findings.ts'
import { readCheckpoint } from '../../node/log/checkpoint.ts'
import { proveConsistency, proveInclusion } from '../../node/log/merkle.ts'
import { cosign } from '../../node/log/cosignature.ts'
import { encodeNote, encodeVerifierKey } from '../../node/log/note.ts'
import { signingInput } from '../../node/message/manifest.ts'
import { VERSION } from '../../node/values/version.ts'
import { digestOf } from '../../node/values/digest.ts'
import { readTimestampResponse, timestampRequest } from '../../node/log/rfc3161.ts'
import { parseTrust } from '../../node/auditor/trust.ts'
import { verifyEvidence, type Report } from '../../node/auditor/verify.ts'
import { makeNoteKey } from './note-keys.ts'
import { infoAt, makeTsa, type Tsa } from './tsa.ts'
import { crypto, evidenceOf, exchange, NOW, signSet, trustFile, xa, xb, xc } from './world.ts'

xa.log.fill(70)
xb.log.fill(300)
const sent = await exchange()
xa.log.fill(20)
const good = await evidenceOf(sent)
const trust = parseTrust(trustFile())
const check = (evidence: Evidence, more = {}, at = NOW + 10): Promise<Report> =>
  verifyEvidence(evidence, Object.keys(more).length > 0 ? parseTrust(trustFile(more)) : trust, crypto, at)
const objections = (report: Report): FindingCode[] => [
  ...new Set(report.findings.filter((f) => f.weight === 'invalid' || f.weight === 'incomplete').map((f) => f.code)),
]

/** Of a bundle that shows the sender's log alone. */
const ofOneLog = (report: Report): FindingCode[] =>
  objections(report).filter((code) => code !== 'receiver-leaf-missing')

t.test('a good bundle is valid, and says what it shows', async (t) => {
  const back = parseEvidence(writeEvidence(good))
  t.same(back, good, 'the file holds everything')
  const report = await check(back)
  t.same(objections(report), [])
  t.equal(report.verdict, 'valid')
  t.match(report.facts, {
    sender: 'XA',
    receiver: 'XB',
    procedure: 'pre-arrival',
    outcome: 'received',
    issuedAt: NOW - 5,
    receiptAt: NOW - 3,
    loggedBy: NOW,
    logs: [
      { country: 'XA', witnesses: [{ name: xc.witness.key.name, time: NOW }] },
      { country: 'XB', size: 303 },
    ],
  })
  t.same(
    report.findings.filter((f) => f.code === 'logged').map((f) => f.at),
    [0, 1].flatMap((l) => [0, 1, 2].map((i) => `/logs/${l}/leaves/${i}`)),
  )
})

t.test('exit codes', async (t) => {
  const cases: [Verdict[], number][] = [
    [['valid'], 0],
    [['valid', 'incomplete'], 2],
    [['incomplete', 'invalid', 'valid'], 1],
  ]
  for (const [verdicts, code] of cases) t.equal(exitCode(verdicts), code)
})

t.test('each thing that may be wrong has its finding', async (t) => {
  const [logA, logB] = good.logs as [Evidence['logs'][0], Evidence['logs'][0]]
  const other = await exchange()
  const foreign = await evidenceOf(other)
  const without = { ...good, parts: undefined } as unknown as Evidence
  const lone = { ...good, logs: [logA], events: [good.events[0]!] }
  const edit = (leaf: number, change: object): Evidence => ({
    ...good,
    logs: [{ ...logA, leaves: logA.leaves.map((l, i) => (i === leaf ? { ...l, ...change } : l)) }, logB],
  })
  const sign = (change: Record<string, unknown>, from = xb, to = xa, event: 'received' | 'collected' = 'collected') =>
    signSet(
      from,
      to,
      event,
      { message: sent.id, manifest_digest: crypto.readManifest(sent.manifest).digest, ...change },
      sent.claims.txn,
    )
  const cases: [string, Evidence, FindingCode[], object?, number?][] = [
    ['another message id', { ...good, message: other.id }, ['manifest-other-message']],
    [
      'another manifest',
      { ...good, manifest: other.manifest },
      [
        'receipt-other-message',
        'leaf-differs',
        'manifest-not-logged',
        'manifest-other-message',
        'salt-differs',
        'document-differs',
      ],
    ],
    ['a manifest that is none', { ...good, manifest: 'x.y.z' }, ['manifest-malformed']],
    [
      'another salt',
      { ...good, salt: randomBytes(32) },
      ['leaf-differs', 'manifest-not-logged', 'receipt-not-logged', 'event-not-logged', 'salt-differs'],
    ],
    ['no receipt', { ...good, receipt: null }, ['receipt-missing', 'leaf-differs']],
    [
      'the receipt of another message',
      { ...good, receipt: other.receipt },
      ['receipt-other-message', 'leaf-differs', 'receipt-not-logged'],
    ],
    [
      'a receipt that is an event',
      { ...good, receipt: sent.event },
      ['receipt-malformed', 'leaf-differs', 'receipt-not-logged'],
    ],
    ['an event about another message', { ...good, events: [other.event] }, ['leaf-differs']],
    ['an event by a third country', { ...good, events: [await sign({}, xc)] }, ['leaf-differs']],
    ['an event that no log holds', { ...good, events: [...good.events, await sign({})] }, ['event-not-logged']],
    ['an event that is none', { ...good, events: [sent.manifest] }, ['event-malformed', 'leaf-differs']],
    [
      'no identity of the sender',
      { ...good, identities: good.identities.slice(1) },
      ['party-unknown', 'log-unknown', 'manifest-key-unknown'],
    ],
    [
      'no identity of the receiver',
      { ...good, identities: [xa.identity, xc.identity] },
      ['party-unknown', 'receipt-signature', 'event-signature', 'log-unknown'],
    ],
    ['no identity of the witness', { ...good, identities: [xa.identity, xb.identity] }, ['quorum-missing']],
    [
      'an identity by another key',
      good,
      ['identity-invalid', 'quorum-missing'],
      { identities: { XA: xa.identityKey.jwk, XB: xb.identityKey.jwk, XC: xb.identityKey.jwk } },
    ],
    ['a larger quorum', good, ['quorum-missing'], { quorum: 2 }],
    ['before it was cosigned', good, ['quorum-missing'], {}, NOW - 1],
    [
      'a document changed',
      {
        ...good,
        parts: new Map([['declaration', { ...sent.parts.get('declaration')!, bytes: Buffer.from('<Declaration />') }]]),
      },
      ['document-differs'],
    ],
    [
      'a document too many',
      { ...good, parts: new Map([...sent.parts, ['more', { salt: randomBytes(16), bytes: Buffer.alloc(1) }]]) },
      ['document-unknown'],
    ],
    ['a document too few', { ...good, parts: new Map() }, ['document-missing']],
    ['documents left out', without, []],
    [
      'a moved leaf',
      edit(0, { index: logA.leaves[0]!.index + 1 }),
      ['leaf-not-included', 'manifest-not-logged'].slice(0, 1) as FindingCode[],
    ],
    ['a leaf about something else', edit(0, { of: 'events/0' }), ['leaf-differs']],
    ['a leaf that is none', edit(0, { leaf: '{}' }), ['leaf-not-included', 'leaf-malformed']],
    ['a proof cut short', edit(1, { proof: [] }), ['leaf-not-included']],
    [
      'the checkpoint of another log',
      { ...good, logs: [{ ...logA, checkpoint: logB.checkpoint }, logB] },
      ['leaf-not-included', 'leaf-differs'],
    ],
    [
      'a checkpoint of nobody',
      { ...good, logs: [{ ...logA, checkpoint: logA.checkpoint.replaceAll('log.xa', 'log.xz') }, logB] },
      ['log-unknown'],
    ],
    [
      'a checkpoint of another size',
      { ...good, logs: [{ ...logA, checkpoint: logA.checkpoint.replace(/\n\d+\n/, '\n9999\n') }, logB] },
      ['checkpoint-signature'],
    ],
    ['a checkpoint that is none', { ...good, logs: [{ ...logA, checkpoint: 'x' }, logB] }, ['checkpoint-malformed']],
    ['the sender’s log alone', lone, ['receiver-leaf-missing']],
    [
      'no logs',
      { ...good, logs: [] },
      ['manifest-not-logged', 'receipt-not-logged', 'event-not-logged', 'receiver-leaf-missing'],
    ],
    ['another exchange is as good', foreign, []],
  ]
  for (const [what, evidence, codes, more, at] of cases) {
    const report = await check(evidence, more ?? {}, at ?? NOW + 10)
    t.same([...objections(report)].sort(), [...codes].sort(), what)
  }
})

t.test('what the right hand signed, and still is not of this message', async (t) => {
  const { body } = crypto.readSet(sent.receipt)
  const bare = { ...good, logs: [] }
  const about = async (receipt: string) => {
    const report = await check({ ...bare, receipt })
    const found = report.findings.filter((f) => f.at === '/receipt').map((f) => [f.code, f.text])
    return { found, outcome: report.facts.outcome, verdict: report.verdict }
  }
  const receipt = (change: object, from = xb, to = xa, txn: string = sent.claims.txn, iat = NOW - 3) =>
    signSet(from, to, 'received', { ...body, ...change }, txn, iat)
  t.match(await about(await receipt({})), { found: [['receipt', /received/]], outcome: 'received' }, 'the control')
  const other = await exchange()
  for (const [what, jws, code, text] of [
    ['message', receipt({ message: other.id }), 'receipt-other-message', /names another message/],
    ['manifest', receipt({ manifest_digest: digestOf('x') }), 'receipt-other-message', /another manifest/],
    ['conversation', receipt({}, xb, xa, other.claims.txn), 'receipt-other-message', /another conversation/],
    ['signer: the sender', receipt({}, xa, xb), 'receipt-other-message', /not from the receiver/],
    ['signer: a third', receipt({}, xc, xa), 'receipt-other-message', /not between the two/],
    ['time', receipt({}, xb, xa, sent.claims.txn, 9_000_000_000), 'key-withdrawn', /did not count any more/],
    ['signature', swapped(sent.receipt, await receipt({})), 'receipt-signature', /does not verify/],
  ] as const) {
    const { found, outcome, verdict } = await about(await jws)
    t.match(
      found.filter(([c]) => c !== 'receipt-leaf-differs'),
      [[code, text]],
      `another ${what}`,
    )
    t.equal(outcome, null)
    t.equal(verdict, 'invalid')
  }
  const signature = await check({ ...bare, manifest: swapped(sent.manifest, other.manifest) })
  t.ok(signature.findings.some((f) => f.code === 'manifest-signature'))
  t.notOk(signature.findings.some((f) => f.code === 'manifest'))
  const read = JSON.parse(Buffer.from(xa.identity.split('.')[1]!, 'base64url').toString()) as { keys: object[] }
  const certified = await xa.sign({ version: 2, keys: [{ ...read.keys[0], x5c: ['AAAA'] }] as never })
  t.same(objections(await check({ ...good, identities: [...good.identities, certified] })), ['manifest-certificate'])
  const theirs = JSON.parse(Buffer.from(xb.identity.split('.')[1]!, 'base64url').toString()) as { keys: object[] }
  const another = await xb.sign({ version: 2, keys: [{ ...theirs.keys[0], x5c: ['AAAA'] }] as never })
  t.same(
    objections(await check({ ...good, identities: [...good.identities, another] })).sort(),
    ['event-certificate', 'receipt-certificate'],
    'of a receipt and of an event as of a manifest',
  )
})

/** A JWS with the signature of another by the same key. */
function swapped(jws: string, other: string): string {
  return [...jws.split('.').slice(0, 2), other.split('.')[2]].join('.')
}

t.test('a leaf counts for what its log says of it', async (t) => {
  const input = signingInput(sent.manifest)
  for (const [kind, peer] of [
    ['sent', 'XA'],
    ['received', 'XC'],
    ['receipt-issued', 'XA'],
  ] as const) {
    const { index, leaf } = xb.log.append(kind, peer, sent.salt, input)
    const leaves = [
      ...sent.leaves.filter((l) => l.log !== xb.log || l.of !== 'manifest'),
      { log: xb.log, of: 'manifest' as const, index, leaf },
    ]
    const found = objections(await check(await evidenceOf({ ...sent, leaves })))
    t.same(found, ['leaf-differs', 'receiver-leaf-missing'], `${kind} with ${peer}`)
  }
})

t.test('the verdict is the worst of the findings', async (t) => {
  const of = (...weights: Weight[]) => verdictOf(weights.map((weight) => ({ weight })))
  t.equal(of(), 'valid')
  t.equal(of('ok', 'note'), 'valid')
  t.equal(of('ok', 'incomplete', 'note'), 'incomplete')
  t.equal(of('incomplete', 'invalid', 'ok'), 'invalid')
})

t.test('the earliest of several witnesses says by when a message was logged', async (t) => {
  const [one, two] = [await makeNoteKey('one.example/w', 4), await makeNoteKey('two.example/w', 4)]
  const { note } = readCheckpoint(await xa.log.publish())
  const marks = [
    await cosign(note.text, one.key, NOW - 2, one.sign),
    await cosign(note.text, two.key, NOW + 2, two.sign),
  ]
  const checkpoint = encodeNote({ text: note.text, signatures: [...note.signatures, ...marks] })
  const size = readCheckpoint(checkpoint).checkpoint.size
  const leaves = await Promise.all(
    sent.leaves
      .filter((l) => l.log === xa.log)
      .map(async ({ of, index, leaf }) => ({
        of,
        index,
        leaf,
        proof: await proveInclusion(index, size, xa.log.nodes(size)),
      })),
  )
  const witnesses = [one, two].map((w) => encodeVerifierKey(w.key))
  const report = await check({ ...good, logs: [{ checkpoint, leaves }] }, { witnesses, quorum: 2 })
  t.same(ofOneLog(report), [])
  t.equal(report.facts.loggedBy, NOW - 2)
})

t.test('a cosignature that fails is worse than none', async (t) => {
  const [log] = good.logs
  const { note } = readCheckpoint(log!.checkpoint)
  const bad = note.signatures.map((s) => ({ ...s, signature: Buffer.from(s.signature) }))
  bad[1]!.signature[40]! ^= 4
  const report = await check({
    ...good,
    logs: [{ ...log!, checkpoint: encodeNote({ ...note, signatures: bad }) }, good.logs[1]!],
  })
  t.same(objections(report), ['cosignature-invalid', 'quorum-missing'])
  t.match(
    report.findings.find((f) => f.code === 'cosignature-invalid'),
    { at: '/logs/0/checkpoint', text: /log.xc.example/ },
  )
})

t.test('the log’s own witness and a second key of one country do not make a quorum', async (t) => {
  const own = await evidenceOf(sent, { cosigners: [xa.witness], logs: [xa.log] })
  t.same(ofOneLog(await check(own)), ['quorum-missing'])
  const byBoth = await evidenceOf(sent, { cosigners: [xb.witness, xc.witness], logs: [xa.log] })
  t.same(ofOneLog(await check(byBoth, { quorum: 2 })), ['quorum-missing'], 'nor does that of the other party')
  t.same(ofOneLog(await check(byBoth)), [])
  const second = await makeNoteKey('log.xc.example/2026/second', 4)
  const newer = await xc.sign({ version: 2, witness: { name: second.key.name, vkey: encodeVerifierKey(second.key) } })
  const twice = await evidenceOf(sent, { cosigners: [xc.witness, second], logs: [xa.log] })
  const both = { ...twice, identities: [...twice.identities, newer] }
  t.same(ofOneLog(await check(both, { quorum: 1 })), [])
  t.same(ofOneLog(await check(both, { quorum: 2 })), ['quorum-missing'], 'one country with two keys is one')
})

t.test('what was dated before a witness saw it stands by the checkpoint that was cosigned later', async (t) => {
  const early = await xa.log.publish()
  xa.log.fill(1)
  const late = await xa.log.publish([xc.witness])
  const logOf = async (checkpoint: string, subjects: readonly string[]) => {
    const { size } = readCheckpoint(checkpoint).checkpoint
    const shown = sent.leaves.filter((l) => l.log === xa.log && subjects.includes(l.of))
    const leaves = shown.map(async ({ of, index, leaf }) => {
      return { of, index, leaf, proof: await proveInclusion(index, size, xa.log.nodes(size)) }
    })
    return { checkpoint, leaves: await Promise.all(leaves) }
  }
  const all = ['manifest', 'receipt', 'events/0']
  const [from, to] = [early, late].map((note) => readCheckpoint(note).checkpoint.size) as [number, number]
  const consistency = [{ from: 0, to: 1, proof: await proveConsistency(from, to, xa.log.nodes(to)) }]
  const bundle = async (inEarly: readonly string[], inLate: readonly string[]) =>
    objections(
      await check({
        ...good,
        logs: [await logOf(early, inEarly), await logOf(late, inLate), good.logs[1]!],
        consistency,
      }),
    )
  t.same(await bundle(['manifest'], all), [])
  t.same(await bundle(all, ['manifest']), ['quorum-missing'], 'what only the first shows nobody has witnessed')
  t.same(await bundle([], all), ['quorum-missing'], 'a checkpoint that shows nothing is of no use')
  t.same(objections(await check({ ...good, logs: [await logOf(early, all), good.logs[1]!] })), ['quorum-missing'])
  const foreign = { ...good, logs: [await logOf(early, ['manifest']), good.logs[1]!] }
  t.same(objections(await check(foreign)), ['quorum-missing'], 'the witness of another log does not help')
})

t.test('two roots for one size convict the log', async (t) => {
  const { checkpoint } = readCheckpoint(good.logs[0]!.checkpoint)
  const { signCheckpoint } = await import('../../node/log/checkpoint.ts')
  const forged = await signCheckpoint({ ...checkpoint, root: randomBytes(32) }, xa.log.key.key, xa.log.key.sign)
  const report = await check({ ...good, logs: [...good.logs, { checkpoint: forged, leaves: [] }] })
  t.same(objections(report), ['split-view', 'quorum-missing'])
  t.match(
    report.findings.find((f) => f.code === 'split-view'),
    { against: 'XA', text: /log.xa.example\/2026, the log of XA, shows another history/ },
  )
})

t.test('a receipt that names another leaf than the log has', async (t) => {
  const claims = { message: sent.id, manifest_digest: crypto.readManifest(sent.manifest).digest }
  const { body } = crypto.readSet(sent.receipt)
  const log = body['log'] as { origin: string; index: number; leaf: string }
  const moved = await signSet(
    xb,
    xa,
    'received',
    { ...body, ...claims, log: { ...log, index: log.index + 1 } },
    sent.claims.txn,
  )
  const report = await check({ ...good, receipt: moved })
  t.same(objections(report).sort(), ['leaf-differs', 'receipt-not-logged'])
  t.match(
    report.findings.filter((f) => f.code === 'receiver-contradicts-receipt'),
    [{ weight: 'note', against: 'XB', text: /names leaf .* and its log has the message at/ }],
  )
  const elsewhere = await signSet(
    xb,
    xa,
    'received',
    { ...body, ...claims, log: { ...log, origin: 'log.xc.example/2026' } },
    sent.claims.txn,
  )
  t.match(
    (await check({ ...good, receipt: elsewhere })).findings.filter((f) => f.code === 'receiver-contradicts-receipt'),
    [{ at: '/receipt', text: /no log of XB/ }],
  )
})

t.test('claims of time are held against the log', async (t) => {
  const late = await exchange({ iat: NOW + 5000, exp: NOW + 86_400 })
  const report = await check(await evidenceOf(late))
  t.same(objections(report), ['time-impossible'])
})

t.test('a key that was withdrawn before others attest the message', async (t) => {
  const read = JSON.parse(Buffer.from(xa.identity.split('.')[1]!, 'base64url').toString()) as { keys: object[] }
  const newer = await xa.sign({ version: 2, keys: [{ ...read.keys[0], revoked_at: NOW - 4 }] as never })
  const report = await check({ ...good, identities: [...good.identities, newer] })
  t.same(objections(report), ['key-withdrawn'])
  t.notOk(
    report.findings.some((f) => f.code === 'manifest'),
    'and is not said to be signed',
  )
  const after = await xa.sign({ version: 2, keys: [{ ...read.keys[0], revoked_at: NOW + 1 }] as never })
  t.same(objections(await check({ ...good, identities: [...good.identities, after] })), [])
})

t.test('timestamps', needsOpenssl(), async (t) => {
  const tsa = makeTsa()
  const [log] = good.logs
  const stamp = (by: Tsa, checkpoint: string): Buffer => {
    const imprint = createHash('sha256').update(readCheckpoint(checkpoint).note.text).digest()
    return readTimestampResponse(by.answer(timestampRequest(imprint, randomBytes(8))))
  }
  const token = stamp(tsa, log!.checkpoint)
  const stamped = { ...good, timestamps: [{ log: 0, token }] }
  const asks = { tsa: [tsa.ca] }
  const late = Math.floor(Date.now() / 1000) + 10
  t.same(objections(await check(stamped, {}, late)), [])
  const report = await check(stamped, asks, late)
  t.same(objections(report), [])
  t.match(report.facts.logs[0]!.timestamps, [{ tsa: 'CN=Test_TSA' }])
  t.same(objections(await check(good, asks, late)), ['timestamp-missing'])
  t.same(objections(await check(stamped, asks, NOW + 10)), ['timestamp-missing'], 'before it was made')
  const misplaced = { ...good, timestamps: [{ log: 1, token }] }
  t.same(objections(await check(misplaced, asks, late)), ['timestamp-invalid', 'timestamp-missing'])
  t.same(objections(await check(stamped, { tsa: [makeTsa().ca] }, late)), ['timestamp-invalid', 'timestamp-missing'])
  const month = late + 30 * 86_400
  t.same(objections(await check(stamped, asks, month)), ['timestamp-expired', 'timestamp-missing'])

  // Renewed: the token is a leaf under a later checkpoint, which another TSA stamped while the first certificate was still good.
  const second = makeTsa({ days: 400 })
  const both = { tsa: [tsa.ca, second.ca] }
  const salt = randomBytes(32)
  const { index, leaf } = xa.log.append('timestamp', 'XA', salt, token)
  const checkpoint = await xa.log.publish([xc.witness])
  const proof = await proveInclusion(index, index + 1, xa.log.nodes())
  const from = readCheckpoint(log!.checkpoint).checkpoint.size
  const renewed = {
    ...good,
    logs: [...good.logs, { checkpoint, leaves: [{ of: 'timestamps/0' as const, index, leaf, proof, salt }] }],
    consistency: [{ from: 0, to: 2, proof: await proveConsistency(from, index + 1, xa.log.nodes()) }],
    timestamps: [
      { log: 0, token },
      { log: 2, token: stamp(second, checkpoint) },
    ],
  }
  t.same(objections(await check(parseEvidence(writeEvidence(renewed)), both, month)), [])
  t.ok(
    (await check(renewed, both, month)).findings.some(
      (f) => f.code === 'timestamp-renewed' && f.at === '/timestamps/0',
    ),
  )
  // A token that was made when the first certificate had run out renews nothing.
  const tooLate = { log: 2, token: second.sign(infoAt(stamp(second, checkpoint), (late + 11 * 86_400) * 1000)) }
  t.same(objections(await check({ ...renewed, timestamps: [renewed.timestamps[0]!, tooLate] }, both, month)), [
    'timestamp-expired',
    'timestamp-missing',
  ])
  const unbound = { ...renewed, logs: [...good.logs, { checkpoint, leaves: [] }] }
  t.same(objections(await check(unbound, both, month)), ['timestamp-expired', 'timestamp-missing'])
  const year = late + 500 * 86_400
  t.same(objections(await check(renewed, both, year)), ['timestamp-expired', 'timestamp-missing'])
})

t.test('the file names the release that made it', async (t) => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as object as {
    version: string
  }
  t.equal(VERSION, version)
})

t.test('the trust file is read strictly', async (t) => {
  t.equal(trust.quorum, null)
  for (const [bad, pointer] of [
    ['{}', '/identities'],
    [trustFile({ quorum: -1 }), '/quorum'],
    [trustFile({ more: 1 }), '/more'],
    [trustFile({ identities: { xa: xa.identityKey.jwk } }), '/identities/xa'],
    [trustFile({ identities: { XA: { kty: 'RSA' } } }), '/identities/XA/kty'],
  ] as const)
    t.throws(() => parseTrust(bad), { code: 'settings-invalid', message: /trust file/, pointer }, pointer)
  const [one, other] = [encodeVerifierKey(xb.witness.key), encodeVerifierKey(xc.witness.key)]
  const policy = `witness B ${one}\nwitness C ${other}\ngroup both 2 B C\nquorum `
  const { witnesses, quorum } = parseTrust(trustFile({ policy: `${policy}both\n` }))
  t.same([witnesses!.map((w) => (w as { name: string }).name), quorum], [[xb.witness.key.name, xc.witness.key.name], 2])
  t.match(parseTrust(trustFile({ policy: `${policy}C\n` })), { witnesses: [{ name: xc.witness.key.name }], quorum: 1 })
  t.match(parseTrust(trustFile({ policy: `${policy}none\n` })), { quorum: 0 })
  for (const more of [
    { policy: `${policy}D\n` },
    { policy: `witness B ${one}\ngroup in all B\ngroup out all in\nquorum out\n` },
    { policy: `${policy}both\n`, quorum: 1 },
  ])
    t.throws(() => parseTrust(trustFile(more)), { code: 'settings-invalid' }, JSON.stringify(more))
  t.throws(() => parseTrust(trustFile({ witnesses: [encodeVerifierKey(xa.log.key.key)] })), {
    code: 'settings-invalid',
    pointer: '/witnesses/0',
  })
  t.throws(() => parseTrust(trustFile({ tsa: ['x'] })), { code: 'settings-invalid', pointer: '/tsa/0' })
})

type Changed = { logs: [{ leaves: [object] }]; parts: object }

t.test('the file is read strictly', async (t) => {
  const text = writeEvidence(good)
  const change = (work: (value: Changed) => void): string => {
    const value = JSON.parse(text) as Changed
    work(value)
    return JSON.stringify(value)
  }
  const cases: [string, string][] = [
    [change((v) => Object.assign(v, { format: 'x' })), '/format'],
    [change((v) => Object.assign(v, { more: 1 })), '/more'],
    [change((v) => Object.assign(v, { salt: 'AAAA' })), '/salt'],
    [change((v) => Object.assign(v, { message: 'x' })), '/message'],
    [change((v) => Object.assign(v['logs'][0]['leaves'][0], { of: 'events/01' })), '/logs/0/leaves/0/of'],
    [change((v) => Object.assign(v['logs'][0]['leaves'][0], { proof: ['AAAA'] })), '/logs/0/leaves/0/proof/0'],
    [change((v) => Object.assign(v.parts, { X: {} })), '/parts'],
    [change((v) => Object.assign(v, { timestamps: [{ log: 2, token: 'AAAA' }] })), '/timestamps/0/log'],
  ]
  for (const [bad, pointer] of cases) t.throws(() => parseEvidence(bad), { code: 'malformed', pointer }, pointer)
})

t.test('a leaf that is not published yet makes no bundle', async (t) => {
  const later = await exchange()
  const { buildEvidence } = await import('../../node/evidence/bundle.ts')
  const { index, leaf } = later.leaves[0]!
  await t.rejects(
    buildEvidence({
      ...good,
      logs: [
        { checkpoint: good.logs[0]!.checkpoint, nodes: xa.log.nodes(), leaves: [{ of: 'manifest', index, leaf }] },
      ],
    }),
    { code: 'log-unavailable', message: /not under a published checkpoint/ },
  )
})
