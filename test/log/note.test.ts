/** Signed notes, checkpoints and cosignatures against the examples of the specifications, and everything that must not pass. */
import fc from 'fast-check'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { needsOpenssl } from '../servers.ts'
import { openCheckpoint, parseCheckpointBody, readCheckpoint, signCheckpoint } from '../../node/log/checkpoint.ts'
import { checkCosignatures, cosign, cosignatureTime, cosignedBytes } from '../../node/log/cosignature.ts'
import { EMPTY_ROOT } from '../../node/log/merkle.ts'
import {
  checkNote,
  encodeNote,
  encodeVerifierKey,
  parseNote,
  parseVerifierKey,
  signText,
  verifierKey,
} from '../../node/log/note.ts'
import { encodeProofFile, parseProofFile } from '../../node/log/proof.ts'
import { makeNoteKey } from './note-keys.ts'

const log = await makeNoteKey('log.xa.example/2026')
const witness = await makeNoteKey('log.xb.example/2026/witness', 4)
const root = Buffer.alloc(32, 7)
const signed = await signCheckpoint({ origin: log.key.name, size: 42, root }, log.key, log.sign)

t.test('the example of the signed-note specification verifies', async (t) => {
  const key = parseVerifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')
  const text = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`
  const note = parseNote(text)
  t.equal(checkNote(note, key), 'valid')
  t.equal(encodeNote(note), text)
  t.equal(checkNote({ ...note, text: 'This is an example message!\n' }, key), 'invalid')
  t.equal(checkNote(note, log.key), 'absent')
})

t.test('verifier keys', async (t) => {
  const text = encodeVerifierKey(witness.key)
  t.same(parseVerifierKey(text), witness.key)
  t.not(verifierKey(log.key.name, 4, log.key.publicKey).id, log.key.id, 'another type has another id')
  const [name, id, key] = text.split('+', 2).concat(text.slice(text.indexOf('+', text.indexOf('+') + 1) + 1)) as [
    string,
    string,
    string,
  ]
  for (const [bad, message] of [
    [`${name}+00000000+${key}`, /key id/],
    [`${name}+${id.toUpperCase()}x+${key}`, /not a verifier key/],
    [`x${name}+${id}+${key}`, /key id/],
    [`a b+${id}+${key}`, /name of a note key/],
    [`${name}+${id}+${key}=`, /not a verifier key/],
    [`${name}+${id}+${Buffer.alloc(33, 6).toString('base64')}`, /ML-DSA-44 key 1312/],
    [`${name}+${id}+${Buffer.alloc(33, 2).toString('base64')}`, /not a verifier key/],
    [`${name}+${id}`, /not a verifier key/],
  ] as const)
    t.throws(() => parseVerifierKey(bad), { code: 'log-invalid', message }, bad)
})

t.test('a key is 32 bytes, and signs what its type is for', async (t) => {
  for (const length of [31, 33, 0])
    t.throws(() => verifierKey('n', 1, Buffer.alloc(length)), { code: 'log-invalid', rule: 'key-length' }, `${length}`)
  const both = await makeNoteKey('log.xa.example/2026', 4)
  const text = 'x\n'
  const signature = Buffer.from(await both.sign(Buffer.from(text)))
  const note = { text, signatures: [{ name: both.key.name, id: both.key.id, signature }] }
  t.equal(checkNote(note, both.key), 'absent', 'a witness signs no text')
  const faultless = { text, signatures: [await signText(text, log.key, log.sign)] }
  t.equal(checkNote(faultless, log.key), 'valid')
  const failing = { ...faultless.signatures[0]!, signature: Buffer.alloc(64) }
  for (const signatures of [
    [...faultless.signatures, failing],
    [failing, ...faultless.signatures],
  ])
    t.equal(checkNote({ text, signatures }, log.key), 'invalid', 'one that fails beside one that verifies')
})

t.test('a note is read strictly', async (t) => {
  const line = '— a b64+AAAAAA==\n'
  for (const [bad, rule] of [
    ['text\n', 'note-unsigned'],
    ['text\n\n', 'note-newline'],
    [`text\n\n${line}`.slice(0, -1), 'note-newline'],
    [`text\r\n\n${line}`, 'note-control'],
    [`text\t\n\n${line}`, 'note-control'],
    [`text\n\n${line}\n`, 'note-newline'],
    [`text\n\n-- a AAAAAAAA\n`, 'note-signature-line'],
    [`text\n\n—  a AAAAAAAA\n`, 'note-signature-line'],
    [`text\n\n— a+b AAAAAAAA\n`, 'note-signature-line'],
    [`text\n\n— a\u00a0b AAAAAAAA\n`, 'note-signature-line'],
    [`text\n\n— a AAAAAB==\n`, 'note-signature-line'],
    [`text\n\n— a AAAA\n`, 'note-signature-line'],
    [`text\n\n— a AAAAAAAA \n`, 'note-signature-line'],
    [`text\n\n${'— a AAAAAAAA\n'.repeat(101)}`, 'note-signatures'],
  ] as const)
    t.throws(() => parseNote(bad), { code: 'log-invalid', rule }, JSON.stringify(bad.slice(0, 40)))
  t.throws(() => parseNote(`${'x'.repeat(1 << 20)}\n\n${line}`), { code: 'log-invalid', rule: 'note-size' })
  t.throws(() => parseNote(Buffer.from([0xff, 0x0a, 0x0a])), { code: 'log-invalid', rule: 'note-utf-8' })
  const two = parseNote('a\n\nb\n\n— n AAAAAAA=\n')
  t.equal(two.text, 'a\n\nb\n', 'the text is parted from the signatures by the last empty line')
  t.equal(parseNote(`text\n\n${'— a AAAAAAAA\n'.repeat(16)}`).signatures.length, 16)
})

t.test('a checkpoint goes out and comes back', async (t) => {
  const read = openCheckpoint(signed, [log.key])
  t.same(read.checkpoint, { origin: log.key.name, size: 42, root })
  t.equal(signed.split('\n').slice(0, 4).join('\n'), `log.xa.example/2026\n42\n${root.toString('base64')}\n`)
  t.throws(() => openCheckpoint(signed, []), { code: 'signature-invalid', message: /no key that is known/ })
  const other = await makeNoteKey('other.example')
  const lines =
    signed +
    (await signText(read.note.text, other.key, other.sign).then((s) =>
      encodeNote({ text: '', signatures: [s] }).slice(1),
    ))
  t.equal(openCheckpoint(lines, [log.key]).note.signatures.length, 2, 'unknown signatures are passed over')
  t.throws(() => openCheckpoint(lines, [other.key]), { code: 'signature-invalid', message: /no key that is known/ })
  const impostor = await makeNoteKey(log.key.name)
  const collision = { ...impostor.key, id: log.key.id }
  t.throws(() => openCheckpoint(signed, [collision]), { code: 'signature-invalid', message: /does not verify/ })
  const failing = encodeNote({
    ...read.note,
    signatures: [...read.note.signatures, { ...read.note.signatures[0]!, id: impostor.key.id }],
  })
  t.equal(openCheckpoint(failing, [log.key]).checkpoint.size, 42)
  t.throws(
    () => openCheckpoint(failing, [log.key, impostor.key]),
    { code: 'signature-invalid', message: /does not verify/ },
    'one trusted key signed, another that is named did not',
  )
  const empty = await signCheckpoint({ origin: log.key.name, size: 0, root }, log.key, log.sign)
  t.throws(() => openCheckpoint(empty, [log.key]), { code: 'log-invalid', rule: 'checkpoint-root' })
  const truly = await signCheckpoint({ origin: log.key.name, size: 0, root: EMPTY_ROOT }, log.key, log.sign)
  t.equal(openCheckpoint(truly, [log.key]).checkpoint.size, 0)
  await t.rejects(signCheckpoint({ origin: 'x', size: 1, root }, log.key, log.sign), { code: 'internal' })
})

t.test('a checkpoint body has one form', async (t) => {
  const b64 = root.toString('base64')
  for (const [bad, rule] of [
    [`o\n1\n${b64}\nextension\n`, 'checkpoint-lines'],
    [`o\n1\n${b64}\n\nextension\n`, 'checkpoint-lines'],
    [`o\n1\n${b64}`, 'checkpoint-lines'],
    [`\n1\n${b64}\n`, 'checkpoint-lines'],
    [`o\n01\n${b64}\n`, 'checkpoint-size'],
    [`o\n-1\n${b64}\n`, 'checkpoint-size'],
    [`o\n1e3\n${b64}\n`, 'checkpoint-size'],
    [`o\n9007199254740992\n${b64}\n`, 'checkpoint-size'],
    [`o\n1\n${b64.slice(0, -1)}\n`, 'checkpoint-root'],
    [`o\n1\n${Buffer.alloc(31).toString('base64')}\n`, 'checkpoint-root'],
  ] as const)
    t.throws(() => parseCheckpointBody(bad), { code: 'log-invalid', rule }, JSON.stringify(bad))
})

t.test('cosignatures carry a time that they sign', async (t) => {
  const { note } = readCheckpoint(signed)
  const mark = await cosign(note.text, witness.key, 1_679_315_147, witness.sign)
  t.equal(cosignatureTime(note.text, mark, witness.key), 1_679_315_147)
  t.equal(cosignatureTime(note.text.replace('42', '43'), mark, witness.key), null)
  const later = { ...mark, signature: Buffer.from(mark.signature) }
  later.signature[7]! ^= 1
  t.equal(cosignatureTime(note.text, later, witness.key), null, 'another time')
  t.equal(cosignatureTime(note.text, mark, { ...witness.key, type: 1 }), null)
  const again = await cosign(note.text, witness.key, 1_679_315_000, witness.sign)
  const found = checkCosignatures({ text: note.text, signatures: [...note.signatures, mark, again, later] }, [
    witness.key,
  ])
  t.same(
    found.valid.map((c) => [c.key.name, c.time]),
    [[witness.key.name, 1_679_315_000]],
    'one witness counts once, with its earliest time',
  )
  t.same(found.invalid, [later])
  await t.rejects(cosign(note.text, log.key, 1, log.sign), { code: 'internal' })
  for (const time of [0, -1, 1.5, NaN])
    await t.rejects(cosign(note.text, witness.key, time, witness.sign), { code: 'internal' }, `${time}`)
  const never = Buffer.concat([Buffer.alloc(8), await witness.sign(cosignedBytes(note.text, 0, witness.key))])
  t.equal(cosignatureTime(note.text, { ...mark, signature: never }, witness.key), null, 'signed, but of no time')
})

t.test(
  'an ML-DSA-44 cosignature names witness, time, origin, size and root, and stands beside the Ed25519 one of the same witness',
  async (t) => {
    const { note } = readCheckpoint(signed)
    const lattice = await makeNoteKey(witness.key.name, 6)
    t.same(parseVerifierKey(encodeVerifierKey(lattice.key)), lattice.key)
    t.equal(lattice.key.publicKey.length, 1312)
    t.throws(() => verifierKey('n', 6, Buffer.alloc(32)), { code: 'log-invalid', rule: 'key-length' })
    const time = 1_700_000_000
    // The structure of the specification, written out.
    const expected = Buffer.concat([
      Buffer.from('subtree/v1\n\0'),
      Buffer.from([witness.key.name.length]),
      Buffer.from(witness.key.name),
      Buffer.from(time.toString(16).padStart(16, '0'), 'hex'),
      Buffer.from([log.key.name.length]),
      Buffer.from(log.key.name),
      Buffer.alloc(8),
      Buffer.from('000000000000002a', 'hex'),
      root,
    ])
    t.same(cosignedBytes(note.text, time, lattice.key), expected)
    const mark = await cosign(note.text, lattice.key, time, lattice.sign)
    t.equal(mark.signature.length, 8 + 2420)
    t.equal(cosignatureTime(note.text, mark, lattice.key), time)
    const both = [mark, await cosign(note.text, witness.key, time, witness.sign)]
    const found = checkCosignatures(parseNote(encodeNote({ text: note.text, signatures: both })), [
      witness.key,
      lattice.key,
    ])
    t.same(found.valid.map((c) => c.key.type).sort(), [4, 6])
    const renamed = verifierKey('another.example/witness', 6, lattice.key.publicKey)
    t.equal(
      cosignatureTime(note.text, { ...mark, name: renamed.name, id: renamed.id }, renamed),
      null,
      'the signature commits to the name of the witness',
    )
    for (const text of [
      note.text.replace('\n42\n', '\n43\n'),
      note.text.replace(log.key.name, 'log.xb.example/2026'),
      `${note.text}an extension line\n`,
    ])
      t.equal(cosignatureTime(text, mark, lattice.key), null, text)
    for (const at of [0, 7, 8, 2000, mark.signature.length - 1]) {
      const bad = Buffer.from(mark.signature)
      bad[at]! ^= 1
      t.equal(cosignatureTime(note.text, { ...mark, signature: bad }, lattice.key), null, `byte ${at}`)
    }
    t.equal(checkNote({ text: note.text, signatures: [mark] }, lattice.key), 'absent', 'it signs no text')
  },
)

t.test('no flipped bit in a signed checkpoint gets past', async (t) => {
  const { note } = readCheckpoint(signed)
  const mark = await cosign(note.text, witness.key, 1_700_000_000, witness.sign)
  const whole = Buffer.from(encodeNote({ text: note.text, signatures: [...note.signatures, mark] }))
  let flips = 0
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const bad = Buffer.from(whole)
    bad[bit >> 3]! ^= 1 << (bit & 7)
    flips++
    try {
      const read = openCheckpoint(bad, [log.key])
      if (checkCosignatures(read.note, [witness.key]).valid.length > 0) t.fail(`bit ${bit} was not noticed`)
    } catch (error) {
      if (!['log-invalid', 'signature-invalid'].includes((error as { code: string }).code)) throw error
    }
  }
  t.equal(flips, whole.length * 8)
})

t.test('openssl agrees on both kinds of signature', needsOpenssl(), async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'note-'))
  const check = (spki: Buffer, message: Uint8Array, signature: Uint8Array): string => {
    const pem = `-----BEGIN PUBLIC KEY-----\n${spki.toString('base64')}\n-----END PUBLIC KEY-----\n`
    writeFileSync(join(dir, 'pub.txt'), pem)
    writeFileSync(join(dir, 'message'), message)
    writeFileSync(join(dir, 'signature'), signature)
    const args = 'pkeyutl -verify -pubin -inkey pub.txt -rawin -in message -sigfile signature'
    return execFileSync('openssl', args.split(' '), { cwd: dir, encoding: 'utf8' })
  }
  const { note } = readCheckpoint(signed)
  t.match(check(log.spki, Buffer.from(note.text), note.signatures[0]!.signature), /Verified Successfully/)
  const mark = await cosign(note.text, witness.key, 1_700_000_000, witness.sign)
  const message = cosignedBytes(note.text, 1_700_000_000, witness.key)
  t.match(check(witness.spki, message, mark.signature.subarray(8)), /Verified Successfully/)
})

t.test('proof files', async (t) => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((b) => Buffer.from(b))
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 63 }), fc.nat(), fc.option(fc.uint8Array()), (proof, index, extra) => {
      const file = { index, proof, checkpoint: signed, ...(extra ? { extra: Buffer.from(extra) } : {}) }
      const text = encodeProofFile(file)
      return encodeProofFile(parseProofFile(text)) === text && parseProofFile(text).checkpoint === signed
    }),
    { numRuns: 50 },
  )
  const good = encodeProofFile({ index: 3, proof: [root], checkpoint: signed })
  t.equal(good, `c2sp.org/tlog-proof@v1\nindex 3\n${root.toString('base64')}\n\n${signed}`)
  for (const bad of [
    good.replace('@v1', '@v2'),
    good.replace('index 3', 'index 03'),
    good.replace('index 3', 'extra A\nindex 3'),
    good.replace('\n\n', '\nAAAA\n\n'),
    'c2sp.org/tlog-proof@v1\nindex 3\n',
  ])
    t.throws(() => parseProofFile(bad), { code: 'log-invalid', rule: 'tlog-proof', message: /not a proof/ })
})
