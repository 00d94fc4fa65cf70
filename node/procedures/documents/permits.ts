/**
 * The issuer's machine: what users say of a permit of ours is entered into its ledger in the order of our log, and what follows from an entry is sent
 * in the case of whom it concerns. The entry is the decision: a crash between it and the message, a second replica or a repeated round find it there.
 */
import { changedBy } from './known-permit.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import { findingIn } from '../../cases/case-finding.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Store } from '../../store/store.ts'
import { permitsIn } from './permit-table.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { PermitEntryRow, PermitTable } from './permit-table.ts'
import type { CaseMessage } from '../../cases/case-message.ts'
import type { Due } from '../../cases/procedure.ts'
import type { components } from '../../generated/procedures/documents.ts'
import { isOver, type Documents } from './documents-state.ts'
import { lapseAt, type Draft, type Entry, type ReservationEntry, type UseEntry } from './ledger-entry.ts'
import { PermitLedger } from './ledger.ts'
import { balancesFor, endFor, statusFor } from './status.ts'
import { verify } from './verify.ts'
import type { OpenCase } from '../../cases/book.ts'
import { permitKinds } from '../../peers/agreed-terms.ts'
import type { PermitKindClause } from '../../peers/permit-kind.ts'
import { parseTime } from '../../values/time.ts'

type Bodies = components['schemas']

/** Cases that learn at once what holds for all: more than that many use no permit. */
const ALL = 10_000

export const readLedger = async (permits: PermitTable, permit: string): Promise<PermitLedger> =>
  new PermitLedger((await permits.entries(permit)).map((body) => JSON.parse(body) as Entry))

/** The entry that `draft` is for, of a message that its case has applied; `void` where the case did not allow it or could not read it. */
function draftOf(m: CaseMessage, applied: boolean, issuer: Country): Draft {
  const said = { message: m.id, country: m.from, conversation: m.conversation }
  if (!applied || m.body === null) return { kind: 'void', ...said }
  const signed = m.iat * 1000
  const under = m.terms?.permitKinds === undefined ? {} : { kinds: m.terms.permitKinds }
  switch (m.type) {
    case 'use': {
      const b = m.body as Bodies['use']
      return {
        kind: 'use',
        ...said,
        signed,
        useId: b.xUseId,
        ofKind: b.xKind,
        provisional: b.xMode === 'provisional',
        item: b.xItem,
        usePoint: b.xUsePoint,
        ...b.additionalDocument.writeOff.quantityQuantity,
        declaration: b.declaration.id,
        consignment: b.ucr?.id ?? b.declaration.id,
        ...(m.terms?.presented.includes(m.from) ? { atPresentation: true } : {}),
        ...under,
        final: b.xFinal,
        ...(b.xReservation === undefined ? {} : { reservation: b.xReservation }),
        ...(b.xCorrespondingPermit === undefined ? {} : { corresponding: b.xCorrespondingPermit }),
        ...(b.xSpecimenMarks === undefined ? {} : { marks: b.xSpecimenMarks }),
        ...(b.xExportedAt === undefined ? {} : { exportedAt: parseTime(b.xExportedAt) }),
      }
    }
    case 'reservation': {
      const b = m.body as Bodies['reservation']
      const amount = b.additionalDocument.writeOff.quantityQuantity
      const until = parseTime(b.xUntil)
      return { kind: 'reservation', ...said, signed, item: b.xItem, usePoint: b.xUsePoint, ...amount, until, ...under }
    }
    case 'use-cancelled':
      return { kind: 'cancel', ...said, ref: m.ref ?? '' }
    case 'endorsement': {
      const b = m.body as Bodies['endorsement']
      const endorsedAt = parseTime(b.xEndorsedAt)
      return { kind: 'endorsement', ...said, item: b.xItem, ...b.xQuantity, endorsedAt, byIssuer: m.from === issuer }
    }
    case 'extension': {
      const b = m.body as Bodies['extension']
      return { kind: 'extension', ...said, arrivedAt: parseTime(b.xArrivedAt), validTo: parseTime(b.xValidTo) }
    }
    case 'interception': {
      const { xReason, xItem, xMeasure } = m.body as Bodies['interception']
      const more = { ...(xItem === undefined ? {} : { item: xItem }), ...(xMeasure ? { measure: xMeasure } : {}) }
      return { kind: 'interception', ...said, reason: xReason, ...more }
    }
    case 'revocation': {
      const decidedBy = m.context.xDecidedBy
      const { xReason } = m.body as Bodies['revocation']
      return { kind: 'revocation', ...said, reason: xReason, ...(decidedBy ? { decidedBy } : {}) }
    }
    case 'reservation-withdrawn':
      return { kind: 'lapse', ...said, ref: m.ref ?? '', reason: (m.body as Bodies['reservation-withdrawn']).xReason }
    case 'replacement':
      return { kind: 'replacement', ...said, replacement: (m.body as Bodies['replacement']).xReplacement }
    default:
      return { kind: 'void', ...said }
  }
}

/** What holds for all who use the permit, and not for one. */
const FOR_ALL: readonly Entry['kind'][] = ['record', 'revocation', 'replacement']

