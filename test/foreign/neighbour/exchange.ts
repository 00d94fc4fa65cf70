/** A node and the neighbour of Python exchange messages in both directions, each with its receipt. Run by test/foreign/neighbour.sh: `exchange.js PYTHON [HOW-MANY]`. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { drafted, json, leavesOf, settled, startTestNodes, xml, type TestNode } from '../../nodes.ts'
import { registryIn, saveSuspension } from '../../../node/peers/registry.ts'
import type { Country } from '../../../node/values/country.ts'
import { startForeign, type Foreign } from './foreign.ts'

const [python = 'python3', many = '1000'] = process.argv.slice(2)
const n = Number(many)
let [passed, failed] = [0, 0]
const check = (what: string, holds: boolean, else_: unknown = ''): void => {
  console.log(`${holds ? 'ok' : 'not ok'} - ${what}`)
  if (holds) passed++
  else failed++
  if (!holds) console.log(`    ${JSON.stringify(else_)}`)
}

const ending: (() => unknown)[] = []
const scope = { teardown: (fn: () => unknown) => void ending.unshift(fn) }

/** Each side takes the file of the other. */
async function peer(node: TestNode, foreign: Foreign): Promise<void> {
  const { invite } = (await node.call('POST', '/v1/peers/invite')).body
  writeFileSync(`${foreign.awaits}.new`, `${invite}\n`)
  renameSync(`${foreign.awaits}.new`, foreign.awaits)
  const theirs = readFileSync(foreign.invite, 'utf8').trim()
  const { status, body } = await node.call('POST', '/v1/peers', { invite: theirs, trust: true, words: foreign.words })
  check('the node takes the invitation, whose eight words are those that the neighbour shows', status === 200, body)
}

const countOf = async (foreign: Foreign, direction: 'in' | 'out', receipted = true): Promise<number> =>
  (await foreign.state()).messages
    .filter((m) => m.direction === direction)
    .reduce((sum, m) => sum + (receipted ? m.receipts : m.count), 0)

async function inStates(node: TestNode, direction: 'in' | 'out', ...states: string[]): Promise<number> {
  const rows = await node.node.store.read
    .selectFrom('message')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('direction', '=', direction)
    .where('state', 'in', states)
    .execute()
  return Number(rows[0]!.n)
}

