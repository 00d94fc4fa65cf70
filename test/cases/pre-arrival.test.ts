/** Pre-arrival between two real nodes, told from both sides: XA is the exit side, XB the entry side. */
import t from 'tap'
import type { AgreementDocument } from '../../node/peers/agreement.ts'
import { forge, put } from '../forge.ts'
import { json, settled, startTestNodes, untilState, type Order, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'
import { SLICES } from '../../node/procedures/procedures.ts'
import { Story } from './story.ts'
import { Border, box, listed, lorry, minutes, offBoard, onBoard, PERSON, tell } from './border.ts'

const ONE = box('XATU1000001')
const TWO = box('XATU1000002')
const MRN = '26XB0000000000001A'
const registered = { declaration: { id: MRN }, xAgencies: ['customs', 'vet'] }
const judged = (versionId: string, more: object = {}) => ({ declaration: { versionId }, xComplete: true, ...more })
type Scope = Parameters<typeof startTestNodes>[0]
const pair = async (t: Scope, order: Order = {}) => (await startTestNodes(t, order)) as [TestNode, TestNode]

for (const store of stores())
  t.test(
    `a lorry is announced, judged, stopped, let go, seen out and in, controlled and released (${store.name})`,
    store.options,
    async (t) => {
      const offices = [
        { party: 'XB', code: 'XB000998', name: 'Rail yard', competence: { roles: ['control'], modes: ['2'] } },
        {
          party: 'XB',
          code: 'XB000999',
          name: 'Far island',
          time_zone: 'Pacific/Kiritimati',
          competence: { modes: ['3'] },
        },
      ] as unknown as AgreementDocument['offices']
      // A node that does not hold its own messages to the hours, while it is lax.
      let lax = false
      const laxly = SLICES.map((slice) => {
        const open = (room: Parameters<typeof slice.open>[0]) => {
          const opened = slice.open(room)
          return {
            ...opened,
            admitOwn: async (...asked: any) => (lax ? undefined : (opened.admitOwn as any)(...asked)),
          }
        }
        return slice.name === 'pre-arrival' ? { ...slice, open } : slice
      })
      const [a, b] = await pair(t, {
        env: async () => ({ JUXTA_STORE: await store.make(t) }),
        agreement: (draft) => ({
          ...draft,
          offices: offices!,
          procedures: draft.procedures.map((p) =>
            p.name === 'pre-arrival' ? { ...p, agencies: ['customs', 'vet'] } : p,
          ),
        }),
        slices: (country) => (country === 'XA' ? laxly : SLICES),
      })
      const border = await Border.open(a, b, 'declaration', lorry('XA-LRN-1', ['XATU1000001', 'XATU1000002']))
      t.match(await listed(b, 'state=expected&office=XB000214&mode=3', 1), [
        { side: 'entry', lrn: 'XA-LRN-1', lodgement: 'lodged', late: false, movements: { expected: 2 } },
      ])
      t.match(await onBoard(b, 'to-register', border.conversation), { ours: true, urgency: 2 })
      t.match(await onBoard(a, 'to-register', border.conversation), { ours: false })
      await border.says('XB', 'registered', registered)
      await offBoard(b, 'to-register', border.conversation)
      t.match(await listed(b, `reference=mrn:${MRN}`, 1), [
        { conversation: border.conversation, lodgement: 'registered' },
      ])

      const asked = await border.says('XB', 'information-request', { xSubject: [ONE], xLimit: minutes(60) })
      t.match(await onBoard(a, 'request-unanswered', border.conversation), { ours: true, ref: asked })
      await border.says('XA', 'information-response', {}, { inReplyTo: asked })
      await border.says('XB', 'risk-outcome', judged('1'))

      const stop = await border.says('XB', 'do-not-load', { xSubject: [ONE] }, { context: PERSON })
      t.match(await onBoard(a, 'do-not-load-unanswered', border.conversation), { urgency: 0, ours: true, count: 1 })
      t.match(await listed(a, 'state=do-not-load', 1), [{ doNotLoad: true }])
      const held = await border.view(a)
      t.same(
        held.subjects.map((s: any) => [s.key, s.doNotLoad]),
        [
          ['equipment:XATU1000001', [stop]],
          ['equipment:XATU1000002', []],
        ],
        'it has the scope of one container',
      )
      const told = minutes(1)
      await border.says('XA', 'do-not-load-answer', { xOutcome: 'relayed', xAt: told }, { inReplyTo: stop })
      const [order] = (await border.view(b)).doNotLoad
      t.equal(order.timeToCarrierMs, Date.parse(told) - Date.parse(order.issuedAt))
      t.same(order.subjects, [{ subject: 'equipment:XATU1000001', state: 'standing', outcome: 'relayed' }])
      t.match(
        await border.fails(
          'XB',
          'do-not-load-lifted',
          {},
          { inReplyTo: stop, context: { ...PERSON, xFromAgency: 'vet' } },
        ),
        { status: 409, rule: 'not-issuer', pointer: '/context/xFromAgency' },
      )
      await border.says('XB', 'do-not-load-lifted', {}, { inReplyTo: stop, context: PERSON })
      await listed(a, 'state=do-not-load', 0)

      await border.says('XA', 'exit', { exitOffice: { id: 'XA000101' } })
      t.match(
        await listed(b, 'reference=equipment:XATU1000002', 1),
        [{ conversation: border.conversation }],
        'its case is found',
      )
      await border.says('XB', 'arrival', { xActualOffice: 'XB000214' })
      await border.says('XB', 'presentation')
      await listed(b, 'state=arrived', 1)
      await border.says('XB', 'control-decision', { xAgency: 'vet', xSubject: [ONE] })
      t.match(await onBoard(b, 'under-control', border.conversation), { subjects: ['equipment:XATU1000001'] })
      const controlled = await border.view(a)
      t.same(controlled.subjects[0].disposal, { customs: 'open', vet: 'control' })
      await border.says('XB', 'control-result', { xAgency: 'vet', xSubject: [ONE], xResultCode: 'satisfactory' })
      await border.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'released' })
      await border.says('XB', 'release')
      for (const node of [a, b]) {
        const [closed] = await listed(node, 'state=closed', 1)
        t.match(closed, { movements: { left: 2 }, attention: [] })
        t.match(await border.view(node), { flags: [], late: false, agencies: ['customs', 'vet'] })
      }
      const whole = await border.same(15)
      t.ok(whole.messages.every((m: any) => m.status === 'applied' && m.sameCase !== false))
      t.same((await b.call('GET', '/v1/pre-arrivals/board')).body.items, [])

      await t.test('goods under transit are held until it ends, as both see; it is found by its MRN', async (t) => {
        const transit = await Border.open(a, b, 'declaration', lorry('XA-LRN-T', ['XATU2000001']))
        await transit.says('XB', 'registered', { declaration: { id: '26XB0000000000007T' } })
        const grn = { securityDetailsCode: '1', referenceId: 'GRN-1', amountAmount: { value: '7000', currencyCode: 'EUR' } }
        await transit.says('XA', 'transit-release', {
          ...{ declaration: { id: '26XA0000000000009T', typeCode: 'T1' }, obligationGuarantee: [grn], xEntry: 'destination' },
          ...{ xOfficeOfDeparture: 'XA000101', xOfficeOfDestination: 'XB000214', xLimit: minutes(2000) },
        })
        for (const node of [a, b]) {
          await listed(node, 'reference=mrn:26xa-0000000000009t', 1)
          t.match((await transit.view(node)).transit, {
            ...{ phase: 'under-transit', held: true, guarantees: [{ type: '1', reference: 'GRN-1', amount: grn.amountAmount }] },
          })
        }
        await transit.says('XB', 'arrival')
        t.match(await transit.fails('XB', 'release'), { status: 409, rule: 'under-transit', pointer: '/type' })
        await transit.says('XA', 'transit-diverted', { xEntry: 'destination', xOfficeOfDestination: 'XB000999', xLimit: minutes(3000) })
        for (const node of [a, b]) t.match((await transit.view(node)).transit, { destination: 'XB000999', late: false })
        await transit.says('XB', 'transit-arrival', { xAt: minutes(0) })
        t.match(await onBoard(a, 'transit-result-due', transit.conversation), { ours: false })
        await transit.says('XB', 'transit-result', { xOutcome: 'satisfactory' }, { context: PERSON })
        t.match(await onBoard(a, 'transit-to-discharge', transit.conversation), { ours: true })
        await transit.says('XB', 'release')
        await transit.says('XA', 'transit-discharged')
        await offBoard(b, 'transit-to-discharge', transit.conversation)
        for (const node of [a, b])
          t.match((await transit.view(node)).transit, { phase: 'discharged', held: false, discharge: { ground: 'control-results' } })
      }) // prettier-ignore

      await t.test('a container that nobody declared, found on a declared lorry, is seized and sent back, as both see', async (t) => {
        const found = await Border.open(a, b, 'declaration', lorry('XA-LRN-U', ['XATU2100001'], 300, { borderTransportMeans: { id: 'XA 2100', modeCode: '3' } }))
        await found.says('XB', 'registered', { declaration: { id: '26XB0000000000007U' } })
        await found.says('XB', 'arrival')
        const xSubject = [box('XATU2100009')]
        t.match(await found.fails('XB', 'agency-decision', { xDisposal: 'seized', xSubject }, { context: PERSON }), { status: 409, rule: 'unknown-subject' })
        await found.says('XB', 'arrival', { xUndeclared: true, xSubject })
        for (const node of [a, b]) {
          t.match(await onBoard(node, 'unannounced', found.conversation), { ours: node === a, subjects: ['equipment:XATU2100009'] })
          await listed(node, 'reference=equipment:XATU2100009', 1)
          t.match((await found.view(node)).subjects, [{ declared: true, disposal: { customs: 'open' } }, { declared: false }])
        }
        t.match(await found.fails('XB', 'release'), { status: 409, rule: 'not-registered', pointer: '/type' })
        await found.says('XB', 'release', { xSubject: [box('XATU2100001')] })
        await found.says('XB', 'agency-decision', { xDisposal: 'seized', xAgency: 'vet', xSubject }, { context: PERSON })
        for (const node of [a, b]) t.match((await node.call('GET', '/v1/pre-arrivals/vehicle?reference=equipment:XATU2100009')).body, { verdict: 'held' })
        await found.says('XB', 'refusal-of-entry', { xSubject }, { context: PERSON })
        await found.says('XB', 'agency-decision', { xDisposal: 'returned', xAgency: 'vet', xSubject }, { context: PERSON })
        await found.says('XB', 'returned', { xSubject })
        for (const node of [a, b]) t.match(await found.view(node), { status: 'closed', agencies: ['customs'], driveOn: { verdict: 'may-drive-on' } })
        await found.same()
      }) // prettier-ignore

      await t.test('what is still to come puts nobody before those who wait, and each stands on the board once', async (t) => {
        const waiting = await Border.open(a, b, 'declaration', lorry('XA-LRN-W', ['XATU3000001']))
        await onBoard(b, 'to-register', waiting.conversation)
        const transit = await Border.open(a, b, 'declaration', lorry('XA-LRN-F', ['XATU3000002']))
        await transit.says('XB', 'registered', { declaration: { id: '26XB0000000000008F' } })
        const [xLimit, next] = [2000, 2000 + 1440].map((after) => minutes(after).slice(0, 10))
        const moves = {
          ...{ declaration: { id: '26XA0000000000008F', typeCode: 'T1' }, obligationGuarantee: [{ securityDetailsCode: '0' }] },
          ...{ xOfficeOfDeparture: 'XA000101', xOfficeOfDestination: 'XB000999', xEntry: 'destination', xLimit },
        }
        t.match(await transit.fails('XA', 'transit-release', { ...moves, xOfficeOfDestination: 'XB000998' }), {
          ...{ status: 409, rule: 'competence', pointer: '/document/xOfficeOfDestination' },
        })
        await transit.says('XA', 'transit-release', moves)
        for (const node of [a, b]) {
          const ends = new Date(Date.parse(`${next}T00:00:00Z`) - 14 * 3_600_000).toISOString()
          t.match((await transit.view(node)).transit, { limitDay: xLimit, limit: ends }, 'a day of the far island')
        }
        const amendment = await transit.says('XA', 'amendment', { functionalReferenceId: 'XA-LRN-F' })
        const first = async (node: TestNode, limit: number): Promise<string[]> =>
          (await node.call('GET', `/v1/pre-arrivals/board?limit=${limit}`)).body.items.map(
            (i: any) => `${i.cause} ${i.case.lrn}`,
          )
        for (const node of [a, b]) {
          await onBoard(node, 'amendment-to-decide', transit.conversation)
          t.same(await first(node, 1), ['to-register XA-LRN-W'], 'the limit of a transit lies ahead')
        }
        const asked = await transit.says('XB', 'information-request', { xLimit: minutes(60) })
        for (const node of [a, b]) {
          await onBoard(node, 'request-unanswered', transit.conversation)
          t.same(await first(node, 1), ['request-unanswered XA-LRN-F', 'amendment-to-decide XA-LRN-F'])
          t.same(await first(node, 100), ['request-unanswered XA-LRN-F', 'to-register XA-LRN-W', 'amendment-to-decide XA-LRN-F'])
        }
        await transit.says('XA', 'information-response', {}, { inReplyTo: asked })
        await transit.says('XB', 'amendment-accepted', {}, { inReplyTo: amendment })
        await transit.says('XB', 'arrival', { xActualOffice: 'XB000998' })
        for (const node of [a, b]) t.match((await transit.view(node)).flags, [{ rule: 'office-not-competent' }], 'it came to an office that sends it on')
      }) // prettier-ignore

      await t.test('a vehicle may drive on once all that it carries may, as both sides see', async (t) => {
        const asks = async (node: TestNode, reference: string, key?: Record<string, string>) =>
          (await node.call('GET', `/v1/pre-arrivals/vehicle?reference=${encodeURIComponent(reference)}`, undefined, key)).body
        const means = { borderTransportMeans: { id: 'XA 4000', modeCode: '3' } }
        const load = (n: number, more: object = {}, inMinutes = 300) =>
          Border.open(a, b, 'declaration', lorry(`XA-LRN-V${n}`, [`XATU400000${n}`], inMinutes, { ...means, ...more }))
        const [first, second] = [await load(1), await load(2)]
        const causes = (body: any): string[][] => body.consignments.map((c: any) => c.holds.map((h: any) => h.cause))
        for (const node of [a, b]) {
          t.match(await asks(node, 'XA 4001'), { verdict: 'none', count: 0, consignments: [] })
          const both = await asks(node, 'xa-4000')
          t.match(both, { verdict: 'held', count: 2, others: 0, reference: { type: null, value: 'xa-4000' } })
          t.same(causes(both), [['not-registered'], ['not-registered']])
          t.match(await asks(node, 'mrn:XA 4000'), { status: 400, rule: 'carrier', pointer: '/query/reference' })
        }
        await first.says('XB', 'registered', { declaration: { id: '26XB0000000000041V' } })
        await second.says('XB', 'registered', { declaration: { id: '26XB0000000000042V' } })
        await first.says('XB', 'release', { xEffectiveOnArrival: true })
        for (const node of [a, b]) {
          const both = await asks(node, 'transport-means:XA 4000')
          t.match(both, { verdict: 'held', count: 2, consignments: [{ verdict: 'held' }, { verdict: 'may-drive-on', onArrival: true }] })
          t.same(causes(both), [['not-decided'], []])
          t.match(both.consignments[0], { holds: [{ agencies: ['customs'], subjects: ['equipment:XATU4000002'] }], case: { mrn: '26XB0000000000042V' } })
          t.match(await asks(node, 'xatu 400000-1'), { verdict: 'may-drive-on', count: 1 })
          t.match(await asks(node, 'equipment:XATU4000002'), { verdict: 'held', count: 1 })
        }
        const stop = await second.says('XB', 'do-not-load', { xSubject: [{ borderTransportMeans: { id: 'XA4000' } }], xReasonCodes: ['screening'] }, { context: PERSON })
        await second.says('XB', 'arrival')
        await second.says('XB', 'release', { xConditional: true })
        for (const node of [a, b]) {
          t.same(causes(await asks(node, 'XA 4000')), [['do-not-load'], []])
          t.match((await second.view(node)).doNotLoad, [{ reasons: ['screening'], disclosable: false }])
        }
        await second.says('XB', 'do-not-load-lifted', {}, { inReplyTo: stop, context: PERSON })
        const third = await load(3, {}, 14_400)
        for (const node of [a, b]) t.match(await asks(node, 'XA 4000'), { verdict: 'conditions', count: 2, others: 1 })
        await second.says('XB', 'release')
        for (const node of [a, b]) t.match(await asks(node, 'XA 4000'), { verdict: 'may-drive-on', count: 2, others: 1 })
        await third.says('XB', 'registered', { declaration: { id: '26XB0000000000043V' } })
        await third.says('XB', 'control-decision')
        for (const node of [a, b])
          for (const reference of ['XA 4000', 'xatu 4000003'])
            t.match(await asks(node, reference), { verdict: 'held', others: 0, consignments: [{ holds: [{ cause: 'under-control' }], case: { mrn: '26XB0000000000043V' } }] }, `${reference}: a control holds it whenever it is expected`)
        await third.says('XB', 'control-result', { xResultCode: 'x' })
        for (const node of [a, b]) t.match(await asks(node, 'XA 4000'), { verdict: 'may-drive-on', count: 2, others: 1 })
        const two = await Border.open(a, b, 'declaration', lorry('XA-LRN-V9', ['XATU4900001', 'XATU4900002'], 300, { borderTransportMeans: { id: 'XA 4900', modeCode: '3' } }))
        await two.says('XB', 'registered', { declaration: { id: '26XB0000000000049V' } })
        await two.says('XB', 'release', { xEffectiveOnArrival: true, xSubject: [box('XATU4900001')] })
        for (const node of [a, b])
          for (const [reference, verdict] of [['XATU4900001', 'may-drive-on'], ['XATU4900002', 'held'], ['XA 4900', 'held']] as const)
            t.match(await asks(node, reference), { verdict, count: 1 }, `${reference}: what stands beside a container does not hold it`)
        const { secret } = (await b.call('POST', '/v1/keys', { name: 'vet', roles: ['window'], agency: 'veterinary' })).body
        const part = await asks(b, 'XA 4000', { authorization: `Bearer ${secret}` })
        t.equal(part.verdict, 'in-part', 'who reads a part of the cases is not told that it may')
      }) // prettier-ignore

      await t.test('what changed since a version, two numbers of two declarations, and weights by their units', async (t) => {
        const declared = lorry('XA-LRN-C', ['XATU5000001'], 300, { xExportMrn: '26XA0000000000005E' })
        const changed = await Border.open(a, b, 'declaration', declared)
        await changed.says('XB', 'registered', { declaration: { id: '26XB0000000000005N' } })
        for (const node of [a, b]) {
          for (const [reference, count] of [['export-mrn:26xa-0000000000005e', 1], ['entry-mrn:26XB0000000000005N', 1], ['mrn:26XA0000000000005E', 1], ['mrn:26XB0000000000005N', 1], ['entry-mrn:26XA0000000000005E', 0], ['export-mrn:26XB0000000000005N', 0]] as const) {
            t.equal((await listed(node, `reference=${reference}`, count)).length, count)
            const { items } = (await node.call('GET', `/v1/messages?reference=${reference}`)).body
            t.equal(items.length, count, `${reference} among messages`)
          }
          t.match(await changed.view(node), { mrn: '26XB0000000000005N', exportMrn: '26XA0000000000005E' })
        }
        const weight = (totalGrossMassMeasure: object) => ({ functionalReferenceId: 'C', xDeclaration: { ...declared, totalGrossMassMeasure } })
        const unit = { status: 422, rule: 'schema', pointer: '/document/xDeclaration/totalGrossMassMeasure/unitCode' }
        t.match(await changed.fails('XA', 'amendment', weight({ value: '900' })), unit)
        const { xDeclaration } = weight({ value: '900' })
        t.match(await changed.fails('XB', 'authority-amendment', { xDeclaration }, { context: PERSON }), unit)
        const asked = await changed.says('XA', 'amendment', weight({ value: '900', unitCode: 'KGM' }))
        await changed.says('XB', 'amendment-accepted', {}, { inReplyTo: asked })
        for (const node of [a, b]) {
          const path = `/v1/pre-arrivals/${changed.conversation}/changes`
          t.match((await node.call('GET', path)).body, {
            ...{ from: 1, to: 2, count: 2, versions: [{ version: 1, type: 'declaration' }, { version: 2, type: 'amendment-accepted' }] },
            changes: [{ pointer: '/totalGrossMassMeasure/value', before: null, after: '900' }, { pointer: '/totalGrossMassMeasure/unitCode', before: null, after: 'KGM' }],
          })
          t.same((await node.call('GET', `${path}?from=2&to=2`)).body.changes, [])
          t.match((await node.call('GET', `${path}?from=3`)).body, { status: 404, pointer: '/query/from', rule: 'known' })
        }
        await changed.says('XB', 'arrival')
        await changed.says('XB', 'agency-decision', { xDisposal: 'seized' }, { context: PERSON })
        for (const node of [a, b]) {
          t.ok(await onBoard(node, 'risk-open-after-arrival', changed.conversation), 'a seizure closes nothing whose risk is judged')
          t.match(await changed.view(node), { status: 'arrived', driveOn: { verdict: 'held', holds: [{ cause: 'seized' }] } })
        }
        await changed.says('XB', 'risk-outcome', judged('2'))
        for (const node of [a, b]) t.match(await changed.view(node), { status: 'closed' })
      }) // prettier-ignore

      await t.test('what an agency keeps leaves by the word of no other; who has turned round leaves again; nothing lapses early', async (t) => {
        const kept = await Border.open(a, b, 'declaration', lorry('XA-LRN-K', ['XATU6000001']))
        await kept.says('XB', 'registered', { ...registered, declaration: { id: '26XB0000000000006K' } })
        const early = await kept.fails('XB', 'invalidation-accepted', { xGround: 'lapsed' })
        t.match(early, { status: 409, rule: 'not-due', pointer: '/type' })
        await kept.says('XA', 'exit')
        await kept.says('XB', 'arrival')
        await kept.says('XB', 'withdrawn')
        const late = await kept.says('XA', 'exit')
        for (const node of [a, b])
          t.match(await kept.view(node), { begunAt: { exit: /Z$/ }, subjects: [{ movement: 'exited' }], flags: [{ rule: 'late', message: late }] })
        await kept.says('XB', 'arrival')
        await kept.says('XB', 'refusal-of-entry', {}, { context: PERSON })
        await kept.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'seized' }, { context: PERSON })
        t.match(await kept.fails('XB', 'returned'), { status: 409, rule: 'kept', pointer: '/type' })
        const gone = { xDisposal: 'destroyed' }
        t.match(await kept.fails('XB', 'agency-decision', gone, { context: PERSON }), { status: 409, rule: 'kept' })
        await kept.says('XB', 'agency-decision', { xAgency: 'vet', ...gone }, { context: PERSON })
        const holds = [{ cause: 'refused', agencies: ['customs'] }]
        for (const node of [a, b]) t.match(await kept.view(node), { driveOn: { verdict: 'held', holds } })
        await kept.says('XB', 'agency-decision', gone, { context: PERSON })
        for (const node of [a, b]) t.match(await kept.view(node), { driveOn: { verdict: 'none', holds: [] } })
      }) // prettier-ignore

      await t.test('an agency that the agreement does not name takes no part, whoever lets it', async (t) => {
        const s = await Border.open(a, b, 'declaration', lorry('XA-LRN-A', ['XATU8000001']))
        const named = (pointer: string) => ({ status: 409, rule: 'agency', pointer })
        t.match(await s.fails('XB', 'registered', { ...registered, xAgencies: ['customs', 'police'] }), named('/document/xAgencies/1'))
        const last = await s.says('XB', 'registered', { ...registered, declaration: { id: '26XB0000000000008A' } })
        const decides = { xAgency: 'police', xDisposal: 'seized' }
        t.match(await s.fails('XB', 'agency-decision', decides, { context: PERSON }), named('/document/xAgency'))
        for (const member of ['xAgency', 'xFromAgency'])
          t.match(await s.fails('XB', 'release', {}, { context: { [member]: 'police' } }), { status: 403, rule: 'agency', pointer: `/context/${member}` })
        const { secret } = (await b.call('POST', '/v1/keys', { name: 'vet', roles: ['window'], agency: 'vet' })).body
        const order = { to: 'XA', procedure: 'pre-arrival', type: 'agency-decision', conversation: s.conversation, context: { xSchema: 'pre-arrival', xPurpose: 'border management', ...PERSON } }
        const speaks = (body: object, context: object = {}) =>
          b.call('POST', '/v1/messages', { ...order, context: { ...order.context, ...context }, document: json(body) }, { authorization: `Bearer ${secret}` })
        t.match(await speaks({ xDisposal: 'seized' }, { xFromAgency: 'customs' }), { status: 403, body: { rule: 'agency' } })
        t.match(await speaks({ xAgency: 'customs', xDisposal: 'seized' }), { status: 409, body: { rule: 'other-agency', pointer: '/document/xAgency' } })

        // A node that lets them pass sends what the other refuses, before its receipt or in the case, by the same names.
        const client = { xDecidedBy: { ...PERSON.xDecidedBy, client: 'B-1' } }
        const sends = async (context: object, document: object) => {
          const claims = (x: object) => ({ ...x, type: 'agency-decision', txn: s.conversation })
          const stated = { xSchema: 'pre-arrival', xPurpose: 'border management', xHeads: [last], ...client, ...context }
          const forged = await forge(b, a, { claims, mediaType: 'application/json', document: JSON.stringify(document), context: JSON.stringify(stated) })
          return { ...(await put(b, a, forged)), id: forged.jti }
        }
        t.match(await sends({ xFromAgency: 'police' }, { xDisposal: 'seized' }), { status: 403, body: { rule: 'agency', pointer: '/context/xFromAgency' } })
        const { status, id } = await sends({}, decides)
        t.equal(status, 202)
        await settled('the case refuses it', async () => (await s.case(a)).messages.some((m: any) => m.id === id && m.status === 'fault' && m.fault.rule === 'agency'))
        t.equal((await s.case(a)).state.subjects['equipment:XATU8000001'].disposal.police, undefined)
      }) // prettier-ignore

      await t.test('for what an office is competent by its hours marks what comes there, and refuses a transit, on both sides', async (t) => {
        const weekly = [{ day: 'mo', from: '08:00', to: '20:00' }]
        const rule = { direction: 'both', modeCode: ['3'], agency: 'customs', service: 'clearance', weekly, exceptions: [] }
        const stated = { xVersion: 1, xSide: 'XB', xTimeZone: 'Europe/Helsinki', xTzdb: '2026a', xValidFrom: minutes(-600), xRules: [rule] }
        /** Proposes hours of an office of XB; the answer accepts them, and nodes have them in their lists. */
        const proposed = async (xEntryOffice: string, xCompetence: object, more: object = {}, exitOffice = 'XA000101') => {
          const [story, pair] = [new Story(t, 'opening-hours', [a, b]), `/v1/opening-hours/${exitOffice}/${xEntryOffice}`]
          const ref = await story.says('XB', 'proposal', { ...stated, exitOffice: { id: exitOffice }, xEntryOffice, xCompetence, ...more })
          await settled('it is read', async () => (await a.call('GET', pair)).status === 200)
          return async () => {
            const { digest, tzdb } = (await a.call('GET', pair)).body.versions.find((v: any) => v.id === ref).intervals
            await story.says('XA', 'acceptance', { xVersion: 1, xIntervalsDigest: digest, xTzdb: tzdb }, { ref })
            await story.both('they are in force', (state) => state.versions[ref].state === 'in-force')
            for (const node of [a, b]) await node.call('GET', '/v1/opening-hours')
          }
        }
        const agreed = async (...of: Parameters<typeof proposed>) => (await proposed(...of))()
        const office = (n: number) => `XB00030${n}`
        const cars = { goodsShipment: { ...lorry('', []).goodsShipment, governmentAgencyGoodsItem: [{ sequenceNumeric: 1, commodity: { classification: [{ id: '870323' }] } }] } }
        const car = (n: number, at: string, more: object = {}) =>
          Border.open(a, b, 'declaration', { ...lorry(`XA-LRN-H${n}`, []), ...cars, xOfficeOfFirstEntry: at, ...more })
        const rules = async (node: TestNode, border: Border) => (await border.view(node)).flags.map((f: any) => f.rule)
        const rail = { modeCode: ['2'] }
        await agreed(office(1), { classificationId: ['01', '8704'] })
        await agreed(office(2), { classificationId: ['87'], modeCode: ['3'] })
        await agreed(office(3), rail)
        await proposed(office(4), rail)
        await agreed(office(5), rail, { xValidFrom: minutes(600) })
        await agreed(office(6), rail)
        await agreed(office(6), { modeCode: ['2', '3'] }, {}, 'XA000102')
        const found: number[] = []
        for (const n of [1, 2, 3, 4, 5, 6, 7]) {
          const border = await car(n, office(n))
          await border.same(1)
          const [ours, theirs] = [await rules(a, border), await rules(b, border)]
          t.same(ours, theirs)
          if (ours.includes('office-not-competent')) found.push(n)
        }
        t.same(found, [1, 3], 'by goods and mode of hours in force; of several pairs one that lets it is enough')
        t.match(await listed(b, `office=${office(3)}`, 1), [{ flags: ['office-not-competent'] }])
        t.match(await listed(a, `office=${office(6)}`, 1), [{ flags: [] }])
        const lies = await tell(a, b, 'declaration', { ...lorry('XA-LRN-H9', []), xOfficeOfFirstEntry: office(2) }, { context: { xNotCompetent: [office(2)] } })
        t.match([lies.status, lies.body], [409, { rule: 'competence', pointer: '/context/xNotCompetent' }], 'nobody but the node says it')

        // What its sender leaves out, the other side finds of its own when it registers.
        lax = true
        const silent = await car(8, office(1))
        await silent.same(1)
        t.same(await rules(b, silent), [])
        await silent.says('XB', 'registered', { declaration: { id: '26XB0000000000006H' } })
        await silent.same(2)
        for (const node of [a, b]) t.same(await rules(node, silent), ['office-not-competent'])
        const transit = {
          ...{ declaration: { id: '26XA0000000000006H', typeCode: 'T1' }, obligationGuarantee: [{ securityDetailsCode: '0' }] },
          ...{ xOfficeOfDeparture: 'XA000101', xOfficeOfDestination: office(1), xEntry: 'destination', xLimit: minutes(2000) },
        }
        const sent = (await tell(a, b, 'transit-release', transit, { conversation: silent.conversation })).body
        await untilState(a, sent.id, 'refused')
        t.match(JSON.stringify((await a.call('GET', `/v1/messages/${sent.id}/timeline`)).body), /by what was agreed the office is not competent/)
        t.equal((await b.call('GET', `/v1/messages/${sent.id}`)).status, 404, 'it was never receipted')
        await silent.same(2)
        lax = false
        t.match(await silent.fails('XA', 'transit-release', transit), { status: 409, rule: 'competence', pointer: '/document/xOfficeOfDestination' })
        await silent.says('XA', 'transit-release', { ...transit, xOfficeOfDestination: office(2) })
        await silent.says('XB', 'arrival', { xActualOffice: office(1) })
        await silent.same(4)
        for (const node of [a, b]) t.same(await rules(node, silent), ['office-not-competent', 'office-not-competent'])
      }) // prettier-ignore

      await t.test('a seizure is lifted, a release taken back, and of two that have seized one disposes by consent, as both see', async (t) => {
        const s = await Border.open(a, b, 'declaration', lorry('XA-LRN-E', ['XATU6000009']))
        const by = (xAgency: string, more: object) => ({ xAgency, ...more })
        const says = (type: string, body: object) => s.says('XB', type, body, { context: PERSON })
        const fails = (type: string, body: object) => s.fails('XB', type, body, { context: PERSON })
        const xRuling = { kind: 'court', authority: 'Regional court of B', ref: '7 K 12/26', date: '2026-11-30' }
        await s.says('XB', 'registered', { ...registered, declaration: { id: '26XB0000000000009E' } })
        await s.says('XB', 'risk-outcome', judged('1'))
        await s.says('XB', 'arrival')
        await s.says('XB', 'presentation')
        await s.says('XB', 'release')
        await says('agency-decision', by('vet', { xDisposal: 'seized' }))
        for (const node of [a, b]) t.match(await s.view(node), { status: 'closed', driveOn: { verdict: 'held' } })
        t.match(await s.fails('XB', 'seizure-lifted', by('vet', { xRuling })), { status: 409, rule: 'decided-by' })
        t.match(await fails('seizure-lifted', by('customs', { xRuling })), { status: 409, rule: 'disposal-final' })
        await says('seizure-lifted', by('vet', { xRuling }))
        for (const node of [a, b]) t.match(await s.view(node), { status: 'arrived', driveOn: { holds: [{ cause: 'not-decided', agencies: ['vet'] }] } })
        await says('agency-decision', by('vet', { xDisposal: 'released' }))
        t.match(await fails('release-revoked', { xReasonCode: 'x' }), { status: 409, rule: 'left', pointer: '/document/goodsLocation' })
        await says('release-revoked', { xReasonCode: 'wrong-lorry', goodsLocation: { id: 'YARD 3' } })
        for (const node of [a, b]) t.match(await s.view(node), { driveOn: { verdict: 'held' }, subjects: [{ movement: 'presented', disposal: { customs: 'open', vet: 'released' } }] })
        await says('release-revoked', by('vet', { xReasonCode: 'wrong-lorry' }))
        for (const agency of ['customs', 'vet']) await says('agency-decision', by(agency, { xDisposal: 'seized' }))
        t.match(await fails('agency-decision', { xDisposal: 'confiscated' }), { status: 409, rule: 'kept' })
        await says('disposal-consent', by('vet', { xToAgency: 'customs', xDisposal: 'confiscated', xConsent: true }))
        for (const node of [a, b]) t.match(await s.view(node), { subjects: [{ consents: [{ agency: 'vet', to: 'customs', disposal: 'confiscated' }] }] })
        await says('agency-decision', { xDisposal: 'confiscated' })
        for (const node of [a, b]) t.match(await s.view(node), { status: 'closed', driveOn: { verdict: 'none' }, subjects: [{ disposal: { customs: 'confiscated', vet: 'confiscated' }, consents: [] }] })
      }) // prettier-ignore

      t.test('a key of another procedure sees nothing of it', async (t) => {
        const { secret } = (await b.call('POST', '/v1/keys', { name: 'aeo', roles: ['window'], procedures: ['aeo'] }))
          .body
        const other = { authorization: `Bearer ${secret}` }
        for (const path of [
          '',
          '/board',
          '/vehicle?reference=XA1',
          `/${border.conversation}`,
          `/${border.conversation}/changes`,
        ])
          t.equal((await b.call('GET', `/v1/pre-arrivals${path}`, undefined, other)).status, 403)
        t.equal((await b.call('GET', `/v1/pre-arrivals/${order.id}`)).status, 404)
        t.match((await b.call('GET', '/v1/pre-arrivals?state=nowhere')).body, { status: 400 })
      })
    },
  )

