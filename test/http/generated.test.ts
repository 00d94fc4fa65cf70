/**
 * Whatever comes in, at the window and from a peer that signs it: no answer is a fault of ours, no process ends, no list stops answering. A few of
 * each operation and message type by default; JUXTA_TEST_GENERATED says how many, JUXTA_TEST_SEED which.
 */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { readDocument } from '../../node/http/operations.ts'
import { documentOf, schemaDocument } from '../../node/cases/schemas.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { newMessageId } from '../../node/values/id.ts'
import { forge, put, setHeader, signed } from '../forge.ts'
import { oddText, valuesOf, type Resolve } from '../odd-values.ts'
import { queues, stores } from '../servers.ts'
import { startTestNodes, submit, untilState, type Answer, type TestNode } from '../nodes.ts'

type Json = Record<string, any>
const RUNS = Number(process.env['JUXTA_TEST_GENERATED'] ?? 2)
const SEED = Number(process.env['JUXTA_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

const [sqlite, postgres] = stores()
const [embedded, redis] = queues()
const HOUSES = [
  { name: 'SQLite and the embedded queue', store: sqlite!, queue: embedded! },
  { name: 'PostgreSQL and Redis', store: postgres!, queue: redis! },
]

/** They end what the rest needs: the peering, the agreement, the key. */
const ENDS = ['blockPeer', 'revokeAgreement', 'revokeKey', 'publishIdentity']
/** What a peer that is not there, or is none, makes of an answer. */
const PASSING = /(unreachable|tls-failed|answer-invalid|busy|log-unavailable)$/

const at = (document: Json, ref: string): Json =>
  ref
    .slice(2)
    .split('/')
    .reduce((v, k) => v[k.replaceAll('~1', '/')], document)
const inDocument: Resolve = (ref, document) => ({ schema: at(document, ref), document })
const inProcedures: Resolve = (ref, document) => {
  const [file, path] = ref.split('#') as [string, string]
  const found = file === '' ? document : schemaDocument(file.replace(/\.yaml$/, ''))!
  return { schema: at(found, `#${path}`), document: found }
}

/** Some values of an arbitrary, the same for the same seed. */
const some = <T>(values: fc.Arbitrary<T>, salt: number, runs = RUNS): T[] =>
  fc.sample(values, { seed: SEED + salt, numRuns: runs })

/** A request to an operation of `document`, as far as HTTP can carry it. */
function requestsOf(
  document: Json,
  path: string,
  operation: Json,
): fc.Arbitrary<{ url: string; headers: Record<string, string>; type?: string; body?: string }> {
  const parameters: Json[] = ((operation['parameters'] ?? []) as Json[]).map((p) =>
    p['$ref'] ? at(document, p['$ref']) : p,
  )
  const values = (where: string): fc.Arbitrary<Json> => {
    const listed = parameters.filter((p) => p['in'] === where && p['name'] !== 'wait')
    return fc.record(
      Object.fromEntries(listed.map((p) => [p['name'], valuesOf(p['schema'], document, inDocument, 5)])),
      {
        requiredKeys: listed.filter((p) => p['required']).map((p) => p['name'] as string),
      },
    )
  }
  const contents = Object.entries((operation['requestBody']?.['content'] ?? {}) as Json)
  const body: fc.Arbitrary<{ type?: string; body?: string }> =
    contents.length === 0
      ? fc.constant({})
      : fc.oneof(
          ...contents.map(([type, content]: [string, any]) =>
            /json$/.test(type)
              ? valuesOf(content.schema, document, inDocument, 25).map((v) => ({ type, body: JSON.stringify(v) }))
              : oddText.map((v) => ({ type, body: v })),
          ),
        )
  const escaped = (v: unknown): string => {
    const text = typeof v === 'string' ? v : JSON.stringify(v)
    // Half a pair has no form in UTF-8; its bytes are sent as they would be.
    return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80'
  }
  return fc.tuple(values('path'), values('query'), values('header'), body).map(([params, query, headers, sent]) => {
    const filled = Object.entries(params).reduce(
      (url, [name, v]) => url.replace(`{${name}}`, escaped(v) || '%20'),
      path,
    )
    const search = Object.entries(query).map(([name, v]) => `${name}=${escaped(v)}`)
    return {
      url: filled + (search.length === 0 ? '' : `?${search.join('&')}`),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, v]) => [name.toLowerCase(), String(v).replace(/[^\t -~]/g, '?')]),
      ),
      ...sent,
    }
  })
}