try {
  const [node] = (await startTestNodes(scope, { countries: ['XA'], peered: false })) as [TestNode]
  const foreign = await startForeign(scope, python, 'XB')
  await peer(node, foreign)
  const draft = drafted(node.country, 'XB' as Country, Math.floor(node.clock.now() / 1000))
  const { hash } = (await node.call('POST', '/v1/agreements', draft)).body
  await settled('the neighbour has countersigned', async () => {
    const { body } = await node.call('GET', `/v1/agreements/${encodeURIComponent(hash)}`)
    return body.state === 'in-force'
  })
  check('an agreement is in force, signed by both', (await foreign.state()).agreement === hash)
  const { body: tested } = await node.call('POST', '/v1/peers/XB/test')
  check('peer test finds nothing wrong', tested.ok === true, tested)

  const began = Date.now()
  await foreign.tell(`send ${n}`)
  const ids: string[] = []
  for (let i = 0; i < n; i++) {
    const document = xml(`<Declaration>${i}</Declaration>`)
    const { status, body } = await node.call('POST', '/v1/messages', {
      to: 'XB',
      procedure: 'pre-arrival',
      type: 'declaration',
      document,
    })
    if (status !== 202) throw new Error(JSON.stringify(body))
    ids.push(body.id)
  }
  await settled(`${n} messages are receipted both ways`, async () => {
    const [out, back] = [await inStates(node, 'out', 'delivered'), await countOf(foreign, 'out')]
    return out === n && back === n
  })
  check(`the node holds a receipt for each of ${n} messages`, true)
  check(`the neighbour holds a receipt for each of ${n} messages`, (await countOf(foreign, 'out')) === n)
  check(`the neighbour has received ${n}, each once`, (await countOf(foreign, 'in', false)) === n)
  check(`the node has received ${n}, each once`, (await leavesOf(node, 'received')) === n)
  console.log(`# ${n} messages each way in ${((Date.now() - began) / 1000).toFixed(1)} s`)

  await foreign.tell('answer accepted')
  // One event after the other, beside the trials of the kit on the same machine.
  const answered = async (): Promise<boolean> => (await inStates(node, 'out', 'accepted')) === n
  await settled('all answers have come', answered, 300_000)
  check('the node knows that each was accepted, by signed events', true)
  await settled('the logs are cosigned', async () => {
    const { cosigned, witnessed, leaves } = await foreign.state()
    return witnessed > 2 * n && cosigned > 2 * n && cosigned <= leaves
  })
  check('each has cosigned the log of the other', true)
  const { body: first } = await node.call('GET', `/v1/messages/${ids[0]}`)
  check('a message shows its history to the end', first.state === 'accepted', first.state)

  // What the node suspends the neighbour takes no more of: asked by a node that has forgotten what it said itself.
  const agreed = `/v1/agreements/${encodeURIComponent(hash)}`
  const declared = async (more: object = {}): Promise<any> => {
    const order = { to: 'XB', procedure: 'pre-arrival', type: 'declaration', document: xml('<Declaration/>'), ...more }
    const { body } = await node.call('POST', '/v1/messages', order)
    return settled('it is judged', async () => {
      const message = (await node.call('GET', `/v1/messages/${body.id}`)).body
      return /delivered|accepted|refused/.test(message.state) && message
    })
  }
  const heard = (count: number): Promise<unknown> =>
    settled(`the neighbour knows of ${count}`, async () => (await foreign.state()).suspended === count)
  const before = await declared()
  // What was signed in the second in which it begins is of it.
  await new Promise((done) => setTimeout(done, 1100))
  const until = new Date(Date.now() + 3_600_000).toISOString()
  await node.call('POST', `${agreed}/suspend`, { procedures: ['pre-arrival'], reason: 'a strike', until })
  await heard(1)
  const row = (await registryIn(node.node.store).agreements())[0]!
  const forgotten = JSON.stringify({ by: 'XA', procedures: [], said: 0, jti: '' })
  await node.node.store.transact((tx) =>
    saveSuspension(tx, row, 'ourSuspension', { was: row.ourSuspension, word: forgotten }, Date.now()),
  )
  await node.node.directory.refresh(true)
  const stopped = await declared()
  check('the neighbour takes nothing of what is suspended', stopped.state === 'refused', stopped)
  check('and says so by name', JSON.stringify(stopped.history).includes('suspended'), stopped.history)
  const open = await declared({ conversation: before.conversation })
  check('a case that was open goes on', open.state !== 'refused', open)
  await node.call('POST', `${agreed}/suspend`, { procedures: ['aeo'], reason: 'a leak' })
  await heard(1)
  const other = await declared()
  check('the newest word counts, and what it does not name goes on', other.state !== 'refused', other)
  await node.call('POST', `${agreed}/suspend`, { procedures: ['aeo'], reason: 'a strike', effectiveAt: until })
  await heard(2)
  check('what is planned stands beside it', true)
  await node.call('POST', `${agreed}/resume`, { reason: 'it is over' })
  await heard(0)

  // What is taken back before its countersignature has come was never in force, and what stood before it stands.
  await foreign.tell('fault keeps-countersignature')
  const next = { ...draft, title: 'The next one', issued_at: draft.issued_at + 1, replaces: [hash] }
  const { hash: proposed } = (await node.call('POST', '/v1/agreements', next)).body
  const goesBy = (one: string): Promise<unknown> =>
    settled(`the neighbour goes by ${one}`, async () => (await foreign.state()).agreement === one)
  await goesBy(proposed)
  const taken = await node.call('POST', `/v1/agreements/${encodeURIComponent(proposed)}/withdraw`, {
    reason: 'an error',
  })
  check('a proposal is taken back', taken.body.state === 'withdrawn', taken)
  await goesBy(hash)
  await foreign.tell('mend keeps-countersignature')
  const under = await declared()
  check('and what it was to replace goes on', under.state !== 'refused' && under.agreement === hash, under)

  // The agreement names two versions of it, and the neighbour says that it knows one.
  const time = new Date().toISOString()
  const clock = { xClock: { source: 'ntp', uncertaintyMs: 500 }, xCapture: 'automatic' }
  const document = json({ xEventId: 'e', xCode: 'arrival', xOccurredAt: time, xRecordedAt: time, ...clock })
  const event = { to: 'XB', procedure: 'release-time', type: 'event', document }
  const begun = (await node.call('POST', '/v1/messages', event)).body
  await settled('an event is receipted', async () =>
    /delivered|accepted/.test((await node.call('GET', `/v1/messages/${begun.id}`)).body.state),
  )
  const { version } = (await node.call('GET', `/v1/cases/${begun.conversation}`)).body
  check('a case begins in the version that the neighbour knows', version === '1', version)
  const newer = await node.call('POST', '/v1/messages', { ...event, version: '2' })
  check('and in no other', newer.status === 422 && /does not know version 2/.test(newer.body.detail), newer.body)
} catch (error) {
  check('the exchange comes to its end', false, String(error))
} finally {
  for (const end of ending) await end()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
