/** The schema of this release: the migrations of all features, in the order of their numbers. */
import { caseTables } from './cases/tables.ts'
import { evidenceTables } from './evidence/tables.ts'
import { exchangeTables } from './exchange/tables.ts'
import { alertTables } from './operate/alert-rows.ts'
import { changeTables } from './operate/change-rows.ts'
import { auditTables } from './operate/audit-table.ts'
import { processTables } from './operate/processes.ts'
import { proposalTables } from './operate/proposals.ts'
import { sessionTables } from './peers/sessions.ts'
import { peerTables } from './peers/tables.ts'
import { traderTables } from './procedures/aeo/tables.ts'
import { permitTables } from './procedures/documents/tables.ts'
import { preArrivalTables } from './procedures/pre-arrival/tables.ts'
import { crossingTables } from './procedures/release-time/tables.ts'
import { systemTables } from './procedures/system/tables.ts'
import { sealingTables } from './exchange/sealings.ts'
import { serviceTables } from './exchange/service-counts.ts'
import { uploadTables } from './exchange/upload-tables.ts'
import { webhookTables } from './webhooks/tables.ts'
import { largeTables } from './store/large.ts'
import { logTables } from './store/log-tables.ts'
import type { Schema } from './store/migrate.ts'

export const SCHEMA: Schema = [
  logTables,
  peerTables,
  exchangeTables,
  caseTables,
  traderTables,
  permitTables,
  crossingTables,
  preArrivalTables,
  alertTables,
  auditTables,
  proposalTables,
  processTables,
  evidenceTables,
  largeTables,
  uploadTables,
  sessionTables,
  changeTables,
  webhookTables,
  sealingTables,
  serviceTables,
  systemTables,
]
