/** How the states of an agreement look. */
import { State, type Kind } from '../../parts/index.ts'
import type { Schemas } from '../../api.ts'
import { named } from '../../text.ts'

const KINDS: Readonly<Record<string, Kind>> = {
  draft: 'none',
  proposed: 'busy',
  received: 'waiting',
  'in-force': 'good',
  revoked: 'stopped',
  withdrawn: 'stopped',
  declined: 'stopped',
}

export const AgreementState = ({ state }: { state: string }) => (
  <State kind={KINDS[state] ?? 'none'}>{named('neighbours.agreement.state', state)}</State>
)

/** What an agreement is called; its hash where it cannot be read. */
export const titleOf = ({ document, fault, hash }: Schemas['Agreement']): string =>
  String((document as { title?: unknown } | undefined)?.title ?? fault ?? hash)
