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
  isAgreed,
  isOpen,
  otherOf,
  sideOf,
} from './office-state.ts'

export const dossier: Step<'dossier'> = (s, m, c) => {
  if (s.movement !== null) return fault('other-case', '/type', 'a dossier does not belong to a movement')
  const side = sideOf(c, m)
  const { xOfficeId, xVersion, xZones, xValidFrom, xValidTo, xAgencies = [] } = m.body
  const o: Office = s.office ?? {
    id: xOfficeId,
    state: 'proposed',
    dossiers: {},
    agreed: {},
    suspension: null,
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
  const dossiers = { ...o.dossiers, [side]: stated }
  return { ...s, office: { ...o, dossiers, state: o.state === 'in-force' ? 'proposed' : o.state } }
}

export const agreement: Step<'agreement'> = (s, m, c) => {
  const o = here(s.office, m)
  if (isFault(o)) return o
  const side = sideOf(c, m)
  const theirs = o.dossiers[otherOf(side)]
  if (theirs === undefined) return fault('no-dossier', '/type', 'the other side has sent no dossier')
  if (theirs.version !== m.body.xVersion)
    return fault('version', '/document/xVersion', `the newest dossier of the other side is version ${theirs.version}`)
  if (o.agreed[side] === theirs.version && o.suspension === null)
    return fault('agreed', '/type', 'this side has agreed to it')
  // Only who has suspended the office opens it again.
  if (o.suspension !== null && o.suspension.side !== side)
    return fault('suspended', '/type', 'the office is suspended by the other side')
  const next: Office = { ...o, agreed: { ...o.agreed, [side]: theirs.version }, suspension: null }
  return { ...s, office: { ...next, state: isAgreed(next) ? 'in-force' : 'proposed' } }
}

export const suspension: Step<'suspension'> = (s, m, c) => {
  const { xFrom, xUntil, xReasonCode, xEnds, xExceptions } = m.body
  if (xUntil !== undefined && at(xUntil) <= at(xFrom))
    return fault('until', '/document/xUntil', 'it ends before it begins')
  if (s.movement !== null) {
    if (xExceptions !== undefined) return fault('exceptions', '/document/xExceptions', 'this is one movement')
    if (!isOpen(s.movement)) return fault('over', '/type', 'the movement has ended')
    if (s.movement.suspension !== null) return fault('suspended', '/type', 'it was said how the movement ends')
    return { ...s, movement: { ...s.movement, suspension: { id: m.id, ends: xEnds } } }
  }
  const o = here(s.office, m)
  if (isFault(o)) return o
  const stranger = offDuty(o, sideOf(c, m), m)
  if (stranger) return stranger
  if (o.state !== 'in-force') return fault('not-in-force', '/type', 'only an office in force is suspended')
  const told: Suspension = defined({
    id: m.id,
    side: sideOf(c, m),
    from: xFrom,
    until: xUntil,
    reason: xReasonCode,
    ends: xEnds,
    exceptions: Object.fromEntries((xExceptions ?? []).map((e) => [e.xMovement, e.xEnds])),
  })
  return { ...s, office: { ...o, state: 'suspended', suspension: told } }
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
