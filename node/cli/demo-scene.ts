/** What all scenes of the demo's day share: who plays, the lorry that they speak of, and how a scene ends: both hold the same case. */
import type { components } from '../generated/window.ts'
import type { DemoDesk, Submitted } from './demo-desk.ts'
import { call, type DemoNode } from './demo-nodes.ts'

/** Says what happens: a heading, and a line of what came of it. */
export type Voice = { step(text: string): void; result(text: string): void }

export type Scene = Voice & {
  readonly a: DemoNode
  readonly b: DemoNode
  readonly desk: DemoDesk
  /** A time of the story, in minutes after seven in the morning of today (UTC). */
  at(minutes: number): string
}
export type Schemas = components['schemas']
type Held<S> = Omit<Schemas['Case'], 'state'> & { readonly state: S | null }

export const [OFFICER_A, OFFICER_B] = ['XA-77', 'XB-12']
export const [EXIT_OFFICE, ENTRY_OFFICE] = ['XA000101', 'XB000214']
export const LORRY = 'XATR9081'
export const CROSSING = 'XA-XB-000417'
/** Of the same goods the declaration of export and that of entry have a number each. */
export const [EXPORT_MRN, ENTRY_MRN] = ['26XAB0417000000011', '26XBR0417000000010']
export const xSubject = [{ transportEquipment: { id: LORRY } }]

/** What the messages of the movement say beside their documents. */
export const about = (xOffice: string, more: object = {}) => ({
  xCrossing: CROSSING,
  xOffice,
  xPurpose: 'demonstration',
  xLegalBasis: 'none: a demonstration of Juxta on one machine',
  xReferences: [{ type: 'export-mrn', value: EXPORT_MRN }],
  ...more,
})

const caseOf = <S>(node: DemoNode, { conversation }: Submitted): Promise<Held<S>> =>
  call<Held<S>>(node, 'GET', `/v1/cases/${conversation}`)

/** Waits until both hold the case as `done` wants it, and hold the same. */
export async function together<S>(
  { a, b, desk, result }: Scene,
  of: Submitted,
  what: string,
  done: (state: S) => boolean,
): Promise<S> {
  const held = await desk.wait(`${what}, at both the same`, async () => {
    const [ours, theirs] = await Promise.all([caseOf<S>(a, of), caseOf<S>(b, of)])
    return ours.hash === theirs.hash && ours.state !== null && done(ours.state) && ours
  })
  result(`${what}; both hold the same case, ${held.hash.slice(8, 20)}…`)
  return held.state!
}
