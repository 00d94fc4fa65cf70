/**
 * One-stop shop: XA's Single Window hands in one document, and two agencies of XB and one country more get it, where the demo has three. XB's agencies share an
 * inbox: each subscribes, collects and answers for itself. Usage: node dist/examples/one-stop-shop/one-stop-shop.js demo.json
 */
import { randomUUID } from 'node:crypto'
import { ask, makeKey, readNodes, say, sendAndHold, until, untilHeld, type DemoNode } from '../demo-nodes.ts'

type Submission = {
  submission: string
  status: string
  messages: { id: string; peer: string; agency?: string; state: string }[]
}
type Inbox = { messages: { id: string; type: string; state: string }[]; next: string }

const [a, b, c] = readNodes() as [DemoNode, DemoNode, DemoNode?]

/** The node as one agency sees it: with a key of its own. */
function agencyOf(node: DemoNode, agency: string): DemoNode {
  const secret = makeKey(node, `${agency} desk`, 'window', ['--agency', agency, '--procedures', 'pre-arrival'])
  return { ...node, name: agency, keys: { ...node.keys, window: secret } }
}
const customs = agencyOf(b, 'customs')
const veterinary = agencyOf(b, 'veterinary')

say(
  `${a.country} hands in one declaration for customs and the veterinary service of ${b.country}${c ? `, and for ${c.country}` : ''}.`,
)
const to = [
  { country: b.country, agency: 'customs' },
  { country: b.country, agency: 'veterinary' },
  ...(c ? [{ country: c.country }] : []),
]
const document = { mediaType: 'application/xml', text: '<Declaration>cheese, 20 boxes</Declaration>' }
const { submission, messages } = await ask<Submission>(
  a,
  'POST',
  '/v1/messages',
  { to, procedure: 'pre-arrival', type: 'declaration', document },
  { headers: { 'idempotency-key': randomUUID() } },
)
for (const message of messages) await untilHeld(a, message)
const one = (): Promise<Submission> => ask(a, 'GET', `/v1/submissions/${submission}`)
const told = ({ status, messages: each }: Submission): string =>
  `${status} (${each.map((m) => `${m.peer}${m.agency ? `/${m.agency}` : ''} ${m.state}`).join(', ')})`
say(`One status: ${told(await one())}`)

/** All that an agency finds in the inbox, from its own cursor on. */
async function read(agency: DemoNode): Promise<Inbox['messages']> {
  const found: Inbox['messages'] = []
  for (let after = ''; ;) {
    const page: Inbox = await ask(agency, 'GET', `/v1/inbox?limit=500${after}`)
    found.push(...page.messages)
    if (page.messages.length === 0) return found
    after = `&after=${page.next}`
  }
}
for (const agency of [customs, veterinary]) {
  const mine = (await read(agency)).filter((m) => messages.some((sent) => sent.id === m.id))
  say(`The ${agency.name} desk finds ${mine.length} of them in its inbox, collects and accepts it.`)
  for (const { id } of mine) {
    await ask(agency, 'POST', `/v1/inbox/${id}/collected`)
    await ask(agency, 'POST', `/v1/inbox/${id}/answer`, { outcome: 'accepted' })
  }
}
await until('both accepted', async () => (await one()).messages.filter((m) => m.state === 'accepted').length >= 2)
say(`One status: ${told(await one())}`)

say(
  `Now one for whoever in ${b.country} subscribes: customs wants all of pre-arrival, the veterinary service declarations only.`,
)
const subscriptions: string[] = []
for (const [agency, types] of [
  [customs, undefined],
  [veterinary, ['declaration']],
] as const) {
  const body = { agency: agency.name, procedure: 'pre-arrival', ...(types ? { types } : {}) }
  subscriptions.push((await ask<{ id: string }>(agency, 'POST', '/v1/subscriptions', body)).id)
}
const order = { procedure: 'pre-arrival', document }
const declaration = await sendAndHold(a, b, { ...order, type: 'declaration' })
const exit = await sendAndHold(a, b, { ...order, type: 'exit' })
for (const agency of [customs, veterinary]) {
  const types = (await read(agency)).filter((m) => m.id === declaration.id || m.id === exit.id).map((m) => m.type)
  say(`The ${agency.name} desk finds: ${types.join(', ')}`)
}
await ask(customs, 'POST', `/v1/inbox/${declaration.id}/collected`)
const state = (await read(veterinary)).find((m) => m.id === declaration.id)!.state
say(`Customs has collected the declaration; for the veterinary service it is still ${state}.`)
await ask(customs, 'POST', `/v1/inbox/${declaration.id}/answer`, { outcome: 'accepted' })
await ask(veterinary, 'POST', `/v1/inbox/${declaration.id}/answer`, {
  outcome: 'rejected',
  reason: 'no health certificate',
})
type Message = { state: string; agencies: { agency: string; state: string }[] }
const answered = await until('both words have come', async () => {
  const message = await ask<Message>(a, 'GET', `/v1/messages/${declaration.id}`)
  return message.state === 'rejected' && message.agencies.length === 2 && message
})
say(
  `${a.country} has both words, signed: ${answered.agencies.map((x) => `${x.agency} ${x.state}`).join(', ')}; the message is ${answered.state}.`,
)
for (const id of subscriptions)
  await fetch(`${b.window}/v1/subscriptions/${id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${b.keys.operator}` },
  })
