/** What a record of the register breaks beyond its schema, whatever was used of it: the rules that its kind declares (kinds.ts), and those of every document. */
import { JuxtaError } from '../../values/errors.ts'
import { isIssuedIn } from '../../peers/permit-kind-clause.ts'
import type { PermitKindClause } from '../../peers/permit-kind.ts'
import { canonicalJson } from '../../values/json.ts'
import { billionths } from '../../values/quantity.ts'
import { parseTime } from '../../values/time.ts'
import { inUnit, isMeasuredIn } from '../../values/units.ts'
import { ITEM_MEMBERS, RECORD_MEMBERS } from '../../peers/permit-kind.ts'
import { agreedOn, kindOf, propertiesOf, subtypeOf } from './kinds.ts'
import { hasSubtype } from './kind.ts'
import { againstMarks } from './marks.ts'
import { mayServeMany, othersNeeded, validUntil, type PermitRecord } from './ledger-entry.ts'

const refuse = (pointer: string, rule: string, reason: string): JuxtaError =>
  new JuxtaError('request-invalid', reason, { pointer, rule })

/** Of what kind it is, and that it says what documents of it say and nothing else. */
function checkKind(r: PermitRecord): void {
  const kind = kindOf(r.xKind, r.agreed)
  if (kind === undefined)
    throw refuse('/xKind', 'kind', 'no kind of document is called so, and no agreement in force names it')
  if (r.xSubtype !== undefined && !hasSubtype(kind, r.xSubtype))
    throw refuse('/xSubtype', 'kind', 'a document of this kind is none of these')
  if (kind.subtypes !== undefined && subtypeOf(r) === undefined)
    throw refuse('/xSubtype', 'required', 'it says which document of its kind it is')
  const { needs, may, points } = propertiesOf(r)
  for (const [i, point] of r.xUsePoints.entries())
    if (!points.includes(point))
      throw refuse(`/xUsePoints/${i}`, 'use-point', 'a document of this kind is not used there')
  const check = <T extends object>(
    of: T,
    at: string,
    all: readonly (keyof T & string)[],
    needed: typeof all,
    allowed: typeof all,
  ): void => {
    for (const name of needed)
      if (of[name] === undefined) throw refuse(`${at}/${name}`, 'required', 'a document of this kind states it')
    for (const name of all)
      if (of[name] !== undefined && !needed.includes(name) && !allowed.includes(name))
        throw refuse(`${at}/${name}`, 'kind', 'a document of this kind does not state it')
  }
  const whole = RECORD_MEMBERS.filter((name) => name !== 'xValidTo')
  check(r, '', whole, needs.record, may.record)
  for (const [i, item] of r.xItems.entries()) check(item, `/xItems/${i}`, ITEM_MEMBERS, needs.items, may.items)
}

function checkTime(r: PermitRecord): void {
  if (r.xValidTo !== undefined && parseTime(r.xValidTo) <= parseTime(r.xIssuedAt))
    throw refuse('/xValidTo', 'order', 'it ends before it begins')
  if (r.xValidTo !== undefined && parseTime(r.xValidTo) > validUntil(r))
    throw refuse(
      '/xValidTo',
      'validity',
      `a document of this kind is good for ${propertiesOf(r).months} months at most`,
    )
  for (const [i, { xTreatedAt }] of (r.xTreatments ?? []).entries())
    if (xTreatedAt !== undefined && parseTime(xTreatedAt) > parseTime(r.xIssuedAt))
      throw refuse(`/xTreatments/${i}/xTreatedAt`, 'order', 'it was treated before the document was issued')
}

/** For whom and beside what it is good. */
function checkScope(r: PermitRecord, country: string): void {
  if (r.xUse === 'multiple' && !mayServeMany(r))
    throw refuse('/xUse', 'one-consignment', 'a document of this kind is for one consignment')
  if (r.xTimber === true && (propertiesOf(r).extendable !== true || r.xItems.some((i) => i.xAppendix === 'I')))
    throw refuse(
      '/xTimber',
      'timber',
      'what may be extended is a CITES permit for export or certificate of re-export of timber of Appendix II or III',
    )
  const others = r.xItems.flatMap((item) => othersNeeded(r, item)).filter(({ record }) => record)
  const { xCorrespondingPermit: other } = r
  if (other === undefined && others.length > 0)
    throw refuse(
      '/xCorrespondingPermit',
      'corresponding-permit',
      'it is granted once another document is: name it (an import permit for Appendix I, a notification of waste, an import authorisation of firearms)',
    )
  if (others.some((needed) => needed.typeCode !== undefined && needed.typeCode !== other?.typeCode))
    throw refuse('/xCorrespondingPermit/typeCode', 'corresponding-permit', 'the other document is of another code')
  const { issuedBy, consignments, destination } = propertiesOf(r)
  if (destination === 'named' && consignments !== 'as-issued' && (r.xDestinations?.length ?? 0) > 1)
    throw refuse('/xDestinations/1', 'one-consignment', 'one consignment goes to one country')
  if (issuedBy === 'import' && r.xDestinations?.some((destination) => destination !== country) === true)
    throw refuse('/xDestinations', 'destination', 'what is issued for import is for the country that issues it')
  if (r.xFishingVessel !== undefined && r.xFishingVessel.xFlag !== country)
    throw refuse(
      '/xFishingVessel/xFlag',
      'flag-state',
      'a catch certificate is validated by the flag state of the vessel',
    )
}

