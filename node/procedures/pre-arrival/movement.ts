/** Where the goods are and what each agency has decided of them, subject by subject. */
import { isFault, subjectKey, type CaseFault, type CaseMessage, type Subject } from '../../cases/case-message.ts'
import { consents, toItself, withConsent, withoutConsent } from '../../cases/consent.ts'
import { decidingAgency } from '../../cases/decided-by.ts'
import type { Said } from '../../cases/define.ts'
import { change, get, put, unique, type Rec } from '../../cases/state-record.ts'
import { meansOf } from './declared-means.ts'
import { standing } from './do-not-load.ts'
import {
  decidersOf,
  FINAL,
  HERE,
  isUndeclared,
  isUndeclaredIn,
  KEPT,
  TAKEN,
  type Disposal,
  type Movement,
  type PreArrival,
  type SubjectState,
} from './state.ts'
import { isHeld } from './transit-state.ts'
import { type Bodies, live, refuse, flag, about, fresh, unannounced } from './lodge.ts'

type OnArrival = 'released' | 'conditional'

const FREE: readonly Disposal[] = ['released', 'conditional']

const without = <T>(record: Rec<T>, key: string): Rec<T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))

/** Moves the subjects on from one of `from`; in those of `late` the fact is flagged, and only noted where they are not of `from` too. */
export function move(
  s: PreArrival,
  m: CaseMessage,
  inBody: readonly Subject[] | undefined,
  to: Movement,
  from: readonly Movement[],
  late: readonly Movement[] = [],
): PreArrival | CaseFault {
  const keys = about(s, m, inBody)
  if (isFault(keys)) return keys
  if (keys.length === 0) return refuse('not-lodged', 'nothing was declared')
  const states = keys.map((key) => get(s.subjects, key)!.movement)
  const wrong = states.find((was) => !from.includes(was) && !late.includes(was))
  if (wrong !== undefined) return refuse('movement', `${m.type} does not follow ${wrong}`)
  const moved = {
    ...s,
    subjects: change(s.subjects, keys, (was) => (from.includes(was!.movement) ? { ...was!, movement: to } : was!)),
  }
  return states.some((was) => late.includes(was)) ? flag(moved, 'late', m) : moved
}

/** A subject with these decisions: what was presented and is free of all agencies has left. */
function decided(
  s: PreArrival,
  was: SubjectState,
  disposal: SubjectState['disposal'],
  onArrival: SubjectState['onArrival'],
) {
  const free = decidersOf(s, { ...was, disposal }).every((name) => get(disposal, name) === 'released')
  return {
    ...was,
    disposal,
    onArrival,
    movement: free && was.movement === 'presented' ? ('left' as const) : was.movement,
  }
}

/** What was decided before they came takes effect on those that are there now, unless they must not be loaded at all; what customs has decided, once no transit holds them. */
export function takeEffect(s: PreArrival, keys: readonly string[]): PreArrival {
  const here = (key: string): boolean => ['arrived', 'presented'].includes(get(s.subjects, key)!.movement)
  const due = keys.filter((key) => here(key) && standing(s, key).length === 0)
  const held = isHeld(s.transit, s.heldUntilDischarged)
  const subjects = change(s.subjects, due, (was) => {
    const { customs, ...others } = was!.onArrival
    const waits = held && customs !== undefined
    const now = waits ? others : was!.onArrival
    return decided(s, was!, { ...was!.disposal, ...now }, waits ? { customs } : {})
  })
  return { ...s, subjects }
}

