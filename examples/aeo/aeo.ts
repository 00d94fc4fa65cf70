/**
 * Authorised economic operators (SAFE Pillar 2) between XA, which grants, and XB, which recognises: a list in parts, a merger, a lost message that is found
 * by itself, a withdrawn consent, and recognition as XB's own decision. Usage: node dist/examples/aeo/aeo.js demo.json
 */
import { createHash } from 'node:crypto'
import {
  ask,
  officer,
  readNodes,
  say,
  send,
  sendAndHold,
  until,
  untilHeld,
  type DemoNode,
  type Sent,
} from '../demo-nodes.ts'

type Answer = {
  id: string
  recognised: boolean
  status: string
  since?: string
  items: { reason?: string; grace?: boolean; succeededBy: string[] }[]
}

const [a, b] = readNodes() as [DemoNode, DemoNode]
const digest = (text: string): string => `sha-256:${createHash('sha256').update(text).digest('base64url')}`

/** RFC 8785 for what stands in these documents: texts and lists in objects. */
const canonical = (v: unknown): string =>
  Array.isArray(v)
    ? `[${v.map(canonical).join(',')}]`
    : typeof v === 'object' && v !== null
      ? `{${Object.entries(v)
          .sort(([x], [y]) => (x < y ? -1 : 1))
          .map(([k, x]) => `${JSON.stringify(k)}:${canonical(x)}`)
          .join(',')}}`
      : JSON.stringify(v)

const now = new Date().toISOString()
const trader = (id: string, name: string, type = 'AEOF') => ({
  aeoMutualRecognitionParty: { id },
  authorisationHolder: { id: `${id}-${type}`, categoryCode: type },
  xProgramme: 'AEO-XA',
  xEffectiveFrom: '2026-01-01T00:00:00Z',
  xName: name,
  xConsent: { ref: `consent of ${id}`, at: now },
})
const entry = (id: string, name: string, xAction: string, more: object = {}) => ({
  ...trader(id, name),
  xAction,
  xEffectiveFrom: '2026-06-01T00:00:00Z',
  ...more,
})

let hash = ''

/** A list as a snapshot: every part names the hash of all parts, its traders are attached, one JSON text a line. */
async function snapshot(sequence: number, parts: object[][], conversation?: string): Promise<string> {
  const texts = parts.map((part) => part.map((x) => `${JSON.stringify(x)}\n`).join(''))
  hash = digest(texts.map(digest).join('\n'))
  let first: Sent | undefined
  for (const [i, text] of texts.entries()) {
    const document = {
      xSnapshot: `S-${sequence}`,
      xPart: i + 1,
      xParts: parts.length,
      xCount: parts.flat().length,
      xSequence: sequence,
      xHash: hash,
      xPartCount: parts[i]!.length,
      xAttachment: { part: 'attachment-1', digest: digest(text) },
    }
    const sent: Sent = await ask(
      a,
      'POST',
      '/v1/messages',
      {
        to: b.country,
        procedure: 'aeo',
        type: 'snapshot',
        context: { xSchema: 'aeo' },
        ...((conversation ?? first) ? { conversation: conversation ?? first!.conversation } : {}),
        document: { mediaType: 'application/json', text: JSON.stringify(document) },
        attachments: [{ mediaType: 'application/x-ndjson', text }],
      },
      { headers: { 'idempotency-key': crypto.randomUUID() } },
    )
    first ??= sent
    await untilHeld(a, sent)
  }
  return conversation ?? first!.conversation
}

const context = { xSchema: 'aeo' }
const person = {
  ...context,
  xDecidedBy: officer(`${b.country}-7`),
}

async function delta(conversation: string, sequence: number, xEntries: object[]): Promise<void> {
  hash = digest(hash + canonical(xEntries))
  const document = { xSequence: sequence, xHash: hash, xEntries }
  await sendAndHold(a, b, { procedure: 'aeo', type: 'delta', context: person, conversation, document })
}

const state = async (conversation: string) =>
  (await ask<{ state: { applied: { sequence: number } | null } }>(a, 'GET', `/v1/cases/${conversation}`)).state
