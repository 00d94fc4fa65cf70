/** Cases about what logs show and who attests it: leaves, proofs, histories, witnesses, timestamps, records. */
import { createHash, randomBytes } from 'node:crypto'
import { readCheckpoint, signCheckpoint } from '../../../node/log/checkpoint.ts'
import { cosign } from '../../../node/log/cosignature.ts'
import { proveInclusion } from '../../../node/log/merkle.ts'
import { encodeNote, encodeVerifierKey, verifierKey } from '../../../node/log/note.ts'
import { readTimestampResponse, timestampRequest } from '../../../node/log/rfc3161.ts'
import { signingInput } from '../../../node/message/manifest.ts'
import { digestOf } from '../../../node/values/digest.ts'
import { makeNoteKey } from '../../log/note-keys.ts'
import { makeTsa } from '../../log/tsa.ts'
import { exchange, NOW, TestLog, xa, xb, xc } from '../../log/world.ts'
import { base64, bundleOf, copy, flip, growth, own } from './make-bundles.ts'
import type { Json, Made } from './make-bundles.ts'

export async function logs({ sent, plain, rich, add, change }: Made): Promise<void> {
  change('no logs', (b) => (b.logs = []))
  change('a moved leaf', (b) => (b.logs[0].leaves[0].index += 1))
  change('a leaf about something else', (b) => (b.logs[0].leaves[0].of = 'events/0'))
  change('a leaf that is none', (b) => (b.logs[0].leaves[0].leaf = '{}'))
  change(
    'a leaf that is spelled otherwise',
    (b) => (b.logs[0].leaves[0].leaf = b.logs[0].leaves[0].leaf.replace(',', ', ')),
  )
  change('a proof cut short', (b) => b.logs[0].leaves[1].proof.pop())
  change('a proof too long', (b) => b.logs[0].leaves[1].proof.push(b.logs[0].leaves[1].proof[0]))
  change('the checkpoint of another log', (b) => (b.logs[0].checkpoint = b.logs[1].checkpoint))
  change('a checkpoint of nobody', (b) => (b.logs[0].checkpoint = b.logs[0].checkpoint.replaceAll('log.xa', 'log.xz')))
  change(
    'a checkpoint of another size',
    (b) => (b.logs[0].checkpoint = b.logs[0].checkpoint.replace(/\n\d+\n/, '\n9999\n')),
  )
  change('a checkpoint that is none', (b) => (b.logs[0].checkpoint = 'x'))
  change('a proof for growth cut short', (b) => b.consistency[0].proof.pop(), rich)
  change('a proof for growth between two logs', (b) => (b.consistency[0].from = 1), rich)
  change('a proof for growth backwards', (b) => ([b.consistency[0].from, b.consistency[0].to] = [2, 0]), rich)
  change('a proof for growth left out', (b) => b.consistency.pop(), rich)
  change('a lower bound of another log', (b) => (b.logs[0].before = b.logs[1].before), rich)
  change('a lower bound after the message', (b) => (b.logs[0].before.checkpoint = b.logs[0].checkpoint), rich)
  change(
    'a lower bound whose proof is wrong',
    (b) => (b.logs[0].before.proof[0] = flip(b.logs[0].before.proof[0], 'base64')),
    rich,
  )
  change(
    'a lower bound that is not signed',
    (b) => (b.logs[0].before.checkpoint = b.logs[0].before.checkpoint.replace(/\n\d+\n/, '\n36\n')),
    rich,
  )
  const input = signingInput(sent.manifest)
  for (const [kind, peer] of [
    ['sent', 'XA'],
    ['received', 'XC'],
    ['receipt-issued', 'XA'],
    ['received', 'XA'],
  ] as const) {
    const { index, leaf } = xb.log.append(kind, peer, sent.salt, input)
    const leaves = [
      ...sent.leaves.filter((l) => l.log !== xb.log || l.of !== 'manifest'),
      { log: xb.log, of: 'manifest' as const, index, leaf },
    ]
    add(`a leaf ${kind} with ${peer} in the log of the receiver`, await bundleOf({ ...sent, leaves }))
  }
  const { checkpoint } = readCheckpoint(plain.logs[0].checkpoint)
  const forged = await signCheckpoint({ ...checkpoint, root: randomBytes(32) }, xa.log.key.key, xa.log.key.sign)
  change('a split view', (b) => b.logs.push({ checkpoint: forged, leaves: [] }))
  const ofB = readCheckpoint(plain.logs[1].checkpoint).checkpoint
  const theirs = await signCheckpoint({ ...ofB, root: randomBytes(32) }, xb.log.key.key, xb.log.key.sign)
  const two = { checkpoint: theirs, leaves: [] }
  change('a split view of the receiver', (b) => b.logs.push(two))
  add('a split view of the receiver over two files', [plain, { ...copy(plain), logs: [plain.logs[0], two] }])
  change('a split view of the receiver, whose log is alone', (b) => (b.logs = [plain.logs[1], two]))
  const bare = { ...copy(plain), logs: [{ checkpoint: forged, leaves: [] }] }
  add('a split view over two files', [plain, bare])
  // Another history of the same log, larger, without a proof of growth between the two.
  const shadow = new TestLog(xa.log.key)
  shadow.fill(plain.logs[0].leaves[0].index + 64)
  const size = shadow.entries.length
  const dark = await shadow.publish([xc.witness])
  const proof = base64(await proveInclusion(0, size, shadow.nodes(size)))
  const leaf = { of: 'manifest', index: 0, leaf: shadow.entries[0]!.toString(), proof, salt: plain.salt }
  const hidden = { checkpoint: dark, leaves: [leaf] }
  change('another history of another size', (b) => b.logs.push(hidden))
  add('another history over two files', [plain, { ...copy(plain), logs: [hidden] }])
  add('another history over two files, and a third', [
    plain,
    { ...copy(bare), logs: [plain.logs[1]] },
    { ...copy(plain), logs: [hidden] },
  ])
  const later = await bundleOf(await exchange())
  const grown = copy(later)
  for (const [i, log] of [xa.log, xb.log].entries()) {
    grown.logs.push({ checkpoint: plain.logs[i].checkpoint, leaves: [] })
    grown.consistency.push(await growth(log, grown, 2 + i, i))
  }
  add('two messages of one history', [plain, grown])
  add('two messages, and their growth in neither', [plain, later])
  add('three messages, and the growth of two', [plain, grown, await bundleOf(await exchange())])
  const stranger = await own(xc.log, 'key', 'XC', xc.identity, 'records/0')
  const thirds = (b: Json) => b.records.push({ kind: 'key', object: xc.identity }) && b.logs.push(stranger)
  change('a record in the log of a third', thirds)
  change('the message in the log of a third', (b) =>
    b.logs.push({ ...stranger, leaves: [{ ...stranger.leaves[0], of: 'manifest' }] }),
  )
  // What the receiver's log had been shown to be, after its receipt.
  const short = new TestLog(xb.log.key)
  short.fill(3)
  const cut = { checkpoint: await short.publish([xc.witness], NOW + 500), leaves: [] }
  change('a log of the receiver that ends before, later', (b) => b.logs.push(cut), plain, {}, NOW + 1000)
  const soon = { checkpoint: await short.publish([xc.witness], NOW + 100), leaves: [] }
  change('a log of the receiver that ends before, at about the time', (b) => b.logs.push(soon), plain, {}, NOW + 1000)
}