/** Goods under transit are not released for free circulation before it has ended; they may go on under it. */
function onTheirWay(
  s: PreArrival,
  agency: string,
  to: Disposal,
  goesOn: boolean,
  onArrival: boolean,
): CaseFault | undefined {
  const pointer = '/document/xUnderTransit'
  if (goesOn && (s.transit === null || s.transit.phase === 'discharged'))
    return refuse('no-transit', 'the goods of the case are under no transit', pointer)
  if (goesOn && onArrival)
    return refuse(
      'on-arrival',
      'goods go on under transit once they have arrived, and not by a decision for their arrival',
      pointer,
    )
  const frees = agency === 'customs' && FREE.includes(to)
  if (goesOn && !frees) return refuse('release', 'only a release by customs goes on under transit', pointer)
  // What is decided before it is there waits for the end of the transit too.
  if (!frees || goesOn || onArrival || !isHeld(s.transit, s.heldUntilDischarged)) return undefined
  return refuse('under-transit', 'the goods are under transit: it ends first, or they go on under it (xUnderTransit)')
}

/** What an agency keeps leaves, or is destroyed, by the word of no other to which it has not consented. */
function kept(s: PreArrival, keys: readonly string[], by?: string, end?: Disposal): CaseFault | undefined {
  const keeps = ({ disposal, consents: given }: SubjectState): boolean =>
    Object.entries(disposal).some(
      ([agency, is]) =>
        agency !== by &&
        KEPT.includes(is) &&
        !(by !== undefined && end !== undefined && consents(given, agency, by, end)),
    )
  return keys.some((key) => keeps(get(s.subjects, key)!))
    ? refuse('kept', 'another agency controls it, or has seized it: it decides first, or consents')
    : undefined
}

/** What ends with the goods: the hold of whoever disposes of them, and of those that have consented to it. */
function ended({ disposal, consents: given }: SubjectState, agency: string, to: Disposal): Rec<Disposal> {
  const consenting = Object.keys(disposal).filter(
    (one) => KEPT.includes(disposal[one]!) && consents(given, one, agency, to),
  )
  return change(put(disposal, agency, to), consenting, () => to)
}

/** Whether a registered declaration names it. */
const isRegistered = (s: PreArrival, x: SubjectState): boolean => live(s) && !isUndeclaredIn(s, x)

/** What nobody has declared, or not with effect, is controlled, seized, refused or sent back once it is here; it is released once a declaration of it is registered. */
function undeclared(s: PreArrival, keys: readonly string[], to: Disposal): CaseFault | undefined {
  const named = keys.map((key) => get(s.subjects, key)!).filter((x) => !isRegistered(s, x))
  const here = named.length > 0 && named.every((x) => HERE.includes(x.movement))
  return (live(s) && named.length === 0) || (here && to !== 'released' && to !== 'conditional')
    ? undefined
    : refuse('not-registered', 'there is no registered declaration to decide on')
}

/** Sets the disposal of an agency, where its decision on each subject is still open to it. */
export function dispose(
  s: PreArrival,
  m: CaseMessage,
  body: { xAgency?: string; xSubject?: readonly Subject[]; xUnderTransit?: boolean },
  to: Disposal,
  from: readonly Disposal[],
  rule: string,
  onArrival = false,
): PreArrival | CaseFault {
  const keys = about(s, m, body.xSubject)
  if (isFault(keys)) return keys
  const unfit = undeclared(s, keys, to)
  if (unfit) return unfit
  const agency = decidingAgency(m as Said<typeof body>)
  if (isFault(agency)) return agency
  // Which must decide is said where a declaration is registered.
  const declared = keys.some((key) => isRegistered(s, get(s.subjects, key)!))
  if (declared && !s.agencies.includes(agency))
    return refuse(
      'unknown-agency',
      'this agency does not decide here',
      body.xAgency ? '/document/xAgency' : '/context/xFromAgency',
    )
  const held =
    onTheirWay(s, agency, to, body.xUnderTransit === true, onArrival) ??
    (TAKEN.includes(to) ? kept(s, keys, agency, to) : undefined)
  if (held) return held
  for (const key of keys) {
    const was = get(get(s.subjects, key)!.disposal, agency) ?? 'open'
    if (!from.includes(was))
      return refuse(FINAL.includes(was) ? 'disposal-final' : rule, `${m.type} does not follow ${was}`)
  }
  if (onArrival) {
    const waits = change(s.subjects, keys, (was) => ({
      ...was!,
      onArrival: put(was!.onArrival, agency, to as OnArrival),
    }))
    return takeEffect({ ...s, subjects: waits }, keys)
  }
  const subjects = change(s.subjects, keys, (was) =>
    decided(
      s,
      { ...was!, consents: TAKEN.includes(to) ? {} : withoutConsent(was!.consents, agency) },
      TAKEN.includes(to) ? ended(was!, agency, to) : put(was!.disposal, agency, to),
      without(was!.onArrival, agency),
    ),
  )
  return { ...s, agencies: live(s) ? s.agencies : unique([...s.agencies, agency]), subjects }
}

