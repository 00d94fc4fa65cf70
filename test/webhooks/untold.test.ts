/** What is not told because the node cannot, and who hears of it: changes that are no longer kept, and secrets that do not follow from the key of the folder. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createClean } from '../../node/evidence/clean.ts'
import { newSecret } from '../../node/http/window-auth.ts'
import { settled, startTestNodes, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'
import { isSigned, keyOf, register, startReceiver, type Receiver } from './receiver.ts'

const DAY = 86_400_000

const alertsOf = async (node: TestNode, kind: string, subject: string): Promise<any[]> =>
  (await node.call('GET', '/v1/alerts?limit=500')).body.items.filter((a: any) => a.kind === kind && a.subject === subject) // prettier-ignore
const look = async (node: TestNode, id: string): Promise<any> => (await node.call('GET', `/v1/webhooks/${id}`)).body
/** Of which alerts a receiver was told that they were opened, in the order in which it heard of each first. */
const opened = (receiver: Receiver): string[] =>
  receiver
    .once()
    .filter(({ type, data }) => type === 'alert.opened' && data['name'] === 'parked')
    .map(({ data }) => data['subject'] as string)
/** Something that operators are told. */
const happens = (node: TestNode, subject: string): Promise<void> => node.node.alert('parked', null, 'a test', subject)

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const env = async () => ({ JUXTA_STORE: await store.make(t), JUXTA_CHANGE_DAYS: '5' }) // prettier-ignore
    const [a] = (await startTestNodes(t, { countries: ['XA'], env })) as [TestNode]
    const key = await keyOf(a, 'operations', { roles: ['operator'] })
    const clean = () => createClean(a.node).round()

    await t.test(
      'where the key of the folder is another nothing is told, until it is put back or the secret rotated',
      async (t) => {
        const file = join(a.dir, 'local.key')
        const kept = readFileSync(file, 'utf8')
        const startWith = async (text: string): Promise<void> => {
          writeFileSync(file, text)
          await a.restart()
        }
        const receiver = await startReceiver(t)
        const { id, secret } = await register(a, key, receiver.url, { kinds: ['alert'] })
        const isTold = (subject: string) =>
          settled(`${subject} is told`, async () => opened(receiver).includes(subject))
        const alerted = (n: number) =>
          settled(`${n} alerts`, async () => (await alertsOf(a, 'webhook-secret', id)).length === n)
        await happens(a, 'one')
        await isTold('one')

        await startWith(`${newSecret()}\n`)
        await happens(a, 'two')
        await alerted(1)
        t.match(await alertsOf(a, 'webhook-secret', id), [{ severity: 'warning', detail: /do not follow from the key of this folder/ }]) // prettier-ignore
        t.equal((await look(a, id)).state, 'without-key')
        t.same(opened(receiver), ['one'], 'nothing is signed with another secret')

        await startWith(kept)
        await isTold('two')
        await alerted(0)
        t.ok(receiver.told.every((told) => isSigned(told, secret)))

        await startWith(`${newSecret()}\n`)
        await happens(a, 'three')
        await alerted(1)
        const { body: rotated } = await a.call('POST', `/v1/webhooks/${id}/rotate`, {}, key)
        t.equal(rotated.previousUntil, null, 'a secret that does not follow any more signs nothing beside it')
        await isTold('three')
        await alerted(0)
        const last = receiver.told.at(-1)!
        t.ok(isSigned(last, rotated.secret))
        t.notOk(isSigned(last, secret))
        t.same(opened(receiver), ['one', 'two', 'three'], 'nothing was left out')
      },
    )

    await t.test(
      'who was away for longer than changes are kept goes on with what is kept, and somebody is told',
      async (t) => {
        const receiver = await startReceiver(t)
        const { id } = await register(a, key, receiver.url, { kinds: ['alert'] })
        await happens(a, 'before')
        await settled('it is told', async () => opened(receiver).length === 1)
        await a.call('POST', `/v1/webhooks/${id}/disable`, undefined, key)
        await happens(a, 'missed')
        a.clock.offset += 6 * DAY
        await happens(a, 'kept')
        t.ok((await clean()).changes > 0)
        t.same(await alertsOf(a, 'webhook-gap', id), [], 'nobody has missed anything yet')
        await a.call('POST', `/v1/webhooks/${id}/enable`, undefined, key)
        await settled('it goes on', async () => opened(receiver).includes('kept'))
        await happens(a, 'after')
        await settled('and on', async () => opened(receiver).includes('after'))
        t.same(opened(receiver), ['before', 'kept', 'after'])
        t.match(await alertsOf(a, 'webhook-gap', id), [{ severity: 'warning', detail: `what the webhook ${id} of operations was not told yet is no longer kept` }]) // prettier-ignore
        await a.call('DELETE', `/v1/webhooks/${id}`, undefined, key)
      },
    )

    await t.test(
      'what has failed for longer than changes are kept is not told any more, and somebody is told',
      async (t) => {
        const receiver = await startReceiver(t, ({ data }) => (data['subject'] === 'poisoned' ? 500 : 204))
        const { id } = await register(a, key, receiver.url, { kinds: ['alert'] })
        await happens(a, 'poisoned')
        /** Whether it is on record that the opening of this alert was answered so. */
        const isAnswered = async (subject: string, status: number): Promise<boolean> => {
          const told = receiver.told.find(({ data }) => data['subject'] === subject)
          const { items } = (await a.call('GET', `/v1/webhooks/${id}/deliveries?limit=500`, undefined, key)).body
          return items.some((one: any) => one.event === told?.id && one.status === status)
        }
        await settled('it has failed', () => isAnswered('poisoned', 500))
        await happens(a, 'healthy')
        await settled('the other was taken', () => isAnswered('healthy', 204))
        a.clock.offset += 6 * DAY
        await happens(a, 'still kept')
        await settled('what is told is read', async () => opened(receiver).includes('still kept'))
        t.same(await alertsOf(a, 'webhook-gap', id), [], 'as long as it is kept it is tried')
        await settled('it alone waits', async () => (await look(a, id)).waiting === 1)
        await clean()
        a.clock.offset += DAY
        await settled('it waits no more', async () => (await look(a, id)).waiting === 0)
        await settled('somebody is told', async () => (await alertsOf(a, 'webhook-gap', id)).length === 1)
        await a.call('DELETE', `/v1/webhooks/${id}`, undefined, key)
      },
    )
  })