const applied = (conversation: string, sequence: number) =>
  until(`${b.country} has applied ${sequence}`, async () => (await state(conversation)).applied?.sequence === sequence)
const look = (id: string, query = ''): Promise<Answer> => ask(b, 'GET', `/v1/traders/${id}${query}`)
const told = (x: Answer): string =>
  `${x.id} is ${x.recognised ? '' : 'not '}recognised: ${x.status}${x.since ? ` since ${x.since.slice(0, 10)}` : ''}${x.items[0]?.reason ? ` (${x.items[0].reason})` : ''}${x.items[0]?.grace ? ' (its goods were on the road)' : ''}`

say(`${a.country} sends its list of four traders in two parts.`)
const conversation = await snapshot(1, [
  [trader('XA-CHEESE', 'Cheese of the North'), trader('XA-BUTTER', 'Butter & Sons')],
  [trader('XA-MILK', 'Milk Logistics'), trader('XA-BOOKS', 'Good Books', 'AEOC')],
])
await applied(conversation, 1)
say(`${b.country} has applied it and said so, signed. ${told(await look('XA-CHEESE'))}`)

say(`The agreement recognises security, not simplification: ${told(await look('XA-BOOKS'))}`)

say('Two of them merge; one lorry of the old company is on the road.')
await delta(conversation, 2, [
  entry('XA-DAIRY', 'United Dairy', 'granted', {
    xSuccessorOf: ['XA-BUTTER'],
    xAliases: [{ scheme: 'EORI', id: 'XAEORI77' }],
  }),
  entry('XA-BUTTER', 'Butter & Sons', 'succeeded', { xGraceCrossings: ['LORRY-4711'] }),
])
await applied(conversation, 2)
const butter = await look('XA-BUTTER')
say(`${told(butter)}, succeeded by ${butter.items[0]!.succeededBy.join(', ')}`)
say(told(await look('XA-BUTTER', '?crossing=LORRY-4711')))
say(`By its other name: ${told(await look('XAEORI77'))}`)
const { items } = await ask<{ items: Answer[] }>(b, 'POST', '/v1/traders/lookup', {
  traders: ['XA-CHEESE', 'XA-DAIRY', 'XA-NOBODY'].map((id) => ({ id })),
})
say(`Many at once: ${items.map((x) => `${x.id} ${x.recognised}`).join(', ')}`)

say(`A delta is lost: ${b.country} sees the gap in the next one, and asks for the list by itself.`)
hash = digest(hash + canonical('never sent'))
await delta(conversation, 4, [entry('XA-MILK', 'Milk Logistics', 'suspended')])
await until('the resync has come', async () => {
  const { items: found } = await ask<{ items: { conversation: string }[] }>(
    a,
    'GET',
    '/v1/messages?procedure=aeo&type=resync&direction=in',
  )
  return found.some((m) => m.conversation === conversation)
})
const renewed = [
  trader('XA-CHEESE', 'Cheese of the North'),
  { ...trader('XA-MILK', 'Milk Logistics'), xStatus: 'suspended' },
]
await snapshot(4, [renewed, [trader('XA-DAIRY', 'United Dairy')]], conversation)
await applied(conversation, 4)
say(told(await look('XA-MILK')))

say('XA-CHEESE withdraws its consent.')
await delta(conversation, 5, [
  entry('XA-CHEESE', 'Cheese of the North', 'consent-withdrawn', { xEffectiveFrom: new Date().toISOString() }),
])
await applied(conversation, 5)
say(told(await look('XA-CHEESE')))

say(`An officer of ${b.country} suspends the recognition of XA-DAIRY; its status is ${a.country}'s, and stays.`)
const xKeys = [{ id: 'XA-DAIRY', programme: 'AEO-XA', type: 'AEOF' }]
const suspension = {
  procedure: 'aeo',
  type: 'recognition-suspended',
  context: person,
  conversation,
  document: { xKeys },
}
await sendAndHold(b, a, suspension)
await until('it is not recognised', async () => !(await look('XA-DAIRY')).recognised)
say(told(await look('XA-DAIRY')))
const refused = await send(b, a, { ...suspension, context }).catch((error: Error) => error.message)
say(`A machine may not decide that: ${JSON.stringify(refused).slice(0, 160)}`)
