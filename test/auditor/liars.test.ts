/**
 * Who lies with the real store and the real keys of his node, who holds a stolen key, and whom the law had erase a document: what an auditor finds of each, with a trust
 * file and the files that he was handed. The nodes are real and exchange in earnest; then they are stopped, and the lies begin.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bareSign, privateKeyOf } from '../../bench/bare.ts'
import { writeEvidence, type Evidence, type Subject } from '../../node/evidence/bundle.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { readCheckpoint } from '../../node/log/checkpoint.ts'
import { commitment, encodeLeaf, type LeafKind } from '../../node/log/entry.ts'
import { newMessageId } from '../../node/values/id.ts'
import { signingInput } from '../../node/message/manifest.ts'
import { publicOf } from '../../node/seal/webcrypto.ts'
import { digestOf } from '../../node/values/digest.ts'
import { juxta, type Ran } from '../cli/juxta.ts'
import { readJws } from '../forge.ts'
import { makeNoteKey } from '../log/note-keys.ts'
import { encodeVerifierKey } from '../../node/log/note.ts'
import { settled, forAll, isLookedAt, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { sparePort, temporaryFolder } from '../servers.ts'
import { MadeUpLog, trueLeaves } from './operator.ts'

const DAY = 86_400
const dir = temporaryFolder(t)
const [a, b, c] = (await startTestNodes(t, {
  countries: ['XA', 'XB', 'XC'],
  env: async () => ({ JUXTA_WINDOW_LISTEN: `127.0.0.1:${await sparePort()}` }),
  agreement: (draft) => forAll(draft, { retention: { documents_days: 2, manifests_days: 5 } }),
})) as [TestNode, TestNode, TestNode]
const nodes = [a, b, c]

const sent = async (from: TestNode, to: TestNode): Promise<string> => {
  const { id } = (await submit(from, to)).body
  await untilState(from, id, 'delivered')
  return id
}
/** All of them are under checkpoints that both neighbours have cosigned. */
const witnessed = (): Promise<unknown> =>
  Promise.all(
    nodes.map((node) =>
      settled(`the whole log of ${node.country} is cosigned`, async () => {
        const { cosigned, size } = (await node.call('GET', '/v1/log')).body
        return cosigned.length === 2 && cosigned.every((x: any) => x.size === size)
      }),
    ),
  )
