/** A log and its witness, both ends, over sizes and histories that do and do not fit. */
import t from 'tap'
import { readCheckpoint, signCheckpoint } from '../../node/log/checkpoint.ts'
import { cosign } from '../../node/log/cosignature.ts'
import { EMPTY_ROOT } from '../../node/log/merkle.ts'
import { signatureLine, type VerifierKey } from '../../node/log/note.ts'
import {
  addCheckpointRequest,
  isRefusal,
  judge,
  MAX_REQUEST_BYTES,
  readAddCheckpoint,
  readWitnessAnswer,
  TLOG_SIZE,
  type AddCheckpoint,
  type Seen,
} from '../../node/log/witness.ts'
import { historyOf } from './history.ts'
import { makeNoteKey } from './note-keys.ts'

const ORIGIN = 'log.xa.example/2026'
const log = await makeNoteKey(ORIGIN)
const witness = await makeNoteKey('log.xb.example/2026/witness', 4)
const stranger = await makeNoteKey('stranger.example')
const keysOf = (origin: string): VerifierKey[] | null => (origin === ORIGIN ? [log.key] : null)

const mine = historyOf(log)
const fork = historyOf(log, 90)

const read = (body: string): AddCheckpoint => {
  const got = readAddCheckpoint(body, keysOf)
  if (isRefusal(got)) throw new Error(`refused: ${got.status} ${got.body}`)
  return got
}
const submit = async (from: number, to: number, seen: Seen | null, h = mine) =>
  judge(read(addCheckpointRequest(from, from === 0 ? [] : await h.proof(from, to), await h.signed(to))), seen)

t.test('a growing log is accepted, first seen or seen before', async (t) => {
  t.match(await submit(0, 100, null), { accept: { origin: ORIGIN, size: 100 }, grown: true })
  t.match(await submit(100, 257, mine.at(100)), { accept: { size: 257 }, grown: true })
  t.match(await submit(257, 257, mine.at(257)), { accept: { size: 257 }, grown: false })
  t.match(await submit(0, 0, null), { accept: { size: 0 }, grown: false })
  t.match(await submit(0, 5, { size: 0, root: EMPTY_ROOT }), { accept: { size: 5 }, grown: true })
})

t.test('of two keys of one log, one that fails is not made good by one that verifies', async (t) => {
  const second = await makeNoteKey(ORIGIN)
  const both = (): VerifierKey[] => [log.key, second.key]
  const signed = await mine.signed(100)
  const [line] = (await historyOf(second).signed(100)).split('\n').slice(-2)
  const asked = (note: string) => readAddCheckpoint(addCheckpointRequest(0, [], note), both)
  t.notOk(isRefusal(asked(`${signed}${line}\n`)), 'both verify')
  const bytes = Buffer.from(line!.split(' ').at(-1)!, 'base64')
  bytes[20]! ^= 1
  const bent = `${line!.slice(0, line!.lastIndexOf(' '))} ${bytes.toString('base64')}\n`
  t.match(asked(`${signed}${bent}`), { status: 403 })
})

t.test('another old size is answered with the size that is held', async (t) => {
  for (const [from, to, seen] of [
    [0, 100, mine.at(50)],
    [60, 100, mine.at(50)],
    [60, 100, null],
  ] as const)
    t.same(await submit(from, to, seen), {
      refuse: { status: 409, type: TLOG_SIZE, body: `${seen?.size ?? 0}\n` },
      suspicion: null,
    })
  t.match(await submit(100, 120, mine.at(200)), { refuse: { status: 409, body: '200\n' }, suspicion: 'behind' })
})

t.test('two histories are noticed', async (t) => {
  t.match(await submit(100, 100, mine.at(100), fork), {
    refuse: { status: 409, body: '100\n' },
    suspicion: 'split-view',
  })
  t.match(await submit(40, 100, mine.at(100), fork), {
    refuse: { status: 409, body: '100\n' },
    suspicion: 'split-view',
  })
  t.match(await submit(100, 200, mine.at(100), fork), { refuse: { status: 422 }, suspicion: 'inconsistent' })
  t.match(await submit(80, 200, mine.at(80), fork), { accept: { size: 200 } }, 'the fork came after what was seen')
})

t.test('a proof that is not one gets 422', async (t) => {
  const signed = await mine.signed(200)
  const proof = await mine.proof(100, 200)
  const seen = mine.at(100)
  for (const bad of [[], proof.slice(1), [...proof, Buffer.alloc(32)], [...proof].reverse()])
    t.match(judge(read(addCheckpointRequest(100, bad, signed)), seen), {
      refuse: { status: 422, body: /consistency proof/ },
    })
  t.match(judge(read(addCheckpointRequest(0, proof, signed)), null), { refuse: { status: 422 }, suspicion: null })
  const empty = await signCheckpoint({ origin: ORIGIN, size: 0, root: Buffer.alloc(32) }, log.key, log.sign)
  t.match(judge(read(addCheckpointRequest(0, [], empty)), null), {
    refuse: { status: 422, body: /empty log/ },
    suspicion: null,
  })
})

