/** Whether something new is taken: by what the neighbours say of the log, and while the node stops. */
import t from 'tap'
import { Admission, type Order } from '../../node/exchange/admission.ts'

type Verdict = { kind: 'continue' | 'unknown' | 'ahead'; [more: string]: unknown }

function made(verdicts: Verdict[]) {
  const ending = new AbortController()
  const told: string[] = []
  const node = {
    ending,
    alert: async (kind: string, _peer: null, detail: string) => void told.push(`${kind}: ${detail}`),
    settle: async (kind: string) => void told.push(`${kind} settled`),
  }
  const witness = { judgeOwnLog: async () => verdicts.shift() }
  return { ending, told, admission: new Admission(node as never, witness as never) }
}
const orders = (order: Partial<Order>): Order => ({
  goOn: () => Promise.reject(new Error('not ordered')),
  goOnUnconfirmed: () => Promise.reject(new Error('not ordered')),
  ...order,
})
const fault = (ask: () => void): string | null => {
  try {
    ask()
    return null
  } catch (error) {
    const { code, rule } = error as { code: string; rule?: string }
    return rule === undefined ? code : `${code} ${rule}`
  }
}

t.test('nothing is taken before the neighbours were asked, and all is once nothing stands against it', async (t) => {
  const { admission, told } = made([{ kind: 'continue' }])
  t.equal(fault(() => admission.admitting()), 'log-unavailable rollback-check') // prettier-ignore
  t.equal(fault(() => admission.running()), null, 'what is there may be read and ended') // prettier-ignore
  await admission.judge()
  t.equal(fault(() => admission.admitting()), null) // prettier-ignore
  t.equal(admission.unsure, null)
  t.same(told, ['log-unconfirmed settled'])
})

t.test('neighbours that are silent: alerted once, and settled when one has answered', async (t) => {
  const silent = { kind: 'unknown', silent: ['XB'], short: ['XC'] } as const
  const { admission, told } = made([silent, silent, { kind: 'continue' }, { kind: 'continue' }])
  await admission.judge()
  await admission.judge()
  t.match(told, [/^log-unconfirmed: .*XB, XC/])
  t.equal(told.length, 1)
  t.equal(fault(() => admission.admitting()), 'log-unavailable rollback-check') // prettier-ignore
  await admission.judge()
  await admission.judge()
  t.same(told.slice(1), ['log-unconfirmed settled'])
  t.equal(fault(() => admission.admitting()), null) // prettier-ignore
})

t.test(
  'an operator orders to go on though nobody confirms the log: until somebody shows that it lost its end',
  async (t) => {
    const silent = { kind: 'unknown', silent: ['XB'], short: [] } as const
    const lost = { kind: 'ahead', peer: 'XB', detail: 'XB has seen 9 leaves' } as const
    const { admission, told } = made([silent, silent, silent, { kind: 'continue' }, silent, silent, lost])
    await t.rejects(admission.judge(orders({})), /not ordered/)
    t.not(fault(() => admission.admitting()), null) // prettier-ignore
    const heard: unknown[] = []
    const order = orders({ goOnUnconfirmed: async (found) => void heard.push(found, admission.unsure) })
    await admission.judge(order)
    t.same(heard[0], ['XB'])
    t.not(heard[1], null, 'nothing is taken before it is on record')
    t.same([fault(() => admission.admitting()), admission.unconfirmed], [null, true])
    await admission.judge()
    t.equal(fault(() => admission.admitting()), null, 'it is asked on and on') // prettier-ignore
    t.match(told, [/^log-unconfirmed: /])
    await admission.judge()
    t.same([told.splice(0).length, admission.unconfirmed], [2, false], 'and confirmed')
    await admission.judge(order)
    await admission.judge()
    await t.rejects(admission.judge(), { rule: 'rollback' } as never)
  },
)

t.test('a log that lost its end: it does not go on by itself, and only after what was ordered was done', async (t) => {
  const lost = { kind: 'ahead', peer: 'XB', detail: 'XB has seen 9 leaves' } as const
  const { admission } = made([lost, lost, lost])
  await t.rejects(admission.judge(), { code: 'log-invalid', rule: 'rollback', members: { peer: 'XB' } })
  t.not(fault(() => admission.admitting()), null) // prettier-ignore
  await t.rejects(admission.judge(orders({ goOn: () => Promise.reject(new Error('no other log')) })), /no other log/)
  t.not(fault(() => admission.admitting()), null) // prettier-ignore
  const heard: unknown[] = []
  await admission.judge(orders({ goOn: async (found) => void heard.push(found, admission.unsure) }))
  t.same(heard[0], lost)
  t.not(heard[1], null, 'nothing is taken while that is done')
  t.equal(fault(() => admission.admitting()), null) // prettier-ignore
})

t.test('a node that stops takes nothing, whatever its log', async (t) => {
  const { admission, ending } = made([{ kind: 'continue' }])
  await admission.judge()
  ending.abort()
  t.equal(fault(() => admission.admitting()), 'busy') // prettier-ignore
  t.equal(fault(() => admission.running()), 'busy') // prettier-ignore
})
