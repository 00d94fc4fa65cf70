/** The cases of a node that is a store, a clock and nothing else: what others would have sent is put into the store. */
import { BusinessEvents } from '../../node/operate/events.ts'
import pino from 'pino'
import type { Node } from '../../node/node.ts'
import type { Store } from '../../node/store/store.ts'
import type { Reference } from '../../node/message/reference.ts'
import { newMessageId, type MessageId } from '../../node/values/id.ts'
import { arrived, emptyStore, sent, XA } from '../exchange/stored.ts'
import type { TestStore } from '../servers.ts'
import { ShiftedClock } from '../nodes.ts'

type Scope = Parameters<TestStore['make']>[0]
type More = NonNullable<Parameters<typeof sent>[1]> & { heads?: readonly string[]; body?: object }

let made = 0
/** Ids that are ordered as they were made. */
export const nextId = (): MessageId => newMessageId(1_790_000_000_000 + ++made)

export async function alone(t: Scope, kind: TestStore) {
  const { store, url } = await emptyStore(t, kind)
  const clock = new ShiftedClock()
  const told: { kind: string; peer: string | null; detail: string; subject?: string | undefined }[] = []
  const settled: string[] = []
  const node = {
    country: XA,
    store,
    clock,
    owner: 'one',
    logger: pino({ level: 'silent' }),
    events: new BusinessEvents(),
    alert: async (kind: string, peer: string | null, detail: string, subject?: string) =>
      void told.push({ kind, peer, detail, subject }),
    settle: async (kind: string, peer: string | null, subject?: string) =>
      void settled.push(`${kind} ${peer} ${subject}`),
  } as unknown as Node
  return { node, store, url, clock, told, settled }
}

const stored = ({ heads, body, ...more }: More) =>
  [
    {
      procedure: 'talk',
      version: '1',
      type: 'fact',
      id: nextId(),
      ...(heads === undefined ? {} : { contextJson: JSON.stringify({ xHeads: heads }) }),
      ...more,
    },
    [] as Reference[],
    { text: 'x', ...body },
  ] as const

/** A message of the talk (talk.ts) that came from the other side, and one that waits to be sent to it. */
export const heard = (store: Store, more: More = {}): Promise<MessageId> => arrived(store, ...stored(more))
export const queued = (store: Store, more: More = {}): Promise<MessageId> => sent(store, ...stored(more))
