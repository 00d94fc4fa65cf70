/** A store with messages in it and no node around it. */
import { randomBytes } from 'node:crypto'
import { submissionsIn, type Submission } from '../../node/exchange/submissions.ts'
import { inboxIn } from '../../node/exchange/inbox.ts'
import { settlementsIn } from '../../node/exchange/settlements.ts'
import { SCHEMA } from '../../node/schema.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import { initialiseStore, openStore, type Store } from '../../node/store/store.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf } from '../../node/values/digest.ts'
import { newMessageId, type MessageId } from '../../node/values/id.ts'
import type { TestStore } from '../servers.ts'

type Scope = Parameters<TestStore['make']>[0]

export const [XA, XB, XC, XD] = ['XA', 'XB', 'XC', 'XD'] as Country[] as [Country, Country, Country, Country]

export async function openAt(t: Scope, url: string): Promise<Store> {
  const store = await openStore(url, SCHEMA, (error) => {
    throw error
  })
  t.teardown(() => store.close())
  return store
}

/** An empty store of XA, whose peers are XB, XC and XD. */
export async function emptyStore(t: Scope, kind: TestStore): Promise<{ store: Store; url: string }> {
  const url = await kind.make(t)
  const node = { country: XA, name: 'Customs of XA', shard: '2026', origin: 'xa.example/2026' }
  await initialiseStore(url, SCHEMA, node, Date.now())
  const store = await openAt(t, url)
  for (const country of [XB, XC, XD])
    await store.transact(({ db }) =>
      db
        .insertInto('peer')
        .values({
          country,
          name: country,
          state: 'active',
          identity: '',
          identityVersion: 1,
          identityKey: '{}',
          exchangeUrl: '',
          tlsAuthority: '',
          createdAt: 0,
        })
        .execute(),
    )
  return { store, url }
}

type More = Partial<Submission['message']>

/** A message as its columns have it, with `more` of its own. */
export function messageOf(direction: 'out' | 'in', more: More): Submission['message'] {
  const id = more.id ?? newMessageId(Date.now())
  return {
    id,
    direction,
    peer: XB,
    procedure: 'pre-arrival',
    type: 'declaration',
    version: '1.0',
    conversation: id,
    ref: null,
    priority: 5,
    test: false,
    state: direction === 'out' ? 'queued' : 'received',
    agreement: digestOf('agreement'),
    iat: 1_700_000_000,
    exp: 4_000_000_000,
    createdAt: 1,
    manifest: 'a.b.c',
    manifestDigest: digestOf(id),
    salt: randomBytes(32),
    submission: null,
    agency: null,
    ownerClient: null,
    ownerAgency: null,
    contextJson: null,
    ...more,
  }
}

const parts = (document?: object) => {
  const bytes = Buffer.from(document === undefined ? 'x' : JSON.stringify(document))
  const mediaType = document === undefined ? 'application/xml' : 'application/json'
  return [
    {
      part: 'document',
      mediaType,
      size: bytes.length,
      digest: digestOf(bytes),
      salt: randomBytes(16),
      bytes,
      large: null,
    },
  ]
}

/** Puts a message into the outbox. */
export async function sent(
  store: Store,
  more: More = {},
  references: Submission['references'] = [],
  document?: object,
  sealed: Submission['sealed'] = null,
): Promise<MessageId> {
  const message = messageOf('out', more)
  const leaf = ownLeaf('sent', message.peer, message.id)
  const submission = { message, parts: parts(document), references, leaf, sealed }
  await submissionsIn(store).take({ submissions: [submission], idempotency: null, at: message.createdAt })
  return message.id
}

/** Accepts a message. */
export async function arrived(
  store: Store,
  more: More = {},
  references: Submission['references'] = [],
  document?: object,
): Promise<MessageId> {
  const message = messageOf('in', more)
  await inboxIn(store).accept({
    message: { ...message, sealedDigest: digestOf(`sealed ${message.id}`) },
    parts: parts(document),
    references,
    leaf: ownLeaf('received', message.peer, message.id),
    receipt: async () => ({
      jti: newMessageId(Date.now()),
      jws: `receipt of ${message.id}`,
      leaf: ownLeaf('receipt-issued', message.peer, message.id),
    }),
    at: message.createdAt,
  })
  return message.id
}

/** The receipt of a message, which names a leaf of its receiver's log. */
export async function receipted(
  store: Store,
  id: MessageId,
  index = 0,
  { shard = '2026', peer = XB, at = 20 }: { shard?: string; peer?: Country; at?: number } = {},
): Promise<void> {
  await settlementsIn(store).settle({
    row: { id, attempts: 1, body: null },
    messageId: id,
    set: { jti: newMessageId(Date.now()), event: 'received', jws: 'receipt', manifestDigest: digestOf(id) },
    leaf: ownLeaf('receipt-received', peer, id),
    state: 'delivered',
    cause: 'receipt',
    sealedDigest: digestOf(id),
    receiptShard: shard,
    receiptIndex: index,
    at,
  })
}

/** The same store, whose commits are all made twice: as where nobody hears that the first was done. */
export const unheard = (store: Store): Store => ({
  ...store,
  async commit(write, item) {
    await store.commit(write, item)
    return store.commit(write, item)
  },
  async transact(work) {
    await store.transact(work)
    return store.transact(work)
  },
  async apart(work) {
    await store.apart(work)
    return store.apart(work)
  },
})
