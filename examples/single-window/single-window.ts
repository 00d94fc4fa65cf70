/**
 * What a Single Window does all day, with the typed client: send, learn what has become of it from the feed of changes, read what came, answer.
 * Usage: node dist/examples/single-window/single-window.js demo.json. In a project of its own the client is imported from '@juxta/client'.
 */
import { createJuxta, JuxtaProblem } from '../../client/src/index.ts'
import { readNodes, say } from '../demo-nodes.ts'

const [a, b] = readNodes() as [ReturnType<typeof readNodes>[0], ReturnType<typeof readNodes>[0]]
const ours = createJuxta({ url: a.window, key: a.keys.window })
const theirs = createJuxta({ url: b.window, key: b.keys.window })

// Where the feed of changes is now. A Single Window keeps such a cursor with its own data, and goes on there after a restart.
const { next: since } = (await ours.GET('/v1/changes', { params: { query: { after: 'now' } } })) as { next: string }

const reference = `LRN-${crypto.randomUUID()}`
const sent = await ours.send({
  to: b.country,
  procedure: 'pre-arrival',
  type: 'declaration',
  context: { xSchema: 'pre-arrival' },
  document: { mediaType: 'application/json', text: JSON.stringify({ functionalReferenceId: reference }) },
})
say(`${a.country} sends ${reference}: ${sent.id}`)

// At the neighbour: from the beginning of its inbox, where no cursor is kept yet. Collected means that the Single Window there holds it.
for await (const { message } of theirs.inbox()) {
  if (message.id !== sent.id) continue
  const document = await theirs.document(message.id)
  say(`${b.country} reads ${document.mediaType}, ${document.length} bytes: ${await document.text()}`)
  await theirs.collect(message.id)
  await theirs.answer(message.id, { outcome: 'accepted' })
  break
}

for await (const { change } of ours.changes({ after: since, kind: 'message' })) {
  if (change.message !== sent.id) continue
  say(`${a.country} learns: ${change.state} (${change.cause})`)
  if (change.state === 'accepted') break
}

// What is wrong is said once, with the field and the rule.
try {
  await ours.send({
    to: b.country,
    procedure: 'pre-arrival',
    type: 'declaration',
    context: { xSchema: 'pre-arrival' },
    document: { mediaType: 'application/json', text: '{"functionalReferenceId":7}' },
  })
  throw new Error('that breaks its schema')
} catch (error) {
  if (!(error instanceof JuxtaProblem)) throw error
  say(`refused: ${error.code} at ${error.pointer}, rule ${error.rule}`)
}
