/** Where the goods are and what each agency has decided of them, subject by subject. */
import { isFault, subjectKey, type CaseFault, type CaseMessage, type Subject } from '../../cases/case-message.ts'
import { change, get, put } from '../../cases/state-record.ts'
import { FINAL, type Disposal, type Movement, type PreArrival } from './state.ts'
import { type Bodies, live, refuse, flag, about, fresh } from './lodge.ts'

/** Moves the subjects on from one of `from`; `late` are states in which the fact is only noted and flagged. */
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

/** Sets the disposal of an agency, where its decision on each subject is still open to it. */
export function dispose(
  s: PreArrival,
  m: CaseMessage,
  body: { xAgency?: string; xSubject?: readonly Subject[] },
  to: Disposal,
  from: readonly Disposal[],
  rule: string,
): PreArrival | CaseFault {
  if (!live(s)) return refuse('not-registered', 'there is no registered declaration to decide on')
  const keys = about(s, m, body.xSubject)
  if (isFault(keys)) return keys
  const agency = body.xAgency ?? m.context.xAgency ?? 'customs'
  if (!s.agencies.includes(agency))
    return refuse(
      'unknown-agency',
      'this agency does not decide here',
      body.xAgency ? '/document/xAgency' : '/context/xAgency',
    )
  for (const key of keys) {
    const was = get(get(s.subjects, key)!.disposal, agency) ?? 'open'
    if (!from.includes(was))
      return refuse(FINAL.includes(was) ? 'disposal-final' : rule, `${m.type} does not follow ${was}`)
  }
  const subjects = change(s.subjects, keys, (was) => {
    const disposal = put(was!.disposal, agency, to)
    const free = s.agencies.every((name) => get(disposal, name) === 'released')
    return { ...was!, disposal, movement: free && was!.movement === 'presented' ? 'left' : was!.movement }
  })
  return { ...s, subjects }
}

/** Release needs the goods at hand: they have arrived or been presented. */
export function absent(s: PreArrival, m: CaseMessage, inBody: readonly Subject[] | undefined): CaseFault | undefined {
  const keys = about(s, m, inBody)
  if (isFault(keys)) return keys
  const away = keys.some((key) => !['arrived', 'presented'].includes(get(s.subjects, key)!.movement))
  return away ? refuse('not-arrived', 'the goods have not arrived') : undefined
}

/** An arrival that nobody has announced opens a case too, in which a declaration may still be lodged. */
export function arrive(s: PreArrival, m: CaseMessage & { body: Bodies['arrival'] }): PreArrival | CaseFault {
  if (s.version > 0) return move(s, m, m.body.xSubject, 'arrived', ['expected', 'exited', 'diverted', 'not-arrived'])
  const named = m.body.xSubject ?? m.context.xSubject ?? []
  const keys = named.length === 0 ? ['all'] : named.map(subjectKey)
  if (keys.some((key) => get(s.subjects, key) !== undefined)) return refuse('movement', 'it has arrived before')
  const subjects = change(s.subjects, keys, (_, key) => ({
    ...fresh(named[keys.indexOf(key)] ?? null, 0),
    movement: 'arrived' as const,
  }))
  return flag({ ...s, subjects }, 'unannounced', m)
}