/** The cases of all who use a permit. */
export const everyoneWith = async (store: Store, permit: string): Promise<CaseName[]> =>
  (await findingIn(store).naming('permit', permit, ALL)).filter((c) => c.procedure === 'documents')

export function createPermits({ node, book }: Cases) {
  const { country, clock, directory } = node
  const permits = permitsIn(node.store)

  /** Enters everything that was said of `permit` and is in its case, and the reservations whose time has run out. */
  async function arbitrate(permit: string): Promise<PermitLedger> {
    const ready: Draft[] = []
    const opened = new Map<string, { fold: OpenCase['fold']; messages: ReadonlyMap<string, CaseMessage> }>()
    for (const { id, peer, conversation } of await permits.unentered(permit)) {
      const name = `${peer} ${conversation}`
      if (!opened.has(name)) {
        const { fold } = await book.open(peer, conversation)
        opened.set(name, { fold, messages: new Map(fold.messages.map((m) => [m.id, m])) })
      }
      const { fold, messages } = opened.get(name)!
      const message = messages.get(id)
      // Not in the case yet: it waits for what its sender had seen, or its receipt is not held.
      if (message === undefined || fold.case?.roles.issuer !== country) continue
      ready.push(draftOf(message, fold.outcome(id)?.status === 'applied', country))
    }
    const now = clock.now()
    const known = await readLedger(permits, permit)
    const lapsed = known.held.some((r) => known.lapsesAt(r) <= now)
    if (ready.length === 0 && !lapsed) return known
    const all = ready.some((draft) => FOR_ALL.includes(draft.kind)) ? await everyoneWith(node.store, permit) : []
    await permits.enter(permit, now, (there) => {
      let ledger = new PermitLedger(there.map((body) => JSON.parse(body) as Entry))
      const added: Entry[] = []
      const wake = [...all]
      const add = (entry: Entry): void => {
        added.push(entry)
        ledger = new PermitLedger([...ledger.entries, entry])
      }
      const lapse = (): void => {
        for (const r of ledger.held) {
          if (ledger.lapsesAt(r) > now) continue
          const { country: from, conversation, message } = r
          add({ kind: 'lapse', message: `lapse:${message}`, country: from, conversation, ref: message, at: now })
          wake.push({ peer: from as Country, conversation: conversation as MessageId })
        }
      }
      lapse()
      for (const draft of ready) {
        if (ledger.has(draft.message)) continue
        const entry = ledger.decide(draft, now)
        add(entry)
        // Whoever was preferred learns of it too.
        for (const id of (entry.kind === 'use' || entry.kind === 'reservation' ? entry.against : undefined) ?? []) {
          const preferred = ledger.of(id)
          if (preferred && 'conversation' in preferred)
            wake.push({ peer: preferred.country as Country, conversation: preferred.conversation as MessageId })
        }
      }
      // What was said may have ended the permit.
      lapse()
      const entries = added.map((entry): PermitEntryRow => ({ message: entry.message, body: JSON.stringify(entry) }))
      return { entries, wake, ...changedBy(permit, ledger, added, country, now) }
    })
    return readLedger(permits, permit)
  }

  return {
    arbitrate,

    /** What our machine owes in a case about a permit of ours. A test is judged by the balance and takes nothing from it. */
    async due({ peer }: CaseName, { fold }: OpenCase): Promise<Due[]> {
      const c = fold.case
      if (c?.procedure !== 'documents' || c.roles.issuer !== country) return []
      const s = c.state as Documents
      if (s.document === null) return []
      const ledger = c.test ? await readLedger(permits, s.document.id) : await arbitrate(s.document.id)
      const now = clock.now()
      const kinds = permitKinds(directory.find(peer)?.agreements ?? [], now)
      return owed(s, fold.messages, ledger, { test: c.test, peer, country, now, kinds })
    },
  }
}

export type Permits = ReturnType<typeof createPermits>

type Place = {
  readonly test: boolean
  readonly peer: Country
  readonly country: Country
  readonly now: number
  readonly kinds: readonly PermitKindClause[]
}

