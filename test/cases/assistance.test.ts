/** Mutual assistance between real nodes, told from both sides: XB asks XA. Nothing of the content is for anybody but the special role. */
import t from 'tap'
import { orSetAside } from '../../node/cases/set-aside.ts'
import type { Country } from '../../node/values/country.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { MessageId } from '../../node/values/id.ts'
import { readOperations } from '../../node/http/operations.ts'
import { digestOf } from '../../node/values/digest.ts'
import {
  agree,
  forAll,
  isLookedAt,
  json,
  settled,
  startTestNodes,
  submit,
  untilState,
  type TestNode,
} from '../nodes.ts'
import { stores } from '../servers.ts'
import type { AgreementDocument } from '../../node/peers/agreement.ts'
import { officer } from '../officer.ts'

const HELD = ['delivered', 'collected', 'accepted', 'rejected']
/** Words of the content, each in another place. */
const SECRETS = {
  matter: 'smuggling-of-quicksilver',
  question: 'who-is-the-consignee-of-4711',
  answer: 'it-was-captain-nemo',
  attachment: 'photograph-of-the-warehouse',
  purpose: 'prosecution-of-the-nautilus',
  basis: 'treaty-of-the-twenty-thousand-leagues',
  reference: 'FILE-19-SECRET',
}
const context = {
  xSchema: 'assistance',
  xLegalBasis: SECRETS.basis,
  xPurpose: SECRETS.purpose,
  xDecidedBy: officer('XB-1'),
  xReferences: [{ type: 'national', value: SECRETS.reference }],
}
const limit = (onward: string) => ({ purposes: ['prosecution'], onward })
const photo = { mediaType: 'text/plain', text: SECRETS.attachment }
const answer = (more: object = {}) => ({
  xText: SECRETS.answer,
  xUseLimitation: limit('with-consent'),
  xRetainUntil: new Date(Date.now() + 400 * 86_400_000).toISOString(),
  xAttachments: [{ part: 'attachment-1', digest: digestOf(SECRETS.attachment), xUseLimitation: limit('none') }],
  ...more,
})
const request = {
  xInstrument: 'nairobi',
  xMatter: SECRETS.matter,
  xQuestions: [SECRETS.question],
  xAttachments: [{ part: 'attachment-1', digest: digestOf(SECRETS.attachment), xUseLimitation: limit('none') }],
}
const say = (from: TestNode, to: TestNode, type: string, document: object, more: object = {}) =>
  submit(from, to, { procedure: 'assistance', type, context, document: json(document), ...more })
const said = async (...args: Parameters<typeof say>): Promise<{ id: string; conversation: string }> => {
  const { status, body } = await say(...args)
  if (status !== 202) throw new Error(JSON.stringify(body))
  await untilState(args[0], body.id, ...HELD)
  return body
}
const caseOf = async (node: TestNode, conversation: string) =>
  (await node.call('GET', `/v1/cases/${conversation}`)).body
const register = async (node: TestNode, query = '') => (await node.call('GET', `/v1/assistance${query}`)).body.items
const keyOf = async (node: TestNode, ...roles: string[]) => {
  const { body } = await node.call('POST', '/v1/keys', { name: roles.join(' and '), roles })
  return { authorization: `Bearer ${body.secret}` }
}
const HOUR = 3_600_000
const DAY = 24 * HOUR

