/** How a permit comes into the register: its agency puts the record here, and each change of it is an entry of the ledger, dated and in our log. */
import { endOf } from '../../peers/allows.ts'
import { changedBy, tagOf } from './known-permit.ts'
import type { Conditions } from '../../http/conditions.ts'
import { JuxtaError } from '../../values/errors.ts'
import { canonicalJson } from '../../values/json.ts'
import type { Node } from '../../node.ts'
import { ownLeaf } from '../../store/leaves.ts'
import { permitsIn } from './permit-table.ts'
import type { CaseName } from '../../cases/case-table.ts'
import { PermitLedger } from './ledger.ts'
import { isFor, type Entry, type PermitRecord } from './ledger-entry.ts'
import { counted, quotasOf, type QuotaSum } from './quotas.ts'
import { checkNotification, notificationOf, notifiedWith, sumsOf } from './notified.ts'
import type { Peer } from '../../peers/directory.ts'
import { bytesFor } from './status.ts'
import { kindFor } from './kind-for.ts'
import { checkRecord } from './record-rules.ts'
import { billionths } from '../../values/quantity.ts'

const conflict = (pointer: string, rule: string, reason: string): JuxtaError =>
  new JuxtaError('state-conflict', reason, { pointer, rule })

/** What else there is of a permit is not for another agency. */
function checkAgency({ record }: PermitLedger, next: PermitRecord): void {
  if (record !== null && record.xAgency !== next.xAgency)
    throw conflict('/xAgency', 'agency', 'another agency has put a permit of this number into the register')
}

/** What the ledger does not allow any more. */
function follows(ledger: PermitLedger, next: PermitRecord, now: number): void {
  const { record } = ledger
  const standing = ledger.standing(now)
  if ((standing === 'revoked' || standing === 'replaced') && next.xStanding !== standing)
    throw conflict('/xStanding', 'final', `the permit is ${standing}, and stays so`)
  if (record === null) return
  if (record.xKind !== next.xKind) throw conflict('/xKind', 'kind', `it is a ${record.xKind} document`)
  for (const b of ledger.balances(now)) {
    const place = next.xItems.findIndex((i) => i.xItem === b.item)
    const granted = next.xItems[place]?.quantityQuantity
    const taken = billionths(b.used) + billionths(b.reserved)
    if (taken === 0n) continue
    if (granted === undefined || !next.xUsePoints.includes(b.usePoint))
      throw conflict('/xItems', 'used', `item ${b.item} was used or reserved at ${b.usePoint}`)
    const pointer = `/xItems/${place}/quantityQuantity`
    if (granted.unitCode !== b.unitCode) throw conflict(`${pointer}/unitCode`, 'used', `it was used in ${b.unitCode}`)
    // A use that overdraws stands; what is granted can still not fall below what was granted and used.
    const granting = billionths(granted.value)
    if (granting < taken && granting < billionths(b.granted))
      throw conflict(`${pointer}/value`, 'below-used', 'more than that was used or reserved')
  }
}

/** What neighbours are told of it can be sent to each for which it is, under what is agreed with it now. */
export function checkSize(
  ledger: PermitLedger,
  record: PermitRecord,
  messageBytes: number,
  peers: readonly Pick<Peer, 'country' | 'agreements'>[],
  now: number,
): void {
  const seconds = now / 1000
  const agreed = peers.flatMap(({ country, agreements }) => {
    const limits = agreements.flatMap((agreement) => {
      const { procedures, limits } = agreement.document
      return endOf(agreement) > seconds && procedures.some((p) => p.name === 'documents') ? [limits.message_bytes] : []
    })
    return limits.length > 0 && isFor(record, country) ? [Math.max(...limits)] : []
  })
  const limit = Math.min(messageBytes, ...agreed)
  const bytes = bytesFor(ledger, record, now)
  if (bytes > limit)
    throw conflict(
      '/xItems',
      'message-bytes',
      `what neighbours are told of it may have ${bytes} bytes, and is at most ${limit}`,
    )
}