/** The same public key under another name. */
const renamed = (of: typeof xc.witness, name: string): string =>
  encodeVerifierKey(verifierKey(name, 4, of.key.publicKey))

export async function witnesses({ sent, plain, add, change }: Made): Promise<void> {
  const by = async (name: string, cosigners: Parameters<TestLog['publish']>[0], more: object = {}): Promise<void> =>
    add(name, await bundleOf(sent, { cosigners: [...cosigners!] }), more)
  await by('no witness', [])
  await by('the witnesses of the parties', [xa.witness, xb.witness])
  await by('three witnesses', [xa.witness, xb.witness, xc.witness])
  const foreign = await makeNoteKey('elsewhere.example/w', 4)
  await by('a witness that nobody lists', [foreign])
  await by('a witness that the auditor lists', [foreign], { witnesses: [encodeVerifierKey(foreign.key)] })
  await by('two that the auditor lists', [foreign], { witnesses: ['XC', encodeVerifierKey(foreign.key)] })
  const newer = await makeNoteKey('log.xc.example/2026/second', 4)
  const named = await xc.sign({
    version: 2,
    prev: digestOf(xc.identity),
    witness: { name: newer.key.name, vkey: encodeVerifierKey(newer.key) },
  })
  const twice = await bundleOf(sent, { cosigners: [xc.witness, newer] })
  twice.identities.push(named)
  add('a witness with two keys', twice)
  add('a witness with two keys where two are asked', twice, {
    quorum: 2,
    witnesses: ['XC', encodeVerifierKey(foreign.key)],
  })
  const vkeys = [xc.witness, foreign].map((w) => encodeVerifierKey(w.key))
  await by('a country and its key are one', [xc.witness], { witnesses: ['XC', vkeys[0]!], quorum: 2 })
  await by('two names of one key are one', [xc.witness], { witnesses: [vkeys[0]!, renamed(xc.witness, 'w.example')] })
  await by('the key of a party, listed', [xb.witness], { witnesses: [encodeVerifierKey(xb.witness.key)] })
  await by('the key of a party under another name', [xb.witness], { witnesses: [renamed(xb.witness, 'b.example')] })
  await by('two of two', [xc.witness, foreign], { witnesses: vkeys })
  await by('one of two', [foreign], { witnesses: vkeys })
  await by('one of two where one is asked', [foreign], { witnesses: vkeys, quorum: 1 })
  const lattice = await makeNoteKey('lattice.example/w', 6)
  await by('a witness of ML-DSA-44', [lattice], { witnesses: [encodeVerifierKey(lattice.key)] })
  const more = await bundleOf(sent, { cosigners: [lattice] })
  more.identities.push(
    await xc.sign({
      version: 2,
      prev: digestOf(xc.identity),
      witness: {
        name: lattice.key.name,
        vkey: encodeVerifierKey((await makeNoteKey(lattice.key.name, 4)).key),
        more: [encodeVerifierKey(lattice.key)],
      },
    }),
  )
  add('a country whose second key is of ML-DSA-44', more)
  const { note } = readCheckpoint(plain.logs[0].checkpoint)
  const bad = note.signatures.map((s) => ({ ...s, signature: Buffer.from(s.signature) }))
  bad[1]!.signature[40]! ^= 4
  change('a cosignature that fails', (b) => (b.logs[0].checkpoint = encodeNote({ ...note, signatures: bad })))
  const wrong = note.signatures.map((s) => ({ ...s, signature: Buffer.from(s.signature) }))
  wrong[0]!.signature[40]! ^= 4
  change(
    'a signature of the log that fails',
    (b) => (b.logs[0].checkpoint = encodeNote({ ...note, signatures: wrong })),
  )
  const later = await cosign(note.text, xc.witness.key, NOW + 1000, xc.witness.sign)
  change(
    'a cosignature of the future',
    (b) => (b.logs[0].checkpoint = encodeNote({ ...note, signatures: [note.signatures[0]!, later] })),
  )
  change(
    'no signature of the log',
    (b) => (b.logs[0].checkpoint = encodeNote({ ...note, signatures: note.signatures.slice(1) })),
  )
}