/** An agency that keeps goods lets another that decides here dispose of them, or does so no more. */
export function consent(s: PreArrival, m: CaseMessage & { body: Bodies['disposal-consent'] }): PreArrival | CaseFault {
  const keys = about(s, m, m.body.xSubject)
  if (isFault(keys)) return keys
  const agency = decidingAgency(m)
  if (isFault(agency)) return agency
  const own = toItself(agency, m.body)
  if (own) return own
  if (!keys.some((key) => decidersOf(s, get(s.subjects, key)!).includes(m.body.xToAgency)))
    return refuse('unknown-agency', 'this agency does not decide here', '/document/xToAgency')
  const keeps = (key: string): boolean => KEPT.includes(get(get(s.subjects, key)!.disposal, agency) ?? 'open')
  const kept = m.body.xSubject ? keys : keys.filter(keeps)
  if (kept.length === 0 || !kept.every(keeps))
    return refuse('not-kept', 'this agency neither controls it nor has seized it')
  const subjects = change(s.subjects, kept, (was) => ({
    ...was!,
    consents: withConsent(was!.consents, agency, m.body),
  }))
  return { ...s, subjects }
}

/** A release by mistake, final, conditional or for when they arrive: the agency that gave it decides anew. Goods that all had let go are there only where it says where they stand. */
export function revokeRelease(
  s: PreArrival,
  m: CaseMessage & { body: Bodies['release-revoked'] },
): PreArrival | CaseFault {
  if (!live(s)) return refuse('not-registered', 'there is no registered declaration to decide on')
  const keys = about(s, m, m.body.xSubject)
  if (isFault(keys)) return keys
  const agency = decidingAgency(m)
  if (isFault(agency)) return agency
  const isReleased = (key: string): boolean => {
    const { disposal, onArrival } = get(s.subjects, key)!
    return FREE.includes(get(disposal, agency) ?? 'open') || get(onArrival, agency) !== undefined
  }
  const released = m.body.xSubject ? keys : keys.filter(isReleased)
  if (released.length === 0 || !released.every(isReleased))
    return refuse('not-released', 'this agency has not released it')
  if (m.body.goodsLocation === undefined && released.some((key) => get(s.subjects, key)!.movement === 'left'))
    return refuse(
      'left',
      'the goods have left: state where they still stand, or their release is revoked no more',
      '/document/goodsLocation',
    )
  const subjects = change(s.subjects, released, (was) => ({
    ...was!,
    disposal: put(was!.disposal, agency, 'open' as const),
    onArrival: without(was!.onArrival, agency),
    movement: was!.movement === 'left' ? ('presented' as const) : was!.movement,
  }))
  return { ...s, subjects }
}

/** Release needs the goods at hand: they have arrived or been presented; or it says that it takes effect when they do. */
export function absent(
  s: PreArrival,
  m: CaseMessage & { readonly body: { readonly xEffectiveOnArrival?: boolean } },
  inBody: readonly Subject[] | undefined,
): CaseFault | undefined {
  if (m.body.xEffectiveOnArrival === true) return undefined
  const keys = about(s, m, inBody)
  if (isFault(keys)) return keys
  const away = keys.some((key) => !['arrived', 'presented'].includes(get(s.subjects, key)!.movement))
  return away
    ? refuse('not-arrived', 'the goods have not arrived; xEffectiveOnArrival says that it waits for them')
    : undefined
}

