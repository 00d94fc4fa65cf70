/**
 * A grave act that two persons want: its proposal and its confirmation fail in every way and the process is killed before and after each; it is proposed once, sent once, and confirmed where it was sent.
 * Whatever else two persons do is confirmed in the commit that does it: killed before that it is open and not done, after it both confirmed and done.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { call, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { stores } from '../servers.ts'
import { folder } from '../../node/operate/node-folder.ts'
import type { Fault, Kind } from './failing-commits.ts'
import { actsOfTwo, type Answer } from './acts-of-two.ts'
import { ENDS, faultAt, keepRunning, killAndRestart, pause, startPair, until, withFailingCommits } from './processes.ts'

const OFFICER = { kind: 'officer', ref: '4711', function: 'head of unit', office: 'XA000100', legalGround: 'Act, 40' }
type Proposal = { id: string; state: string; confirmedBy: string | null; act: { message: string | null } }
/** What is no JSON is a document. */
function json(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Asked until there is an answer that is none of a node that is not well. */
const asking =
  (a: DemoNode) =>
  async (secret: string, method: string, path: string, body?: unknown, key?: string): Promise<Answer> => {
    const headers = {
      authorization: `Bearer ${secret}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    }
    for (const end = Date.now() + 120_000; ; await pause(50))
      try {
        const text = body === undefined ? null : JSON.stringify(body)
        const signal = AbortSignal.timeout(20_000)
        const answer = await fetch(`${a.window}${path}`, { method, headers, body: text, signal })
        if (answer.status < 500) return { status: answer.status, body: json(await answer.text()) }
        if (Date.now() > end) throw new Error(`${method} ${path}: ${answer.status}`)
      } catch (error) {
        if (Date.now() > end) throw error
      }
  }

/** Two who may do all that the node does, and nothing alone. */
async function twoOf(a: DemoNode, roles: string[]): Promise<[string, string]> {
  // Nobody grants a role that he lacks: the key of the command line has them all.
  const local = readFileSync(folder(a.dir).localKey, 'utf8').trim()
  const all = { window: a.window, keys: { ...a.keys, operator: local } }
  const keyOf = async (client: string): Promise<string> =>
    (await call<{ secret: string }>(all, 'POST', '/v1/keys', { name: client, client, roles }, 'operator')).secret
  return [await keyOf('first'), await keyOf('second')]
}

t.test('a grave act that two persons want', async (t) => {
  withFailingCommits(t)
  process.env['JUXTA_TWO_PERSONS'] = 'grave'
  const [a, b] = await startPair(t)
  const kept = keepRunning(t, a)
  const [first, second] = await twoOf(a, ['window'])
  const ask = asking(a)
  const sent = async (node: DemoNode, direction: 'in' | 'out'): Promise<string[]> =>
    (
      await call<{ items: { id: string }[] }>(
        node,
        'GET',
        `/v1/messages?direction=${direction}&procedure=aeo&type=recognition-suspended&limit=100`,
      )
    ).items.map(({ id }) => id)

  const messages: string[] = []
  for (const fault of Object.keys(ENDS) as Fault[])
    for (const kind of ['propose', 'confirm'] satisfies Kind[])
      await t.test(`${fault}: ${kind}`, async (t) => {
        kept.ends.length = 0
        const key = randomUUID()
        const document = {
          mediaType: 'application/json',
          text: JSON.stringify({ xKeys: [{ id: key, programme: 'AEO-XB' }] }),
        }
        const act = {
          to: b.country,
          procedure: 'aeo',
          type: 'recognition-suspended',
          context: { xSchema: 'aeo', xDecidedBy: OFFICER },
          document,
        }
        let came = kind === 'propose' ? faultAt(a, { kind, fault, nth: 1 }) : null
        const { status, body: proposed } = await ask(first, 'POST', '/v1/messages', act, key)
        t.match([status, proposed], [202, { state: 'open', proposedBy: 'first' }])
        came ??= faultAt(a, { kind: 'confirm', fault, nth: 1 })
        const path = `/v1/proposals/${(proposed as Proposal).id}`
        // That it is confirmed already is the answer to whoever was not told that he did it.
        const confirmed = await ask(second, 'POST', `${path}/confirm`)
        if (confirmed.status !== 200) t.match(confirmed, { status: 409, body: { rule: 'open' } })
        await until(`${kind} failed`, came)
        await until('the process ended', () => kept.ends.length >= ENDS[fault].length)
        await kept.running()
        t.same(kept.ends, ENDS[fault])

        const { body } = await ask(second, 'GET', path)
        t.match(body, { state: 'confirmed', confirmedBy: 'second', act: { message: String } })
        messages.push((body as Proposal).act.message!)
        t.match(await ask(first, 'POST', '/v1/messages', act, key), { status: 202, body: { id: (body as Proposal).id, state: 'confirmed' } }) // prettier-ignore
        t.same((await sent(a, 'out')).sort(), [...messages].sort(), 'each was sent once')
        await until('it has arrived', async () => (await sent(b, 'in')).includes(messages.at(-1)!))
      })
  t.same((await sent(b, 'in')).sort(), [...messages].sort(), 'each arrived once, and nothing else')
  const open = await ask(second, 'GET', '/v1/proposals?state=open')
  t.same(open.body.items, [], 'nothing was proposed twice')
})

const OF_TWO = 'erase,withdraw-key,trust-peer,lift-hold,suspend,agree,grave'

for (const { name, options } of stores())
  t.test(`what else two persons do: ${name}`, options, async (t) => {
    withFailingCommits(t)
    process.env['JUXTA_TWO_PERSONS'] = 'none'
    const [a, b] = await startPair(t, name === 'sqlite' ? {} : { store: process.env['JUXTA_TEST_POSTGRES']! })
    Object.assign(process.env, { JUXTA_TWO_PERSONS: OF_TWO, JUXTA_RETRY_ALONE: '1' })
    t.teardown(() => void delete process.env['JUXTA_RETRY_ALONE'])
    await killAndRestart(a, 0)
    const kept = keepRunning(t, a)
    const [first, second] = await twoOf(a, ['window', 'operator', 'auditor'])
    const ask = asking(a)
    const stateOf = async (id: string): Promise<string> => (await ask(second, 'GET', `/v1/proposals/${id}`)).body.state

    const acts = Object.entries(actsOfTwo(a, b, (method, path, body) => ask(first, method, path, body)))
    for (const [n, [what, { kind, propose, done }]] of acts.entries())
      await t.test(what, async (t) => {
        const id = await propose()
        // The first is killed before it, too: of one commit the second half needs no more than that it is one.
        for (const fault of n === 0 ? (['kill-before', 'kill-after'] as const) : (['kill-after'] as const)) {
          t.same([await stateOf(id), await done()], ['open', false], 'it waits')
          kept.ends.length = 0
          const came = faultAt(a, { kind, fault, nth: 1 })
          // Whoever is not answered looks, and does not ask again.
          const confirm = { method: 'POST', headers: { authorization: `Bearer ${second}` } }
          const answered = await fetch(`${a.window}/v1/proposals/${id}/confirm`, confirm).then(({ status }) => status, () => null) // prettier-ignore
          t.equal(answered, null, 'nobody was answered before it was confirmed and done, in one commit')
          if (answered !== null) return
          await until(`${what}: the process ended`, () => came() && kept.ends.length > 0)
          await kept.running()
        }
        t.same([await stateOf(id), await done()], ['confirmed', true], 'it is confirmed and done')
        if (kind === 'two-identity')
          await until('the neighbour was told', async () => {
            const { keys } = await call<{ keys: { revokedAt?: string }[] }>(b, 'GET', `/v1/peers/${a.country}`, undefined, 'operator') // prettier-ignore
            return keys.some((k) => k.revokedAt !== undefined)
          })
      })
  })