t.test('what cannot be judged is refused first', async (t) => {
  const signed = await mine.signed(100)
  const status = (body: string | Buffer) => {
    const got = readAddCheckpoint(body, keysOf)
    return isRefusal(got) ? got.status : 200
  }
  const by = (name: string): string => `— ${name} ${Buffer.alloc(600).toString('base64')}\n`
  const line = addCheckpointRequest(3, [Buffer.alloc(32)], signed)
  const fits = Math.floor((MAX_REQUEST_BYTES - line.length) / by('stranger').length)
  const long = line + by('stranger').repeat(fits + 1)
  t.equal(status(line + by('stranger').repeat(fits)), 200, 'as long as it may be')
  const good = addCheckpointRequest(3, [Buffer.alloc(32)], signed)
  t.equal(status(good), 200)
  t.equal(status(Buffer.from(good)), 200)
  for (const bad of [
    '',
    signed,
    good.replace('old 3', 'old 03'),
    good.replace('old 3', 'old -1'),
    good.replace('old 3', 'old'),
    good.replace('AAAA=', 'AAAB='),
    good.replace('\n\n', '\n'),
    good.slice(0, -1),
    good.replace('\n100\n', '\n0100\n'),
    addCheckpointRequest(3, Array<Buffer>(63).fill(Buffer.alloc(32)), signed).replace(
      'old 3\n',
      `old 3\n${Buffer.alloc(32).toString('base64')}\n`,
    ),
    addCheckpointRequest(101, [], signed),
    // Extra signatures of strangers are legal, so that its length alone is what is wrong.
    long,
  ])
    t.equal(status(bad), 400, JSON.stringify(bad.slice(0, 60)))
  const unknown = await signCheckpoint(
    { origin: stranger.key.name, size: 1, root: Buffer.alloc(32) },
    stranger.key,
    stranger.sign,
  )
  t.equal(status(addCheckpointRequest(0, [], unknown)), 404)
  // One line verifies and one that names the same key does not.
  const failing = `— ${ORIGIN} ${Buffer.concat([Buffer.from(log.key.id, 'hex'), Buffer.alloc(64)]).toString('base64')}\n`
  t.equal(status(addCheckpointRequest(0, [], signed + failing)), 403)
  t.equal(status(addCheckpointRequest(0, [], signed.replace('\n100\n', '\n101\n'))), 403)
  t.equal(status(addCheckpointRequest(0, [], unknown.replace(stranger.key.name, ORIGIN))), 403)
})

t.test('the log reads what its witness answers', async (t) => {
  const body = readCheckpoint(await mine.signed(100)).note.text
  const asked = { oldSize: 50, size: 100, body }
  const answer = (status: number, text: string, current = 120) =>
    readWitnessAnswer({ status, body: text }, asked, current, [witness.key])
  const line = signatureLine(await cosign(body, witness.key, 1_700_000_000, witness.sign))
  const foreign = await makeNoteKey('elsewhere.example/w', 4)
  const other = signatureLine(await cosign(body, foreign.key, 1_700_000_000, foreign.sign))
  t.match(answer(200, other + line), { kind: 'cosigned', cosignatures: [{ key: witness.key, time: 1_700_000_000 }] })
  t.throws(() => answer(200, other), { code: 'answer-invalid', message: /key that is known/ })
  t.throws(() => answer(200, ''), { code: 'answer-invalid', message: /no signature lines/ })
  const elsewhere = signatureLine(await cosign(body.replace('100', '101'), witness.key, 1_700_000_000, witness.sign))
  t.throws(() => answer(200, elsewhere), { code: 'answer-invalid', message: /does not verify/ })
  t.same(answer(409, '70\n'), { kind: 'other-size', size: 70 })
  t.same(answer(409, '121\n'), { kind: 'ahead', size: 121 })
  t.same(answer(409, '120\n'), { kind: 'other-size', size: 120 }, 'all that we hold, which another replica submitted')
  t.throws(() => answer(200, other.repeat(1000) + line), { code: 'answer-invalid', rule: 'size' })
  t.same(answer(409, '110\n'), { kind: 'other-size', size: 110 }, 'another replica was faster')
  t.same(answer(409, '100\n'), { kind: 'other-size', size: 100 }, 'a replica submitted the same checkpoint')
  t.throws(() => answer(409, '50\n'), { code: 'answer-invalid', message: /holds the size that was named/ })
  const same = { ...asked, oldSize: 100 }
  t.same(readWitnessAnswer({ status: 409, body: '100\n' }, same, 120, [witness.key]), {
    kind: 'split-view',
    status: 409,
  })
  t.same(answer(422, ''), { kind: 'split-view', status: 422 })
  for (const bad of ['70', '070\n', 'x\n', ''])
    t.throws(() => answer(409, bad), { code: 'answer-invalid', rule: 'tlog-size', message: /no size/ })
  t.throws(() => answer(500, ''), { code: 'answer-invalid', rule: 'status', message: /500/ })
})
