/** The window side for auditors: who did and read what, with the outcome. */
import type { components } from '../generated/window.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import type { EvidenceRoom } from '../evidence/evidence.ts'
import { shownRecord } from '../operate/audit-proof.ts'
import { auditIn, type AuditFilter, type Logged, type Outcome } from '../operate/audit-table.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { parseTime } from '../values/time.ts'

type Schemas = components['schemas']

const recordView = (record: Logged): Schemas['AuditRecord'] => ({ ...shownRecord(record), leaf: record.leaf })

export const auditRoutes = ({ store }: Node, { audit }: EvidenceRoom): WindowRoutes => ({
  async listAudit({ query, after, next }) {
    const limit = Number(query['limit'] ?? 100)
    const { who, what, subject, outcome, from, to } = query
    const filter: AuditFilter = {
      ...(who === undefined ? {} : { who }),
      ...(what === undefined ? {} : { what }),
      ...(subject === undefined ? {} : { subject }),
      ...(outcome === undefined ? {} : { outcome: outcome as Outcome }),
      ...(from === undefined ? {} : { from: parseTime(from) }),
      ...(to === undefined ? {} : { to: parseTime(to) }),
    }
    const rows = await auditIn(store).page(filter, after(isMessageId)?.[0] ?? null, limit)
    const last = rows.length === limit ? rows.at(-1) : undefined
    return { body: { items: rows.map(recordView), next: next(last && [last.id]) } }
  },

  proveAudit: async ({ params }) => ({ body: await audit.prove(params['id'] as MessageId) }),
})
