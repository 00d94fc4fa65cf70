/** A client of openapi-fetch over types that openapi-typescript has made of /openapi.json, at work between two nodes of the demo. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import createClient from 'openapi-fetch'
import type { paths } from './schema.js'

type Listed = { country: string; window: string; keys: { window: string } }
const { nodes } = JSON.parse(readFileSync(process.argv[2]!, 'utf8').split('\n')[0]!) as { nodes: [Listed, Listed] }
const clientOf = ({ window, keys }: Listed) =>
  createClient<paths>({ baseUrl: window, headers: { authorization: `Bearer ${keys.window}` } })
const [a, b] = [clientOf(nodes[0]), clientOf(nodes[1])]

function must<T>(value: T | undefined, what: unknown): T {
  if (value === undefined) throw new Error(JSON.stringify(what))
  return value
}

const text = JSON.stringify({ functionalReferenceId: `LRN-${randomUUID()}` })
const submitted = await a.POST('/v1/messages', {
  params: { header: { 'Idempotency-Key': randomUUID() } },
  body: {
    to: nodes[1].country,
    procedure: 'pre-arrival',
    type: 'declaration',
    context: { xSchema: 'pre-arrival', xPurpose: 'demonstration' },
    document: { mediaType: 'application/json', text },
  },
})
const sent = must(submitted.data, submitted.error)
if (!('id' in sent)) throw new Error('one receiver, one message')
const path = { id: sent.id }

let after = ''
for (;;) {
  const { data, error } = await b.GET('/v1/inbox', { params: { query: { after, wait: 30 } } })
  const { messages, next } = must(data, error)
  if (messages.some((m) => m.id === sent.id)) break
  if (messages.length === 0) throw new Error('nothing came')
  after = next
}
const read = await b.GET('/v1/messages/{id}/document', { params: { path }, parseAs: 'text' })
if ((read.data as unknown) !== text) throw new Error('other bytes came')
must((await b.POST('/v1/inbox/{id}/collected', { params: { path } })).data, 'not collected')
const answered = await b.POST('/v1/inbox/{id}/answer', { params: { path }, body: { outcome: 'accepted' } })
must(answered.data, answered.error)

for (let i = 0; ; i++) {
  const { data, error } = await a.GET('/v1/messages/{id}', { params: { path } })
  if (must(data, error).state === 'accepted') break
  if (i === 150) throw new Error('the answer did not come')
  await new Promise((done) => setTimeout(done, 200))
}
const { error } = await b.POST('/v1/inbox/{id}/answer', { params: { path }, body: { outcome: 'rejected' } })
if (error?.type !== '/problems/state-conflict') throw new Error(JSON.stringify(error))