/** Cases that the runner of projections set aside: what passed the door is a value, so that nothing of it throws. */
const SET_ASIDE = '/v1/set-aside'
const LISTS =
  '/v1/messages /v1/inbox /v1/permits /v1/pre-arrivals /v1/crossings /v1/traders /v1/assistance /v1/opening-hours /v1/juxtaposed-offices /v1/movements?office=O1 /v1/alerts /v1/peers /v1/agreements /v1/queues /v1/keys /v1/subscriptions /readyz'.split(
    ' ',
  )

for (const { name, store, queue } of HOUSES)
  t.test(name, { ...store.options, ...queue.options }, async (t) => {
    t.comment(`JUXTA_TEST_SEED=${SEED}`)
    const [a, b] = (await startTestNodes(t, {
      env: async () => {
        const { url, prefix } = await queue.make(t)
        return { JUXTA_STORE: await store.make(t), JUXTA_QUEUE: url, JUXTA_QUEUE_PREFIX: prefix }
      },
    })) as [TestNode, TestNode]

    const alive = async (): Promise<void> => {
      for (const node of [a, b])
        for (const path of LISTS)
          t.match(await node.call('GET', path), { status: /^(200|404)$/ }, `${node.country} ${path}`)
      const { status, body } = await submit(a, b)
      t.equal(status, 202, JSON.stringify(body))
      await untilState(a, body.id, 'delivered')
      for (const node of [a, b])
        t.same((await node.call('GET', SET_ASIDE)).body.items, [], `${node.country}: no case threw`)
    }
    /** An answer that is somebody's fault, or nobody's, and says so by name. */
    const sane = (what: string, said: string, { status, body }: Answer): void => {
      const problem = body as Json
      const passing = status >= 500 && PASSING.test(String(problem?.['type']))
      if (status < 500 || passing) {
        if (
          status >= 400 &&
          typeof problem === 'object' &&
          !Buffer.isBuffer(problem) &&
          !('err' in problem) &&
          !('type' in problem)
        )
          t.fail(`${what}: a refusal without a name: ${JSON.stringify(problem).slice(0, 200)}`)
        return
      }
      t.fail(`${what}: ${status} ${JSON.stringify(problem).slice(0, 300)} to ${JSON.stringify(said).slice(0, 600)}`)
    }

    t.test('every operation of the window', async (t) => {
      const document: Json = readDocument('window')
      let asked = 0
      for (const [i, [path, item]] of Object.entries<Json>(document['paths']).entries())
        for (const [method, operation] of Object.entries<Json>(item)) {
          if (ENDS.includes(operation['operationId'])) continue
          for (const { url, headers, type, body } of some(requestsOf(document, path, operation), i)) {
            asked++
            const more = {
              ...headers,
              ...(type === undefined ? {} : { 'content-type': type }),
              ...(method === 'post' ? { 'idempotency-key': randomUUID() } : {}),
            }
            const answer = await a.call(method.toUpperCase() as 'GET', url, body, more)
            sane(`${operation['operationId']}`, JSON.stringify({ url, headers, body }), answer)
          }
        }
      t.ok(asked > 80 * RUNS, `${asked} requests`)
      await alive()
    })

    t.test('every operation between nodes', async (t) => {
      const document: Json = readDocument('exchange')
      for (const [i, [path, item]] of Object.entries<Json>(document['paths']).entries())
        for (const [method, operation] of Object.entries<Json>(item))
          for (const { url, type, body } of some(requestsOf(document, path, operation), i)) {
            const answer = await a.ask(b, method.toUpperCase() as 'GET', url, type, body)
            if (path === '/add-checkpoint') t.ok(answer.status < 500, `addCheckpoint ${answer.status}`)
            else sane(`${operation['operationId']}`, JSON.stringify({ url, body }), answer)
          }
      await alive()
    })

    t.test('every message type, signed by a peer', async (t) => {
      const elements = schemaDocument('elements') as Json
      const contexts = valuesOf(elements['$defs']['Context'], elements, inProcedures, 80)
      const answers = new Map<number, number>()
      let salt = 0
      for (const { name: procedure, version, types } of PROCEDURES.all)
        for (const type of Object.keys(types)) {
          const document = schemaDocument(documentOf(procedure, version)) as Json
          const bodies = valuesOf(document['$defs'][type] ?? {}, document, inProcedures, 100)
          const texts = fc.tuple(contexts, bodies, fc.boolean(), fc.boolean())
          for (const [context, body, claims, odd] of some(texts, ++salt, Math.ceil(RUNS / 2))) {
            const said = {
              context: JSON.stringify(
                claims && typeof context === 'object' ? { ...context, xSchema: procedure } : context,
              ),
              document: odd ? JSON.stringify(body) : JSON.stringify(body).replaceAll('\\u0000', ''),
            }
            const message = await forge(a, b, {
              ...said,
              mediaType: 'application/json',
              claims: (c) => ({ ...c, procedure, type, version }),
            })
            const answer = await put(a, b, message)
            answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1)
            sane(`${procedure}/${type}`, JSON.stringify(said), answer)
            t.not(
              answer.status,
              400,
              `${procedure}/${type} reached what is judged after the signature: ${JSON.stringify(answer.body).slice(0, 200)}`,
            )
          }
        }
      t.comment([...answers].map(([status, n]) => `${n} × ${status}`).join(', '))
      t.ok((answers.get(202) ?? 0) > 0, 'some are taken')
      await alive()
    })

    t.test('every event, signed by a peer', async () => {
      const known = (await submit(b, a)).body
      await untilState(b, known.id, 'delivered')
      const value = fc.oneof(
        { weight: 3, arbitrary: oddText },
        {
          weight: 3,
          arbitrary: fc.constantFrom<unknown>(
            known.id,
            newMessageId(1),
            `sha-256:${'A'.repeat(43)}`,
            0,
            1,
            2 ** 53,
            -1,
            1e300,
            null,
            [],
            {},
            true,
            'requested',
            'received',
            'tombstone',
          ),
        },
      )
      const names = [
        'received',
        'refused',
        'collected',
        'accepted',
        'rejected',
        'withdraw',
        'withdrawn',
        'tally',
        'key-revoked',
        'agreement-revoked',
        'rollback',
        'other',
        'constructor',
      ]
      const members =
        'message manifest_digest sealed_digest log status reason agency pending shard from to count digest digests agreement effective_at origin size pointer wcoPointer problem detail retryable receipt identity'.split(
          ' ',
        )
      const bodies = fc.record(Object.fromEntries(members.map((m) => [m, value])), { requiredKeys: [] })
      const outer = fc.record({ iat: value, txn: value, jti: value, aud: value, more: value }, { requiredKeys: [] })
      for (const [i, event] of names.entries())
        for (const [body, odd, also] of some(fc.tuple(bodies, outer, fc.boolean()), 1000 + i, RUNS * 2)) {
          const { iat, txn, jti, aud, more } = odd as Json
          const claims = {
            iss: 'XA',
            aud: also ? (aud ?? 'XB') : 'XB',
            jti: also ? (jti ?? newMessageId(a.clock.now())) : newMessageId(a.clock.now()),
            iat: also ? (iat ?? 0) : Math.floor(a.clock.now() / 1000),
            ...(also && txn !== undefined ? { txn } : {}),
            ...(also && more !== undefined ? { more } : {}),
            events: { [`urn:juxta:event:${event}`]: { ...(also ? {} : { message: known.id }), ...body } },
          }
          const answer = await a.ask(
            b,
            'POST',
            '/v1/events',
            'application/secevent+jwt',
            signed(a, 'secevent+jwt', claims, setHeader(a, claims)),
          )
          sane(`event ${event}`, JSON.stringify(claims), answer)
        }
      await alive()
    })
  })