/** What nobody has declared is known by its arrival: beside a declaration only where that says so, else an error of writing would bring goods. */
function withArrived(s: PreArrival, named: readonly Subject[], found: boolean): PreArrival {
  if (s.version > 0 && !found) return s
  const known = Object.keys(s.subjects).length > 0
  const keys = named.length > 0 ? unique(named.map(subjectKey)) : known ? [] : ['all']
  const of = (key: string): Subject | null => named.find((one) => subjectKey(one) === key) ?? null
  return { ...s, subjects: change(s.subjects, keys, (was, key) => was ?? fresh(of(key), 0)) }
}

/** Why something is not what was found beside a declaration: it is named, and the declaration does not name it. */
function misfound(s: PreArrival, named: readonly Subject[]): CaseFault | undefined {
  if (named.length === 0)
    return refuse('undeclared', 'what was found and nobody has declared is named', '/document/xUndeclared')
  const means = meansOf(s.declaration)
  const declared = named.map(subjectKey).some((key) => get(s.subjects, key) !== undefined || means.includes(key))
  return declared ? refuse('undeclared', 'it is known to the case', '/document/xUndeclared') : undefined
}

/** An arrival that nobody has announced opens a case too, in which a declaration may still be lodged. */
export function arrive(s: PreArrival, m: CaseMessage & { body: Bodies['arrival'] }): PreArrival | CaseFault {
  const named = m.body.xSubject ?? m.context.xSubject ?? []
  const found = m.body.xUndeclared === true
  const strange = found ? misfound(s, named) : undefined
  if (strange) return strange
  const known = withArrived(s, named, found)
  const from = ['expected', 'exited', 'diverted', 'not-arrived', 'withdrawn'] as const
  const moved = move(known, m, m.body.xSubject, 'arrived', from)
  const keys = about(known, m, m.body.xSubject)
  if (isFault(moved) || isFault(keys)) return moved
  const next = takeEffect(moved, keys)
  return found && !isUndeclared(next) ? flag(next, 'unannounced', m) : unannounced(next, m)
}

/** Whoever brought the goods turns round with them, to fetch a paper perhaps: before anybody has decided anything of them. */
export function turnRound(s: PreArrival, m: CaseMessage & { body: Bodies['withdrawn'] }): PreArrival | CaseFault {
  const keys = about(s, m, m.body.xSubject)
  if (isFault(keys)) return keys
  const touched = keys.some((key) => Object.values(get(s.subjects, key)!.disposal).some((d) => d !== 'open'))
  if (touched) return refuse('decided', 'an agency has decided on them: they stay, or are released or refused')
  return move(s, m, m.body.xSubject, 'withdrawn', ['arrived', 'presented'])
}

/** What was refused entry, and is kept by no agency, has gone back. */
export function sendBack(s: PreArrival, m: CaseMessage & { body: Bodies['returned'] }): PreArrival | CaseFault {
  const keys = about(s, m, m.body.xSubject)
  if (isFault(keys)) return keys
  const refused = (x: SubjectState): boolean => Object.values(x.disposal).includes('refused')
  if (!keys.every((key) => refused(get(s.subjects, key)!)) || keys.length === 0)
    return refuse('not-refused', 'only what was refused entry is returned')
  const keeps = kept(s, keys)
  if (keeps) return keeps
  const moved = move(s, m, m.body.xSubject, 'returned', ['expected', 'exited', 'arrived', 'presented', 'diverted'])
  if (isFault(moved)) return moved
  const back = (was: Rec<Disposal>): Rec<Disposal> =>
    change(
      was,
      Object.keys(was).filter((a) => was[a] === 'refused'),
      () => 'returned' as const,
    )
  return { ...moved, subjects: change(moved.subjects, keys, (x) => ({ ...x!, disposal: back(x!.disposal) })) }
}
