/** What an identity names, and whose it is: a log, a witness, a TLS key or a key belongs to the country that named it first, across all versions. */
import { parseVerifierKey } from '../log/note.ts'
import type { Identity } from '../message/identity.ts'
import type { Store } from '../store/store.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import type { PeerDirectory } from './directory.ts'
import { registryIn } from './registry.ts'

type Named = { readonly what: string; readonly name: string; readonly pointer: string }

const namesOf = ({ log, witness, tls, keys }: Identity): Named[] => [
  { what: 'the log', name: log.origin, pointer: '/log/origin' },
  { what: 'the witness', name: witness.name, pointer: '/witness/name' },
  ...tls.map(({ spki }, i) => ({ what: 'the TLS key', name: spki, pointer: `/tls/${i}/spki` })),
  ...keys.map(({ kid }, i) => ({ what: 'the key', name: kid, pointer: `/keys/${i}/kid` })),
]

/** Fails with `identity-invalid` where a verifier key cannot be read, or is not the one of its name and use. */
function checkVerifierKeys({ log, witness }: Identity): void {
  for (const [pointer, name, vkey, type] of [
    ['/log/vkey', log.origin, log.vkey, 1],
    ['/witness/vkey', witness.name, witness.vkey, 4],
  ] as const) {
    const invalid = (why: string, cause?: unknown): JuxtaError =>
      new JuxtaError('identity-invalid', why, { pointer, rule: 'verifier-key', cause })
    let key
    try {
      key = parseVerifierKey(vkey)
    } catch (cause) {
      throw invalid('the verifier key cannot be read', cause)
    }
    if (key.name !== name || key.type !== type)
      throw invalid(`the verifier key is not of ${name}, or of another type than ${type}`)
  }
}

/** Before an identity of a peer is stored. Fails with `identity-invalid`; rule `taken`: it names what is another country's, or ours. */
export async function checkNames(
  { country, store, directory }: { country: Country; store: Store; directory: PeerDirectory },
  identity: Identity,
): Promise<void> {
  checkVerifierKeys(identity)
  const names = new Map(namesOf(identity).map((n) => [`${n.what} ${n.name}`, n]))
  const registry = registryIn(store)
  for (const other of new Set([country, ...(await registry.peers()).map((p) => p.country)])) {
    if (other === identity.country) continue
    for (const theirs of directory.readable(await registry.identities(other))) {
      const taken = namesOf(theirs).find((n) => names.has(`${n.what} ${n.name}`))
      if (taken === undefined) continue
      const { what, name, pointer } = names.get(`${taken.what} ${taken.name}`)!
      throw new JuxtaError(
        'identity-invalid',
        `the identity of ${identity.country} names ${what} ${name}, which is that of ${other}`,
        { pointer, rule: 'taken' },
      )
    }
  }
}