t.test(
  'asked, accepted, answered in parts, used onward with consent, destroyed: seen by the special role alone',
  async (t) => {
    const lines: string[] = []
    const order = { logged: (_: string, line: string) => void lines.push(line) }
    const [a, b] = (await startTestNodes(t, order)) as [TestNode, TestNode]

    const first = await said(b, a, 'request', request, { attachments: [photo] })
    const again = { conversation: first.conversation as MessageId }
    const [asked] = await register(a)
    t.match(asked, { peer: 'XB', role: 'requested', state: 'received', instrument: 'nairobi', overdue: false })
    const due = Date.parse(asked.due) - Date.now()
    t.ok(due > 89.9 * DAY && due <= 90 * DAY, 'ninety days, where no term was named')
    t.match(await register(b), [{ peer: 'XA', role: 'requesting', state: 'received', due: asked.due }])

    await said(a, b, 'conditional', { xConditions: ['no publication'] }, again)
    const early = await say(a, b, 'answer', answer(), { ...again, attachments: [photo] })
    t.same([early.status, early.body.rule], [409, 'conditions-open'], 'no answer before the conditions are accepted')
    await said(b, a, 'conditions-accepted', {}, again)
    const part = await said(a, b, 'partial-answer', answer({ xAttachments: [] }), again)
    const whole = await said(a, b, 'answer', answer(), { ...again, attachments: [photo] })
    t.match(await register(b, '?state=answered'), [{ answers: 2, due: undefined, overdue: false }])
    const wish = { xRecipient: 'court', xPurpose: SECRETS.purpose, xParts: ['attachment-1'] }
    const forbidden = await say(b, a, 'onward-use-request', wish, { ...again, inReplyTo: whole.id })
    t.same([forbidden.status, forbidden.body.rule], [409, 'onward-excluded'], 'a limitation for each attachment')
    const onward = await said(
      b,
      a,
      'onward-use-request',
      { ...wish, xParts: ['document'] },
      { ...again, inReplyTo: whole.id },
    )
    t.match(await register(a), [{ onwardOpen: 1 }])
    await said(a, b, 'onward-use-answer', { xGranted: true }, { ...again, inReplyTo: onward.id })
    await said(b, a, 'destroyed', { xDestroyedAt: new Date().toISOString() }, again)
    const [ours, theirs] = [await caseOf(a, first.conversation), await caseOf(b, first.conversation)]
    t.equal(ours.hash, theirs.hash)
    t.equal(ours.state.state, 'closed')
    t.same(
      ours.messages.filter((m: any) => m.status !== 'applied'),
      [],
    )

    // A second one that nobody answers in time, so that alerts are raised too.
    const open = await said(b, a, 'request', request, { attachments: [photo] })
    a.clock.offset = b.clock.offset = 91 * DAY
    for (const node of [a, b])
      await settled('somebody is alerted', async () =>
        (await node.call('GET', '/v1/alerts')).body.items.some(
          (x: any) => x.kind === 'deadline' && /role of its own/.test(x.detail),
        ),
      )
    t.match(await register(a, `?dueBefore=${encodeURIComponent(new Date(a.clock.now()).toISOString())}`), [
      { conversation: open.conversation, overdue: true },
    ])
    a.clock.offset = b.clock.offset = 0

    // Work in it that has failed is told too, and it is tried again by whoever has the role.
    for (const { node, country } of [a, b]) {
      const name = { peer: (country === 'XA' ? 'XB' : 'XA') as Country, conversation: first.conversation as MessageId }
      const failing = async () => Promise.reject(new JuxtaError('internal', `of ${first.conversation}`))
      t.notOk(await orSetAside(node, 'acts', name, failing))
    }
    const aside = async (node: TestNode, ...roles: string[]) =>
      (await node.call('GET', '/v1/set-aside', undefined, await keyOf(node, ...roles))).body.items
    t.same(await aside(a, 'operator'), [])
    t.match(await aside(a, 'operator', 'assistance'), [{ conversation: first.conversation }])
    const retry = `/v1/cases/${first.conversation}/retry`
    t.equal((await a.call('POST', retry, undefined, await keyOf(a, 'operator'))).status, 404)
    t.match(
      (await a.call('GET', '/v1/alerts')).body.items.find((x: any) => x.kind === 'case-set-aside'),
      {
        detail: /role of its own/,
      },
    )

    t.test('no other key sees any of it, in any route, search or log', async (t) => {
      const ids = [first.id, part.id, whole.id, onward.id, open.id]
      let asked = 0
      let answered = 0
      for (const node of [a, b]) {
        const { shard } = (await node.call('GET', '/v1/log')).body
        const [hash] = (await node.call('GET', '/v1/agreements')).body.items.map((x: any) => x.hash)
        for (const roles of [['operator'], ['window'], ['auditor'], ['window', 'operator', 'auditor']]) {
          const key = await keyOf(node, ...roles)
          for (const operation of readOperations('window').values()) {
            if (operation.method !== 'GET') continue
            const fill = (id: string): string =>
              operation.url
                .replace(/:(id|conversation|submission)\b/g, id)
                .replace(/:country\b/g, node === a ? 'XB' : 'XA')
                .replace(/:hash\b/g, encodeURIComponent(hash))
                .replace(/:shard\b/g, shard)
                .replace(/:index\b/g, '0')
                .replace(/:permit\b/g, SECRETS.reference)
                .replace(/\*$/, 'entries/000.p/5')
                .replace(/:[a-zA-Z]+\b/g, id)
            const queries = [
              '',
              '?procedure=assistance',
              `?reference=${SECRETS.reference}`,
              `?conversation=${first.conversation}`,
              '?documents=true',
              '?all=true',
              '?part=attachment-1',
              '?limit=500',
            ]
            const paths = /:(id|conversation|submission)\b/.test(operation.url) ? ids.map(fill) : [fill(first.id)]
            for (const path of paths)
              for (const query of queries) {
                asked++
                const { status, body } = await node.call('GET', path + query, undefined, key)
                if (status === 200) answered++
                const text = Buffer.isBuffer(body) ? body.toString('latin1') : JSON.stringify(body)
                // What the caller has asked with may be said back to it; nothing else of the content.
                // So may the records of what was asked for before, which name no permit that is there.
                const own = path === '/v1/audit' ? SECRETS.reference : ''
                const told = [...Object.values(SECRETS), ...ids, first.conversation].filter(
                  (s) => text.includes(s) && s !== own && !(path + query).includes(s),
                )
                if (told.length > 0) t.fail(`${roles.join('+')} GET ${path}${query} tells ${told.join(', ')}`)
              }
          }
          for (const path of ids.flatMap((id) => [
            `/v1/messages/${id}`,
            `/v1/messages/${id}/document`,
            `/v1/messages/${id}/evidence`,
          ]))
            t.ok([403, 404].includes((await node.call('GET', path, undefined, key)).status), `${path} is not there`)
          t.ok([403, 404].includes((await node.call('GET', `/v1/cases/${first.conversation}`, undefined, key)).status))
          t.equal((await node.call('GET', '/v1/assistance', undefined, key)).status, 403)
          for (const query of [
            `reference=${SECRETS.reference}`,
            'procedure=assistance',
            `conversation=${first.conversation}`,
          ]) {
            const { status, body } = await node.call('GET', `/v1/messages?${query}`, undefined, key)
            t.same([status, body.items], [200, []], `a search by ${query} finds nothing`)
          }
          if (roles.includes('window')) {
            const { status } = await node.call(
              'POST',
              '/v1/messages',
              {
                to: node === a ? 'XB' : 'XA',
                procedure: 'assistance',
                type: 'request',
                context,
                document: json(request),
              },
              { ...key, 'idempotency-key': `no-${node.country}-${roles.join()}` },
            )
            t.equal(status, 403, 'nor does it send any')
            const feed = (await node.call('GET', '/v1/inbox?limit=500', undefined, key)).body.messages
            t.same(
              feed.filter((m: any) => m.procedure === 'assistance'),
              [],
            )
          }
        }
      }
      t.ok(asked > 400 && answered > 50, `${asked} requests, ${answered} answered`)
      for (const node of [a, b]) {
        const metrics = String((await node.call('GET', '/metrics')).body)
        t.match(metrics, /juxta_delivery_seconds/)
        t.notMatch(metrics, /procedure="assistance"/)
      }
      t.ok(lines.length > 20, 'the nodes wrote their logs')
      t.notOk(
        lines.some((line) => /"(procedure|type)":"(assistance|answer|request)"/.test(line)),
        'no line says what it was about',
      )
      for (const id of [...ids, first.conversation])
        t.same(
          lines.filter((line) => line.includes(id)),
          [],
          'no line leads to it',
        )
      for (const secret of Object.values(SECRETS))
        t.notOk(
          lines.some((line) => line.includes(secret)),
          `${secret} is in no log`,
        )
    })

    t.test('the special role alone reads it, and nothing else', async (t) => {
      const key = await keyOf(b, 'assistance')
      const { body } = await b.call('GET', `/v1/messages/${whole.id}/document?part=attachment-1`, undefined, key)
      t.equal(String(body), SECRETS.attachment)
      t.match((await b.call('GET', `/v1/messages?reference=${SECRETS.reference}`, undefined, key)).body.items, [{}])
      t.equal((await b.call('GET', '/v1/cases?procedure=documents', undefined, key)).status, 403)
      t.equal((await b.call('GET', '/v1/permits', undefined, key)).status, 403)
      const line = JSON.stringify((await b.call('GET', '/v1/assistance', undefined, key)).body)
      for (const secret of Object.values(SECRETS)) t.notOk(line.includes(secret), `${secret} is not in the register`)
    })
  },
)