/** The items of one quota state the same total of it. */
function checkQuotas(r: PermitRecord): void {
  const totals = new Map<string, string>()
  for (const [i, { xQuota }] of r.xItems.entries()) {
    if (xQuota === undefined) continue
    const { value, unitCode } = xQuota.quantityQuantity
    const total = `${billionths(value)} ${unitCode}`
    const before = totals.get(xQuota.id)
    if (before !== undefined && before !== total)
      throw refuse(`/xItems/${i}/xQuota/quantityQuantity`, 'quota-total', 'items of one quota state one total of it')
    totals.set(xQuota.id, total)
  }
}

function checkItems(r: PermitRecord): void {
  const kind = propertiesOf(r)
  const { dimensions, commodities, currency } = kind
  const seen = new Set<string>()
  for (const [i, item] of r.xItems.entries()) {
    const { quantityQuantity: quantity, classification, valueAmount, xSourceCode, xSecondSourceCode, xQuota } = item
    if (seen.has(item.xItem)) throw refuse(`/xItems/${i}/xItem`, 'duplicate', 'the item is there twice')
    seen.add(item.xItem)
    if (billionths(quantity.value) === 0n)
      throw refuse(`/xItems/${i}/quantityQuantity/value`, 'quantity', 'nothing is granted')
    if (!isMeasuredIn(quantity.unitCode, dimensions))
      throw refuse(`/xItems/${i}/quantityQuantity/unitCode`, 'unit', 'a document of this kind is in another dimension')
    const wrongMarks = againstMarks(kind, item.xSpecimenMarks, quantity)
    if (wrongMarks !== undefined) throw refuse(`/xItems/${i}/xSpecimenMarks`, 'marks', wrongMarks.reason)
    if (classification !== undefined && commodities?.some((digits) => classification.id.startsWith(digits)) === false)
      throw refuse(`/xItems/${i}/classification/id`, 'commodity', 'a document of this kind is for other goods')
    if (valueAmount !== undefined && currency !== undefined && valueAmount.currencyCode !== currency)
      throw refuse(
        `/xItems/${i}/valueAmount/currencyCode`,
        'currency',
        `a document of this kind states values in ${currency}`,
      )
    if (xSecondSourceCode !== undefined && xSecondSourceCode === xSourceCode)
      throw refuse(`/xItems/${i}/xSecondSourceCode`, 'duplicate', 'the source is there twice')
    if (xQuota !== undefined && inUnit(quantity, xQuota.quantityQuantity.unitCode) === undefined)
      throw refuse(`/xItems/${i}/xQuota/quantityQuantity/unitCode`, 'unit', 'the quota is in another dimension')
    if (xQuota !== undefined && xQuota.year !== new Date(parseTime(r.xIssuedAt)).getUTCFullYear())
      throw refuse(
        `/xItems/${i}/xQuota/year`,
        'quota-year',
        'a permit is of the quota of the year in which it was issued',
      )
  }
}

function checkStanding(r: PermitRecord): void {
  if (r.xStanding === 'revoked' && (r.xDecidedBy === undefined || r.xDecidedBy.kind === 'machine'))
    throw refuse('/xDecidedBy', 'decided-by', 'a person must decide a revocation')
  if (r.xStanding === 'revoked' && r.xReason === undefined)
    throw refuse('/xReason', 'required', 'a revocation has a reason')
  if (r.xStanding === 'replaced' && r.xReplacement === undefined)
    throw refuse('/xReplacement', 'required', 'it says by what it is replaced')
  if (r.xReplacement?.id === r.additionalDocument.id)
    throw refuse('/xReplacement/id', 'replacement', 'nothing replaces itself')
}

/** Fails with `request-invalid` where `r` is no record that an agency of `country` can issue. */
export function checkRecord(r: PermitRecord, country: string): void {
  checkKind(r)
  checkTime(r)
  checkScope(r, country)
  checkItems(r)
  checkQuotas(r)
  checkStanding(r)
}

/** Whether two agreements make the same of a kind, however they call it and until when they have it. */
export function isSameKind(one: PermitKindClause, other: PermitKindClause): boolean {
  const [a, b] = [one, other].map(({ names: _, law: __, in_force_until: ___, subtypes, ...rules }) =>
    canonicalJson({ ...rules, subtypes: (subtypes ?? []).map(({ names: ____, ...of }) => of) }),
  )
  return a === b
}

/** A permit as two hold it who have agreed on narrower rules for its kind: it is used where these let it be. */
export function narrowedBy(agreed: PermitKindClause, r: PermitRecord): PermitRecord {
  const held = { ...r, agreed }
  const { points } = propertiesOf(held)
  const xUsePoints = r.xUsePoints.filter((point) => points.includes(point))
  return xUsePoints.length === 0 ? held : { ...held, xUsePoints }
}

/**
 * A permit under what its issuer has agreed on (`kinds`) with `country`, where it is used: as it is, or held to the narrower rules of the two. Undefined where it is
 * of no kind that the two have, was issued after they had ended that, or does not hold to those rules.
 */
export function heldTo(
  r: PermitRecord,
  country: string,
  kinds: readonly PermitKindClause[] | undefined,
): PermitRecord | undefined {
  const agreed = agreedOn(r.xKind, kinds)
  if (agreed === undefined) return r.agreed === undefined ? r : undefined
  if (!isIssuedIn(agreed, parseTime(r.xIssuedAt))) return undefined
  // What was issued under other rules of the same two goes on under these.
  if (r.agreed !== undefined)
    return r.agreedWith?.includes(country) === true || isSameKind(agreed, r.agreed) ? r : undefined
  const held = narrowedBy(agreed, r)
  try {
    checkKind(held)
    checkTime(held)
    checkScope(held, r.xFishingVessel?.xFlag ?? '')
    checkItems(held)
    return held
  } catch (error) {
    if (error instanceof JuxtaError) return undefined
    throw error
  }
}
