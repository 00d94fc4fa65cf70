/** What a message costs does not grow with its case, counted and not timed: whose messages and whose events are looked at again, and what is written. */
import t from 'tap'
import { CaseBook } from '../../node/cases/book.ts'
import { createRows } from '../../node/cases/case-rows.ts'
import type { Cases } from '../../node/cases/cases.ts'
import { CaseFold, type CaseMessage } from '../../node/cases/engine.ts'
import { counted } from '../../node/cases/growing.ts'
import type { Runner } from '../../node/cases/runner.ts'
import { NOBODY, type Caller } from '../../node/http/caller.ts'
import {
  OfficePairs,
  type Request,
  type RequestFilter,
  type RequestPlace,
} from '../../node/procedures/opening-hours/office-pairs.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { aboutCrossings } from '../../node/procedures/release-time/about-crossings.ts'
import type { MessageId } from '../../node/values/id.ts'
import { caseRoutes } from '../../node/window/case-routes.ts'
import { arrived, receipted, sent, XB } from '../exchange/stored.ts'
import { stated } from '../officer.ts'
import { message } from '../procedures/sides.ts'
import { stores } from '../servers.ts'
import { alone, heard, nextId } from './alone.ts'
import { lookup } from './talk.ts'

/** How often a message was looked into. */
let looks = 0
function watched(m: CaseMessage): CaseMessage {
  const seen = { ...m }
  for (const member of ['context', 'body', 'heads', 'type'] as const)
    Object.defineProperty(seen, member, { enumerable: true, get: () => (looks++, m[member]) })
  return seen
}

const clock = { source: 'ntp', uncertaintyMs: 100 }
/** A clock time of lorry `n`, each of which has four. */
const told = (n: number, heads: string[]): CaseMessage =>
  message(
    'release-time',
    n % 3 ? 'XA' : 'XB',
    n % 3 ? 'XB' : 'XA',
    n % 10 === 9 ? 'correction' : 'event',
    n % 10 === 9
      ? { xEventId: `e${n - 3}`, xOccurredAt: '2026-11-23T05:30:00.000Z', xReason: 'read wrongly' }
      : {
          xEventId: `e${n}`,
          xCode: ['arrival', 'lodgement', 'release', 'exit'][n % 4],
          xOccurredAt: `2026-11-23T05:${String(59 - (n % 50)).padStart(2, '0')}:00.000Z`,
          xRecordedAt: '2026-11-23T06:00:00.000Z',
          xClock: clock,
          xCapture: 'automatic',
        },
    { heads, ...(n % 10 === 9 ? {} : { context: { xCrossing: `C${n >> 2}` } }) },
  )

t.test('a message is looked into as often in a case of five thousand as in one of fifty', async (t) => {
  const fold = new CaseFold(PROCEDURES.lookup)
  let n = 0
  const add = (count: number): { looks: number; entries: number } => {
    looks = counted.entries = 0
    for (let i = 0; i < count; i++, n++) {
      fold.add(watched(told(n, fold.heads)))
      const about = aboutCrossings(fold)
      t.ok(about.about(new Set([`C${n >> 2}`])).length < 9)
    }
    return { looks, entries: counted.entries }
  }
  add(60)
  const early = add(60)
  add(4820)
  const late = add(60)
  t.equal(fold.size, 5000)
  t.ok(early.looks > 0 && early.entries > 0)
  t.ok(late.looks <= early.looks * 1.2, `${late.looks} looks, ${early.looks} in the small case`)
  t.ok(late.entries <= early.entries * 1.2, `${late.entries} entries, ${early.entries} in the small case`)
  t.ok(fold.faults.length < 600, `${fold.faults.length} at fault`)
})

const DAY = 86_400_000
const SIGNED = Date.parse('2026-11-23T06:00:00Z')
const asTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

const hoursOf = (xSide: string) => ({
  xVersion: 1,
  exitOffice: { id: 'XA000101' },
  xEntryOffice: 'XB000214',
  xSide,
  xTimeZone: 'UTC',
  xTzdb: '2026a',
  xValidFrom: '2026-11-01T00:00:00Z',
  xRules: [{ direction: 'both', modeCode: ['3'], agency: 'customs', service: 'clearance', weekly: [{ day: 'mo', from: '08:00', to: '20:00' }] }],
}) // prettier-ignore
const ACCEPTED = { xVersion: 1, xIntervalsDigest: `sha-256:${'A'.repeat(43)}`, xTzdb: '2026a' }

