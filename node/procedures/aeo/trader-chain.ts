/** What of a case of `aeo` makes its list of traders: the last whole snapshot, the deltas after it, and a snapshot whose parts still come. Pure. */
import type { MessageId } from '../../values/id.ts'
import type { Aeo, Bodies } from './aeo.ts'
import { traderKey, type Entry, type Unrecognised } from './trader-record.ts'
import type { Applied, CaseFold } from '../../cases/engine.ts'
import { parseTime } from '../../values/time.ts'

export type SnapshotPart = { readonly id: MessageId; readonly part: string }
export type SnapshotOf = {
  /** What names it: the same for all its parts. */
  readonly name: string
  readonly sequence: number
  readonly parts: readonly SnapshotPart[]
}
export type Delta = { readonly id: MessageId; readonly sequence: number; readonly entries: readonly Entry[] }
/** Why a list does not hold all that its granting country has said, the message that showed it, and when that was signed (milliseconds since 1970). */
export type Incomplete = {
  /** `gap`: a delta is missing; `hash`: it does not come to the hash that was stated; `parts`: a newer snapshot is not whole yet. */
  readonly reason: 'gap' | 'hash' | 'parts'
  readonly message: MessageId
  readonly since: number
}
export type TraderChain = {
  readonly basis: SnapshotOf | null
  readonly deltas: readonly Delta[]
  readonly loading: SnapshotOf | null
  /** Null where the list holds all that was said. */
  readonly incomplete: Incomplete | null
  readonly unrecognised: readonly Unrecognised[]
  /** Decisions on recognition of which nothing is left but that they were taken: their documents were erased. */
  readonly forgotten: boolean
}

const nameOf = ({ xSnapshot, xHash, xSequence, xParts }: Bodies['snapshot']): string =>
  JSON.stringify([xSnapshot, xHash, xSequence, xParts])

type Chain = { -readonly [K in keyof TraderChain]: TraderChain[K] } & { deltas: Delta[]; unrecognised: Unrecognised[] }

const begun = (): Chain => ({
  basis: null,
  deltas: [],
  loading: null,
  incomplete: null,
  unrecognised: [],
  forgotten: false,
})

/** How far each case was read, and what came of it: a message more does not make all read again. */
const read = new WeakMap<CaseFold, { readonly chain: Chain; size: number; readonly sorted: number }>()

/** Only messages that moved the case on count: not those at fault, nor deltas that came while it waits for a resync. */
export function chainOf(fold: CaseFold): TraderChain {
  let known = read.get(fold)
  if (known === undefined || known.sorted !== fold.sorted)
    read.set(fold, (known = { chain: begun(), size: 0, sorted: fold.sorted }))
  for (const applied of fold.walk(known.size)) follow(known.chain, applied)
  known.size = fold.size
  return known.chain
}

/** The first message that showed a fault names it until the list is whole again: a second one does not make it younger. */
function incompleteAfter(was: Incomplete | null, { broken, loading, sequence }: Aeo, now: Omit<Incomplete, 'reason'>) {
  const reason = broken ? broken.reason : loading && loading.sequence > sequence ? ('parts' as const) : null
  if (reason === null) return null
  return was?.reason === reason ? was : { reason, ...now }
}

function follow(chain: Chain, { message: m, outcome, before: was, after: now }: Applied): void {
  chain.forgotten ||= m.body === null && m.type.startsWith('recognition-')
  if (outcome.status !== 'applied') return
  const [before, after] = [was as Aeo | null, now as Aeo]
  const id = m.id as MessageId
  chain.incomplete = incompleteAfter(chain.incomplete, after, { message: id, since: m.iat * 1000 })
  if (m.type === 'snapshot') {
    const body = m.body as Bodies['snapshot']
    const name = nameOf(body)
    const part = { id, part: body.xAttachment?.part ?? 'document' }
    const begun = chain.loading
    const parts: SnapshotPart[] =
      before?.loading?.id === body.xSnapshot && begun?.name === name ? [...begun.parts, part] : [part]
    const snapshot = { name, sequence: body.xSequence, parts }
    chain.loading = after.loading === null ? null : snapshot
    if (after.loading === null && after.broken === null) {
      chain.basis = snapshot
      chain.deltas = []
    }
  } else if (m.type === 'delta' && after.sequence === (before?.sequence ?? -1) + 1 && after.broken === null)
    chain.deltas.push({ id, sequence: after.sequence, entries: (m.body as Bodies['delta']).xEntries })
  else if (m.type === 'recognition-suspended' || m.type === 'recognition-restored') {
    const body = m.body as Bodies['recognition-suspended']
    const at = body.xEffectiveFrom === undefined ? m.iat * 1000 : parseTime(body.xEffectiveFrom)
    const { unrecognised } = chain
    for (const scope of body.xKeys ? new Set(body.xKeys.map(traderKey)) : ['*']) {
      const open = unrecognised.findLastIndex((u) => u.scope === scope && u.to === null)
      if (m.type === 'recognition-suspended') unrecognised.push({ scope, from: at, to: null })
      else if (open >= 0) unrecognised[open] = { ...unrecognised[open]!, to: Math.max(at, unrecognised[open]!.from) }
    }
  }
}