for (const store of stores())
  t.test(
    `without legal basis, equivalence, attachment or an instrument in force: refused by name; the terms are the agreed ones: ${store.name}`,
    store.options,
    async (t) => {
      const [a, b] = (await startTestNodes(t, {
        env: async () => ({ JUXTA_STORE: await store.make(t) }),
        agreement: (draft) => ({
          ...forAll(draft, { retention: { documents_days: 1, manifests_days: 1 } }),
          deadlines: { assistance: { answer: 30 * 24 * 60, urgentAnswer: 120 } },
          assistance: {
            instruments: [
              { name: 'nairobi', in_force_from: '2026-01-01', open_requests: 'stop' },
              { name: 'johannesburg', in_force_from: '2999-01-01' },
            ],
            markings: ['restricted'],
            languages: ['fr'],
            evidential_forms: ['certified-copy'],
          },
        }),
      })) as [TestNode, TestNode]
      const { xLegalBasis: _, ...baseless } = context
      const rule = async (document: object, more: object = {}) => {
        const { status, body } = await say(b, a, 'request', document, more)
        return [status, body.pointer, body.rule]
      }
      const bare = { ...request, xAttachments: [] }
      t.same(await rule(bare, { context: baseless }), [422, '/context/xLegalBasis', 'legal-basis'])
      t.same(await rule(request), [422, '/document/xAttachments/0/part', 'no-part'])
      const other = { attachments: [{ mediaType: 'text/plain', text: 'another' }] }
      t.same(await rule(request, other), [422, '/document/xAttachments/0/digest', 'digest'])
      const under = (xInstrument: string) => rule({ ...bare, xInstrument })
      t.same(await under('bilateral'), [409, '/document/xInstrument', 'instrument'])
      t.same(await under('johannesburg'), [409, '/document/xInstrument', 'instrument-not-in-force'])
      t.same(await rule({ ...bare, xMarking: 'secret' }), [409, '/document/xMarking', 'not-agreed'])
      t.same(await rule({ ...bare, xLanguage: 'en' }), [409, '/document/xLanguage', 'not-agreed'])
      t.same(await rule({ ...bare, xEvidentialForm: 'copy' }), [409, '/document/xEvidentialForm', 'not-agreed'])
      const made = await said(b, a, 'request', bare)
      const lineOf = async (node: TestNode, { conversation }: { conversation: string }) =>
        (await register(node)).find((line: any) => line.conversation === conversation)
      const term = async (of: { conversation: string }) => {
        const [ours, theirs] = [await lineOf(a, of), await lineOf(b, of)]
        t.equal(ours.due, theirs.due, 'the same on both sides')
        return Date.parse(ours.due) - Date.parse(ours.openedAt)
      }
      t.equal(await term(made), 30 * DAY)
      const form = { xMarking: 'restricted', xLanguage: 'fr', xEvidentialForm: 'certified-copy', xUrgent: true }
      const urgent = await said(b, a, 'request', { ...bare, ...form })
      t.equal(await term(urgent), 2 * HOUR)
      t.match(await lineOf(b, urgent), { urgent: true, marking: 'restricted', language: 'fr', overdue: false })
      const again = { conversation: urgent.conversation }
      await said(a, b, 'accepted', {}, again)
      const personal = { xPersonalData: { categories: ['invented'] } }
      const named = answer({ xAttachments: [], xPersonalData: { categories: ['invented', 'name'] } })
      const unnamed = await say(a, b, 'answer', named, again)
      t.match(unnamed, { status: 409, body: { rule: 'categories', pointer: '/document/xPersonalData/categories/1' } })
      await said(a, b, 'answer', answer({ xAttachments: [], ...personal }), again)
      t.match(await lineOf(b, urgent), { state: 'answered', personalData: true })
      const [ours, theirs] = [await caseOf(a, urgent.conversation), await caseOf(b, urgent.conversation)]
      t.equal(ours.hash, theirs.hash)
      const open = await said(b, a, 'request', bare)
      await said(a, b, 'accepted', {}, { conversation: open.conversation })
      await said(a, b, 'refused', { xReason: 'public-interest' }, { conversation: made.conversation })
      t.match(await lineOf(b, made), { state: 'refused', reason: 'public-interest' })
      const unasked = (xInstrument: string) => answer({ xInstrument, xAttachments: [], ...personal })
      const gives = async (xInstrument: string) => (await say(a, b, 'spontaneous', unasked(xInstrument))).body.rule
      t.same([await gives('bilateral'), await gives('johannesburg')], ['instrument', 'instrument-not-in-force'])
      const given = await said(a, b, 'spontaneous', unasked('nairobi'))
      t.match(await lineOf(b, given), { role: 'requesting', state: 'answered', spontaneous: 1, instrument: 'nairobi' })
      const trial = await said(b, a, 'request', bare, { test: true })
      t.notOk(
        (await register(a)).some((x: any) => x.conversation === trial.conversation),
        'a test is in no view',
      )
      const kept = async (node: TestNode) => {
        await isLookedAt(node, given.id)
        node.clock.offset = 3 * DAY
        await node.node.retain.round()
        node.clock.offset = 0
        return (await node.call('GET', `/v1/messages/${given.id}/document`)).status
      }
      for (const node of [a, b]) t.equal(await kept(node), 200, 'longer than the agreement says, until it is destroyed')
      const destroyed = { conversation: given.conversation, inReplyTo: given.id }
      await said(b, a, 'destroyed', { xDestroyedAt: new Date().toISOString() }, destroyed)
      for (const node of [a, b]) {
        await settled(
          `${node.country} holds that it is destroyed`,
          async () => (await lineOf(node, given)).state === 'closed',
        )
        t.equal(await kept(node), 410, 'and then no longer')
      }
      // Of what is tried only, nobody has to state how its data are protected.
      for (const node of [a, b]) node.clock.offset = 60_000
      await agree(a, b, (draft) => ({
        ...draft,
        stage: { ...draft.stage, name: 'test' },
        procedures: draft.procedures.map(({ data_protection: _, ...p }) => ({ ...p, types: ['*'] })),
      }))
      const alone = { ...bare, xInstrument: 'tfa-12', ...personal }
      t.same(await rule(alone, { test: true }), [409, '/document/xPersonalData', 'equivalence'])

      // What becomes of a request whose instrument ends before it is answered, by the newest word of the two.
      const goesOn = async (
        offset: number,
        instruments: NonNullable<AgreementDocument['assistance']>['instruments'],
      ) => {
        for (const node of [a, b]) node.clock.offset = offset
        await agree(a, b, (draft) => ({ ...draft, assistance: { instruments } }))
        // Whatever has ended by then was in force when it was signed.
        for (const node of [a, b]) node.clock.offset = offset + 3 * DAY
        const { body, status } = await say(a, b, 'partial-answer', answer({ xAttachments: [] }), { conversation: open.conversation }) // prettier-ignore
        return body.rule ?? status
      }
      const tomorrow = new Date(Date.now() + DAY).toISOString().slice(0, 10)
      const over = { name: 'nairobi', in_force_from: '2026-01-01', in_force_until: tomorrow } as const
      t.equal(await goesOn(90_000, [{ name: 'bilateral', in_force_from: '2026-01-01' }]), 'instrument-ended')
      t.same(await under('nairobi'), [409, '/document/xInstrument', 'instrument'])
      t.equal(await goesOn(120_000, [{ ...over, open_requests: 'stop' }]), 'instrument-ended')
      t.equal(await goesOn(150_000, [over]), 202, 'what was asked in time is answered')
      t.same(await under('nairobi'), [409, '/document/xInstrument', 'instrument-not-in-force'])
    },
  )