const bundleOf = async (node: TestNode, id: string): Promise<Evidence> => {
  const { status, body } = await node.call('GET', `/v1/messages/${id}/evidence?documents=true`, undefined, {
    prefer: 'wait=30',
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return parseEvidence(Buffer.isBuffer(body) ? body : JSON.stringify(body))
}
const done = (ran: Ran): any => {
  if (ran.code !== 0) throw new Error(ran.out)
  return ran.json
}
function done200({ status, body }: { status: number; body: unknown }): void {
  if (status !== 200) throw new Error(JSON.stringify(body))
}
/** The signing key is replaced, and the one before it withdrawn, as after a theft. Answers the old key and its certificate. */
async function replaceKey(node: TestNode) {
  const old = { kid: node.node.own.signing.kid, alg: node.node.own.signing.alg, pem: node.key('signing') }
  const certificate = node.node.own.identity.keys.find((k) => k.kid === old.kid)!.x5c![0]!
  done(await juxta('identity', 'rotate', '--use', 'signing', '--dir', node.dir, '--json'))
  done(await juxta('identity', 'publish', '--overlap', '0', '--dir', node.dir, '--json'))
  const { keys } = done(await juxta('identity', 'withdraw', old.kid, '--dir', node.dir, '--json'))
  const withdrawn: number = Date.parse(keys.find((k: any) => k.id === old.kid).revokedAt) / 1000
  return { ...old, withdrawn, x5t: digestOf(Buffer.from(certificate, 'base64')).slice('sha-256:'.length) }
}

// The first message is old when its time is over, at its sender's alone: documents first, all else later.
const forgotten = await sent(a, b)
await witnessed()
const remembered = await bundleOf(a, forgotten)
await isLookedAt(a, forgotten)
a.clock.offset = 6 * DAY * 1000
await a.node.retain.round()
a.clock.offset = 0

const answered = await sent(a, b)
await b.call('POST', `/v1/inbox/${answered}/collected`)
await b.call('POST', `/v1/inbox/${answered}/answer`, { outcome: 'accepted' })
await untilState(a, answered, 'accepted')
const [plain, back, secret] = [await sent(a, b), await sent(b, a), await sent(a, b)]
done200(await a.call('POST', `/v1/messages/${secret}/erase`, { reason: 'order of the court' }))
await witnessed()
const earlyNote = (await c.node.witness.seenOf(a.country)).checkpoints[0]!
// What was attested by then was so before any key is withdrawn: a second is what both are told in.
const attested = Math.floor(Date.now() / 1000)
await settled('the second is over', async () => Date.now() / 1000 > attested + 1)
const stolen = { a: await replaceKey(a), b: await replaceKey(b) }
const [late, later] = [await sent(a, b), await sent(a, b)]
await witnessed()
const bundles = {
  answered: await bundleOf(a, answered),
  plain: await bundleOf(a, plain),
  late: await bundleOf(a, late),
  later: await bundleOf(a, later),
  theirs: await bundleOf(b, plain),
  back: await bundleOf(b, back),
  secret: await bundleOf(a, secret),
  remembered,
}
const emptied = await bundleOf(a, forgotten)
const exported = (node: TestNode): string => join(dir, node.country)
for (const node of nodes) done(await juxta('log', 'export', exported(node), '--dir', node.dir, '--json'))
const leaves = { a: await trueLeaves(a), b: await trueLeaves(b) }

const identities: Record<string, { key: unknown; version: number }> = {}
for (const node of nodes)
  identities[node.country] = {
    key: (await publicOf(node.key('identity'))).jwk,
    version: node.node.own.identity.version,
  }
const trustFile = (more: object = {}): string => {
  const file = join(dir, `trust-${Math.random()}.json`)
  writeFileSync(file, JSON.stringify({ identities, witnesses: ['XC'], ...more }))
  return file
}
const trust = trustFile()
/** As long after as somebody may well take who prepares a lie. */
const now = Math.floor(a.clock.now() / 1000) + 60
const at = new Date((now + 3600) * 1000).toISOString()

type Judged = { exit: number; codes: string[]; against: string[] }
/** What `juxta verify` says of all of these in one call: its exit code, what it objects to, and whom it names. */
async function judged(files: (Evidence | string)[], by = trust): Promise<Judged> {
  const paths = files.map((file, i) => {
    if (typeof file === 'string') return file
    const path = join(dir, `bundle-${Math.random()}-${i}.json`)
    writeFileSync(path, writeEvidence(file))
    return path
  })
  const { code, json, out } = await juxta('verify', ...paths, '--trust', by, '--at', at, '--json')
  if (!json) throw new Error(out)
  const findings: any[] = [...json.reports, json].flatMap((r: any) => r.findings ?? [])
  return {
    exit: code,
    codes: [...new Set(findings.filter((f) => f.weight !== 'ok').map((f) => String(f.code)))],
    against: [...new Set(findings.flatMap((f) => (f.against === undefined ? [] : [`${f.code} ${f.against}`])))],
  }
}
const finds = (t: Test, found: Judged, exit: number, ...codes: string[]): void => {
  t.equal(found.exit, exit, JSON.stringify(found))
  for (const code of codes) t.ok([...found.codes, ...found.against].includes(code), `${code}: ${JSON.stringify(found)}`)
}

// All that is said below is said now, offline.
for (const node of nodes) await node.node.stop()

const first = bundles.plain
const mine = (log: Evidence['logs'][number]): boolean =>
  log.checkpoint.startsWith(`${a.node.own.identity.log.origin}\n`)
const leafOf = (evidence: Evidence, of: string): string =>
  evidence.logs
    .filter(mine)
    .flatMap((log) => log.leaves)
    .find((leaf) => leaf.of === of)!.leaf
const without = (all: readonly Buffer[], ...texts: string[]): Buffer[] =>
  all.filter((data) => !texts.includes(data.toString()))
const made = (kind: LeafKind, peer: string, salt: Buffer, object: string): Buffer =>
  encodeLeaf({ kind, peer, mid: Buffer.alloc(16, 7).toString('base64url'), c: commitment(kind, salt, object) })
const seconds = (offset: number): number => now + offset

/** What XA claims, in its log as it is and with leaves that it made up at the end, cosigned in good faith by XC when it is shown. */
async function claimed(evidence: Evidence, change: Partial<Evidence>, ...more: [Subject, Buffer][]): Promise<Evidence> {
  const log = new MadeUpLog(a, [...leaves.a, ...more.map(([, data]) => data)])
  const top = await log.showing(await log.note([{ node: c, time: now }]), new Map(more))
  // Of a message that was never sent there is nothing but what was made up.
  if (change.manifest !== undefined) return { ...evidence, ...change, logs: [top], consistency: [], timestamps: [] }
  const lie = { ...evidence, ...change }
  const isTold = (of: Subject): boolean => {
    const [list, n] = of.split('/')
    return !more.some(([made]) => made === of) && (list !== 'events' || lie.events[Number(n)] !== undefined)
  }
  const logs = evidence.logs.map((one) => ({ ...one, leaves: one.leaves.filter(({ of }) => isTold(of)) }))
  const from = logs.findLastIndex(mine)
  const proof = await log.consistency(readCheckpoint(logs[from]!.checkpoint).checkpoint.size)
  return { ...lie, logs: [...logs, top], consistency: [...evidence.consistency, { from, to: logs.length, proof }] }
}

/** A SET as its signer would have made it, under whatever key and time. */
const signedSet = (
  like: string,
  key: { kid: string; pem: string; x5t: string },
  change: object,
  event?: object,
): string => {
  const { header, claims } = readJws(like)
  const fresh = { ...claims, jti: newMessageId(a.clock.now()), ...change, ...(event ? { events: event } : {}) }
  return bareSign(
    { ...header, kid: key.kid, 'x5t#S256': key.x5t, iat: (fresh as any).iat },
    JSON.stringify(fresh),
    privateKeyOf(key.pem),
  )
}

t.test('honest evidence is valid, alone and beside the rest', async (t) => {
  const { remembered: _, ...now } = bundles
  for (const [name, bundle] of Object.entries(now)) {
    const found = await judged([bundle])
    t.same([found.exit, found.against], [0, []], `${name}: ${JSON.stringify(found)}`)
  }
  const exports = nodes.flatMap((node) => ['--log', exported(node)])
  const files = Object.entries(bundles).map(([name, bundle]) => {
    const path = join(dir, `${name}.json`)
    writeFileSync(path, writeEvidence(bundle))
    return path
  })
  const all = await juxta('verify', ...files, '--trust', trust, '--at', at, ...exports, '--json')
  t.equal(all.code, 0, all.out)
})

t.test('the cheating operator', async (t) => {
  const checked = async (log: MadeUpLog, note: string): Promise<{ code: number; out: string; dir: string }> => {
    const copy = join(dir, `lie-${Math.random()}`)
    cpSync(exported(a), copy, { recursive: true })
    await log.writeOver(copy, note)
    const earlier = join(dir, 'earlier')
    writeFileSync(earlier, earlyNote)
    const { code, out } = await juxta('log', 'check', copy, '--trust', trust, '--earlier', earlier)
    return { code, out, dir: copy }
  }
  const reconciled = (copy: string): Promise<Ran> =>
    juxta('reconcile', copy, exported(b), '--trust', trust, '--witness', exported(c), '--json')
  const [his, held] = [leafOf(first, 'manifest'), leafOf(first, 'receipt')]

  t.test('leaves a message out and signs the log again', async (t) => {
    const log = new MadeUpLog(a, without(leaves.a, his, held))
    const { code, out, dir: copy } = await checked(log, await log.note([{ node: c, time: now }]))
    t.equal(code, 1, out)
    t.match(out, /seen before/)
    const ran = await reconciled(copy)
    t.equal(ran.code, 1, ran.out)
    t.match(ran.out, /received-not-sent/)
    finds(
      t,
      await judged([await log.show(first, await log.note([{ node: c, time: now }])), bundles.answered]),
      1,
      'split-view XA',
    )
  })

  t.test('alters a leaf', async (t) => {
    const altered = leaves.a.map((data) =>
      data.toString() === his ? made('sent', 'XB', first.salt!, 'another message') : data,
    )
    const log = new MadeUpLog(a, altered)
    const { code, out, dir: copy } = await checked(log, await log.note([{ node: c, time: now }]))
    t.equal(code, 1, out)
    t.equal((await reconciled(copy)).code, 1)
  })

  t.test('cuts the end of his log off', async (t) => {
    const log = new MadeUpLog(a, leaves.a.slice(0, 3))
    t.equal((await checked(log, await log.note([{ node: c, time: now }]))).code, 1)
  })

  t.test('shows a log that was made up this minute', async (t) => {
    const log = new MadeUpLog(a, leaves.a)
    const copy = join(dir, 'fresh')
    cpSync(exported(a), copy, { recursive: true })
    const stranger = await makeNoteKey(a.node.own.identity.log.origin)
    const { signCheckpoint, readCheckpoint } = await import('../../node/log/checkpoint.ts')
    const { checkpoint } = readCheckpoint(await log.note())
    writeFileSync(join(copy, 'checkpoint'), await signCheckpoint(checkpoint, stranger.key, stranger.sign))
    writeFileSync(join(copy, 'log.vkey'), `${encodeVerifierKey(stranger.key)}\n`)
    t.equal((await juxta('log', 'check', copy, '--trust', trust)).code, 1)
    const arithmetic = await juxta('log', 'check', copy)
    t.equal(arithmetic.code, 2, arithmetic.out)
    t.match(arithmetic.out.split('\n')[0]!, /arithmetic/i)
  })

  t.test('keeps two histories, each cosigned by an accomplice', async (t) => {
    const log = new MadeUpLog(a, [
      ...without(leaves.a, leafOf(bundles.late, 'manifest')),
      made('event', 'XC', first.salt!, 'x'),
    ])
    const note = await log.note([{ node: c, time: now }])
    finds(t, await judged([await log.show(bundles.later, note)]), 0)
    finds(t, await judged([await log.show(bundles.later, note), bundles.late]), 1, 'split-view XA')
  })

  t.test('signs with a key that he has withdrawn, and dates it back', async (t) => {
    const { header, claims } = readJws(first.manifest)
    const forged = {
      ...claims,
      jti: newMessageId((stolen.a.withdrawn - 60) * 1000),
      iat: stolen.a.withdrawn - 60,
    }
    const manifest = bareSign(
      { ...header, kid: stolen.a.kid, 'x5t#S256': stolen.a.x5t, iat: forged.iat },
      JSON.stringify(forged),
      privateKeyOf(stolen.a.pem),
    )
    const lie = await claimed(first, { message: forged.jti, manifest, receipt: null, events: [], records: [] }, [
      'manifest',
      made('sent', 'XB', first.salt!, signingInput(manifest)),
    ])
    finds(t, await judged([lie]), 1, 'key-withdrawn')

    const hidden: Evidence = {
      ...lie,
      identities: lie.identities.filter(
        (jws) => readJws(jws).claims['country'] !== 'XA' || readJws(jws).claims['version'] === 1,
      ),
    }
    finds(t, await judged([hidden]), 2, 'identity-below-pin XA')
    const unpinned = trustFile({
      identities: Object.fromEntries(Object.entries(identities).map(([country, { key }]) => [country, key])),
    })
    finds(t, await judged([hidden], unpinned), 2, 'trust-unpinned')
    finds(t, await judged([hidden, bundles.late], unpinned), 1, 'key-withdrawn')
  })

  t.test('dates a message back by ten days', async (t) => {
    const { claims } = readJws(first.manifest)
    const iat = seconds(-10 * DAY)
    const forged = { ...claims, jti: newMessageId(iat * 1000), iat }
    const { kid } = a.node.own.signing
    const signing = readFileSync(join(a.dir, 'keys', `signing-${kid}.pem`), 'utf8')
    const header = readJws(bundles.late.manifest).header
    const manifest = bareSign({ ...header, iat }, JSON.stringify(forged), privateKeyOf(signing))
    const lie = await claimed(first, { message: forged.jti, manifest, receipt: null, events: [], records: [] }, [
      'manifest',
      made('sent', 'XB', first.salt!, signingInput(manifest)),
    ])
    const found = await judged([lie])
    t.not(found.exit, 0)
    t.ok(found.codes.includes('late-attested'), JSON.stringify(found))
  })

  t.test('swaps what belongs to one message with what belongs to another', async (t) => {
    const other = bundles.answered
    finds(t, await judged([{ ...first, receipt: other.receipt }]), 1, 'receipt-other-message')
    finds(t, await judged([{ ...first, manifest: other.manifest }]), 1, 'manifest-other-message')
    finds(t, await judged([{ ...first, salt: other.salt }]), 1, 'salt-differs')
    finds(t, await judged([{ ...first, parts: bundles.theirs.parts! }]), 0)
    const parts = new Map(
      [...first.parts!].map(([id, part]) => [id, { ...part, bytes: Buffer.from('<Declaration>ham</Declaration>') }]),
    )
    finds(t, await judged([{ ...first, parts }]), 1, 'document-differs')
    finds(t, await judged([{ ...first, logs: other.logs, consistency: other.consistency }]), 1, 'leaf-differs')
  })

  t.test('has won over one neighbour of several witnesses', async (t) => {
    const others = await Promise.all(['w1.example', 'w2.example'].map((name) => makeNoteKey(name, 4)))
    const three = trustFile({ witnesses: ['XC', ...others.map(({ key }) => encodeVerifierKey(key))] })
    const log = new MadeUpLog(a, without(leaves.a, leafOf(bundles.late, 'manifest')))
    const lie = await log.show(bundles.later, await log.note([{ node: c, time: now }]))
    finds(t, await judged([lie], three), 2, 'quorum-missing')
  })
})

t.test('the cheating receiver', async (t) => {
  const said = readJws(first.receipt!).claims['events']['urn:juxta:event:received'].log
  t.test('takes the leaf out of his log after he has given his receipt', async (t) => {
    const forged = leaves.b.map((data, i) => (i === said.index ? made('event', 'XC', first.salt!, 'cheese') : data))
    const log = new MadeUpLog(b, forged)
    const note = await log.note([{ node: c, time: now }])
    const proof = await log.proof(said.index)
    const shown = { of: 'manifest' as const, index: said.index, leaf: forged[said.index]!.toString(), proof }
    const lied = {
      ...first,
      logs: [...first.logs.filter(mine), { checkpoint: note, leaves: [shown] }],
    }
    finds(t, await judged([lied]), 0, 'receiver-contradicts-receipt XB')
  })
  t.test('accepts and rejects the same message', async (t) => {
    const signing = {
      kid: b.node.own.signing.kid,
      pem: readFileSync(join(b.dir, 'keys', `signing-${b.node.own.signing.kid}.pem`), 'utf8'),
      x5t: readJws(bundles.late.receipt!).header['x5t#S256'],
    }
    const accepted = bundles.answered.events.find((jws) => /accepted/.test(JSON.stringify(readJws(jws).claims)))!
    const about = readJws(accepted).claims['events']['urn:juxta:event:accepted']
    const rejected = signedSet(
      accepted,
      signing,
      { iat: now - 5 },
      { 'urn:juxta:event:rejected': { ...about, reason: 'mouldy' } },
    )
    const events = [...bundles.answered.events, rejected]
    const leaf = made('event', 'XB', bundles.answered.salt!, signingInput(rejected))
    finds(
      t,
      await judged([await claimed(bundles.answered, { events }, [`events/${events.length - 1}`, leaf])]),
      0,
      'contradiction XB',
    )
  })
  t.test('shows two histories of his log: what others hold stands', async (t) => {
    const other = new MadeUpLog(b, [
      ...leaves.b.slice(0, said.index),
      made('event', 'XC', first.salt!, 'x'),
      ...leaves.b.slice(said.index),
    ])
    const his = bundles.late.logs.find((log) => !mine(log))!.leaves[0]!
    const note = await other.note([{ node: c, time: now }])
    const top = await other.showing(note, new Map([['manifest', Buffer.from(his.leaf)]]))
    const lied = { ...bundles.late, logs: [...bundles.late.logs.filter(mine), top] }
    finds(t, await judged([lied, bundles.late]), 0, 'split-view XB', 'receiver-contradicts-receipt XB')
  })
  t.test('does not show his leaf', async (t) => {
    const silent = { ...first, logs: first.logs.filter(mine) }
    finds(t, await judged([silent]), 2, 'receiver-leaf-missing')
  })
})

t.test('the stolen key', async (t) => {
  const pressed = { kid: stolen.b.kid, pem: stolen.b.pem, x5t: stolen.b.x5t }
  t.test('what it signed before it was withdrawn stays good', async (t) => {
    finds(t, await judged([bundles.plain]), 0)
    t.equal(readJws(bundles.plain.receipt!).header['kid'], stolen.b.kid)
  })
  t.test('a receipt that a thief makes with it, dated before, is worth nothing', async (t) => {
    const receipt = signedSet(first.receipt!, pressed, { iat: stolen.b.withdrawn - 3 })
    const leaf = made('receipt-received', 'XB', first.salt!, signingInput(receipt))
    finds(t, await judged([await claimed(first, { receipt, events: [] }, ['receipt', leaf])]), 1, 'key-withdrawn')
    finds(t, await judged([{ ...first, receipt, events: [] }]), 1, 'signature-unattested')
  })
  t.test('with the identity key he makes another version of the same number', async (t) => {
    const jws = first.identities.find(
      (one) => readJws(one).claims['country'] === 'XB' && readJws(one).claims['version'] === 3,
    )!
    const { header, claims } = readJws(jws)
    const forged = bareSign(
      header,
      JSON.stringify({ ...claims, name: 'Customs of nobody' }),
      privateKeyOf(b.key('identity')),
    )
    finds(t, await judged([{ ...first, identities: [...first.identities, forged] }]), 1, 'identity-fork XB')
  })
})

t.test('the lawful erasure', async (t) => {
  t.test('documents that were erased on order: valid, and the leaf that says so', async (t) => {
    const found = await judged([bundles.secret])
    t.equal(found.exit, 0, JSON.stringify(found))
    const file = join(dir, 'secret.json')
    writeFileSync(file, writeEvidence(bundles.secret))
    const { json } = await juxta('verify', file, '--trust', trust, '--at', at, '--json')
    t.ok(
      json.reports[0].findings.some((f: any) => f.code === 'erased' && f.weight === 'ok'),
      JSON.stringify(json),
    )
  })
  t.test('documents that are only gone are no erasure', async (t) => {
    finds(t, await judged([{ ...bundles.plain, parts: new Map() }]), 1, 'document-missing')
  })
  t.test('all that its sender held was erased in its time: what others kept still proves it', async (t) => {
    finds(t, await judged([remembered]), 2, 'identity-below-pin')
    // What was made before a key was withdrawn needs what was said since.
    finds(t, await judged([remembered, bundles.back, '--log', exported(a), '--log', exported(b)]), 0)
    finds(t, await judged([emptied]), 0)
  })
})
