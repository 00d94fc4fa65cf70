/** What two persons must want as it is shown, and to whom: what operators do to those who run the node, a grave act of a case to those who may see or do it. */
import type { components } from '../generated/window.ts'
import { mayRead, type Caller, type Doing } from '../http/caller.ts'
import type { ListedProposal } from '../operate/proposals.ts'
import { time } from '../values/time.ts'

type Schemas = components['schemas']

export const stateOf = (
  { confirmedBy, refusedBy, expiresAt }: ListedProposal,
  now: number,
): Schemas['Proposal']['state'] =>
  confirmedBy !== null ? 'confirmed' : refusedBy !== null ? 'refused' : expiresAt > now ? 'open' : 'expired'

/** Whether a caller may see that it was proposed (`facts`), what exactly (`contents`), or settle it (`act`): of a grave act as of the message that it would be, so that what an agency does is there for that agency, and for who speaks for all. */
export function mayOf(caller: Caller, { act, client }: ListedProposal, doing: Exclude<Doing, 'steer'>): boolean {
  if (act === null) return caller.roles.has('operator') || (doing !== 'act' && caller.roles.has('auditor'))
  const { procedure, type, agency } = act
  const about = { procedure, type, direction: 'out', ownerClient: client, ownerAgency: agency } as const
  return mayRead(caller, about, doing)
}

export const proposalView = (row: ListedProposal, now: number): Schemas['Proposal'] => ({
  id: row.id,
  state: stateOf(row, now),
  action: row.action,
  what: row.what,
  subject: row.subject,
  detail: row.detail,
  at: time(row.at),
  expiresAt: time(row.expiresAt),
  proposedBy: row.client,
  confirmedBy: row.confirmedBy,
  confirmedAt: row.confirmedAt === null ? null : time(row.confirmedAt),
  refusedBy: row.refusedBy,
  refusedAt: row.refusedAt === null ? null : time(row.refusedAt),
  reason: row.reason,
  act: row.act && actView(row.act),
})

const actView = ({ person: _person, to, ...act }: NonNullable<ListedProposal['act']>): Schemas['ProposedAct'] => ({
  ...act,
  to: [...to],
})