t.test('every functional error is named by rule and element, at once to the sender', async (t) => {
  const [a, b] = await pair(t)
  t.match((await tell(b, a, 'registered', registered)).body, { status: 409, rule: 'not-open', pointer: '/type' })
  t.match((await tell(a, b, 'declaration', {})).body, {
    status: 422,
    rule: 'schema',
    pointer: '/document/functionalReferenceId',
    wcoPointer: [{ documentSectionCode: '42A', tagId: 'D026' }],
  })
  const border = await Border.open(a, b, 'declaration', lorry('XA-LRN-2', ['XATU1000001', 'XATU1000002']))
  const fails = async (from: 'XA' | 'XB', type: string, body: object, rule: string, pointer: string, more = {}) =>
    t.match(await border.fails(from, type, body, more), { status: 409, rule, pointer }, `${type} meets ${rule}`)
  await fails('XA', 'amendment', { functionalReferenceId: 'A' }, 'not-registered', '/type')
  await fails('XB', 'risk-outcome', judged('1'), 'not-registered', '/type')
  await fails('XA', 'registered', registered, 'sender-role', '/type')
  await fails('XA', 'declaration', lorry('XA-LRN-2', []), 'already-lodged', '/type')
  await border.says('XB', 'registered', registered)
  await fails('XB', 'registered', registered, 'not-lodged', '/type')
  await fails('XB', 'rejected', {}, 'registered', '/type')
  await fails('XB', 'risk-outcome', judged('2'), 'unknown-version', '/document/declaration/versionId')
  const first = await border.says('XA', 'amendment', { functionalReferenceId: 'A', xSubject: [TWO] })
  await border.says('XB', 'amendment-accepted', {}, { inReplyTo: first })
  await fails(
    'XB',
    'risk-outcome',
    judged('1', { xSubject: [TWO] }),
    'outdated-version',
    '/document/declaration/versionId',
  )
  await fails('XB', 'arrival', { xSubject: [box('NOBODY')] }, 'unknown-subject', '/document/xSubject/0')
  await fails('XB', 'do-not-load', { xSubject: [ONE] }, 'decided-by', '/context/xDecidedBy')
  await fails('XA', 'information-response', {}, 'no-request', '/ref')
  await fails('XB', 'amendment-accepted', {}, 'no-amendment', '/ref')
  await fails('XB', 'invalidation-accepted', {}, 'no-invalidation', '/ref')
  await fails('XA', 'do-not-load-answer', { xOutcome: 'relayed' }, 'no-do-not-load', '/ref')
  await fails('XB', 'release', {}, 'not-arrived', '/type')
  await fails('XB', 'presentation', {}, 'movement', '/type')
  await fails('XB', 'returned', {}, 'not-refused', '/type')
  await border.says('XB', 'arrival')
  // Between arrival and presentation a declarant may still mend what is wrong.
  await border.says('XA', 'amendment', { functionalReferenceId: 'B' })
  await fails('XA', 'invalidation', {}, 'arrived', '/type')
  await fails('XB', 'control-decision', { xAgency: 'police' }, 'unknown-agency', '/document/xAgency')
  await fails('XB', 'control-result', { xResultCode: 'x' }, 'no-control', '/type')
  await border.says('XB', 'control-decision')
  await fails('XB', 'release', {}, 'under-control', '/type')
  await fails('XB', 'refusal-of-entry', {}, 'decided-by', '/context/xDecidedBy')
  await border.says('XB', 'control-result', { xResultCode: 'x' })
  await border.says('XB', 'release')
  await fails('XB', 'refusal-of-entry', {}, 'disposal-final', '/type', { context: PERSON })
  const late = await border.says('XA', 'exit')
  t.match((await border.view(b)).flags, [{ rule: 'late', message: late }], 'what comes late is accepted and flagged')
  await border.same()
})