export async function records({ plain, rich, add, change }: Made): Promise<void> {
  change('a record without a leaf', (b) => b.logs[3].leaves.pop(), rich)
  change('a record that differs', (b) => (b.records[0].object = xb.identity), rich)
  change('a record of another kind', (b) => (b.records[0].kind = 'shard'), rich)
  const erasure = (of: Json, more: object = {}): string =>
    JSON.stringify({
      action: 'erase',
      what: 'manifests',
      messages: [of.message],
      leaves: [`2026/${of.logs[0].leaves[0].index}`],
      cause: 'the term has run out',
      by: 'retention',
      at: NOW * 1000,
      ...more,
    })
  const erased = async (object: string, of: Json = plain): Promise<Json> => {
    const record = await own(xa.log, 'erased', 'XA', object, 'records/0')
    const kept = { ...copy(of), records: [{ kind: 'erased', object }], logs: [record] }
    return kept
  }
  const gone = (bundle: Json): Json => {
    const { parts: _, ...rest } = bundle
    return { ...rest, manifest: null, salt: null, receipt: null, events: [], agreement: null }
  }
  add('erased', gone(await erased(erasure(plain))))
  const documents = await erased(erasure(plain, { what: 'documents' }))
  add('documents erased, and all else shown', {
    ...documents,
    parts: undefined,
    logs: [...plain.logs, ...documents.logs],
  })
  add('documents erased, and manifest gone', gone(documents))
  add('erased, and shown', {
    ...(await erased(erasure(plain))),
    logs: [...plain.logs, ...(await erased(erasure(plain))).logs],
  })
  add(
    'another erased',
    gone(
      await erased(erasure({ ...plain, message: plain.message.replace(/.$/, (c: string) => (c === '0' ? '1' : '0')) })),
    ),
  )
  add('gone without a record', { ...gone(plain), logs: [] })
  const unproven = gone(await erased(erasure(plain)))
  unproven.logs[0].leaves = []
  add('erased by a record without a leaf', unproven)
  const leaf = gone(await erased(erasure(plain)))
  leaf.logs.unshift({ ...copy(plain.logs[0]), leaves: plain.logs[0].leaves.slice(0, 1) })
  leaf.consistency = [await growth(xa.log, leaf, 0, 1)]
  add('erased, and its leaf shown', leaf)
  const wrong = copy(leaf)
  wrong.records[0].object = erasure(plain, { leaves: ['2026/1'] })
  wrong.logs[1] = await own(xa.log, 'erased', 'XA', wrong.records[0].object, 'records/0')
  wrong.consistency = [await growth(xa.log, wrong, 0, 1)]
  add('erased, of another leaf', wrong)
  for (const [name, object] of [
    ['of no members', '{"action":"erase"}'],
    ['of no JSON', 'x'],
    ['of no action', '{}'],
    ['of nothing that is', erasure(plain, { what: 'keys' })],
    ['of a member too many', erasure(plain, { more: 1 })],
  ] as const) {
    const { parts: _, ...kept } = await erased(object)
    add(`an erasure ${name}, and all shown`, { ...kept, logs: [...plain.logs, ...kept.logs] })
  }
  add('an erasure that is none', gone(await erased('{"action":"erase"}')))
}

