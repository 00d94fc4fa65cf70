/** Who may have which webhook, what is shown of it and what never again, and what the command line does with it. */
import t from 'tap'
import { juxta } from '../cli/juxta.ts'
import { startTestNodes, type TestNode } from '../nodes.ts'
import { keyOf, register, startReceiver } from './receiver.ts'

t.test(
  'a webhook is of the client of its key, and operators see all of them without what is secret',

  async (t) => {
    const [a] = (await startTestNodes(t, { countries: ['XA'], env: () => ({ JUXTA_KEY_QUOTA: 'webhooks=2' }) })) as [
      TestNode,
    ]
    const receiver = await startReceiver(t)
    const [own, wide, narrow, other, operator] = await Promise.all([
      keyOf(a, 'one', { procedures: ['pre-arrival', 'documents'] }),
      keyOf(a, 'one'),
      keyOf(a, 'one', { procedures: ['documents'] }),
      keyOf(a, 'another'),
      keyOf(a, 'operations', { roles: ['operator'] }),
    ])
    const url = `${receiver.url}hook?token=secret`
    const { id, secret } = await register(a, own, url, { procedures: ['pre-arrival'], description: 'arrivals' })
    t.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
    const get = async (as: Record<string, string>) => a.call('GET', `/v1/webhooks/${id}`, undefined, as)
    t.match((await get(own)).body, { url, client: 'one', state: 'active', waiting: 0, procedures: ['pre-arrival'] })
    t.match((await get(wide)).body, { url }, 'another key of the client that may see as much')
    for (const as of [narrow, other]) {
      t.equal((await get(as)).status, 404)
      t.same((await a.call('GET', '/v1/webhooks', undefined, as)).body.items, [])
      for (const action of ['enable', 'disable', 'test', 'rotate'])
        t.equal((await a.call('POST', `/v1/webhooks/${id}/${action}`, undefined, as)).status, 404, action)
      t.equal((await a.call('GET', `/v1/webhooks/${id}/deliveries`, undefined, as)).status, 404)
      t.equal((await a.call('PUT', `/v1/webhooks/${id}`, { url }, as)).status, 404)
      t.equal((await a.call('DELETE', `/v1/webhooks/${id}`, undefined, as)).status, 404)
    }
    const seen = JSON.stringify([
      (await get(own)).body,
      (await get(operator)).body,
      (await a.call('GET', '/v1/webhooks', undefined, own)).body,
    ])
    t.notOk(seen.includes('whsec_'), 'its secret is shown once')
    t.match((await get(operator)).body, { url: `${receiver.url}***`, client: 'one' }, 'of its address the host alone')
    t.match(
      await a.call('PUT', `/v1/webhooks/${id}`, { url }, operator),
      { status: 403, body: { rule: 'client' } },
      'nobody else leads it elsewhere',
    )
    receiver.answers = (_told, response) => {
      response.writeHead(500).end('the words of the target')
      return null
    }
    t.match((await a.call('POST', `/v1/webhooks/${id}/test`, undefined, own)).body, {
      status: 500,
      answer: 'the words of the target',
    })
    t.notMatch((await a.call('GET', `/v1/webhooks/${id}/deliveries`, undefined, operator)).body.items[0], {
      answer: String,
    })
    await register(a, own, url)
    t.match(
      await a.call('POST', '/v1/webhooks', { url }, wide),
      { status: 429, body: { rule: 'webhooks' } },
      'the client has what it may have',
    )
    for (const [body, pointer] of [
      [{ url: 'https://10.0.0.1/' }, '/url'],
      [{ url: 'http://example.org/' }, '/url'],
      [{ url, kinds: ['none'] }, '/kinds/0'],
      [{ url, states: ['none'] }, '/states/0'],
      [{}, '/url'],
    ] as const)
      t.match(
        await a.call('POST', '/v1/webhooks', body, other),
        { status: 400, body: { pointer } },
        JSON.stringify(body),
      )
    const dump = JSON.stringify(await a.node.store.read.selectFrom('webhook').selectAll().execute())
    t.notOk(dump.includes('whsec_') || dump.includes(secret.slice(6)), 'a dump of the store holds no secret')

    await t.test('the command line', async (t) => {
      const run = (...words: string[]) => juxta('webhooks', ...words, '--dir', a.dir, '--json')
      t.equal((await run('list')).json.items.length, 2)
      t.equal((await run('show', id)).code, 0)
      t.match((await run('deliveries', id)).json.items[0], { type: 'webhook.test', status: 500 })
      t.match((await run('rotate', id, '--previous-hours', '1')).json, { secret: /^whsec_/ })
      t.match((await run('replay', id, '--since', '2026-01-01T00:00:00Z')).json, { events: 0 })
      t.equal((await run('replay', id)).code, 3)
      await a.call('POST', `/v1/webhooks/${id}/disable`, undefined, own)
      t.equal((await run('show', id)).code, 1)
      t.equal((await run('enable', id)).code, 0)
      t.equal((await run('list')).code, 0)
    })
  },
)
