/** What a webhook tells of a change: its type, its lane, its id and its body, as Standard Webhooks has them; and which changes a webhook is told. */
import type { Change } from '../exchange/changes.ts'

/** What a webhook is told of: all that its key may see, where a filter is null; what lacks what a filter asks for is not told. */
export type Filter = {
  readonly kinds: readonly string[] | null
  readonly procedures: readonly string[] | null
  readonly states: readonly string[] | null
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `message.accepted`, `case.changed`, `list.changed`, `alert.opened`, `alert.closed`. */
export function typeOf({ kind, state }: Change): string {
  if (kind === 'message') return `message.${text(state)}`
  if (kind === 'alert') return state === 'open' ? 'alert.opened' : 'alert.closed'
  return `${kind}.changed`
}

/** What is told in its order: a conversation, a row of a register, an alert. */
export const laneOf = (change: Change): string =>
  change.kind === 'list'
    ? `list ${text(change['list'])} ${text(change['peer'])} ${text(change['subject'])}`
    : change.kind === 'alert'
      ? `alert ${text(change['alert'])}`
      : `conversation ${text(change['conversation'])}`

/** The `webhook-id`: the same whenever and to whomever the change is told, and without a full stop, which separates what is signed. */
export const eventId = (change: Pick<Change, 'id'>): string => change.id.replaceAll('.', '_')
export const changeId = (event: string): string => event.replaceAll('_', '.')

export function fits({ kinds, procedures, states }: Filter, change: Change): boolean {
  return (
    (kinds === null || kinds.includes(change.kind)) &&
    (procedures === null || procedures.includes(text(change['procedure']))) &&
    (states === null || (change.kind === 'message' && states.includes(text(change['state']))))
  )
}

/** The same bytes whenever it is told. */
export const bodyOf = (type: string, timestamp: string, data: object): string =>
  JSON.stringify({ type, timestamp, data })