/** A case in which the hours of both offices are agreed. */
function agreedHours(): CaseFold {
  const fold = new CaseFold(PROCEDURES.lookup)
  const says = (from: string, type: string, body: object, ref?: string): string => {
    const iat = SIGNED / 1000
    const said = message('opening-hours', from, from === 'XA' ? 'XB' : 'XA', type, body, { heads: fold.heads, iat, ...(ref && { ref }) }) // prettier-ignore
    fold.add(said)
    return said.id
  }
  says('XA', 'proposal', hoursOf('XA'))
  const ref = says('XB', 'counter-proposal', hoursOf('XB'))
  says('XA', 'acceptance', ACCEPTED, ref)
  return fold
}

t.test('service out of hours is asked for, answered and lapses at the same cost with five thousand requests as with fifty', async (t) => {
  const fold = agreedHours()
  const asked: { id: string; from: string }[] = []
  let n = 0
  const add = (count: number): { entries: number; bytes: number } => {
    counted.entries = 0
    let bytes = 0
    for (let i = 0; i < count; i++, n++) {
      const from = n % 2 ? 'XA' : 'XB'
      const begins = SIGNED + (1 + (n % 360)) * DAY
      const iat = SIGNED / 1000 + n
      // Of every five one is answered.
      const answers = n % 5 === 4 ? asked.at(-2) : undefined
      const body = answers
        ? { xGranted: true }
        : { xFrom: asTime(begins), xTo: asTime(begins + DAY / 24), modeCode: '3' }
      const more = answers ? { ref: answers.id } : { context: { xCrossing: `C${n}` } }
      const type = answers ? 'out-of-hours-answer' : 'out-of-hours-request'
      const sender = answers ? (answers.from === 'XA' ? 'XB' : 'XA') : from
      const said = message('opening-hours', sender, sender === 'XA' ? 'XB' : 'XA', type, body, { heads: fold.heads, iat, ...more }) // prettier-ignore
      const { placed } = fold.add(said)
      t.match(placed, [{ status: 'applied' }])
      if (!answers) asked.push({ id: said.id, from })
      const [c, procedure] = [fold.case!, fold.procedure!]
      t.ok(procedure.deadlines(c, iat * 1000).length < 5)
      t.ok(procedure.needed?.(c, iat * 1000))
      bytes = JSON.stringify(procedure.shown?.(c, fold, 'XA')).length
    }
    return { entries: counted.entries, bytes }
  }
  add(60)
  const early = add(60)
  add(4820)
  const late = add(60)
  t.match(fold.faults, [])
  t.ok(early.entries > 0 && early.bytes > 100)
  t.ok(late.entries <= early.entries * 1.2, `${late.entries} entries, ${early.entries} in the small case`)
  t.equal(late.bytes, early.bytes, 'and lists keep as much of it')
  const [c, procedure] = [fold.case!, fold.procedure!]
  const all = procedure.deadlines(c)
  for (const by of [0, SIGNED + 2.5 * DAY, SIGNED + 400 * DAY]) {
    const some = procedure.deadlines(c, by)
    const due = (dues: typeof all) => dues.filter(({ at }) => at <= by).map(({ key }) => key)
    const next = (dues: typeof all) => Math.min(...dues.filter(({ at }) => at > by).map(({ at }) => at))
    t.same(new Set(due(some)), new Set(due(all)), 'what is due by a time is told, however much is due later')
    t.equal(next(some), next(all), 'and when something is due next')
  }
}) // prettier-ignore

for (const kind of stores())
  t.test(`${kind.name}: what is kept beside a case does not grow with it`, kind.options, async (t) => {
    const { node, store } = await alone(t, kind)
    const book = new CaseBook(
      node,
      lookup,
      ({ bytes }) => JSON.parse(bytes.toString()) as object,
      async () => undefined,
    )
    const rows = createRows({ node, book } as Cases)
    const first = nextId()
    let last = await heard(store, { id: first, conversation: first, type: 'open' })
    const kept = async (size: number) => {
      for (let { fold } = await book.open(XB, first); fold.size < size; await book.open(XB, first))
        for (let n = fold.size; n < size; n++) last = await heard(store, { conversation: first, heads: [last] })
      await rows.look({ peer: XB, conversation: first }, [last])
      const found = await store.read.selectFrom('caseRow').selectAll().execute()
      t.match(found, [{ heads: new RegExp(last) }])
      return { rows: found.length, bytes: JSON.stringify(found).length }
    }
    const early = await kept(20)
    const late = await kept(520)
    t.equal(late.rows, early.rows)
    t.ok(late.bytes <= early.bytes + 8, `${late.bytes} bytes, ${early.bytes} of the small case`)
  })

/** A caller who may read all. */
const reader: Caller = { ...NOBODY, roles: new Set(['window']) }

