/** How a permit comes into the register: its agency puts the record here, and each change of it is an entry of the ledger, dated and in our log. */
import { shownPermit } from './known-permit.ts'
import { JuxtaError } from '../../values/errors.ts'
import { canonicalJson } from '../../values/json.ts'
import type { Node } from '../../node.ts'
import { ownLeaf } from '../../store/leaves.ts'
import { permitsIn } from './permit-table.ts'
import type { CaseName } from '../../cases/case-table.ts'
import { PermitLedger } from './ledger.ts'
import {
  citesTypeOf,
  mayBeExtended,
  mayServeMany,
  needsBoth,
  validUntil,
  type Entry,
  type PermitRecord,
} from './ledger-entry.ts'
import { billionths } from '../../values/quantity.ts'
import { parseTime } from '../../values/time.ts'

const refuse = (pointer: string, rule: string, reason: string): JuxtaError =>
  new JuxtaError('request-invalid', reason, { pointer, rule })
const conflict = (pointer: string, rule: string, reason: string): JuxtaError =>
  new JuxtaError('state-conflict', reason, { pointer, rule })

/** What a record breaks beyond its schema, whatever was used of it. */
function check(r: PermitRecord): void {
  if (r.xValidTo !== undefined && parseTime(r.xValidTo) <= parseTime(r.xIssuedAt))
    throw refuse('/xValidTo', 'order', 'it ends before it begins')
  if (r.xValidTo !== undefined && parseTime(r.xValidTo) > validUntil(r))
    throw refuse(
      '/xValidTo',
      'cites-validity',
      'a CITES document for export is good for six months, one for import for twelve, of ownership or an exhibition for three years (Art. VI 2, Res. Conf. 12.3)',
    )
  if (r.xCitesType !== undefined && r.xKind !== 'cites')
    throw refuse('/xCitesType', 'kind', 'only a document of the Convention is of one of its types')
  if (r.xUse === 'multiple' && !mayServeMany(r))
    throw refuse(
      '/xUse',
      'one-consignment',
      'a CITES permit is for one consignment (Art. VI 5); many cross under a certificate of ownership or of a travelling exhibition',
    )
  if (r.xTimber === true && (!mayBeExtended(r) || r.xItems.some((i) => i.xAppendix === 'I')))
    throw refuse(
      '/xTimber',
      'timber',
      'what may be extended is a CITES permit for export or certificate of re-export of timber of Appendix II or III',
    )
  const alone = r.xCorrespondingPermit === undefined && citesTypeOf(r) === 'export-permit'
  if (alone && r.xItems.some((i) => needsBoth(r, i)))
    throw refuse(
      '/xCorrespondingPermit',
      'corresponding-permit',
      'an export of Appendix I is permitted once its import is: name the import permit (CITES Art. III 2)',
    )
  const seen = new Set<string>()
  for (const [i, item] of r.xItems.entries()) {
    if (seen.has(item.xItem)) throw refuse(`/xItems/${i}/xItem`, 'duplicate', 'the item is there twice')
    seen.add(item.xItem)
    if (billionths(item.quantityQuantity.value) === 0n)
      throw refuse(`/xItems/${i}/quantityQuantity/value`, 'quantity', 'nothing is granted')
  }
  if (r.xStanding === 'revoked' && (r.xDecidedBy === undefined || r.xDecidedBy.kind === 'machine'))
    throw refuse('/xDecidedBy', 'decided-by', 'a person must decide a revocation')
  if (r.xStanding === 'revoked' && r.xReason === undefined)
    throw refuse('/xReason', 'required', 'a revocation has a reason')
  if (r.xStanding === 'replaced' && r.xReplacement === undefined)
    throw refuse('/xReplacement', 'required', 'it says by what it is replaced')
  if (r.xReplacement?.id === r.additionalDocument.id)
    throw refuse('/xReplacement/id', 'replacement', 'nothing replaces itself')
}

/** What the ledger does not allow any more. */
function follows(ledger: PermitLedger, next: PermitRecord, now: number): void {
  const { record } = ledger
  // First of all: what else there is of it is not for another agency.
  if (record !== null && record.xAgency !== next.xAgency)
    throw conflict('/xAgency', 'agency', 'another agency has put a permit of this number into the register')
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

/**
 * Enters `record`, unless it is what stands there already; answers whether it was new. Everybody who has a case about the permit is told what changed
 * of its standing (`everyone`). Fails with `request-invalid` where the record is none, with `state-conflict` where the ledger does not allow it any more.
 */
export function createIssue({ country, clock, store }: Node, everyone: (permit: string) => Promise<CaseName[]>) {
  const permits = permitsIn(store)

  return async (record: PermitRecord, by: string): Promise<'new' | 'changed' | 'same'> => {
    check(record)
    const permit = record.additionalDocument.id
    const wake = await everyone(permit)
    const now = clock.now()
    let outcome: 'new' | 'changed' | 'same' = 'same'
    await permits.enter(permit, now, (there) => {
      const ledger = new PermitLedger(there.map((body) => JSON.parse(body) as Entry))
      follows(ledger, record, now)
      outcome = ledger.record === null ? 'new' : 'changed'
      if (ledger.record !== null && canonicalJson(ledger.record) === canonicalJson(record)) {
        outcome = 'same'
        return { entries: [], wake: [], shown: null }
      }
      const message = `record:${there.length + 1}`
      const entry: Entry = { kind: 'record', message, at: now, by, record }
      const leaf = ownLeaf(
        'operator',
        country,
        JSON.stringify({ action: 'put-permit', permit, standing: record.xStanding, by, at: now }),
      )
      const shown = shownPermit(permit, new PermitLedger([...ledger.entries, entry]), country, now)
      return { entries: [{ message, body: JSON.stringify(entry) }], wake, leaf, shown }
    })
    return outcome
  }
}
