/** Where the goods are and what each agency has decided of them, subject by subject. */
import { isFault, subjectKey, type CaseFault, type CaseMessage, type Subject } from '../../cases/case-message.ts'
import { decidingAgency } from '../../cases/decided-by.ts'
import type { Said } from '../../cases/define.ts'
import { change, get, put, type Rec } from '../../cases/state-record.ts'
import { standing } from './do-not-load.ts'
import { FINAL, KEPT, TAKEN, type Disposal, type Movement, type PreArrival, type SubjectState } from './state.ts'
import { isHeld } from './transit-state.ts'
import { type Bodies, live, refuse, flag, about, fresh } from './lodge.ts'

type OnArrival = 'released' | 'conditional'

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
  if (s.version === 0) return refuse('not-lodged', 'nothing was declared')
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
  const free = s.agencies.every((name) => get(disposal, name) === 'released')
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
  const frees = agency === 'customs' && (to === 'released' || to === 'conditional')
  if (goesOn && !frees) return refuse('release', 'only a release by customs goes on under transit', pointer)
  // What is decided before it is there waits for the end of the transit too.
  if (!frees || goesOn || onArrival || !isHeld(s.transit, s.heldUntilDischarged)) return undefined
  return refuse('under-transit', 'the goods are under transit: it ends first, or they go on under it (xUnderTransit)')
}

/** What an agency keeps leaves, or is destroyed, by the word of no other. */
function kept(s: PreArrival, keys: readonly string[], by?: string): CaseFault | undefined {
  const keeps = ([agency, disposal]: [string, Disposal]): boolean => agency !== by && KEPT.includes(disposal)
  return keys.some((key) => Object.entries(get(s.subjects, key)!.disposal).some(keeps))
    ? refuse('kept', 'another agency controls it, or has seized it: it decides first')
    : undefined
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
  if (!live(s)) return refuse('not-registered', 'there is no registered declaration to decide on')
  const keys = about(s, m, body.xSubject)
  if (isFault(keys)) return keys
  const agency = decidingAgency(m as Said<typeof body>)
  if (isFault(agency)) return agency
  if (!s.agencies.includes(agency))
    return refuse(
      'unknown-agency',
      'this agency does not decide here',
      body.xAgency ? '/document/xAgency' : '/context/xFromAgency',
    )
  const held =
    onTheirWay(s, agency, to, body.xUnderTransit === true, onArrival) ??
    (TAKEN.includes(to) ? kept(s, keys, agency) : undefined)
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
    decided(s, was!, put(was!.disposal, agency, to), without(was!.onArrival, agency)),
  )
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

/** An arrival that nobody has announced opens a case too, in which a declaration may still be lodged. */
export function arrive(s: PreArrival, m: CaseMessage & { body: Bodies['arrival'] }): PreArrival | CaseFault {
  if (s.version > 0) {
    const moved = move(s, m, m.body.xSubject, 'arrived', ['expected', 'exited', 'diverted', 'not-arrived', 'withdrawn'])
    const keys = about(s, m, m.body.xSubject)
    return isFault(moved) || isFault(keys) ? moved : takeEffect(moved, keys)
  }
  const named = m.body.xSubject ?? m.context.xSubject ?? []
  const keys = named.length === 0 ? ['all'] : named.map(subjectKey)
  if (keys.some((key) => get(s.subjects, key) !== undefined)) return refuse('movement', 'it has arrived before')
  const subjects = change(s.subjects, keys, (_, key) => ({
    ...fresh(named[keys.indexOf(key)] ?? null, 0),
    movement: 'arrived' as const,
  }))
  return flag({ ...s, subjects }, 'unannounced', m)
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
