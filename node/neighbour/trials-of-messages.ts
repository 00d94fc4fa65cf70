/** What is tried with messages: that one which is right is receipted once, and that each check refuses what it must. */
import { randomBytes } from 'node:crypto'
import { commitment, parseLeaf } from '../log/entry.ts'
import { signingInput } from '../message/manifest.ts'
import { parseReceived, type ReceivedEvent } from '../message/security-event.ts'
import type { PeerAnswer } from '../peers/transport.ts'
import { secondIsDue } from '../exchange/second-signatures.ts'
import { digestOf } from '../values/digest.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { spoken } from './spoken.ts'
import { newMessageId } from '../values/id.ts'
import { forge, reheaded, sealedTo, spoiled, type Forged, type Json, type Wrong } from './forged.ts'
import { ask, expect, judgeForm, make, openTheirs, put, refused, said, typeOf, type Kit, type Wanted } from './kit.ts'

export type Receipted = { readonly message: Forged; readonly receipt: string; readonly event: ReceivedEvent }

const TRIED = 'a message that is right'

/** The receipt in an answer of 202, and its second signature where it has one. */
export function receiptOf({ contentType, body }: PeerAnswer): { readonly set: string; readonly second: string | null } {
  const both = typeOf({ contentType }) === 'application/json' ? parseStrictJson(body) : null
  if (!isObject(both)) return { set: body, second: null }
  const { set, second } = both
  expect(typeof set === 'string' && typeof second === 'string', `no set and second: ${body.slice(0, 300)}`)
  return { set, second }
}

/** The receipt that an answer is, by MSG-1. */
export async function receiptIn(
  kit: Kit,
  tried: string,
  answer: PeerAnswer,
  message: Forged,
): Promise<ReceivedEvent | null> {
  let found: ReceivedEvent | null = null
  await kit.book.try('MSG-1', tried, async () => {
    const { event, body, claims } = await openTheirs(kit, receiptOf(answer).set).catch(() => {
      throw new Error(`no signed receipt: ${said(answer)}`)
    })
    expect(event === 'received', `the event is ${event}`)
    found = parseReceived(body)
    expect(claims.txn === message.txn, 'txn is not the conversation of the message')
    expect(answer.status === 202, `the status is ${answer.status}`)
    const due = secondIsDue(kit.node, kit.peer) ? 'application/json' : 'application/secevent+jwt'
    expect(typeOf(answer) === due, `the media type is ${answer.contentType}, not ${due}`)
    return `202, signed by ${claims.iss}`
  })
  return found
}

/** A message that is right, and what its receipt says. Null where there is none. */
export async function tryMessage(kit: Kit): Promise<Receipted | null> {
  const { book, node } = kit
  const message = await make(kit)
  const answer = await put(kit, message)
  const event = await receiptIn(kit, TRIED, answer, message)
  if (!event) return null
  const same = event.message === message.jti && event.manifest_digest === message.digest
  book.write('MSG-2', TRIED, same, `message ${event.message}, manifest_digest ${event.manifest_digest}`)
  book.write('MSG-3', TRIED, event.sealed_digest === digestOf(message.jwe), `sealed_digest ${event.sealed_digest}`)
  await book.try('MSG-4', TRIED, async () => {
    const { origin, index, leaf } = event.log
    const read = parseLeaf(leaf)
    expect(await node.introduce.isLogOf(kit.peer, origin), `${origin} is no log of the identity`)
    expect(read.kind === 'received' && read.peer === node.country, `the leaf is ${leaf}`)
    expect(
      read.c === commitment('received', message.salt, signingInput(message.manifest)),
      'it commits to something else',
    )
    return `leaf ${index} of ${origin}`
  })
  const { body: receipt } = answer
  const again = await put(kit, message)
  book.write('MSG-5', 'the same bytes again', again.status === 202 && again.body === receipt, answerOf(again, receipt))
  const anew = await put(kit, { ...message, jwe: sealedTo(node, kit.peer, message.bundle) })
  book.write('MSG-6', 'the manifest sealed anew', anew.status === 202 && anew.body === receipt, answerOf(anew, receipt))
  const other = await make(kit, { claims: (c) => (c['jti'] = message.jti) })
  await refused(kit, 'MSG-7', 'another manifest under its id', other, { problems: ['conflict'], signed: true })
  return { message, receipt: receiptOf(answer).set, event }
}

