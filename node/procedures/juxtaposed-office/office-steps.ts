/** The case of an office: its dossiers, their agreement, who is on duty, and its suspension, which a movement has in its own case. */
import { fault, isFault } from '../../cases/case-message.ts'
import { at } from '../../cases/define.ts'
import { defined } from '../../cases/state-record.ts'
import { offDuty } from './competence.ts'
import {
  type Dossier,
  type Office,
  type Roster,
  type Step,
  type Suspension,
  here,
  isAgreedAt,
  isOpen,
  isOver,
  otherOf,
  sideOf,
  withPair,
} from './office-state.ts'

export const dossier: Step<'dossier'> = (s, m, c) => {
  if (s.movement !== null) return fault('other-case', '/type', 'a dossier does not belong to a movement')
  const side = sideOf(c, m)
  const { xOfficeId, xVersion, xZones, xValidFrom, xValidTo, xAgencies = [] } = m.body
  const o: Office = s.office ?? {
    id: xOfficeId,
    dossiers: {},
    agreed: {},
    pairs: [],
    suspensions: [],
    rosters: {},
  }
  if (o.id !== xOfficeId) return fault('office', '/document/xOfficeId', 'the case is about another office')
  if (side !== m.body.xSide) return fault('side', '/document/xSide', 'the sender is on the other side')
  if (xVersion <= (o.dossiers[side]?.version ?? 0))
    return fault('version', '/document/xVersion', 'a dossier of this version or a later one is known')
  const ids = xZones.map((z) => z.id)
  const twice = ids.findIndex((id, i) => ids.indexOf(id) < i)
  if (twice >= 0) return fault('zone', `/document/xZones/${twice}/id`, 'the zone is named twice')
  const validity = { from: xValidFrom, to: xValidTo }
  const stated: Dossier = defined({ id: m.id, version: xVersion, zones: xZones, agencies: xAgencies, ...validity })
  return { ...s, office: { ...o, dossiers: { ...o.dossiers, [side]: stated } } }
}

/** A side agrees to the newest dossier of the other, or says again to which it has agreed and so opens what it has suspended: one message does not do both. */
export const agreement: Step<'agreement'> = (s, m, c) => {
  const o = here(s.office, m)
  if (isFault(o)) return o
  const side = sideOf(c, m)
  const other = otherOf(side)
  const off = offDuty(o, side, m)
  if (off) return off
  const theirs = o.dossiers[other]
  if (theirs === undefined) return fault('no-dossier', '/type', 'the other side has sent no dossier')
  if (m.body.xVersion === o.agreed[other]?.version) {
    const open = o.suspensions.filter((x) => !isOver(x, m.iat * 1000))
    if (open.some((x) => x.side === side))
      return { ...s, office: { ...o, suspensions: open.filter((x) => x.side !== side) } }
    // Only who has suspended the office opens it again.
    return open.length > 0
      ? fault('suspended', '/type', 'the office is suspended by the other side')
      : fault('agreed', '/type', 'this side has agreed to it')
  }
  if (theirs.version !== m.body.xVersion)
    return fault('version', '/document/xVersion', `the newest dossier of the other side is version ${theirs.version}`)
  const agreed: Office['agreed'] = { ...o.agreed, [other]: theirs }
  const { exit, entry } = agreed
  const pairs = exit && entry ? withPair(o.pairs, { exit, entry }) : o.pairs
  return { ...s, office: { ...o, agreed, pairs } }
}

export const suspension: Step<'suspension'> = (s, m, c) => {
  const { xFrom, xUntil, xReasonCode, xEnds, xExceptions, xRepeats } = m.body
  if (xUntil !== undefined && at(xUntil) <= at(xFrom))
    return fault('until', '/document/xUntil', 'it ends before it begins')
  if (s.movement !== null) {
    if (xExceptions !== undefined) return fault('exceptions', '/document/xExceptions', 'this is one movement')
    if (!isOpen(s.movement)) return fault('over', '/type', 'the movement has ended')
    // What either side sends back goes back, whatever was said before.
    if (s.movement.suspension !== null && (xEnds !== 'return' || s.movement.suspension.ends === 'return'))
      return fault('suspended', '/type', 'it was said how the movement ends')
    return { ...s, movement: { ...s.movement, suspension: defined({ id: m.id, ends: xEnds, repeats: xRepeats }) } }
  }
  if (xRepeats !== undefined)
    return fault('repeats', '/document/xRepeats', 'a suspension is said again in the case of a movement')
  const o = here(s.office, m)
  if (isFault(o)) return o
  const stranger = offDuty(o, sideOf(c, m), m)
  if (stranger) return stranger
  const said = m.iat * 1000
  if (!isAgreedAt(o, Math.max(said, at(xFrom))))
    return fault('not-in-force', '/type', 'only an office in force is suspended')
  const told: Suspension = defined({
    id: m.id,
    side: sideOf(c, m),
    from: xFrom,
    until: xUntil,
    reason: xReasonCode,
    ends: xEnds,
    exceptions: Object.fromEntries((xExceptions ?? []).map((e) => [e.xMovement, e.xEnds])),
  })
  return { ...s, office: { ...o, suspensions: [...o.suspensions.filter((x) => !isOver(x, said)), told] } }
}

/** Rosters of a side that are kept: by those that are older nothing is judged any more. */
export const ROSTERS = 20

/** It binds whoever decides for its side at the office (competence.ts); it holds no name. */
export const roster: Step<'roster'> = (s, m, c) => {
  const o = here(s.office, m)
  if (isFault(o)) return o
  const { xFrom, xTo, xDuty } = m.body
  if (at(xTo) <= at(xFrom)) return fault('until', '/document/xTo', 'it ends before it begins')
  const named = xDuty.findIndex((d) => d.xRef !== undefined)
  if (named >= 0 && m.terms?.effects.includes('officers-by-reference') !== true)
    return fault('reference', `/document/xDuty/${named}/xRef`, 'the agreement does not say that officers are named')
  const side = sideOf(c, m)
  const told: Roster = { id: m.id, told: m.iat, from: xFrom, to: xTo, duty: xDuty }
  const rosters = [...(o.rosters[side] ?? []), told].slice(-ROSTERS)
  return { ...s, office: { ...o, rosters: { ...o.rosters, [side]: rosters } } }
}
