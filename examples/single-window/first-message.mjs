// The first message of a new project: `npm install` the client's tarball, then: node first-message.mjs http://127.0.0.1:7080 KEY XB. Prints the id of the message
// once the neighbour's signed receipt is held.
import { createJuxta } from '@juxta/client'

const [url, key, to] = process.argv.slice(2)
const juxta = createJuxta({ url, key })
const { next: since } = await juxta.GET('/v1/changes', { params: { query: { after: 'now' } } })
const { id } = await juxta.send({
  to,
  procedure: 'pre-arrival',
  type: 'declaration',
  context: { xSchema: 'pre-arrival' },
  document: { mediaType: 'application/json', text: JSON.stringify({ functionalReferenceId: `LRN-${Date.now()}` }) },
})
for await (const { change } of juxta.changes({ after: since, kind: 'message' }))
  if (change.message === id && change.state === 'delivered') break
console.log(id)