const SEVERAL = 'three messages in one request, the second of which does not decrypt'

/** Several messages in one request, where it takes them. */
export async function trySeveral(kit: Kit): Promise<void> {
  const { book } = kit
  const several = (lines: readonly string[]): Promise<PeerAnswer> =>
    ask(kit, { method: 'POST', path: '/v1/messages', contentType: 'text/plain', body: lines.join('') })
  const lineOf = ({ jti, jwe }: Forged): string => `${jti} ${jwe}\n`
  const [first, second, third] = [await make(kit), await make(kit, { jwe: (jwe) => spoiled(jwe, 3) }), await make(kit)]
  const answer = await several([first, second, third].map(lineOf))
  if (answer.status === 404 || answer.status === 405) {
    for (const clause of ['MSG-8', 'MSG-9'] as const)
      book.skip(clause, `it takes one message at a time: POST /v1/messages is answered ${answer.status}`)
    return
  }
  await book.try('MSG-8', SEVERAL, async () => {
    expect(answer.status === 200, said(answer))
    const { answers } = parseStrictJson(answer.body) as { answers: { status: number; type: string; body: string }[] }
    expect(answers.length === 3, `there are ${answers.length} answers`)
    expect(answers[1]!.status === 400, `the second is answered ${answers[1]!.status}`)
    for (const [i, message] of [first, third].entries()) {
      const one = answers[2 * i]!
      const receipt = await openTheirs(kit, receiptOf({ ...answer, contentType: one.type, body: one.body }).set)
      expect(one.status === 202 && receipt.body['message'] === message.jti, `answer ${2 * i + 1} is not its receipt`)
      const alone = await put(kit, message)
      expect(alone.body === one.body, `by itself message ${2 * i + 1} gets another answer: ${said(alone)}`)
    }
    return '200, two receipts and a refusal'
  })
  const kept = await make(kit)
  const wrong = await several([lineOf(kept), 'none\n'])
  judgeForm(kit, 'a line that is none', wrong)
  const again = await several([lineOf(kept), lineOf(kept)])
  await book.try('MSG-9', 'a line that is none', () => {
    expect(wrong.status === 400, said(wrong))
    expect(again.status === 200, `what was in it is then answered ${said(again)}`)
    return Promise.resolve('400')
  })
}

const answerOf = (answer: PeerAnswer, receipt: string): string =>
  answer.status === 202 && answer.body !== receipt
    ? '202 with another receipt: it was taken as a new message'
    : `${answer.status}`

/** A header that is not what was signed: checked before the signature. */
const otherHeader = (change: (header: Json) => void): Wrong => ({
  manifest: (jws) => reheaded(jws, change),
})

type Row = readonly [clause: Parameters<typeof refused>[1], tried: string, wrong: Wrong, wanted: Wanted]

const UNSIGNED = (...problems: string[]): Wanted => ({ problems, signed: false })
const SIGNED = (...problems: string[]): Wanted => ({ problems, signed: true })

