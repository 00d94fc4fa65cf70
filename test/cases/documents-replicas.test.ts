/** Two replicas of an issuing country on one PostgreSQL: either decides, neither decides twice, and what one has decided the other sends. */
import t from 'tap'
import { queues, stores } from '../servers.ts'
import { agree, introduce, json, replicaOf, settled, startTestNodes, submit, type TestNode } from '../nodes.ts'

const postgres = stores()[1]!
const redis = queues()[1]!
const USES = 12

t.test(
  'two countries ask two replicas for more than there is',
  { ...postgres.options, ...redis.options },
  async (t) => {
    const [one, b, c] = (await startTestNodes(t, {
      countries: ['XA', 'XB', 'XC'],
      peered: false,
      env: async (country) => {
        if (country !== 'XA') return {}
        const { url, prefix } = await redis.make(t)
        return { JUXTA_STORE: await postgres.make(t), JUXTA_QUEUE: url, JUXTA_QUEUE_PREFIX: prefix }
      },
    })) as [TestNode, TestNode, TestNode]
    const two = await replicaOf(t, one)
    await introduce(one, b)
    await agree(one, b)
    await introduce(one, c)
    await agree(one, c)
    const made = await one.call('PUT', '/v1/permits/P1', {
      typeCode: '851',
      xKind: 'veterinary',
      xAgency: 'PPO',
      xUse: 'multiple',
      xUsePoints: ['import'],
      xIssuedAt: '2026-01-01T00:00:00Z',
      xDestinations: ['XB', 'XC'],
      xItems: [{ xItem: '1', quantityQuantity: { value: '1.0', unitCode: 'TNE' } }],
      xStanding: 'issued',
    })
    t.equal(made.status, 201, JSON.stringify(made.body))
    await t.test('of two replicas that grant the rest of a quota one does', async (t) => {
      const specimen = { xScientificName: 'Python regius', xAppendix: 'II', xSourceCode: 'R' }
      const xIssuedAt = new Date(Date.now() - 86_400_000).toISOString()
      const xQuota = {
        id: 'live',
        year: new Date(xIssuedAt).getUTCFullYear(),
        quantityQuantity: { value: '10', unitCode: 'C62' },
      }
      const record = {
        ...{
          typeCode: '811',
          xKind: 'cites',
          xAgency: 'MA',
          xUse: 'single',
          xUsePoints: ['export'],
          xStanding: 'issued',
        },
        ...{ xPurposeCode: 'T', xIssuedAt, xDestinations: ['XB'] },
        xItems: [{ xItem: '1', ...specimen, quantityQuantity: { value: '6', unitCode: 'C62' }, xQuota }],
      }
      for (let round = 1; round <= 4; round++) {
        const quota = { ...xQuota, id: `live ${round}` }
        const body = { ...record, xItems: [{ ...record.xItems[0], xQuota: quota }] }
        const put = (node: TestNode, id: string) => node.call('PUT', `/v1/permits/Q${round}${id}`, body)
        const both = await Promise.all([put(one, 'a'), put(two, 'b')])
        t.same(both.map(({ status }) => status).sort(), [201, 409], `round ${round}`)
        t.match(both.find(({ status }) => status === 409)!.body, { rule: 'quota' })
      }
    })
    const use = (xUseId: string) => ({
      xUseId,
      xMode: 'request',
      xKind: 'veterinary',
      xUsePoint: 'import',
      additionalDocument: {
        id: 'P1',
        typeCode: '851',
        writeOff: { quantityQuantity: { value: '0.1', unitCode: 'TNE' } },
      },
      xIssuer: { country: 'XA', agency: 'PPO' },
      xItem: '1',
      declaration: { id: `MRN-${xUseId}` },
      xFinal: false,
    })
    const sent = await Promise.all(
      [b, c].flatMap((node) =>
        Array.from({ length: USES }, async (_, i) => {
          const document = json(use(`U${i}`))
          const { status, body } = await submit(node, one, { procedure: 'documents', type: 'use', document })
          if (status !== 202) throw new Error(JSON.stringify(body))
          return { node, id: body.id as string, conversation: body.conversation as string }
        }),
      ),
    )
    const states: string[] = []
    for (const { node, id, conversation } of sent) {
      const held = await settled(`${id} is decided`, async () => {
        const found = (await node.call('GET', `/v1/cases/${conversation}`)).body
        const state = found.state?.uses?.[id]?.state ?? 'requested'
        return state !== 'requested' && found
      })
      states.push(held.state.uses[id].state)
      t.equal(held.messages.filter((m: any) => m.type !== 'use' && m.type !== 'status').length, 1, 'one decision')
    }
    t.equal(states.filter((s) => s === 'confirmed').length, 10, 'ten tenths, and no more')
    t.equal(states.filter((s) => s === 'refused').length, 2 * USES - 10)
    for (const node of [one, two]) {
      const { balance, uses } = (await node.call('GET', '/v1/permits/P1')).body
      t.match(balance, [{ state: 'used', used: '1', available: '0' }], 'either replica says the same')
      t.equal(uses.length, 2 * USES)
      t.match((await node.call('GET', '/v1/permits?limit=1')).body, { items: [{ id: 'P1', own: true }] })
    }
    const alerts = (await one.call('GET', '/v1/alerts')).body.items
    t.same(
      alerts.filter((x: any) => ['case-differs', 'machine-message'].includes(x.kind)),
      [],
    )
  },
)
