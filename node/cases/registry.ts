/**
 * The procedures of coordinated border management and the types of message each knows: what policy, agreements, submission and the case
 * engine ask before anybody looks into a document. Names are binding (design page "procedures").
 */

/** What a party is in a case. A party has one role; where a type says `both`, either party may send it. */
export type Role = 'exit' | 'entry' | 'granting' | 'receiving' | 'issuer' | 'holder' | 'requesting' | 'requested'

export type MessageType = {
  /** The roles that may send it. */
  readonly from: readonly Role[] | 'both'
  /** Default priority, 0 (goes first) to 9; a caller may only lower it. */
  readonly priority: number
  /** `context.xDecidedBy` must name a person. */
  readonly decidedBy: boolean
  /** Who answers: a machine by itself, a person, or either. */
  readonly by: 'machine' | 'person' | 'either'
  /** It states a fact that its sender owns; a request decides nothing. Among concurrent messages facts go before requests. */
  readonly decides: boolean
  /** Takes part in the case at once, even where messages that its sender had seen are still missing. */
  readonly waits: boolean
}

type More = Partial<Omit<MessageType, 'from'>>
const type =
  (from: MessageType['from'], decides: boolean) =>
  (more: More = {}): MessageType => ({
    from,
    priority: more.priority ?? 5,
    decidedBy: more.decidedBy ?? false,
    by: more.by ?? (more.decidedBy ? 'person' : 'either'),
    decides: more.decides ?? decides,
    waits: more.waits ?? true,
  })

/** A fact that only this role may state, and a request of this role. */
const fact = { exit: type(['exit'], true), entry: type(['entry'], true), both: type('both', true) }
const asks = { exit: type(['exit'], false), entry: type(['entry'], false), both: type('both', false) }
const granting = type(['granting'], true)
const receiving = type(['receiving'], false)
const issuer = type(['issuer'], true)
const holder = type(['holder'], false)
const requesting = type(['requesting'], false)
const requested = type(['requested'], true)

const person = { decidedBy: true } as const
const machine = { by: 'machine' } as const

