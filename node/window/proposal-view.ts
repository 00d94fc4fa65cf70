/** What two persons must want as it is shown. */
import type { components } from '../generated/window.ts'
import type { ListedProposal } from '../operate/proposals.ts'
import { time } from '../values/time.ts'

type Schemas = components['schemas']

export const stateOf = (
  { confirmedBy, refusedBy, expiresAt }: ListedProposal,
  now: number,
): Schemas['Proposal']['state'] =>
  confirmedBy !== null ? 'confirmed' : refusedBy !== null ? 'refused' : expiresAt > now ? 'open' : 'expired'

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
