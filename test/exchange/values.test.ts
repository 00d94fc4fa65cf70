/** Values that nobody keeps, from both sides: refused by name, at the window and from a peer that signs them; nothing of them is stored, nothing stops. */
import t from 'tap'
import { readDocument } from '../../node/http/operations.ts'
import { forge, put, readJws, setHeader, signed } from '../forge.ts'
import { newMessageId } from '../../node/values/id.ts'
import { queues, stores } from '../servers.ts'
import { json, startTestNodes, submit, untilState, xml, type TestNode } from '../nodes.ts'

const [sqlite, postgres] = stores()
const [embedded, redis] = queues()
const HOUSES = [
  { name: 'SQLite and the embedded queue', store: sqlite!, queue: embedded! },
  { name: 'PostgreSQL and Redis', store: postgres!, queue: redis! },
]

const LONG = 'x'.repeat(6000)
/** What a context may not hold, with the pointer to it. `\u0000` stands in the JSON as an escape. */
const CONTEXTS: readonly (readonly [string, string, string])[] = [
  ['U+0000 in xAgency', '{"xAgency":"cus\\u0000toms"}', '/xAgency'],
  ['U+0000 in a reference', '{"xReferences":[{"type":"ucr","value":"a\\u0000b"}]}', '/xReferences/0/value'],
  ['U+0000 in xCrossing', '{"xCrossing":"C\\u00001"}', '/xCrossing'],
  ['U+0000 in what no schema knows', '{"xMore":{"a":["\\u0000"]}}', '/xMore/a/0'],
  ['U+0000 in a key', '{"xMore":{"a\\u0000":1}}', '/xMore'],
  ['half a pair', '{"xAgency":"\\ud800"}', '/xAgency'],
  ['a long reference', `{"xReferences":[{"type":"ucr","value":"${LONG}"}]}`, '/xReferences/0/value'],
  ['a reference of 129', `{"xReferences":[{"type":"mrn","value":"${'x'.repeat(129)}"}]}`, '/xReferences/0/value'],
  ['a long crossing', `{"xCrossing":"${LONG}"}`, '/xCrossing'],
  ['a long linked crossing', `{"xCrossingLinked":["C1","${LONG}"]}`, '/xCrossingLinked/1'],
  ['a long agency', `{"xAgency":"${LONG}"}`, '/xAgency'],
  ['an agency that is a number', '{"xAgency":5}', '/xAgency'],
  ['a control character', '{"xOffice":"a\\u0007"}', '/xOffice'],
  ['a long purpose', `{"xPurpose":"${LONG}"}`, '/xPurpose'],
  ['references that are no list', '{"xReferences":{"type":"ucr","value":"1"}}', '/xReferences'],
  ['heads that are none', '{"xHeads":["cheese"]}', '/xHeads/0'],
]

