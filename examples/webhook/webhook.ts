/**
 * Being told instead of asking: a receiver of webhooks, what it checks and what it answers. Usage: node dist/examples/webhook/webhook.js demo.json. In a project of its
 * own the client is imported from '@juxta/client'. A node of development tells receivers on its own machine by plain HTTP; all others are told by https.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createJuxta, verifyWebhook, WebhookVerificationError } from '../../client/src/index.ts'
import { readNodes, say, type DemoNode } from '../demo-nodes.ts'

const [a, b] = readNodes() as [DemoNode, DemoNode]
const ours = createJuxta({ url: a.window, key: a.keys.window })
const theirs = createJuxta({ url: b.window, key: b.keys.window })

/** Two, while a secret is being changed: the node signs with both. */
const secrets: string[] = []
/** Kept with one's own data: an event that was told before is told again where the answer to it was lost. */
const seen = new Set<string>()
const told: string[] = []
let wake = (): void => undefined

const receiver = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const answer = (status: number): void => void response.writeHead(status).end()
    try {
      // The bytes as they came, before anything has parsed them.
      const { type, data } = verifyWebhook(secrets, request.headers, Buffer.concat(chunks))
      const id = String(request.headers['webhook-id'])
      if (!seen.has(id)) {
        seen.add(id)
        told.push(`${type} ${data.message}`)
        say(`told: ${type} ${data.message}`)
        wake()
      }
      answer(204)
    } catch (error) {
      answer(error instanceof WebhookVerificationError ? 401 : 500)
    }
  })
})
await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/juxta`
const webhook = await ours.POST('/v1/webhooks', {
  body: { url, kinds: ['message'], states: ['delivered', 'accepted'] },
})
secrets.push(webhook.secret!)
say(`${a.country} tells ${url}`)

/** Waits until the receiver was told. */
const until = async (event: string): Promise<void> => {
  while (!told.includes(event)) await new Promise<void>((done) => (wake = done))
}
const { id } = await ours.send({
  to: b.country,
  procedure: 'pre-arrival',
  type: 'declaration',
  context: { xSchema: 'pre-arrival' },
  document: {
    mediaType: 'application/json',
    text: JSON.stringify({ functionalReferenceId: `LRN-${crypto.randomUUID()}` }),
  },
})
await until(`message.delivered ${id}`)
for await (const { message } of theirs.inbox()) if (message.id === id) break
await theirs.answer(id, { outcome: 'accepted' })
await until(`message.accepted ${id}`)

// Who has no secret is not believed.
const forged = await fetch(url, { method: 'POST', body: '{"type":"message.accepted"}', headers: { 'webhook-id': 'x' } })
say(`forged: ${forged.status}`)
if (forged.status !== 401) throw new Error('that was believed')

await ours.DELETE('/v1/webhooks/{id}', { params: { path: { id: webhook.id } } })
receiver.close()
receiver.closeAllConnections()