/** What no check of the parts may let pass: salt, sizes and digests, and then their forms. */
function rowsOfParts({ agreement }: Kit): Row[] {
  return [
    [
      'CHK-14',
      'another salt',
      { bundle: (b) => (b['salt'] = randomBytes(32).toString('base64url')) },
      SIGNED('digest-mismatch'),
    ],
    [
      'CHK-14',
      'a document that was changed',
      { bundle: (b) => ((b['parts'] as { document: Json }).document['text'] = '<Other/>') },
      SIGNED('digest-mismatch'),
    ],
    [
      'CHK-14',
      'a part beside the document that is not there',
      {
        claims: (c) =>
          (c['parts'] as Json[]).push({ id: 'other', media_type: 'text/plain', size: 1, digest: agreement }),
      },
      SIGNED('digest-mismatch'),
    ],
    [
      'CHK-14',
      'a part that the manifest does not name',
      { bundle: (b) => ((b['parts'] as Json)['other'] = (b['parts'] as Json)['document']) },
      SIGNED('digest-mismatch'),
    ],
    ...(['</Test>', '<a:Test/>', '<Test>&nobody;</Test>'] as const).map((end): Row => {
      const text = end.startsWith('</') ? `<Other>${end}` : end
      return [
        'CHK-16',
        `the document ${text}`,
        { document: { mediaType: 'application/xml', text } },
        SIGNED('schema-invalid'),
      ]
    }),
    [
      'CHK-16',
      'XML with a document type',
      { document: { mediaType: 'application/xml', text: '<!DOCTYPE Test><Test/>' } },
      SIGNED('schema-invalid'),
    ],
    [
      'CHK-16',
      'JSON in which a member stands twice',
      { document: { mediaType: 'application/json', text: '{"a":1,"a":1}' } },
      SIGNED('schema-invalid'),
    ],
    [
      'CHK-16',
      'a message without a document',
      {
        claims: (c) => ((c['parts'] as Json[])[0]!['id'] = 'other'),
        bundle: (b) => (b['parts'] = { other: (b['parts'] as Json)['document'] }),
      },
      SIGNED('schema-invalid'),
    ],
  ]
}

/** What no check may let pass, in the order of the checks. */
function rows({ node }: Kit): Row[] {
  const now = Math.floor(node.clock.now() / 1000)
  const { from } = node.own.signing
  const header = (change: (h: Json) => void): Wrong => ({ jwe: (jwe) => reheaded(jwe, change) })
  const claims = (change: Record<string, unknown>): Wrong => ({ claims: (c) => Object.assign(c, change) })
  return [
    ['CHK-2', 'a JWE of four segments', { jwe: (jwe) => jwe.slice(0, jwe.lastIndexOf('.')) }, UNSIGNED('malformed')],
    ['CHK-2', 'base64url with padding', { jwe: (jwe) => `${jwe}==` }, UNSIGNED('malformed')],
    [
      'CHK-3',
      'a JWE header with crit',
      { sealed: (h) => (h['crit'] = ['exp']) },
      UNSIGNED('algorithm-refused', 'malformed'),
    ],
    [
      'CHK-3',
      'a JWE header with a member of its own',
      { sealed: (h) => (h['x'] = 1) },
      UNSIGNED('algorithm-refused', 'malformed'),
    ],
    ['CHK-3', 'alg dir', header((h) => (h['alg'] = 'dir')), UNSIGNED('algorithm-refused')],
    ['CHK-3', 'zip', header((h) => (h['zip'] = 'DEF')), UNSIGNED('algorithm-refused', 'malformed')],
    ['CHK-4', 'ciphertext that was changed', { jwe: (jwe) => spoiled(jwe, 3) }, UNSIGNED('cannot-decrypt')],
    [
      'CHK-4',
      'a kid of nobody',
      header((h) => (h['kid'] = randomBytes(32).toString('base64url'))),
      UNSIGNED('cannot-decrypt'),
    ],
    [
      'CHK-5',
      'a manifest header with crit',
      { header: (h) => (h['crit'] = ['b64']) },
      UNSIGNED('algorithm-refused', 'malformed'),
    ],
    ['CHK-5', 'alg none', otherHeader((h) => (h['alg'] = 'none')), UNSIGNED('algorithm-refused')],
    [
      'CHK-6',
      'a kid of nobody',
      otherHeader((h) => (h['kid'] = randomBytes(32).toString('base64url'))),
      UNSIGNED('key-unknown'),
    ],
    [
      'CHK-6',
      'another certificate',
      { header: (h) => (h['x5t#S256'] = randomBytes(32).toString('base64url')) },
      UNSIGNED('key-unknown'),
    ],
    ['CHK-7', 'a signature that was changed', { manifest: (jws) => spoiled(jws, -1) }, UNSIGNED('signature-invalid')],
    ['CHK-7', 'claims that were changed after they were signed', { manifest: raised }, UNSIGNED('signature-invalid')],
    [
      'CHK-8',
      'iss of another country',
      claims({ iss: 'XZ' }),
      { problems: ['sender-mismatch', 'key-unknown', 'peer-unknown'], signed: null },
    ],
    [
      'CHK-9',
      'aud of another country',
      { ...claims({ aud: 'XZ' }), sealed: (h) => (h['aud'] = 'XZ') },
      SIGNED('wrong-recipient'),
    ],
    ['CHK-10', 'a JWE header with another iss', { sealed: (h) => (h['iss'] = 'XZ') }, SIGNED('malformed')],
    ['CHK-11', 'iat in an hour', claims({ iat: now + 3600, exp: now + 7200 }), SIGNED('not-yet-valid')],
    [
      'CHK-12',
      'exp more than five minutes ago',
      claims({ iat: Math.max(from, now - 900), exp: now - 330 }),
      SIGNED('stale'),
    ],
    ['CHK-13', 'an agreement that nobody has', claims({ agreement: digestOf(randomBytes(8)) }), SIGNED('no-agreement')],
    [
      'CHK-13',
      'a version that was not agreed',
      claims({ version: '9999' }),
      SIGNED('no-agreement', 'unsupported-version'),
    ],
    [
      'CHK-13',
      'a procedure that was not agreed',
      claims({ procedure: 'not-agreed' }),
      SIGNED('no-agreement', 'unsupported-version'),
    ],
    // Of an agreement that lists its types this is one that it does not allow.
    [
      'CHK-15',
      'a type that nobody knows',
      claims({ type: 'nobody-knows-it' }),
      SIGNED('unsupported-version', 'no-agreement'),
    ],
  ]
}

