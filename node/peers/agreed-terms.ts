/** What stored agreements say, by their hash: one that cannot be read keeps none of the others from being followed. */
import { asJuxtaError } from '../values/errors.ts'
import type { Digest } from '../values/digest.ts'
import { parseStrictJson } from '../values/json.ts'
import type { AgreementRow, PeerStore } from '../store/types.ts'
import { parseAgreement, type AgreementDocument } from './agreement.ts'

type Deadlines = NonNullable<AgreementDocument['deadlines']>

export type ReadAgreements = {
  readonly readable: readonly { readonly hash: Digest; readonly document: AgreementDocument }[]
  /** `fault`: why it cannot be read. It was checked before it was stored: the store was changed or damaged. */
  readonly unreadable: readonly { readonly row: AgreementRow; readonly fault: string }[]
}

export function readAgreements(rows: readonly AgreementRow[]): ReadAgreements {
  const readable: { hash: Digest; document: AgreementDocument }[] = []
  const unreadable: { row: AgreementRow; fault: string }[] = []
  for (const row of rows)
    try {
      readable.push({ hash: row.hash, document: parseAgreement(parseStrictJson(row.document)) })
    } catch (error) {
      unreadable.push({ row, fault: asJuxtaError(error).message })
    }
  return { readable, unreadable }
}

/**
 * Minutes by the name of a limit that an agreement sets for a procedure; undefined where it leaves the procedure its own, is not known here, or cannot be
 * read. An agreement never changes, and is read once.
 */
export function agreedTerms(
  store: Pick<PeerStore, 'agreements'>,
): (agreement: Digest, procedure: string) => Promise<Readonly<Record<string, number>> | undefined> {
  const known = new Map<Digest, Deadlines>()
  return async (agreement, procedure) => {
    if (!known.has(agreement))
      for (const { hash, document } of readAgreements(await store.agreements()).readable)
        known.set(hash, document.deadlines ?? {})
    const deadlines = known.get(agreement)
    return deadlines && Object.hasOwn(deadlines, procedure) ? deadlines[procedure] : undefined
  }
}
