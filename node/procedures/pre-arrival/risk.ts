/** What the entry side asks and what it makes of the answers: requests for information and screening, and the outcome of risk analysis. */
import { isFault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { at } from '../../cases/define.ts'
import { change, defined, get, put } from '../../cases/state-record.ts'
import { unstopped } from './do-not-load.ts'
import { type PreArrival, type Request } from './state.ts'
import { type Bodies, live, refuse, flag, about } from './lodge.ts'

export function ask(kind: Request['kind']) {
  return (s: PreArrival, m: CaseMessage & { body: Bodies['information-request'] }): PreArrival | CaseFault => {
    if (!live(s) && s.lodgement !== 'lodged') return refuse('not-lodged', 'nothing was declared')
    const keys = about(s, m, m.body.xSubject)
    if (isFault(keys)) return keys
    const request: Request = defined({ kind, subjects: keys, asked: m.iat, answered: false, limit: m.body.xLimit })
    const subjects = change(s.subjects, keys, (was) => ({ ...was!, risk: 'referred' as const }))
    return { ...s, subjects, requests: put(s.requests, m.id, request) }
  }
}

export function answer(kind: Request['kind']) {
  return (s: PreArrival, m: CaseMessage & { body: { xFinal?: boolean } }): PreArrival | CaseFault => {
    const request = m.ref === undefined ? undefined : get(s.requests, m.ref)
    if (request?.kind !== kind) return refuse('no-request', `it answers no ${kind} request of this case`, '/ref')
    if (request.answered) return refuse('answered', 'the request has its final answer', '/ref')
    if (m.body.xFinal === false) return s
    const requests = put(s.requests, m.ref!, { ...request, answered: true })
    const waiting = new Set(Object.values(requests).flatMap((r) => (r.answered ? [] : r.subjects)))
    const subjects = change(s.subjects, request.subjects, (was, key) =>
      was!.risk === 'referred' && !waiting.has(key) ? { ...was!, risk: 'pending' as const } : was!,
    )
    const next = { ...s, subjects, requests }
    return request.limit !== undefined && m.iat * 1000 > at(request.limit) ? flag(next, 'late', m) : next
  }
}

export function recommend(s: PreArrival, m: { body: Bodies['control-recommendation'] }): PreArrival | CaseFault {
  if (!live(s)) return refuse('not-registered', 'there is no registered declaration')
  return unstopped(s, m.body.xDoNotLoad) ?? s
}

export function judge(s: PreArrival, m: CaseMessage & { body: Bodies['risk-outcome'] }): PreArrival | CaseFault {
  if (!live(s)) return refuse('not-registered', 'there is no registered declaration to judge')
  const judged = Number(m.body.declaration.versionId)
  const pointer = '/document/declaration/versionId'
  if (judged > s.version) return refuse('unknown-version', 'the declaration has no such version', pointer)
  const missing = unstopped(s, m.body.xDoNotLoad)
  if (missing) return missing
  const named = m.body.xSubject ?? m.body.xResults?.flatMap((r) => r.subject ?? [])
  const keys = about(s, m, named && named.length > 0 ? named : undefined)
  if (isFault(keys)) return keys
  const current = keys.filter((key) => get(s.subjects, key)!.since <= judged)
  if (current.length === 0)
    return refuse('outdated-version', 'a later version has touched every subject it judges', pointer)
  if (!m.body.xComplete) return s
  return { ...s, subjects: change(s.subjects, current, (was) => ({ ...was!, risk: 'complete' as const })) }
}