export async function timestamps({ plain, add, change }: Made): Promise<void> {
  const [tsa, longer, stranger] = [makeTsa(), makeTsa({ days: 400, key: 'rsa' }), makeTsa()]
  const stamp = (by: typeof tsa, checkpoint: string): Buffer => {
    const imprint = createHash('sha256').update(readCheckpoint(checkpoint).note.text).digest()
    return readTimestampResponse(by.answer(timestampRequest(imprint, randomBytes(8))))
  }
  const token = stamp(tsa, plain.logs[0].checkpoint)
  const late = Math.floor(Date.now() / 1000) + 10
  const month = late + 30 * 86_400
  const asks = { tsa: [tsa.ca, longer.ca] }
  const stamped = { ...copy(plain), timestamps: [{ log: 0, token: token.toString('base64') }] }
  add('a timestamp', stamped, asks, late)
  add('a timestamp that nobody asked for', stamped, {}, late)
  add(
    'a timestamp by RSA',
    { ...copy(plain), timestamps: [{ log: 0, token: stamp(longer, plain.logs[0].checkpoint).toString('base64') }] },
    asks,
    late,
  )
  add('no timestamp where one is asked', plain, asks, late)
  add('a timestamp of the future', stamped, asks)
  change('a timestamp of another log', (b) => (b.timestamps[0].log = 1), stamped, asks, late)
  change(
    'a timestamp that fails',
    (b) => (b.timestamps[0].token = flip(b.timestamps[0].token, 'base64', token.length - 3)),
    stamped,
    asks,
    late,
  )
  change(
    'a timestamp of other bytes',
    (b) => (b.timestamps[0].token = flip(b.timestamps[0].token, 'base64', 100)),
    stamped,
    asks,
    late,
  )
  add('a timestamp by a stranger', stamped, { tsa: [stranger.ca] }, late)
  add('a timestamp that has run out', stamped, asks, month)
  const salt = randomBytes(32)
  const { index, leaf } = xa.log.append('timestamp', 'XA', salt, token)
  const checkpoint = await xa.log.publish([xc.witness])
  const proof = (await proveInclusion(index, index + 1, xa.log.nodes(index + 1))).map((h) => h.toString('base64'))
  const renewed = copy(stamped)
  renewed.logs.push({
    checkpoint,
    leaves: [{ of: 'timestamps/0', index, leaf, proof, salt: salt.toString('base64url') }],
  })
  renewed.consistency = [await growth(xa.log, renewed, 0, 2)]
  renewed.timestamps.push({ log: 2, token: stamp(longer, checkpoint).toString('base64') })
  add('a timestamp renewed', renewed, asks, month)
  change('a timestamp renewed without its leaf', (b) => (b.logs[2].leaves = []), renewed, asks, month)
}
