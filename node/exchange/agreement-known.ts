/** What of an agreement this release could never follow: refused before we sign it, and when a peer offers it. */
import type { Procedures } from '../cases/procedures.ts'
import type { AgreedProcedure } from '../peers/agreed-procedures.ts'
import type { AgreementDocument } from '../peers/agreement.ts'
import { BENEFITS } from '../peers/aeo-clause.ts'
import type { XsdSetOf } from '../peers/allows.ts'
import { SKEW_SECONDS } from '../peers/notice.ts'
import { JuxtaError } from '../values/errors.ts'
import { escapePointer } from '../values/json.ts'
import { date } from '../values/time.ts'

type Known = { readonly procedures: Procedures; readonly xsdSet: XsdSetOf }
type Unknown = { readonly pointer: string; readonly rule: string; readonly reason: string }

/** A day has begun somewhere so long before it does in UTC. */
const EASTERNMOST_SECONDS = 14 * 3600

/** Versions and types of a procedure. Of a version that neighbours have before us, the one after our newest, nothing is known, and it may stand beside one that is. */
function* unknownOf(p: AgreedProcedure, at: string, { procedures }: Known): Generator<Unknown> {
  const known = procedures.versions(p.name)
  if (known.length === 0) {
    yield { pointer: `${at}/name`, rule: 'procedure', reason: 'this node knows no such procedure' }
    return
  }
  const next = String(Number(known[0]) + 1)
  const some = p.versions.some((version) => known.includes(version))
  for (const [i, version] of p.versions.entries())
    if (!known.includes(version) && !(some && version === next))
      yield {
        pointer: `${at}/versions/${i}`,
        rule: 'version',
        reason: `of ${p.name} this node knows the versions ${known.join(', ')}`,
      }
  if (p.versions.includes(next)) return
  for (const [i, type] of p.types.entries())
    if (type !== '*' && !p.versions.some((version) => procedures.typeOf({ procedure: p.name, version, type })))
      yield { pointer: `${at}/types/${i}`, rule: 'type', reason: `${p.name} has no message of this type` }
}

/** Whatever names what there is not, where it stands. */
function* unknownIn(d: AgreementDocument, known: Known): Generator<Unknown> {
  for (const [i, p] of d.procedures.entries()) yield* unknownOf(p, `/procedures/${i}`, known)
  const agreed = (name: string): boolean => d.procedures.some((p) => p.name === name)
  const strange = { rule: 'procedure', reason: 'the agreement does not name this procedure' }
  for (const [name, limits] of Object.entries(d.deadlines ?? {})) {
    if (!agreed(name)) yield { pointer: `/deadlines/${escapePointer(name)}`, ...strange }
    const names = known.procedures.newest(name)?.limits ?? []
    for (const limit of Object.keys(limits))
      if (!names.includes(limit))
        yield {
          pointer: `/deadlines/${escapePointer(name)}/${escapePointer(limit)}`,
          rule: 'deadline',
          reason: `${name} has no limit of this name`,
        }
  }
  for (const [i, { procedure }] of (d.onward ?? []).entries())
    if (!agreed(procedure)) yield { pointer: `/onward/${i}/procedure`, ...strange }
  for (const [i, { benefits }] of (d.aeo ?? []).entries())
    for (const [j, benefit] of benefits.entries())
      if (!(BENEFITS as readonly string[]).includes(benefit))
        yield {
          pointer: `/aeo/${i}/benefits/${j}`,
          rule: 'benefit',
          reason: `the benefits are ${BENEFITS.join(', ')}`,
        }
  for (const [i, { name }] of (d.profiles ?? []).entries())
    if (!known.procedures.profiles.some((p) => p.name === name) && known.xsdSet(name) === undefined)
      yield { pointer: `/profiles/${i}/name`, rule: 'profile', reason: 'this node knows no such profile' }
  for (const { agreed } of known.procedures.newestOfEach) {
    const found = agreed?.(d)
    if (found !== undefined) yield found
  }
}

/** What lies on the wrong side of `now` (seconds since 1970). */
function* outOfTime(d: AgreementDocument, now: number): Generator<Unknown> {
  if (d.valid.until <= now) yield { pointer: '/valid/until', rule: 'ended', reason: 'the agreement has ended already' }
  if (d.issued_at > now + SKEW_SECONDS)
    yield { pointer: '/issued_at', rule: 'future', reason: 'an agreement is drawn up before it is signed' }
  if (d.accept_by !== undefined && d.accept_by < now)
    yield { pointer: '/accept_by', rule: 'accept-by', reason: 'the time is over until which it may be accepted' }
  const today = date((now + EASTERNMOST_SECONDS) * 1000)
  for (const [i, { date: signed }] of (d.signatories ?? []).entries())
    if (signed !== undefined && signed > today)
      yield { pointer: `/signatories/${i}/date`, rule: 'future', reason: 'nobody has signed on a day that is to come' }
  const gone = date((now - EASTERNMOST_SECONDS) * 1000)
  for (const [i, { in_force_until: until }] of (d.assistance?.instruments ?? []).entries())
    if (until !== undefined && until < gone)
      yield {
        pointer: `/assistance/instruments/${i}/in_force_until`,
        rule: 'ended',
        reason: 'the instrument is not in force any more',
      }
}

/** Fails with `agreement-invalid` at the first thing in it that this node does not know or that has ended. `now` in seconds since 1970. */
export function checkKnown(document: AgreementDocument, known: Known, now: number): void {
  for (const found of [outOfTime(document, now), unknownIn(document, known)])
    for (const { pointer, rule, reason } of found) throw new JuxtaError('agreement-invalid', reason, { pointer, rule })
}
