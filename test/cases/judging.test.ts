/** XML that came is judged beside the cases: each peer's in its order, none held up by another's, and nothing is skipped where a process dies. */
import t from 'tap'
import type { Cases } from '../../node/cases/cases.ts'
import type { JudgeXml } from '../../node/cases/judge-xml.ts'
import { Judging } from '../../node/cases/judging.ts'
import { projectionsIn } from '../../node/cases/projection-table.ts'
import { NODE } from '../../node/threads/workshop.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { MessageId } from '../../node/values/id.ts'
import { XB, XC } from '../exchange/stored.ts'
import { settled } from '../nodes.ts'
import { stores } from '../servers.ts'
import { alone, heard, nextId } from './alone.ts'

const WRONG = { rule: 'xsd', pointer: '/document', reason: 'wrong' } as Awaited<ReturnType<JudgeXml>>

for (const store of stores())
  t.test(`without a node: ${store.name}`, store.options, async (t) => {
    const at = await alone(t, store)
    const projections = projectionsIn(at.store)
    /** A message whose document is `text`. */
    async function say(text: string, peer = XB, more: Parameters<typeof heard>[1] = {}): Promise<MessageId> {
      const id = nextId()
      await heard(at.store, { id, conversation: id, peer, contextJson: JSON.stringify({ text }), ...more })
      return id
    }
    /** One that judges by what `verdict` says of each text, as the replica `owner`. */
    function judging(verdict: (text: string, peer: string) => Promise<boolean>, owner = 'one', leaseMs = 60_000) {
      const judged: string[] = []
      const rejected: string[] = []
      const node = { ...at.node, owner, quotas: { peer: { payer: (name: string) => ({ ...NODE, name }) } } }
      const xsd: JudgeXml = async (_document, { text }, payer) => {
        const wrong = await verdict(text as string, payer.name)
        judged.push(text as string)
        return wrong ? WRONG : undefined
      }
      const one = new Judging(
        { node, xsd } as unknown as Cases,
        async (id: MessageId) => void rejected.push(id),
        leaseMs,
      )
      t.teardown(() => one.stop())
      const until = (what: string, there: () => boolean): Promise<boolean> =>
        settled(what, async () => {
          await one.round()
          return there()
        })
      return { one, judged, rejected, until }
    }
    const place = async () => (await projections.standing()).find(({ name }) => name === 'xsd')?.at ?? null
    const caughtUp = async (last: MessageId): Promise<void> => {
      const row = await at.store.read.selectFrom('message').selectAll().where('id', '=', last).executeTakeFirstOrThrow()
      await settled('the place is behind the last', async () => (await place())?.index === Number(row.logIndex))
    }

    t.test('one peer waits for nobody else, and what is judged twice is never skipped', async (t) => {
      let free = (): void => undefined
      const bomb = new Promise<void>((go) => (free = go))
      const before = await place()
      const { one, judged, rejected, until } = judging(async (text) => {
        if (text === 'bomb') await bomb
        return text.startsWith('wrong')
      })
      const first = await say('bomb')
      await say('behind the bomb')
      const wrong = await say('wrong', XC)
      await say('wrong, but answered', XC, { state: 'answered' })
      await say('right', XC)
      await until('what the other sent is judged', () => judged.length === 2)
      t.same(judged, ['wrong', 'right'])
      t.same(rejected, [wrong])
      t.same(await place(), before, 'noted is what comes before the first that is not judged')
      const other = judging(async () => false, 'two')
      await other.one.round()
      t.same(other.judged, [], 'one replica judges')
      await one.stop()
      await projections.release('one')
      await other.until('the next replica judges all', () => other.judged.length === 4)
      t.same([...other.judged].sort(), ['behind the bomb', 'bomb', 'right', 'wrong'])
      free()
      const last = await say('last')
      await other.until('it goes on', () => other.judged.length === 5)
      await settled('and notes it', async () => {
        await other.one.round()
        return (await place()) !== before
      })
      await caughtUp(last)
      await other.one.stop()
      await projections.release('two')
      const anew = judging(async () => false, 'three')
      await anew.one.round()
      await anew.one.round()
      t.same(anew.judged, [], 'what was judged is not judged again')
      await anew.one.stop()
      await projections.release('three')
      t.ok(first)
    })

    t.test(
      'what cannot be judged is set aside by name, the rest goes on, and it is judged when somebody asks',
      async (t) => {
        let well = false
        const { one, judged, rejected, until } = judging(async (text) => {
          if (text === 'broken' && !well) throw new JuxtaError('internal', 'a thread ended')
          return text === 'broken'
        })
        const broken = await say('broken')
        await say('after it')
        await until('the next one is judged', () => judged.includes('after it'))
        t.match(at.told.at(-1), { kind: 'case-set-aside', peer: XB, subject: broken, detail: /set aside in xsd/ })
        t.match(await projections.aside('xsd'), [{ conversation: broken, again: false }])
        well = true
        await projections.tryAgain(broken)
        await until('it is judged again', () => judged.includes('broken'))
        t.same(rejected, [broken])
        await settled('it is set aside no more', async () => (await projections.aside('xsd')).length === 0)
        await one.stop()
        await projections.release('one')
      },
    )

    t.test('while the store is away nothing is set aside, and it is judged afterwards', async (t) => {
      let away = true
      const { one, judged, until } = judging(async () => {
        if (away) throw new JuxtaError('log-unavailable', 'cannot be reached')
        return false
      })
      await say('later')
      await until('it was tried', () => away && judged.length === 0)
      t.same(await projections.aside('xsd'), [])
      away = false
      await until('it is judged', () => judged.includes('later'))
      await one.stop()
      await projections.release('one')
    })
  })
