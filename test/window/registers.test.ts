/** Registers between agencies: permits, traders, crossings, figures and hours hold for a key what its messages come to, and neither a page nor a refusal tells of others'. */
import t from 'tap'
import { snapshotOf, trader } from '../cases/traders.ts'
import { json, settled, startTestNodes, untilState, type TestNode } from '../nodes.ts'
import { newMessageId } from '../../node/values/id.ts'
import { DAY } from '../../node/values/time.ts'
import { officer } from '../officer.ts'

type Headers = Record<string, string>
const keyOf = async (node: TestNode, more: Record<string, unknown>): Promise<Headers> => {
  const { status, body } = await node.call('POST', '/v1/keys', {
    name: JSON.stringify(more),
    roles: ['window'],
    ...more,
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return { authorization: `Bearer ${body.secret}` }
}
const HELD = ['delivered', 'collected', 'accepted', 'rejected']
const POLICE = [{ country: 'XB', agency: 'police' }]

t.test('registers between agencies', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const keys = {
    police: await keyOf(b, { agency: 'police' }),
    vet: await keyOf(b, { agency: 'vet' }),
    whole: await keyOf(b, {}),
    operator: await keyOf(b, { roles: ['operator'] }),
  }
  type Who = keyof typeof keys
  const get = async (who: Who, path: string) => b.call('GET', path, undefined, keys[who])
  const send = async (from: TestNode, key: Headers | undefined, order: Record<string, unknown>, to: unknown) => {
    const context = { xSchema: order['procedure'], ...(order['context'] as object | undefined) }
    const { status, body } = await from.call('POST', '/v1/messages', { to, ...order, context }, key)
    if (status !== 202) throw new Error(JSON.stringify(body))
    const id: string = body.id ?? body.messages[0].id
    await untilState(from, id, ...HELD)
    return id
  }
  /** All of a list, one by one, with what its cursors hold. */
  const all = async (who: Who, path: string): Promise<{ items: any[]; cursors: string }> => {
    const items: any[] = []
    let cursors = ''
    for (let next: string | null = ''; next !== null;) {
      const url = `${path}${path.includes('?') ? '&' : '?'}limit=1${next === '' ? '' : `&after=${encodeURIComponent(next)}`}`
      const { status, body } = await get(who, url)
      if (status !== 200) throw new Error(JSON.stringify(body))
      items.push(...body.items)
      next = body.next
      cursors += ` ${Buffer.from(next ?? '', 'base64url').toString('utf8')}`
    }
    return { items, cursors }
  }

  await t.test('a permit is of the agency that has put it into the register', async (t) => {
    const record = (xAgency: string) => ({
      typeCode: '811',
      xKind: 'veterinary',
      xAgency,
      xUse: 'multiple',
      xUsePoints: ['import'],
      xDestinations: ['XB'],
      xIssuedAt: '2026-01-01T00:00:00Z',
      xItems: [{ xItem: '1', description: 'a good', quantityQuantity: { value: '10', unitCode: 'KGM' } }],
      xStanding: 'issued',
    })
    for (const [who, id] of [
      ['police', 'P-1'],
      ['vet', 'V-1'],
      ['police', 'W-1'],
    ] as const)
      // prettier-ignore
      t.match(await b.call('PUT', `/v1/permits/${id}`, record(who), keys[who]), { status: 201, body: { own: true } })
    const seen = async (who: Who) => (await all(who, '/v1/permits')).items.map((p) => p.id)
    t.same(await seen('whole'), ['P-1', 'V-1', 'W-1'])
    t.same(await seen('police'), ['P-1', 'W-1'])
    t.same(await seen('vet'), ['V-1'])
    t.notMatch((await all('vet', '/v1/permits')).cursors, /[PW]-1/)
    t.equal((await get('police', '/v1/permits/P-1')).status, 200)
    const strange = async (path: string) => {
      const { status, body } = await get('vet', path)
      return { status, detail: body.detail, rule: body.rule }
    }
    t.same(await strange('/v1/permits/P-1'), await strange('/v1/permits/no-such'), 'as if it were not there')
    t.match(await b.call('PUT', '/v1/permits/P-1', record('vet'), keys.vet), { status: 409, body: { rule: 'agency' } })

    // Of another country: what was stated in the case of the police is for the police.
    const document = json({
      additionalDocument: { id: 'F-1', typeCode: '811' },
      xIssuer: { country: 'XA', agency: 'x' },
    })
    await send(b, keys.police, { procedure: 'documents', type: 'query', document }, 'XA')
    await settled('it is listed', async () => (await seen('police')).includes('F-1'))
    t.ok((await seen('whole')).includes('F-1'))
    t.same(await seen('vet'), ['V-1'])
    t.same(await strange('/v1/permits/F-1'), await strange('/v1/permits/no-such'))
  })

  await t.test('a crossing and the figures over many are of those whose messages they are made of', async (t) => {
    let count = 0
    const event = (xCode: string, at: string, xCrossing: string) => ({
      procedure: 'release-time',
      type: 'event',
      document: json({
        xEventId: `e${++count}`,
        xCode,
        xOccurredAt: `2026-11-02T${at}:00Z`,
        xRecordedAt: `2026-11-02T${at}:00Z`,
        xClock: { source: 'ntp', uncertaintyMs: 500 },
        xCapture: 'automatic',
        modeCode: '3',
      }),
      context: { xCrossing, xOffice: 'XB000214' },
    })
    const timed = (key: Headers, crossing: string) => [
      send(b, key, event('queue-in', '08:00', crossing), 'XA'),
      send(b, key, event('exit', '09:00', crossing), 'XA'),
    ]
    await Promise.all(['C1', 'C2', 'C3', 'C4', 'C5'].flatMap((crossing) => timed(keys.police, crossing)))
    await Promise.all([
      send(b, keys.police, { ...event('queue-in', '08:00', 'M1'), context: { xCrossing: 'M1', xCrossingLinked: ['M0'] } }, 'XA'), // prettier-ignore
      send(a, undefined, event('exit', '09:00', 'M1'), 'XB'),
    ])
    await settled('both are in M0', async () =>
      (await get('whole', '/v1/crossings')).body.items.find((c: any) => c.crossing === 'M0' && c.times === 2),
    )
    await settled(
      'all are timed',
      async () => (await get('whole', '/v1/crossings')).body.items.filter((c: any) => c.ms !== null).length === 6,
    )
    const list = await all('vet', '/v1/crossings')
    t.match(list.items, [{ crossing: 'M1', linked: [], times: 0, ms: null, start: null, offices: {}, mode: null }])
    t.equal(list.items.length, 1)
    t.equal((await all('police', '/v1/crossings')).items.length, 6)
    t.equal((await get('vet', '/v1/crossings/C1')).status, 404)
    t.equal((await get('vet', '/v1/crossings/C1/release-times.svg')).status, 404)
    const part = (await get('vet', '/v1/crossings/M1')).body
    t.same([part.crossing, part.linked], ['M1', []], 'that it has another name was said by the police')
    t.equal(part.cases.flatMap((c: any) => c.messages).length, 1)
    const figures = async (who: Who) =>
      (await get(who, '/v1/release-times?measure=door-to-door&from=2026-11&to=2026-11&by=office')).body
    t.match(await figures('whole'), { total: { movements: 6 } })
    t.match(await figures('police'), { total: { movements: 6 } })
    t.match(await figures('vet'), { total: null, items: [] })
    t.notMatch(
      (await get('vet', '/v1/release-times.csv?measure=door-to-door&from=2026-11&to=2026-11&by=office')).body,
      /XB000214/,
    )
    t.notMatch((await get('vet', '/v1/release-times.svg?from=2026-11&to=2026-11&by=office')).body, /XB000214/)
  })

  await t.test('a list of traders that came for an agency is for it', async (t) => {
    const { posts } = snapshotOf('s1', 0, [[trader('T1')]])
    await send(a, undefined, { procedure: 'aeo', ...posts[0]! }, POLICE)
    const known = async (who: Who) => (await get(who, '/v1/traders/T1')).body
    await settled('the list counts', async () => (await known('police')).status !== 'unknown')
    t.equal((await get('whole', '/v1/traders')).body.items.length, 1)
    const { id: _, ...strange } = (await get('vet', '/v1/traders/T2')).body
    const { id: __, ...his } = await known('vet')
    t.same({ ...his, at: strange.at }, strange, 'as if nobody knew him')
    t.match((await get('vet', '/v1/traders')).body, { items: [], incompleteLists: [] })
    const asked = { traders: [{ id: 'T1' }] }
    t.match((await b.call('POST', '/v1/traders/lookup', asked, keys.vet)).body, { items: [{ status: 'unknown' }] })
    t.equal((await b.call('POST', '/v1/traders/lookup', asked, keys.police)).body.items[0].items.length, 1)
  })

  await t.test('what is only proposed of opening hours is for whoever may read the proposal', async (t) => {
    const hours = {
      xVersion: 1,
      exitOffice: { id: 'XA000101' },
      xEntryOffice: 'XB000214',
      xSide: 'XB',
      xTimeZone: 'UTC',
      xTzdb: process.versions['tz'],
      xValidFrom: '2026-01-01T00:00:00Z',
      xRules: [
        {
          direction: 'both',
          modeCode: ['3'],
          agency: 'customs',
          service: 'clearance',
          weekly: [{ day: 'tu', from: '08:00', to: '20:00' }],
        },
      ],
    }
    const context = { xDecidedBy: officer('B-77') }
    await send(b, keys.police, { procedure: 'opening-hours', type: 'proposal', document: json(hours), context }, 'XA')
    const pair = '/v1/opening-hours/XA000101/XB000214'
    await settled('it is known', async () => (await get('police', pair)).status === 200)
    for (const who of ['police', 'whole'] as const) t.equal((await all(who, '/v1/opening-hours')).items.length, 1)
    for (const who of ['vet', 'operator'] as const) {
      const { items, cursors } = await all(who, '/v1/opening-hours')
      t.same(items, [], who)
      t.notMatch(cursors, /XA000101/)
      t.equal((await get(who, pair)).status, 404, who)
    }
    const asked = async (who: Who, offices: string) => {
      const { status, body } = await get(who, `/v1/opening-hours/${offices}/out-of-hours`)
      return { status, items: body.items, rule: body.rule }
    }
    for (const who of ['police', 'whole'] as const)
      t.match(await asked(who, 'XA000101/XB000214'), { status: 200, items: [] })
    t.match(await asked('vet', 'XA000101/XB000214'), { status: 404, rule: 'known' })
    t.same(await asked('vet', 'XA000101/XB000214'), await asked('vet', 'XA000101/XB000999'), 'as if nobody knew them')
    t.match(await get('operator', `${pair}/what-if?before=PT1H`), { status: 403, body: { rule: 'role' } })
  })

  await t.test('what is below an office, a trader or a case is for whoever may see that', async (t) => {
    const context = { xDecidedBy: officer('B-77') }
    const zone = { id: 'Z1', territory: 'XB', lanes: [{ id: '1', modeCode: '3' }] }
    const side = {
      xOfficeId: 'BRIDGE',
      xSide: 'entry',
      xVersion: 1,
      xZones: [zone],
      xValidFrom: '2026-01-01T00:00:00Z',
    }
    const dossier = json({ ...side, xLegalBasis: 'agreement on the bridge, Art. 4' })
    const of = { procedure: 'juxtaposed-office', context }
    const conversation = await send(b, keys.police, { ...of, type: 'dossier', document: dossier }, 'XA')
    const xDuty = [{ xAgency: 'police', xFunction: officer('B').function }]
    const shift = json({
      xFrom: new Date(Date.now() - 60_000).toISOString(),
      xTo: new Date(Date.now() + DAY).toISOString(),
      xDuty,
    })
    await send(b, keys.police, { ...of, type: 'roster', document: shift, conversation }, 'XA')
    await settled('it is told', async () => (await get('police', '/v1/rosters?office=BRIDGE')).body.items.length === 1)
    /** What is answered, but for what names the thing that was asked for. */
    const answered = async (who: Who, path: string, name: string) => {
      const { status, body } = await get(who, path.replace('*', name))
      const { traceId: _, ...rest } = body
      return { status, body: JSON.parse(JSON.stringify(rest).replaceAll(name, '*')) }
    }
    const strange = newMessageId(Date.now())
    for (const [path, known, unknown] of [
      ['/v1/rosters?office=*', 'BRIDGE', 'BRIDGE2'],
      ['/v1/movements?office=*', 'BRIDGE', 'BRIDGE2'],
      ['/v1/juxtaposed-offices?office=*', 'BRIDGE', 'BRIDGE2'],
      ['/v1/traders/*/under-way', 'T1', 'T2'],
      ['/v1/cases/*', conversation, strange],
      ['/v1/messages/*/timeline', conversation, strange],
      ['/v1/messages/*/evidence', conversation, strange],
    ] as const) {
      t.same(await answered('vet', path, known), await answered('vet', path, unknown), path)
      // What proves it is there once the log is published, a moment after.
      await settled(`${path} is given to who may see it`, async () => {
        const { status } = await get('police', path.replace('*', known))
        return status === 503 ? false : { status }
      }).then(({ status }) => t.equal(status, 200, path))
    }
  })
})