/** The same JWS with another priority in its claims. */
function raised(jws: string): string {
  const [header, payload, signature] = jws.split('.') as [string, string, string]
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  return [header, Buffer.from(JSON.stringify({ ...claims, priority: 0 })).toString('base64url'), signature].join('.')
}

export async function tryChecks(kit: Kit): Promise<void> {
  for (const [clause, tried, wrong, wanted] of [...rows(kit), ...rowsOfParts(kit)])
    await refused(kit, clause, tried, await forge(kit.node, kit.peer, kit, wrong), wanted)
  const elsewhere = await make(kit)
  const path = newMessageId(kit.node.clock.now())
  await refused(
    kit,
    'CHK-10',
    'the path of another message',
    { ...elsewhere, jti: path },
    { problems: ['malformed'], signed: null },
  )
  const message = await make(kit)
  const typed = await ask(kit, {
    method: 'PUT',
    path: `/v1/messages/${message.jti}`,
    contentType: 'text/plain',
    body: message.jwe,
  })
  kit.book.write('CHK-1', 'text/plain', typed.status >= 400 && typed.status < 500, said(typed))
  if (typed.status >= 400) judgeForm(kit, 'text/plain', typed)
  await tryTooLarge(kit)
}

/** Larger than anything that anybody takes. */
const FAR_TOO_LARGE = 2 ** 40

/** Only its length is told: nobody reads a body to find out that it is too large. */
async function tryTooLarge(kit: Kit): Promise<void> {
  const { node, peer, book } = kit
  const { certificate: cert, key } = node.tlsMaterial()
  const path = `/v1/messages/${newMessageId(node.clock.now())}`
  const headers = `content-type: application/jose\r\ncontent-length: ${FAR_TOO_LARGE}`
  const request = { line: `PUT ${path}`, headers }
  const line = await spoken(node.directory.get(peer).exchangeUrl, { cert, key, minVersion: 'TLSv1.3' }, request)
  book.overheard({ method: 'PUT', path, contentType: `application/jose, Content-Length ${FAR_TOO_LARGE}` }, null)
  const tried = `a message of ${FAR_TOO_LARGE} bytes, by its Content-Length`
  book.write(
    'CHK-1',
    tried,
    / 413 /.test(line ?? ''),
    line ?? 'the connection ended without an answer',
    '413 too-large',
  )
}
