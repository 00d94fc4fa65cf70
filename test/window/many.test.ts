/** Many messages are put back after a look at how many they are; above a set number a second person has to want it too. */
import t from 'tap'
import { asideIn } from '../../node/exchange/aside.ts'
import { LEFT_MS, putBackIn } from '../../node/exchange/put-back.ts'
import type { MessageId } from '../../node/values/id.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { sparePort, stores } from '../servers.ts'

type Json = Record<string, any>

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async (country) => ({
        JUXTA_WINDOW_LISTEN: `127.0.0.1:${await sparePort()}`,
        JUXTA_RETRY_ALONE: '3',
        ...(country === 'XA' ? { JUXTA_STORE: await kind.make(t) } : {}),
      }),
    })) as [TestNode, TestNode]
    // Nobody is at home there, so that what is put back stays.
    await b.node.stop()
    const keyOf = async (client: string): Promise<Record<string, string>> => {
      const { body } = await a.call('POST', '/v1/keys', { name: client, client, roles: ['operator'] })
      return { authorization: `Bearer ${body.secret}` }
    }
    const [anna, ben] = [await keyOf('anna'), await keyOf('ben')]
    const parked = async (count: number): Promise<string[]> => {
      const ids: string[] = []
      for (let i = 0; i < count; i++) {
        const { id } = (await submit(a, b)).body
        await asideIn(a.node.store).park(id as MessageId, 'for the test', Date.now())
        ids.push(id)
      }
      for (const id of ids) await untilState(a, id, 'parked')
      return ids
    }
    const retry = (body: Json, as = anna) => a.call('POST', '/v1/messages/retry', body, as)
    const stateOf = async (id: string): Promise<string> => (await a.call('GET', `/v1/messages/${id}`)).body.state

    t.test('a look changes nothing, and what is done is what was seen', async (t) => {
      const ids = await parked(2)
      const seen = await retry({ preview: true, peer: 'XB' })
      t.match(seen, { status: 200, body: { count: 2, more: false, alone: true } })
      t.same(seen.body.sample.map((m: Json) => m.id).sort(), [...ids].sort())
      t.notOk('retried' in seen.body)
      for (const id of ids) t.equal(await stateOf(id), 'parked')
      t.match(await retry({ peer: 'XB' }), { status: 400, body: { pointer: '/expected' } }, 'not without a number')
      const [third] = await parked(1)
      t.match(await retry({ peer: 'XB', expected: 2 }), { status: 409, body: { rule: 'count', count: 3 } })
      t.equal(await stateOf(ids[0]!), 'parked', 'one more has come, which nobody has seen: nothing is done')
      t.match(await retry({ peer: 'XC', preview: true }), { body: { count: 0 } }, 'of another neighbour there are none')
      t.match(await retry({ peer: 'XB', expected: 3 }), { status: 200, body: { count: 3, retried: 3 } })
      for (const id of [...ids, third!]) t.not(await stateOf(id), 'parked')
      const [record] = (await a.call('GET', '/v1/audit?what=retryMessages&outcome=done')).body.items
      t.match(record, { client: 'anna', subject: '3 parked to XB' })
      t.equal(
        (await retry({ preview: true, states: ['parked', 'queued', 'sealed'] })).body.count,
        3,
        'waiting ones too',
      )
      t.equal((await retry({ preview: true, states: ['elsewhere'] })).status, 400)
    })

    t.test('more than one may put back alone wait for another person', async (t) => {
      const ids = await parked(4)
      t.match((await retry({ preview: true })).body, { count: 4, alone: false })
      t.equal((await retry({ expected: 5 })).status, 409, 'a wrong number is not even proposed')
      const asked = await retry({ expected: 4 })
      t.match(asked, { status: 202, body: { state: 'open', action: 'retry-many', detail: /4 messages/ } })
      for (const id of ids) t.equal(await stateOf(id), 'parked', 'nothing is done yet')
      const confirm = (as: Record<string, string>) =>
        a.call('POST', `/v1/proposals/${asked.body.id}/confirm`, undefined, as)
      t.match(await confirm(anna), { status: 403, body: { rule: 'two-persons' } })
      const [more] = await parked(1)
      t.match(await confirm(ben), { status: 409, body: { rule: 'count' } }, 'it is not what was wanted any more')
      t.equal(await stateOf(more!), 'parked')
      await a.call('POST', `/v1/messages/${more}/retry`, undefined, anna)
      t.match(await confirm(ben), { status: 200, body: { state: 'confirmed', proposedBy: 'anna', confirmedBy: 'ben' } })
      for (const id of ids) t.not(await stateOf(id), 'parked')
    })

    t.test('an order of which a crash has left something is gone on with', async (t) => {
      const ids = (await parked(2)) as MessageId[]
      await putBackIn(a.node.store).order(ids, a.clock.now())
      await a.restart()
      for (const id of ids) t.equal(await stateOf(id), 'parked')
      a.clock.offset += LEFT_MS + 1
      await settled('they are put back', async () => {
        const states = await Promise.all(ids.map(stateOf))
        return !states.includes('parked')
      })
    })
  })
