/** What agreements say of deadlines, by their hash: read once, because an agreement never changes. */
import type { Digest } from '../values/digest.ts'
import type { PeerStore } from '../store/types.ts'
import { parseAgreement, type AgreementDocument } from './agreement.ts'

type Deadlines = NonNullable<AgreementDocument['deadlines']>

/** Minutes by the name of a limit that an agreement sets for a procedure; undefined where it leaves the procedure its own, or is not known here. */
export function agreedTerms(
  store: Pick<PeerStore, 'agreements'>,
): (agreement: Digest, procedure: string) => Promise<Readonly<Record<string, number>> | undefined> {
  const known = new Map<Digest, Deadlines>()
  return async (agreement, procedure) => {
    if (!known.has(agreement))
      for (const { hash, document } of await store.agreements())
        if (!known.has(hash)) known.set(hash, parseAgreement(JSON.parse(document)).deadlines ?? {})
    const deadlines = known.get(agreement)
    return deadlines && Object.hasOwn(deadlines, procedure) ? deadlines[procedure] : undefined
  }
}
