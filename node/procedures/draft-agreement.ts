/** A draft of an agreement for all procedures of this release, to be read and changed by people before it is proposed. */
import type { AgreementDocument } from '../peers/agreement.ts'
import type { Country } from '../values/country.ts'
import { PROCEDURES } from './procedures.ts'

/** What only the parties can say. */
export type Stated = {
  readonly legalBasis?: string
  readonly purposes?: readonly string[]
  /** Those whose acts the procedures are, where none is named. */
  readonly agencies?: readonly string[]
  /** Whose authorised traders are recognised, and for what; nobody's, where nothing is stated. */
  readonly aeo?: AgreementDocument['aeo']
  readonly defaultContext?: Readonly<Record<string, unknown>>
}

const AGENCIES = [...new Set(PROCEDURES.all.flatMap((p) => p.agencies))]

/**
 * An agreement for all procedures in both directions, to be read and changed before it is proposed. Legal basis and purposes are what is stated and nothing
 * else: a draft without them cannot be proposed, and no message gets a context that nobody gave it.
 */
export function draftAgreement(
  ours: Country,
  theirs: Country,
  now: number,
  { legalBasis = '', purposes = [], agencies = AGENCIES, aeo = [], defaultContext }: Stated = {},
): AgreementDocument {
  const parties = [ours, theirs].sort() as [Country, Country]
  return {
    version: 1,
    parties,
    title: `Exchange of customs data between ${parties[0]} and ${parties[1]}`,
    legal_basis: legalBasis,
    procedures: PROCEDURES.all.map(({ name, version }) => ({
      name,
      versions: [version],
      types: ['*'],
      from: parties,
    })),
    purposes,
    agencies,
    aeo,
    ...(defaultContext === undefined ? {} : { default_context: defaultContext }),
    retention: { documents_days: 1095, manifests_days: 3650 },
    limits: { message_bytes: 4194304, expiry_days: 30 },
    valid: { from: now - 300, until: now + 5 * 365 * 86_400 },
    witness: true,
    issued_at: now,
  }
}
