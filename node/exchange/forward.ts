/**
 * Onward transit A→B→C: what A sent to B is passed on to C, with A's signed manifest and the salts of its parts, so that C can see that A said it. Only what the
 * agreement that it came under lets B pass on (`onward`); A stays the originator, B answers for the passing on.
 */
import { messagesIn } from './messages.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import { isObject } from '../values/members.ts'
import { allowsOnward } from '../peers/allows.ts'
import type { Node } from '../node.ts'
import type { MessageRow, PartRow } from './message-rows.ts'
import type { Outgoing, OutgoingPart, Owner } from './outgoing.ts'
import type { Idempotent, Submit, SubmitOutcome } from './submit.ts'

/** What the context of a forwarded message says of where it came from: the parts of ours that hold the originator's. */
export type Onward = {
  readonly originator: Country
  readonly message: string
  readonly manifest: string
  readonly salts: string
  /** Of the originator's parts other than the document, which part of this message has the bytes. */
  readonly parts: Readonly<Record<string, string>>
}

/** Submits a received message anew to `to`. Fails with `no-agreement`, rule `onward`, and with `gone` where it was erased. */
export const forward = (
  node: Node,
  submit: Submit,
  row: MessageRow,
  to: Country,
  conversation: MessageId | undefined,
  idempotent: Idempotent | null,
  owner: Owner | null,
): Promise<SubmitOutcome> => submit(() => onwardOf(node, row, to, conversation), idempotent, owner)

const again = ({ mediaType, bytes, large, size }: PartRow): OutgoingPart =>
  large === null ? { mediaType, bytes: bytes! } : { mediaType, bytes: null, large, size }

async function onwardOf(
  { store, directory }: Node,
  row: MessageRow,
  to: Country,
  conversation: MessageId | undefined,
): Promise<Outgoing> {
  const document = directory.find(row.peer)?.agreements.find((a) => a.hash === row.agreement)?.document
  if (!document || !allowsOnward(document, { of: row.peer, procedure: row.procedure, to }))
    throw new JuxtaError(
      'no-agreement',
      `the agreement with ${row.peer} does not let ${row.procedure} be passed on to ${to}`,
      { pointer: '/to', rule: 'onward' },
    )
  const parts = await messagesIn(store).parts(row.id, true)
  const gone = (): JuxtaError => new JuxtaError('gone', 'the message was erased: it cannot be passed on')
  if (row.manifest === '' || parts.some((p) => (!p.bytes && p.large === null) || !p.salt)) throw gone()
  const own = parts.find((p) => p.part === 'document')
  if (!own) throw gone()
  const others = parts.filter((p) => p.part !== 'document')
  const salts = Object.fromEntries(parts.map((p) => [p.part, p.salt!.toString('base64url')]))
  const said: unknown = row.contextJson === null ? {} : JSON.parse(row.contextJson)
  // What its sender had seen is of the case between the two of them.
  const { xHeads: _heads, xCaseHash: _hash, ...context } = isObject(said) ? said : {}
  const onward: Onward = {
    originator: row.peer,
    message: row.id,
    manifest: 'attachment-1',
    salts: 'attachment-2',
    parts: Object.fromEntries(others.map((p, i) => [p.part, `attachment-${i + 3}`])),
  }
  return {
    to: [{ country: to }],
    procedure: row.procedure,
    type: row.type,
    version: row.version,
    ...(conversation === undefined ? {} : { conversation }),
    context: { ...context, xOnward: onward },
    document: again(own),
    attachments: [
      { mediaType: 'application/jose', bytes: Buffer.from(row.manifest) },
      { mediaType: 'application/json', bytes: Buffer.from(JSON.stringify(salts)) },
      ...others.map(again),
    ],
    test: row.test,
    fanOut: false,
  }
}
