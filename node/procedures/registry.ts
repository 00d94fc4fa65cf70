/** The procedures of coordinated border management and the types of message each knows, with the priority a type has by default (0 goes first). */

type Types = Readonly<Record<string, { readonly priority: number }>>

const types = (names: string, urgent: Readonly<Record<string, number>> = {}): Types =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, { priority: urgent[name] ?? 5 }]))

export const PROCEDURES = {
  'pre-arrival': {
    version: '1',
    types: types(
      `declaration amendment invalidation information-response screening-result exit do-not-load-answer diverted not-arrived registered rejected
       amendment-accepted amendment-rejected invalidation-accepted authority-amendment information-request screening-request risk-outcome do-not-load
       do-not-load-lifted control-recommendation control-notice arrival presentation presentation-revoked control-decision control-result
       agency-decision release refusal-of-entry returned`,
      { 'do-not-load': 0, 'do-not-load-lifted': 0, 'do-not-load-answer': 0, 'control-decision': 3, release: 3 },
    ),
  },
  aeo: {
    version: '1',
    types: types('snapshot delta status applied query resync recognition-suspended recognition-restored', {
      snapshot: 7,
    }),
  },
  'opening-hours': {
    version: '1',
    types: types(
      'proposal counter-proposal acceptance rejection withdrawal temporary-change emergency-closing reopening out-of-hours-request out-of-hours-answer lapsed',
      { 'emergency-closing': 1, reopening: 1 },
    ),
  },
  'joint-control': {
    version: '1',
    types: types(
      'request acceptance reschedule reschedule-accepted decline start no-show aborted result joint-record recognition non-recognition',
    ),
  },
  'juxtaposed-office': {
    version: '1',
    types: types(
      'dossier agreement suspension exit-completed handover readmitted entry-started entry-completed entry-refused detained returned incident',
      { incident: 2, handover: 3 },
    ),
  },
  'release-time': { version: '1', types: types('event correction', { event: 7, correction: 7 }) },
  documents: {
    version: '1',
    types: types(
      `query verification reservation use use-cancelled interception status reservation-confirmed reservation-refused reservation-lapsed
       use-confirmed use-refused endorsement revocation replacement discrepancy`,
    ),
  },
  assistance: {
    version: '1',
    types: types(
      `request supplement accepted conditional conditions-accepted conditions-declined postponed resumed refused partial-answer answer withdrawal
       spontaneous onward-use-request onward-use-answer destroyed`,
    ),
  },
  system: {
    version: '1',
    types: types('capabilities reference-data maintenance outage contingency test', { outage: 1 }),
  },
} as const satisfies Record<string, { version: string; types: Types }>

export type ProcedureName = keyof typeof PROCEDURES
export const isProcedure = (v: unknown): v is ProcedureName => typeof v === 'string' && Object.hasOwn(PROCEDURES, v)

/** Default priority of a type; undefined where procedure or type is not known. */
export const priorityOf = (procedure: string, type: string): number | undefined => {
  if (!isProcedure(procedure)) return undefined
  const known: Types = PROCEDURES[procedure].types
  return Object.hasOwn(known, type) ? known[type]!.priority : undefined
}
