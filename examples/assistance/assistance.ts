/**
 * Mutual assistance: XB asks XA about an invoice; XA accepts on a condition, answers with an attachment, and consents to an onward use; XB destroys what it
 * got. Only keys of the role `assistance` see any of it. Usage: node dist/examples/assistance/assistance.js demo.json
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  ask,
  makeKey,
  officer,
  readNodes,
  Refused,
  say,
  until,
  untilHeld,
  type DemoNode,
  type Sent,
} from '../demo-nodes.ts'

type Entry = { conversation: string; role: string; state: string; due?: string; answers: number }

const [a, b] = readNodes() as [DemoNode, DemoNode]
const days = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString()

/** The node with a key of its own for one role, which no operator's key can read. */
const withKey = (node: DemoNode, name: string, role: string): DemoNode => ({
  ...node,
  keys: { ...node.keys, window: makeKey(node, name, role) },
})
const deskOf = (node: DemoNode): DemoNode => withKey(node, 'mutual assistance', 'assistance')
const desks = { a: deskOf(a), b: deskOf(b) }

let conversation: string | undefined
/** One message of the case, by an officer; waits until it is in the case on both sides. */
async function message(
  from: DemoNode,
  type: string,
  document: object,
  more: { inReplyTo?: string; attachments?: object[] } = {},
): Promise<Sent> {
  const to = from.country === a.country ? b : a
  const sent = await ask<Sent>(
    from,
    'POST',
    '/v1/messages',
    {
      to: to.country,
      procedure: 'assistance',
      type,
      context: {
        xSchema: 'assistance',
        xLegalBasis: 'Agreement of 2024, Art. 7',
        xPurpose: 'undervaluation',
        xDecidedBy: officer(`${from.country}-12`),
      },
      document: { mediaType: 'application/json', text: JSON.stringify(document) },
      ...(conversation === undefined ? {} : { conversation }),
      ...more,
    },
    { headers: { 'idempotency-key': randomUUID() } },
  )
  conversation ??= sent.conversation
  await untilHeld(from, sent)
  return sent
}
const entry = async (desk: DemoNode): Promise<Entry> =>
  until('it is in the register', async () => {
    const { items } = await ask<{ items: Entry[] }>(desk, 'GET', '/v1/assistance')
    return items.find((i) => i.conversation === conversation)
  })
const tell = async (): Promise<void> => {
  const [ours, theirs] = [await entry(desks.a), await entry(desks.b)]
  say(`  ${a.country} (${ours.role}): ${ours.state}; ${b.country} (${theirs.role}): ${theirs.state}`)
}

say(`${b.country} asks ${a.country} whether an invoice was presented at export.`)
await message(desks.b, 'request', {
  xInstrument: 'tfa-12',
  xMatter: 'Invoice 4711 of Nemo Ltd',
  xQuestions: ['Was it presented at export, and with which value?'],
})
say(`  due ${(await entry(desks.a)).due} (90 days, where neither request nor agreement names a term)`)
say(`${a.country} accepts, on the condition that nothing is published; ${b.country} agrees.`)
await message(desks.a, 'conditional', { xConditions: ['no publication'] })
await message(desks.b, 'conditions-accepted', {})
await tell()

say(`${a.country} answers, with a copy of the invoice; each part has its own use limitation and retention.`)
const copy = 'INVOICE 4711 … 1,000.00'
const limit = (onward: string) => ({ purposes: ['undervaluation'], proceedings: ['administrative'], onward })
const answer = await message(
  desks.a,
  'answer',
  {
    xText: 'It was, with a value of 1,000.00.',
    xUseLimitation: limit('with-consent'),
    xRetainUntil: days(365),
    xAttachments: [
      {
        part: 'attachment-1',
        digest: `sha-256:${createHash('sha256').update(copy).digest('base64url')}`,
        xUseLimitation: limit('none'),
      },
    ],
  },
  { attachments: [{ mediaType: 'text/plain', text: copy }] },
)
await tell()

say(`${b.country} wants to pass it on to a court: the copy is excluded, the text needs consent.`)
const wish = { xRecipient: 'Administrative court', xPurpose: 'appeal of the importer' }
const excluded = await message(
  desks.b,
  'onward-use-request',
  { ...wish, xParts: ['attachment-1'] },
  { inReplyTo: answer.id },
).catch((error: unknown) => error)
if (!(excluded instanceof Refused)) throw new Error('the copy must not be passed on')
say(`  the copy: ${excluded.status} ${excluded.problem.rule} at ${excluded.problem.pointer}`)
const onward = await message(desks.b, 'onward-use-request', { ...wish, xParts: ['document'] }, { inReplyTo: answer.id })
await message(desks.a, 'onward-use-answer', { xGranted: true }, { inReplyTo: onward.id })
say('  the text: granted')

say('What other keys see of it:')
const single = withKey(b, 'single window', 'window')
for (const as of ['operator', 'window', 'auditor'] as const) {
  const looks = [`/v1/messages/${answer.id}`, `/v1/cases/${conversation}`, '/v1/assistance']
  const found = await Promise.all(
    looks.map((path) =>
      ask(single, 'GET', path, undefined, { as }).then(
        () => 200,
        (e: unknown) => (e as Refused).status,
      ),
    ),
  )
  if (found.some((status) => status !== 404 && status !== 403)) throw new Error(`${as} sees it`)
  say(`  ${as}: message ${found[0]}, case ${found[1]}, register ${found[2]}`)
}

say(`${b.country} has destroyed what it got.`)
await message(desks.b, 'destroyed', { xDestroyedAt: days(0) })
await tell()
