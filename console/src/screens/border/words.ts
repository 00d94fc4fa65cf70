/** Which colour and shape the states of the border have; their words stand in the locale files. */
import type { Schemas } from '../../api.ts'
import type { Kind } from '../../parts/index.ts'

const MESSAGE: Readonly<Record<string, Kind>> = {
  queued: 'waiting',
  sealed: 'waiting',
  delivered: 'good',
  collected: 'good',
  accepted: 'good',
  rejected: 'bad',
  refused: 'bad',
  parked: 'bad',
  expired: 'stopped',
  cancelled: 'stopped',
}
export const kindOfMessage = (state: string): Kind => MESSAGE[state] ?? 'none'

/** Modes of transport: road first, by which most goods come. */
export const MODES = ['3', '2', '1', '4', '5', '8'] as const

/** Where goods stand on their way over the border, in its order. */
export const STAGES = ['expected', 'exited', 'arrived', 'presented', 'left'] as const
export type Stage = (typeof STAGES)[number]

const STAGE_OF: Readonly<Record<string, Stage>> = {
  expected: 'expected',
  diverted: 'exited',
  exited: 'exited',
  // It may come again.
  withdrawn: 'exited',
  arrived: 'arrived',
  presented: 'presented',
  left: 'left',
  returned: 'left',
  'not-arrived': 'left',
}

/** The stage of what is furthest behind: as long as anything of it is on the way, it is. */
export function stageOf({ movements, status }: Pick<Schemas['PreArrivalSummary'], 'movements' | 'status'>): Stage {
  if (status === 'closed') return 'left'
  const stages = Object.keys(movements).map((m) => STAGE_OF[m] ?? 'expected')
  return STAGES.find((stage) => stages.includes(stage)) ?? 'expected'
}

const MOVEMENT: Readonly<Record<string, Kind>> = {
  expected: 'waiting',
  exited: 'busy',
  arrived: 'busy',
  presented: 'busy',
  left: 'good',
  returned: 'stopped',
  diverted: 'waiting',
  withdrawn: 'waiting',
  'not-arrived': 'stopped',
}
export const kindOfMovement = (movement: string): Kind => MOVEMENT[movement] ?? 'none'

const DISPOSAL: Readonly<Record<string, Kind>> = {
  open: 'waiting',
  control: 'busy',
  released: 'good',
  conditional: 'good',
  refused: 'bad',
  seized: 'bad',
  destroyed: 'stopped',
  returned: 'stopped',
  abandoned: 'stopped',
  confiscated: 'stopped',
}
export const kindOfDisposal = (disposal: string): Kind => DISPOSAL[disposal] ?? 'none'

export const kindOfRisk = (risk: string): Kind =>
  risk === 'complete' ? 'good' : risk === 'referred' ? 'busy' : 'waiting'

const PHASE: Readonly<Record<string, Kind>> = {
  requested: 'waiting',
  agreed: 'busy',
  running: 'busy',
  recorded: 'good',
  recognised: 'good',
  declined: 'stopped',
  aborted: 'bad',
  'no-show': 'bad',
}
export const kindOfPhase = (phase: string): Kind => PHASE[phase] ?? 'none'

const FOUND: Readonly<Record<string, Kind>> = {
  'do-not-load': 'bad',
  recognised: 'good',
  expected: 'waiting',
  arrived: 'busy',
  unannounced: 'bad',
  rejected: 'bad',
  closed: 'stopped',
  open: 'busy',
  done: 'good',
  valid: 'good',
  issued: 'good',
  revoked: 'bad',
  expired: 'stopped',
  replaced: 'stopped',
}
export const kindOfFound = (state: string): Kind => FOUND[state] ?? MESSAGE[state] ?? 'none'

/** Why something must not be loaded, in the order in which it is offered. */
const STOPS: Readonly<Record<Schemas['StopReason'], true>> = {
  'security-threat': true,
  weapons: true,
  'dangerous-goods': true,
  drugs: true,
  'prohibited-goods': true,
  sanctions: true,
  health: true,
  'goods-description': true,
  parties: true,
  'not-declared': true,
  'information-missing': true,
  screening: true,
  investigation: true,
  other: true,
}
export const STOP_REASONS = Object.keys(STOPS) as readonly Schemas['StopReason'][]

/** What people call a movement by. */
export const nameOf = (s: {
  readonly means?: string | null
  readonly equipment?: readonly string[]
  readonly mrn: string | null
  readonly lrn: string | null
  readonly conversation: string
}): string => s.means ?? s.equipment?.[0] ?? s.mrn ?? s.lrn ?? s.conversation

export const preArrivalHref = ({ conversation, peer }: { conversation: string; peer: string }): string =>
  `/console/pre-arrivals/${conversation}?peer=${peer}`
export const crossingHref = (crossing: string): string => `/console/crossings/${encodeURIComponent(crossing)}`