export const PROCEDURES = {
  'pre-arrival': {
    version: '1',
    types: {
      declaration: asks.exit(),
      amendment: asks.exit(),
      invalidation: asks.exit(),
      'information-response': asks.exit(),
      'screening-result': fact.exit(),
      exit: fact.exit(),
      'do-not-load-answer': fact.exit({ priority: 0 }),
      diverted: fact.exit(),
      'not-arrived': fact.exit(),
      registered: fact.entry(machine),
      rejected: fact.entry(machine),
      'amendment-accepted': fact.entry(),
      'amendment-rejected': fact.entry(),
      'invalidation-accepted': fact.entry(),
      'authority-amendment': fact.entry(),
      'information-request': asks.entry(),
      'screening-request': asks.entry(),
      'risk-outcome': fact.entry(),
      'do-not-load': fact.entry({ ...person, priority: 0, waits: false }),
      'do-not-load-lifted': fact.entry({ ...person, priority: 0 }),
      'control-recommendation': fact.entry(),
      'control-notice': fact.entry(),
      arrival: fact.entry(),
      presentation: fact.entry(),
      'presentation-revoked': fact.entry(),
      'control-decision': fact.entry({ priority: 3 }),
      'control-result': fact.entry(),
      'agency-decision': fact.entry(),
      release: fact.entry({ priority: 3 }),
      'refusal-of-entry': fact.entry(person),
      returned: fact.entry(),
    },
  },
  aeo: {
    version: '1',
    types: {
      snapshot: granting({ priority: 7 }),
      delta: granting(),
      status: granting(machine),
      applied: receiving({ ...machine, decides: true }),
      query: receiving(),
      resync: receiving(machine),
      'recognition-suspended': receiving({ ...person, decides: true }),
      'recognition-restored': receiving({ ...person, decides: true }),
    },
  },
  'opening-hours': {
    version: '1',
    types: {
      proposal: asks.both(person),
      'counter-proposal': asks.both(person),
      acceptance: fact.both(person),
      rejection: fact.both(person),
      withdrawal: fact.both(person),
      'temporary-change': fact.both(person),
      'emergency-closing': fact.both({ ...person, priority: 1 }),
      reopening: fact.both({ ...person, priority: 1 }),
      'out-of-hours-request': asks.both(person),
      'out-of-hours-answer': fact.both(person),
      lapsed: fact.both(machine),
    },
  },
  'joint-control': {
    version: '1',
    types: {
      request: asks.both(),
      acceptance: fact.both(person),
      reschedule: asks.both(),
      'reschedule-accepted': fact.both(person),
      decline: fact.both(),
      start: fact.both(),
      'no-show': fact.both(),
      aborted: fact.both(),
      result: fact.both(),
      'joint-record': fact.both(),
      recognition: fact.both(person),
      'non-recognition': fact.both(person),
    },
  },
  'juxtaposed-office': {
    version: '1',
    types: {
      dossier: fact.both(),
      agreement: fact.both(),
      suspension: fact.both(),
      'exit-completed': fact.exit(),
      handover: fact.exit({ ...machine, priority: 3 }),
      readmitted: fact.exit(),
      'entry-started': fact.entry(),
      'entry-completed': fact.entry(),
      'entry-refused': fact.entry(person),
      detained: fact.entry(),
      returned: fact.entry(),
      incident: fact.both({ priority: 2 }),
    },
  },
  'release-time': {
    version: '1',
    types: { event: fact.both({ priority: 7 }), correction: fact.both({ priority: 7 }) },
  },
  documents: {
    version: '1',
    types: {
      query: holder(),
      verification: holder(),
      reservation: holder(),
      use: holder(),
      'use-cancelled': holder({ decides: true }),
      interception: holder({ decides: true }),
      status: issuer(machine),
      'reservation-confirmed': issuer(machine),
      'reservation-refused': issuer(machine),
      'reservation-lapsed': issuer(machine),
      'use-confirmed': issuer(machine),
      'use-refused': issuer(machine),
      endorsement: issuer(),
      revocation: issuer(person),
      replacement: issuer(),
      discrepancy: issuer(),
    },
  },
  assistance: {
    version: '1',
    types: {
      request: requesting(person),
      supplement: requesting(person),
      accepted: requested(person),
      conditional: requested(person),
      'conditions-accepted': requesting(person),
      'conditions-declined': requesting(person),
      postponed: requested(person),
      resumed: requested(person),
      refused: requested(person),
      'partial-answer': requested(person),
      answer: requested(person),
      withdrawal: requesting({ ...person, decides: true }),
      spontaneous: requested(person),
      'onward-use-request': requesting(person),
      'onward-use-answer': requested(person),
      destroyed: requesting({ ...person, decides: true }),
    },
  },
  system: {
    version: '1',
    types: {
      capabilities: fact.both(),
      'reference-data': fact.both(),
      maintenance: fact.both(),
      outage: fact.both({ priority: 1 }),
      contingency: fact.both(),
      test: fact.both(),
    },
  },
} as const satisfies Record<string, { version: string; types: Readonly<Record<string, MessageType>> }>

export type ProcedureName = keyof typeof PROCEDURES
export type TypeName<P extends ProcedureName> = keyof (typeof PROCEDURES)[P]['types'] & string

export const isProcedure = (v: unknown): v is ProcedureName => typeof v === 'string' && Object.hasOwn(PROCEDURES, v)

/** What is known of a type; undefined where procedure or type is not known. */
export const messageType = (procedure: string, type: string): MessageType | undefined => {
  if (!isProcedure(procedure)) return undefined
  const known: Readonly<Record<string, MessageType>> = PROCEDURES[procedure].types
  return Object.hasOwn(known, type) ? known[type] : undefined
}

/** Default priority of a type; undefined where procedure or type is not known. */
export const priorityOf = (procedure: string, type: string): number | undefined =>
  messageType(procedure, type)?.priority
