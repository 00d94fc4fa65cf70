/** What of a case of `aeo` makes its list of traders: the last whole snapshot, the deltas after it, and a snapshot whose parts still come. Pure. */
import type { MessageId } from '../../values/ids.ts'
import type { Aeo, Bodies } from './aeo.ts'
import { traderKey, type Entry, type Unrecognised } from './trader-record.ts'
import type { CaseFold } from '../../cases/engine.ts'
import { parseTime } from '../../values/time.ts'

export type SnapshotPart = { readonly id: MessageId; readonly part: string }
export type SnapshotOf = {
  /** What names it: the same for all its parts. */
  readonly name: string
  readonly sequence: number
  readonly parts: readonly SnapshotPart[]
}
export type Delta = { readonly id: MessageId; readonly sequence: number; readonly entries: readonly Entry[] }
export type TraderChain = {
  readonly basis: SnapshotOf | null
  readonly deltas: readonly Delta[]
  readonly loading: SnapshotOf | null
  readonly unrecognised: readonly Unrecognised[]
  /** Decisions on recognition of which nothing is left but that they were taken: their documents were erased. */
  readonly forgotten: boolean
}

const nameOf = ({ xSnapshot, xHash, xSequence, xParts }: Bodies['snapshot']): string =>
  JSON.stringify([xSnapshot, xHash, xSequence, xParts])

/** Only messages that moved the case on count: not those at fault, nor deltas that came while it waits for a resync. */
export function chainOf(fold: CaseFold): TraderChain {
  const { messages, outcomes, states } = fold
  let basis: SnapshotOf | null = null
  let deltas: Delta[] = []
  let loading: SnapshotOf | null = null
  const unrecognised: Unrecognised[] = []
  let forgotten = false
  for (const [i, m] of messages.entries()) {
    forgotten ||= m.body === null && m.type.startsWith('recognition-')
    if (outcomes[i]!.status !== 'applied') continue
    const [before, after] = [states[i] as Aeo | null, states[i + 1] as Aeo]
    const id = m.id as MessageId
    if (m.type === 'snapshot') {
      const body = m.body as Bodies['snapshot']
      const name = nameOf(body)
      const part = { id, part: body.xAttachment?.part ?? 'document' }
      const parts: SnapshotPart[] =
        before?.loading?.id === body.xSnapshot && loading?.name === name ? [...loading.parts, part] : [part]
      const snapshot = { name, sequence: body.xSequence, parts }
      loading = after.loading === null ? null : snapshot
      if (after.loading === null && after.broken === null) {
        basis = snapshot
        deltas = []
      }
    } else if (m.type === 'delta' && after.sequence === (before?.sequence ?? -1) + 1 && after.broken === null)
      deltas.push({ id, sequence: after.sequence, entries: (m.body as Bodies['delta']).xEntries })
    else if (m.type === 'recognition-suspended' || m.type === 'recognition-restored') {
      const body = m.body as Bodies['recognition-suspended']
      const at = body.xEffectiveFrom === undefined ? m.iat * 1000 : parseTime(body.xEffectiveFrom)
      for (const scope of body.xKeys ? new Set(body.xKeys.map(traderKey)) : ['*']) {
        const open = unrecognised.findLastIndex((u) => u.scope === scope && u.to === null)
        if (m.type === 'recognition-suspended') unrecognised.push({ scope, from: at, to: null })
        else if (open >= 0) unrecognised[open] = { ...unrecognised[open]!, to: Math.max(at, unrecognised[open]!.from) }
      }
    }
  }
  return { basis, deltas, loading, unrecognised, forgotten }
}