/** How much is granted of the quotas of its items with it. What grants nothing more, as one that is revoked, is no longer measured by them. */
function grantedOf(
  record: PermitRecord,
  others: ReadonlyMap<string, readonly QuotaSum[]>,
): { granted?: Record<string, string> } {
  const found = record.xStanding === 'issued' ? counted(record, others) : []
  for (const { item, otherTotal } of found)
    if (otherTotal !== undefined)
      throw conflict(
        `/xItems/${item}/xQuota/quantityQuantity`,
        'quota-total',
        `other permits of this quota state its total as ${otherTotal.value} ${otherTotal.unitCode}`,
      )
  const over = found.find(({ isOver }) => isOver)
  if (over !== undefined)
    throw conflict(
      `/xItems/${over.item}/xQuota`,
      'quota',
      `the quota of the year is exceeded: with this permit ${over.granted} of it are granted`,
    )
  return found.length === 0 ? {} : { granted: Object.fromEntries(found.map(({ xItem, granted }) => [xItem, granted])) }
}

export type Issued = {
  readonly outcome: 'new' | 'changed' | 'same'
  /** The tag of the record that stood there before; null where none did. */
  readonly before: string | null
}

/** By whom a record is put; `conditions`: on which; `judged`: fails as it would, and enters nothing. */
export type Putting = { readonly by: string; readonly conditions: Conditions; readonly judged?: true }

/**
 * Enters `record`, unless it is what stands there already, whatever the conditions (RFC 9110, section 13.1.1). Everybody who has a case about the permit is told what changed
 * of its standing (`everyone`). Fails with `request-invalid` where the record is none, with `state-conflict` where the ledger does not allow it any more, and where it is
 * no longer as the conditions say.
 */
export function createIssue(
  { country, clock, store, directory, settings }: Node,
  everyone: (permit: string) => Promise<CaseName[]>,
) {
  const permits = permitsIn(store)

  return async (stated: PermitRecord, { by, conditions, judged }: Putting): Promise<Issued> => {
    const permit = stated.additionalDocument.id
    const wake = await everyone(permit)
    const now = clock.now()
    const known = new PermitLedger((await permits.entries(permit)).map((body) => JSON.parse(body) as Entry))
    const { record, narrower } = kindFor(stated, known.record, directory.all(), now)
    for (const one of [record, ...narrower]) checkRecord(one, country)
    let issued: Issued = { outcome: 'same', before: null }
    const nothing = { entries: [], wake: [], shown: null, said: [] }
    const other = notificationOf(record, country)
    const quotas = [record, known.record ?? record].flatMap((one) => [...quotasOf(one), ...sumsOf(one, country)])
    await permits.enter(
      permit,
      now,
      (there, ofQuota, ofOther) => {
        const read = (bodies: readonly string[]) => new PermitLedger(bodies.map((body) => JSON.parse(body) as Entry))
        const ledger = read(there)
        const before = tagOf(ledger)
        checkAgency(ledger, record)
        issued = { outcome: before === null ? 'new' : 'changed', before }
        if (ledger.record !== null && canonicalJson(ledger.record) === canonicalJson(record)) {
          issued = { outcome: 'same', before }
          return nothing
        }
        conditions.check(before)
        follows(ledger, record, now)
        const granted = grantedOf(record, ofQuota)
        const isIssued = record.xStanding === 'issued'
        if (isIssued) checkNotification(record, ledger.record, ofQuota)
        const notified =
          isIssued && other !== undefined ? { notified: notifiedWith(record, read(ofOther), ofQuota, now) } : {}
        const message = `record:${there.length + 1}`
        const entry: Entry = { kind: 'record', message, at: now, by, record, ...granted, ...notified }
        const leaf = ownLeaf(
          'operator',
          country,
          JSON.stringify({ action: 'put-permit', permit, standing: record.xStanding, by, at: now }),
        )
        const next = new PermitLedger([...ledger.entries, entry])
        if (isIssued) checkSize(next, record, settings.messageBytes, directory.all(), now)
        if (judged) return nothing
        const entries = [{ message, body: JSON.stringify(entry) }]
        return { entries, wake, leaf, ...changedBy(permit, next, [entry], country, now) }
      },
      { quotas: [...new Set(quotas)], other },
    )
    return issued
  }
}