/** What follows from the ledger for one case: pure, and each thing once by its key. */
function owed(s: Documents, messages: readonly CaseMessage[], ledger: PermitLedger, place: Place): Due[] {
  const { now, test, country } = place
  const found: Due[] = []
  const xBalance = balancesFor(ledger, place)
  const send = (key: string, what: string, body: unknown, ref?: string, more: Partial<Due> = {}): void => {
    found.push({ key, at: 0, owner: country, kind: 'send', what, body, ...(ref === undefined ? {} : { ref }), ...more })
  }
  const additionalDocument = s.document!
  const { record } = ledger
  const told = statusFor(ledger, additionalDocument, place)
  const status = (more: object = {}): Bodies['status'] => ({ ...told, ...more })
  const byId = new Map(messages.map((m) => [m.id, m]))
  const message = (id: string): CaseMessage => byId.get(id)!
  const decided = (id: string): Entry | undefined =>
    test ? ledger.decide(draftOf(message(id), true, country), now) : ledger.of(id)

  for (const [id, q] of Object.entries(s.questions)) {
    if (q.answer !== null) continue
    const asked = message(id)
    if (asked.type !== 'verification') send(`status:${id}`, 'status', status(), id)
    else {
      const { xPresented } = asked.body as Bodies['verification']
      const { result: xVerification, differs, notCompared } = verify(record, xPresented, ledger.granted)
      const listed = (name: string, of: readonly string[]) => (of.length === 0 ? {} : { [name]: of })
      const more = { ...listed('xDiffers', differs), ...listed('xNotCompared', notCompared) }
      send(`status:${id}`, 'status', status({ xVerification, ...more }), id)
    }
  }

  for (const [id, u] of Object.entries(s.uses)) {
    const entry = decided(id) as UseEntry | Extract<Entry, { kind: 'void' }> | undefined
    if (entry === undefined) continue
    const xReason = entry.kind === 'void' ? ('invalid' as const) : entry.reason
    const xConcurrent = entry.kind === 'use' && entry.against !== undefined ? { xConcurrent: true } : {}
    if (u.state === 'requested') {
      const refusal = { xUseId: u.useId, xReason, ...xConcurrent, xBalance }
      if (entry.kind === 'use' && entry.outcome === 'confirmed')
        send(`decision:${id}`, 'use-confirmed', { xUseId: u.useId, xBalance }, id)
      else send(`decision:${id}`, 'use-refused', refusal, id)
    } else if (u.state === 'provisional' && u.noted !== true) {
      const over = entry.kind === 'use' ? entry.overdrawn : undefined
      const unitCode = record?.xItems.find((i) => i.xItem === u.item)?.quantityQuantity.unitCode ?? u.unitCode
      const xOverdrawn = over === undefined ? {} : { xOverdrawn: { value: over, unitCode } }
      if (xReason === undefined) send(`noted:${id}`, 'status', status(), id)
      else send(`noted:${id}`, 'discrepancy', { xReason, ...xOverdrawn, xBalance }, id)
    }
    if (u.state === 'confirmed' && u.contested !== true && ledger.contested(id))
      send(`contested:${id}`, 'status', status({ xContested: true }), id)
  }

  for (const [id, r] of Object.entries(s.reservations)) {
    const entry = decided(id) as ReservationEntry | Extract<Entry, { kind: 'void' }> | undefined
    if (entry === undefined) continue
    if (r.state === 'requested') {
      const xReason = entry.kind === 'void' ? 'invalid' : entry.reason
      const xConcurrent = entry.kind === 'reservation' && entry.against !== undefined ? { xConcurrent: true } : {}
      if (entry.kind === 'reservation' && entry.outcome === 'confirmed')
        send(`decision:${id}`, 'reservation-confirmed', { xBalance }, id)
      else send(`decision:${id}`, 'reservation-refused', { xReason, ...xConcurrent, xBalance }, id)
    } else if (r.state === 'reserved') {
      const held = entry.kind === 'reservation' && (test || ledger.isHeld(entry))
      const isDue = r.withdrawn !== undefined || isOver(s)
      if (held || ledger.isLapsed(id))
        send(`lapse:${id}`, 'reservation-lapsed', { xBalance }, id, { at: isDue ? 0 : lapseAt(r.until) })
    }
  }

  for (const [id, back] of Object.entries(s.cancellations)) {
    const entry = decided(id)
    if (back.noted || entry === undefined) continue
    const refused = entry.kind === 'cancel' ? entry.refused : undefined
    send(`noted:${id}`, 'status', status(), id)
    if (refused !== undefined && Object.hasOwn(s.uses, back.of))
      send(`retained:${id}`, 'discrepancy', { xReason: refused, xBalance }, back.of)
  }

  for (const [id, fact] of Object.entries({ ...s.endorsements, ...s.extensions })) {
    const entry = decided(id)
    // What we have said ourselves waits for no word of ours.
    if (fact.noted === true || entry === undefined || message(id).from === country) continue
    const xReason = entry.kind === 'endorsement' || entry.kind === 'extension' ? entry.refused : 'invalid'
    if (xReason === undefined) send(`noted:${id}`, 'status', status(), id)
    else send(`noted:${id}`, 'discrepancy', { xReason, xBalance }, id)
  }

  if (test) return found
  const { xStanding: standing } = told
  const over = s.standing === 'revoked' || s.standing === 'replaced'
  const { revocation, replacement } = ledger
  if (revocation !== undefined && !over) {
    const context = revocation.decidedBy === undefined ? {} : { context: { xDecidedBy: revocation.decidedBy } }
    send('revocation', 'revocation', { additionalDocument, xReason: revocation.reason }, undefined, context)
  } else if (standing === 'replaced' && replacement !== undefined && !over)
    send('replacement', 'replacement', { additionalDocument, xReplacement: replacement })
  else if (record !== null && s.standing === 'issued' && Number.isFinite(endFor(ledger, place))) {
    const end = endFor(ledger, place)
    send(`expired:${end}`, 'status', status({ xStanding: 'expired' }), undefined, { at: end + 1 })
  }
  return found
}