for (const kind of stores())
  t.test(
    `${kind.name}: of a long case there are pages, which join and cost the same however long it is`,
    kind.options,
    async (t) => {
      const { node, store } = await alone(t, kind)
      const read: ConstructorParameters<typeof CaseBook>[2] = ({ bytes }) => JSON.parse(bytes.toString()) as object
      const room = { node, book: new CaseBook(node, PROCEDURES.lookup, read, async () => undefined) } as Cases
      const first = nextId()
      let heads: string[] = []
      const offices = { type: 'offices', value: JSON.stringify(['XA000101', 'XB000214']) } as const
      const says = async (
        ours: boolean,
        type: string,
        body: object,
        ref: MessageId | null = null,
        xCrossing?: string,
      ) => {
        const id = heads.length === 0 ? first : nextId()
        const contextJson = JSON.stringify({
          xHeads: heads,
          xDecidedBy: stated('XA-77'),
          ...(xCrossing && { xCrossing }),
        })
        const said = {
          id,
          procedure: 'opening-hours',
          version: '1',
          type,
          conversation: first,
          ref,
          iat: SIGNED / 1000,
          contextJson,
        }
        await (ours ? sent : arrived)(store, said, type === 'proposal' ? [offices] : [], body)
        if (ours) await receipted(store, id)
        heads = [id]
        return id
      }
      await says(true, 'proposal', hoursOf('XA'))
      const counter = await says(false, 'counter-proposal', hoursOf('XB'))
      await says(true, 'acceptance', ACCEPTED, counter)
      const asked: MessageId[] = []
      const fill = async (size: number): Promise<void> => {
        for (let n = asked.length; n < size; n++) {
          const begins = SIGNED + (1 + ((n * 7) % 90)) * DAY
          asked.push(await says(false, 'out-of-hours-request', { xFrom: asTime(begins), xTo: asTime(begins + DAY / 24) }, null, `C${n % 5}`)) // prettier-ignore
        }
        await room.book.open(XB, first)
      }
      const pairs = new OfficePairs(room)
      const requests = (filter: RequestFilter, after: RequestPlace | null, limit: number, sees = true) =>
        pairs.requests('XA000101', 'XB000214', async () => () => sees, filter, after, limit)
      const routes = caseRoutes(room, {} as Runner)
      const getCase = async (place: string | null, limit?: number) => {
        const query = limit === undefined ? {} : { limit: `${limit}` }
        const incoming = {
          caller: reader,
          params: { conversation: first },
          query,
          after: () => place && [place],
          next: (p: unknown) => p,
        }
        return ((await routes['getCase']!(incoming as never)) as { body: any }).body
      }
      const cost = async () => {
        counted.entries = 0
        await requests({}, null, 10)
        await pairs.get('XA000101', 'XB000214')
        return counted.entries
      }
      await fill(30)
      const early = await cost()
      await fill(200)
      t.equal(await cost(), early, 'entries that were looked at')

      const all = async (filter: RequestFilter): Promise<Request[]> => {
        const found: Request[] = []
        for (
          let page = await requests(filter, null, 40);
          page.length > 0;
          page = await requests(filter, page.at(-1)!, 40)
        )
          found.push(...page)
        return found
      }
      const every = await all({})
      t.same(every.map(({ id }) => id).sort(), asked.toSorted())
      t.same(every.map(({ to }) => to), every.map(({ to }) => to).toSorted((a, b) => a - b), 'what is over first comes first') // prettier-ignore
      const since = every[120]!.to
      t.same(
        await all({ since }),
        every.filter(({ to }) => to >= since),
      )
      t.same(await requests({}, null, 40, false), [], 'and none of a case that is not seen whole')
      await says(true, 'out-of-hours-answer', { xGranted: true }, asked[7])
      t.match(await all({ state: 'granted' }), [{ id: asked[7] }])
      t.equal((await all({ state: 'waiting' })).length, asked.length - 1)
      const granted = async (...crossings: string[]) =>
        (await pairs.get('XA000101', 'XB000214', { crossings })).hours.outOfHours
      t.same(Object.keys(await granted('C1', 'C2')), [asked[7]], 'of a crossing what was granted to it counts')
      t.same([await granted(), await granted('C1')], [{}, {}])

      const whole = await getCase(null)
      t.same([whole.next, whole.leftOut, whole.messages.length], [null, undefined, asked.length + 4])
      t.equal(Object.keys(whole.state.outOfHours).length, asked.length)
      const paged: unknown[] = []
      for (let next: any = null, page; ; next = page.next[0]) {
        page = await getCase(next, 50)
        paged.push(...page.messages)
        const left = asked.length - 50
        t.same(page.leftOut, { '/state/outOfHours': left, '/due': whole.due.length - 50 })
        t.same(Object.keys(page.state.outOfHours), asked.slice(-50), 'of what grows the newest')
        t.same(page.due, whole.due.slice(0, 50), 'and what is due first')
        if (page.next === null) break
      }
      t.same(paged, whole.messages)
    },
  )