for (const { name, store, queue } of HOUSES)
  t.test(name, { ...store.options, ...queue.options }, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async () => {
        const { url, prefix } = await queue.make(t)
        return { JUXTA_STORE: await store.make(t), JUXTA_QUEUE: url, JUXTA_QUEUE_PREFIX: prefix }
      },
    })) as [TestNode, TestNode]
    /** Whether both still work, and one message still goes over. */
    const alive = async (): Promise<void> => {
      const { status, body } = await submit(a, b)
      t.equal(status, 202, 'the sender works')
      await untilState(a, body.id, 'delivered')
      for (const node of [a, b])
        for (const path of [
          '/v1/messages',
          '/v1/permits',
          '/v1/pre-arrivals',
          '/v1/crossings',
          '/v1/inbox',
          '/v1/traders',
        ])
          t.equal((await node.call('GET', path)).status, 200, `${node.country} ${path}`)
    }

    t.test('at the window a context is refused with a pointer', async (t) => {
      const before = (await a.call('GET', '/v1/messages?direction=out&limit=500')).body.items.length
      for (const [what, context, pointer] of CONTEXTS) {
        const document = JSON.stringify(xml('<D/>'))
        const body = `{"to":"XB","procedure":"pre-arrival","type":"declaration","document":${document},"context":${context}}`
        const answer = await a.call('POST', '/v1/messages', body)
        t.match(
          answer,
          { status: 400, body: { pointer: `/context${pointer}` } },
          `${what}: ${JSON.stringify(answer.body).slice(0, 200)}`,
        )
      }
      t.equal(
        (await a.call('GET', '/v1/messages?direction=out&limit=500')).body.items.length,
        before,
        'nothing was sent',
      )
    })

    t.test('a peer that signs it gets a signed refusal', async (t) => {
      const control = await forge(a, b, { context: '{"xAgency":"customs","xReferences":[{"type":"ucr","value":"1"}]}' })
      t.equal((await put(a, b, control)).status, 202, 'what is faultless is taken')
      for (const [what, context, pointer] of CONTEXTS) {
        const { status, body } = await put(a, b, await forge(a, b, { context }))
        t.match({ status, body }, { status: 422, body: { type: /schema-invalid$/ } }, what)
        if (!t.ok(body.set, `${what}: signed`)) continue
        const [refused] = Object.values<any>(readJws(body.set).claims['events'])
        t.match(refused, { problem: 'schema-invalid', retryable: false }, what)
        t.ok(
          [`/context${pointer}`, `/parts/context${pointer}`].includes(refused.pointer),
          `${what}: ${refused.pointer}`,
        )
      }
      await alive()
    })

    t.test('documents of a peer that hold what nobody keeps', async (t) => {
      const opaque: [string, string, string][] = [
        ['JSON with U+0000', 'application/json', '{"a":"\\u0000"}'],
        ['JSON with half a pair', 'application/json', '{"a":"\\udfff"}'],
        ['JSON with a byte order mark', 'application/json', '\ufeff{}'],
        ['XML that says another encoding', 'application/xml; charset=utf-16', '<D/>'],
      ]
      for (const [what, mediaType, document] of opaque)
        t.match(await put(a, b, await forge(a, b, { document, mediaType })), { status: 422, body: { set: /\./ } }, what)
      await alive()
    })

    t.test('manifests beyond the values', async (t) => {
      const claims = (change: object) => forge(a, b, { claims: (c) => ({ ...c, ...change }) })
      const part = (change: object) =>
        forge(a, b, { claims: (c) => ({ ...c, parts: [{ ...c['parts'][0], ...change }] }) })
      const now = Math.floor(a.clock.now() / 1000)
      t.match(
        await put(a, b, await claims({ exp: now + 400 * 86_400 })),
        { status: 403, body: { rule: 'expiry', set: /\./ } },
        'longer than the agreement lets it wait',
      )
      for (const [what, message] of [
        ['exp beyond any time', claims({ exp: 2 ** 53 - 1 })],
        ['iat beyond any time', claims({ iat: 2 ** 52 })],
        ['a fraction of a second', claims({ exp: now + 0.5 })],
        ['a size that is none', part({ size: 2 ** 53 })],
        ['a media type that is none', part({ media_type: 'xml' })],
        ['a media type with a control character', part({ media_type: 'application/xml;a=\u0007' })],
        ['a media type that is too long', part({ media_type: `application/${'x'.repeat(120)};a=${'y'.repeat(200)}` })],
        ['U+0000 in a name', claims({ type: 'declaration\0' })],
      ] as const)
        t.match(await put(a, b, await message), { status: 400, body: { type: /malformed$/ } }, what)
      await alive()
    })

    t.test('events beyond the values', async (t) => {
      const { body } = await submit(b, a)
      await untilState(b, body.id, 'delivered')
      const about = await b.call('GET', `/v1/messages/${body.id}`)
      const event = (name: string, members: object | string, more: object = {}) => {
        const now = Math.floor(a.clock.now() / 1000)
        const claims = {
          iss: 'XA',
          aud: 'XB',
          jti: newMessageId(a.clock.now()),
          iat: now,
          txn: about.body.conversation,
          ...more,
        }
        const text = JSON.stringify({ ...claims, events: { [`urn:juxta:event:${name}`]: '@' } })
        return signed(
          a,
          'secevent+jwt',
          text.replace('"@"', typeof members === 'string' ? members : JSON.stringify(members)),
          setHeader(a, claims),
        )
      }
      const message = { message: body.id, manifest_digest: about.body.manifestDigest ?? `sha-256:${'A'.repeat(43)}` }
      const cases: [string, string][] = [
        [
          'U+0000 in a reason',
          event(
            'rejected',
            `{"message":"${body.id}","manifest_digest":"sha-256:${'A'.repeat(43)}","reason":"a\\u0000b"}`,
          ),
        ],
        ['a long reason', event('rejected', { ...message, reason: 'x'.repeat(100_000) })],
        ['a long agency', event('collected', { ...message, agency: 'x'.repeat(5000) })],
        ['a long status', event('withdrawn', { ...message, status: 'x'.repeat(5000) })],
        ['a long event', event('x'.repeat(50_000), message)],
        [
          'an end beyond any time',
          event('agreement-revoked', { agreement: `sha-256:${'A'.repeat(43)}`, effective_at: 2 ** 53 - 1 }),
        ],
        ['iat beyond any time', event('collected', message, { iat: 2 ** 52 })],
        ['a count that is none', event('collected', { ...message, pending: 1e300 })],
        ['a long origin', event('rollback', { origin: 'x'.repeat(5000), size: 1 })],
        [
          'a tally of a long shard',
          event('tally', {
            shard: 'x'.repeat(5000),
            from: 0,
            to: 1,
            count: 0,
            digest: `sha-256:${'A'.repeat(43)}`,
            pending: [],
          }),
        ],
      ]
      for (const [what, jws] of cases)
        t.match(
          await a.ask(b, 'POST', '/v1/events', 'application/secevent+jwt', jws),
          { status: 400, body: { err: String } },
          what,
        )
      await alive()
    })

    t.test('what the trials of the first release tried', async (t) => {
      const order = { to: 'XB', procedure: 'pre-arrival', type: 'declaration', document: xml('<D/>') }
      const send = (more: object) => a.call('POST', '/v1/messages', { ...order, ...more })
      for (const expiresAt of [
        '2027-01-01T10:00:00+02',
        '2030-12-31T23:59:60Z',
        '9999-12-31T23:59:59Z',
        '2027-01-01',
        '',
      ])
        t.match(await send({ expiresAt }), { status: 400, body: { pointer: '/expiresAt', rule: 'format' } }, expiresAt)
      t.match(await send({ expiresAt: '2999-01-01T00:00:00Z' }), {
        status: 400,
        body: { pointer: '/expiresAt', rule: 'expiry' },
      })
      t.match(await send({ expiresAt: '2030-12-31T23:59:60Z' }), { body: { detail: /leap second/ } }, 'says why')

      const permit = {
        typeCode: '1',
        xKind: 'phytosanitary',
        xAgency: 'NPPO',
        xUse: 'multiple',
        xUsePoints: ['import'],
        xDestinations: ['XB'],
        xIssuedAt: '2026-01-01T00:00:00Z',
        xItems: [
          {
            ...{ xItem: '1', xScientificName: 'Zea mays', origin: { countryCode: 'XA' } },
            quantityQuantity: { value: '10', unitCode: 'KGM' },
          },
        ],
        xStanding: 'issued',
      }
      for (const [member, value] of [
        ['xIssuedAt', '2026-01-01T00:00:00+02'],
        ['xIssuedAt', '2016-12-31T23:59:60Z'],
        ['xValidTo', '2026-02-30T00:00:00Z'],
      ] as const)
        t.match(await a.call('PUT', '/v1/permits/P1', { ...permit, [member]: value }), {
          status: 400,
          body: { pointer: `/${member}` },
        })
      t.same((await a.call('GET', '/v1/permits')).body.items, [], 'nothing was stored')
      t.equal((await a.call('PUT', '/v1/permits/P1', permit)).status < 300, true, 'what is in order is')
      t.equal((await a.call('GET', '/v1/permits/P1')).status, 200)

      const trader = (xEffectiveFrom: string) => ({
        aeoMutualRecognitionParty: { id: 'XA1', roleCode: 'AE' },
        authorisationHolder: { id: 'XA1', categoryCode: 'AEOF' },
        xProgramme: 'XA-AEO',
        xName: 'Cheese',
        xEffectiveFrom,
        xConsent: { at: '2026-01-01T00:00:00Z', version: '1' },
      })
      const told: [string, string, (time: string) => object, string][] = [
        [
          'aeo',
          'snapshot',
          (time) => ({
            xSnapshot: 'S1',
            xSequence: 1,
            xTraders: [trader(time)],
            xParts: { count: 1, index: 1 },
            xHash: `sha-256:${'A'.repeat(43)}`,
          }),
          '/document/xTraders/0/xEffectiveFrom',
        ],
        [
          'release-time',
          'event',
          (time) => ({
            xEventId: 'e1',
            xCode: 'arrival',
            xOccurredAt: time,
            xRecordedAt: '2026-11-01T00:00:00Z',
            xClock: { source: 'ntp', uncertaintyMs: 500 },
            xCapture: 'automatic',
          }),
          '/document/xOccurredAt',
        ],
      ]
      for (const [procedure, type, body, pointer] of told)
        for (const time of ['2030-12-31T23:59:60Z', '2026-11-01T00:00:00+02', '2026-11-01T24:00:00Z']) {
          const context = { xSchema: procedure, xCrossing: 'C1' }
          const sent = await a.call('POST', '/v1/messages', {
            to: 'XB',
            procedure,
            type,
            context,
            document: json(body(time)),
          })
          t.match(
            sent,
            { status: 422, body: { type: /schema-invalid$/ } },
            `${procedure}/${type} ${time} at the window`,
          )
          const claims = (c: Record<string, unknown>) => ({ ...c, procedure, type, version: '1' })
          const forged = await forge(a, b, {
            claims,
            context: JSON.stringify(context),
            document: JSON.stringify(body(time)),
            mediaType: 'application/json',
          })
          const answer = await put(a, b, forged)
          t.match(
            answer,
            { status: 422, body: { type: /schema-invalid$/, set: /\./ } },
            `${procedure}/${type} ${time} from a peer`,
          )
          if (sent.body.pointer !== undefined && procedure === 'release-time')
            t.same([sent.body.pointer, answer.body.pointer], [pointer, pointer])
        }
      await alive()
    })

    t.test('every time of a query, and every name in a path', async (t) => {
      const document = readDocument('window') as any
      const resolve = (listed: any) =>
        listed.$ref ? document.components.parameters[listed.$ref.split('/').at(-1)] : listed
      const schemaOf = (p: any) =>
        p.schema.$ref ? document.components.schemas[p.schema.$ref.split('/').at(-1)] : p.schema
      /** A value that the schema of a parameter takes. */
      const good = (p: any): string => {
        const s = schemaOf(p)
        if (s.enum) return s.enum[0]
        if (s.type === 'integer') return String(s.minimum ?? 1)
        if (s.format === 'date-time') return '2026-01-01T00:00:00Z'
        if (s.format === 'date') return '2026-01-01'
        const tries = [
          'XB',
          'P1',
          'pre-arrival',
          newMessageId(1),
          `sha-256:${'A'.repeat(43)}`,
          '2026',
          '2026-01',
          'PT1H',
          '3',
          '1',
        ]
        return tries.find((v) => new RegExp(s.pattern ?? '', 'u').test(v)) ?? 'x'
      }
      let [times, names] = [0, 0]
      for (const [path, item] of Object.entries<any>(document.paths))
        for (const [method, operation] of Object.entries<any>(item)) {
          const parameters = (operation.parameters ?? []).map(resolve)
          const filled = parameters
            .filter((p: any) => p.in === 'path')
            .reduce((url: string, p: any) => url.replace(`{${p.name}}`, encodeURIComponent(good(p))), path)
          const needed = parameters.filter((p: any) => p.in === 'query' && p.required)
          const call = (url: string) =>
            a.call(method.toUpperCase() as 'GET', url, method === 'get' ? undefined : {}, {})
          for (const p of parameters.filter((p: any) => p.in === 'query' && /date/.test(schemaOf(p).format ?? '')))
            for (const bad of [
              '2016-12-31T23:59:60Z',
              '9999-12-31T23:59:59Z',
              '2026-01-01T10:00:00+02',
              '2026-02-30T00:00:00Z',
              '2026-02-30',
              'now',
              '',
            ]) {
              times++
              const others = needed
                .filter((q: any) => q !== p)
                .map((q: any) => `${q.name}=${encodeURIComponent(good(q))}&`)
                .join('')
              const { status, body } = await call(`${filled}?${others}${p.name}=${encodeURIComponent(bad)}`)
              t.match(
                { status, body },
                { status: 400, body: { pointer: `/query/${p.name}`, rule: 'format' } },
                `${operation.operationId} ${p.name}=${bad}: ${JSON.stringify(body)}`,
              )
            }
          for (const p of parameters.filter((p: any) => p.in === 'path'))
            for (const bad of ['%00', 'a%00b', 'x'.repeat(3000)]) {
              names++
              const url = parameters
                .filter((q: any) => q.in === 'path')
                .reduce(
                  (u: string, q: any) => u.replace(`{${q.name}}`, q === p ? bad : encodeURIComponent(good(q))),
                  path,
                )
              const { status, body } = await call(url)
              t.match(
                { status, body },
                { status: 400, body: { pointer: `/path/${p.name}` } },
                `${operation.operationId} ${p.name}=${bad.slice(0, 9)}: ${JSON.stringify(body)}`,
              )
            }
        }
      t.ok(times > 100 && names > 60, `${times} times, ${names} names`)
    })
  })
