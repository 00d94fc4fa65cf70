/** The logs that a country's identities have named at any time, and what is signed in them: the keys under which a claim about such a log is proven. */
import { openCheckpoint, readCheckpoint, type Checkpoint } from '../log/checkpoint.ts'
import { parseVerifierKey, type VerifierKey } from '../log/note.ts'
import { isSigning, type IdentityKey } from '../message/identity.ts'
import { parseReceived } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { openSecurityEvent } from '../seal/security-event.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { bodyOf } from './sets.ts'

export type LogsOf = {
  /** Version and log of each identity, oldest first. */
  readonly named: readonly { readonly version: number; readonly origin: string }[]
  /** Its signing keys of all times. */
  readonly signing: readonly IdentityKey[]
  /** The keys of its logs of all times. */
  readonly keys: readonly VerifierKey[]
  /** Whether an identity of the country names this log. */
  owns(origin: string): boolean
  /** A signed checkpoint of a log of the country. Fails with `log-invalid` or `signature-invalid`. */
  checkpoint(note: string): Checkpoint
  /**
   * What was seen of a log of the country, by a signed checkpoint of it, or by a receipt (SET) of the country that names its last leaf. Fails with `log-invalid`,
   * `signature-invalid` or the errors of a JWS.
   */
  seen(proof: string): Promise<{ readonly origin: string; readonly size: number }>
}

/** A signed note has lines, a compact SET has none. */
const isNote = (proof: string): boolean => proof.includes('\n')

/** Of which log what was seen is, and how much of it, by a checkpoint or a receipt whose signature was verified before. */
export function readSeen(proof: string): { readonly origin: string; readonly size: number } {
  if (isNote(proof)) return readCheckpoint(proof).checkpoint
  const { origin, index } = parseReceived(bodyOf(proof)).log
  return { origin, size: index + 1 }
}

export async function logsOf({ directory }: Pick<Node, 'directory'>, country: Country): Promise<LogsOf> {
  const identities = await directory.identitiesOf(country)
  const keys = identities.map(({ log }) => parseVerifierKey(log.vkey))
  const owns = (origin: string): boolean => identities.some((i) => i.log.origin === origin)
  const checkpoint = (note: string): Checkpoint => {
    const { origin } = readCheckpoint(note).checkpoint
    if (!owns(origin)) throw new JuxtaError('log-invalid', `${origin} is no log of ${country}`, { rule: 'origin' })
    return openCheckpoint(note, keys).checkpoint
  }
  const signing = identities.flatMap((i) => i.keys).filter(isSigning)
  return {
    signing,
    keys,
    named: identities.map(({ version, log }) => ({ version, origin: log.origin })),
    owns,
    checkpoint,
    async seen(proof) {
      if (isNote(proof)) return checkpoint(proof)
      const { claims, event, body } = await openSecurityEvent(proof, signing)
      if (claims.iss !== country || event !== 'received')
        throw new JuxtaError('log-invalid', `what was seen is no receipt of ${country}`, { rule: 'receipt' })
      const { origin, index } = parseReceived(body).log
      return { origin, size: index + 1 }
    },
  }
}
