/** Onward transit A→B→C: B passes on what A sent, only where their agreement says so; C sees that A said it, and that nothing was changed. */
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { agree, introduce, json, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

const HELD = ['delivered', 'collected', 'accepted', 'rejected']
const context = { xSchema: 'pre-arrival', xPurpose: 'border management', xCrossing: 'XA-CROSSING-1' }
const declaration = json({ functionalReferenceId: 'XA-LRN-1' })
const forward = (node: TestNode, id: string, to: string, key: string = randomUUID()) =>
  node.call('POST', `/v1/messages/${id}/forward`, { to }, { 'idempotency-key': key })
const origin = (node: TestNode, id: string) => node.call('GET', `/v1/messages/${id}/originator`)

t.test('what may be passed on is, and its originator stays known', async (t) => {
  const [a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'], peered: false })) as [
    TestNode,
    TestNode,
    TestNode,
  ]
  await introduce(a, b)
  await introduce(b, c)
  await agree(a, b, (draft) => ({
    ...draft,
    onward: [{ procedure: 'pre-arrival', of: [a.country], to: [c.country] }],
  }))
  await agree(b, c)
  const sent = (await submit(a, b, { context, document: declaration, attachments: [json({ seal: 'intact' })] })).body
  await untilState(a, sent.id, ...HELD)
  t.equal((await origin(b, sent.id)).status, 404, 'what came from its originator was not passed on')

  t.match((await forward(b, sent.id, 'XD')).body, { status: 403, rule: 'onward', pointer: '/to' })
  t.equal((await forward(a, sent.id, 'XC')).status, 404, 'only what was received')
  const key = randomUUID()
  const passed = await forward(b, sent.id, 'XC', key)
  t.equal(passed.status, 202, JSON.stringify(passed.body))
  t.same((await forward(b, sent.id, 'XC', key)).body, passed.body, 'once')
  const { id } = passed.body
  await untilState(b, id, ...HELD)
  const there = (await c.call('GET', `/v1/messages/${id}`)).body
  t.match(there.context, { ...context, xOnward: { originator: 'XA', message: sent.id } })
  t.same(
    (await c.call('GET', `/v1/messages/${id}/document`)).body,
    (await a.call('GET', `/v1/messages/${sent.id}/document`)).body,
  )
  const { conversation } = sent
  const more = (
    await submit(a, b, { context, type: 'exit', conversation, document: json({ exitOffice: { id: 'XA000101' } }) })
  ).body
  await untilState(a, more.id, ...HELD)
  t.equal((await forward(b, more.id, 'XC')).status, 409, 'an exit begins no case')
  const second = await b.call(
    'POST',
    `/v1/messages/${more.id}/forward`,
    { to: 'XC', conversation: id },
    { 'idempotency-key': randomUUID() },
  )
  t.equal(second.status, 202, JSON.stringify(second.body))
  await untilState(b, second.body.id, ...HELD)
  t.match((await c.call('GET', `/v1/pre-arrivals/${id}`)).body.subjects, [{ movement: 'exited' }])
  const unknown = (await origin(c, id)).body
  t.match(unknown, { originator: 'XA', forwardedBy: 'XB', signature: 'unknown-key', message: sent.id })

  await introduce(a, c)
  const known = (await origin(c, id)).body
  t.equal(known.signature, 'verified')
  t.same(
    known.parts.sort((x: any, y: any) => (x.id < y.id ? -1 : 1)),
    [
      { id: 'attachment-1', same: true },
      { id: 'context', same: true },
      { id: 'document', same: true },
    ],
  )

  t.test('who passes on something else under that name is found out', async (t) => {
    const part = async (name: string) => String((await c.call('GET', `/v1/messages/${id}/document?part=${name}`)).body)
    const manifest = { mediaType: 'application/jose', text: await part('attachment-1') }
    const salts = json((await c.call('GET', `/v1/messages/${id}/document?part=attachment-2`)).body)
    const forged = async (document: object, attachments: object[], more: object = {}) => {
      const xOnward = { ...there.context.xOnward, ...more }
      const { status, body } = await submit(b, c, { context: { ...context, xOnward }, document, attachments })
      t.equal(status, 202, JSON.stringify(body))
      await untilState(b, body.id, ...HELD)
      return (await origin(c, body.id)).body
    }
    const other = json({ functionalReferenceId: 'XA-LRN-2' })
    const changed = await forged(other, [manifest, salts])
    t.equal(changed.signature, 'verified')
    t.equal(changed.parts.find((p: any) => p.id === 'document').same, false, 'not what was signed')
    t.match(await forged(declaration, [manifest, salts], { originator: 'XB' }), { signature: 'invalid' })
    const cut = { ...manifest, text: manifest.text.replace(/.{6}$/, 'AAAAAA') }
    t.match(await forged(declaration, [cut, salts]), { signature: 'invalid' })
    t.match(await forged(declaration, [json({}), salts]), { signature: 'invalid', reason: String })
    t.match(await forged(declaration, []), { signature: 'invalid', parts: [] })
    const signedBy = async (message: string) => ({
      mediaType: 'application/jose',
      text: (await a.call('GET', `/v1/messages/${message}`)).body.manifest as string,
    })
    t.match(await forged(declaration, [await signedBy(more.id), salts]), {
      signature: 'invalid',
      reason: /another type/,
    })
    await agree(a, c)
    const direct = (await submit(a, c, { context, document: declaration })).body
    await untilState(a, direct.id, ...HELD)
    const elsewhere = await forged(declaration, [await signedBy(direct.id), salts])
    t.match(elsewhere, { signature: 'invalid', reason: /addressed to XC/ }, 'what it never got it cannot pass on')
    const key = c.node.directory.signingKey(a.country, a.node.own.signingKey.kid) as { revoked_at?: number }
    t.match(await origin(c, id), { body: { signature: 'verified' } })
    // It was revoked after it had signed, which only the time of our looking shows.
    key.revoked_at = Math.floor(Date.parse(known.issuedAt) / 1000) + 1
    c.clock.offset = 60_000
    t.match(await origin(c, id), { body: { signature: 'invalid', reason: /did not count/ } }, 'a key that was stolen')
    delete key.revoked_at
    c.clock.offset = 0
  })
})
