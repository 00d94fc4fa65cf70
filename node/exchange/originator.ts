/** Who said what was passed on to us: the originator's manifest, verified with its own key where we know it, and its parts compared with what came. All of it is attacker-controlled. */
import { messagesIn } from './messages.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { partDigest } from '../message/bundle.ts'
import { keyCounts, type IdentityKey } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { verifyJws } from '../seal/jws.ts'
import { readManifest, readManifestHeader } from '../seal/manifest.ts'
import { largeDigest } from './large-parts.ts'
import type { MessageRow } from './message-rows.ts'

export type Originator = {
  readonly originator: string
  readonly forwardedBy: Country
  /** `unknown-key`: its originator is no peer of this node, so nobody here can say whether it signed. */
  readonly signature: 'verified' | 'unknown-key' | 'invalid'
  readonly reason?: string
  readonly message?: string
  readonly issuedAt?: number
  /** The originator's parts, and whether what came is byte for byte what it signed. */
  readonly parts: readonly { readonly id: string; readonly same: boolean }[]
}

/** What is to be said of the origin of a message; null where it does not claim to have been passed on. */
export async function originatorOf({ store, clock, directory }: Node, row: MessageRow): Promise<Originator | null> {
  const context: unknown = row.contextJson === null ? {} : JSON.parse(row.contextJson)
  const onward = isObject(context) ? context['xOnward'] : undefined
  if (!isObject(onward)) return null
  const claimed = typeof onward['originator'] === 'string' ? onward['originator'] : ''
  const invalid = (reason: string): Originator => ({
    originator: claimed,
    forwardedBy: row.peer,
    signature: 'invalid',
    reason,
    parts: [],
  })
  const stored = await messagesIn(store).parts(row.id, true)
  const bytes = new Map(stored.map((p) => [p.part, p.bytes]))
  const named = (name: unknown): Buffer | null | undefined => (typeof name === 'string' ? bytes.get(name) : undefined)
  try {
    const jws = named(onward['manifest'])
    const salted = named(onward['salts'])
    if (!jws || !salted) return invalid('the manifest or the salts of the originator are not there')
    const read = readManifestHeader(jws.toString('latin1'))
    const { claims } = readManifest(read)
    if (claims.iss !== claimed || !isCountry(claimed)) return invalid('the manifest is of another originator')
    if (claims.aud !== row.peer) return invalid(`the manifest is addressed to ${claims.aud}, not to who passed it on`)
    if (claims.procedure !== row.procedure || claims.type !== row.type)
      return invalid('the manifest is of another type of message')
    const salts = parseStrictJson(salted)
    const where = isObject(onward['parts']) ? onward['parts'] : {}
    const parts: { id: string; same: boolean }[] = []
    for (const { id, digest } of claims.parts) {
      const name = id === 'document' ? id : Object.hasOwn(where, id) ? where[id] : undefined
      const part = stored.find((p) => p.part === name)
      const salt = isObject(salts) && Object.hasOwn(salts, id) ? salts[id] : undefined
      const under = typeof salt === 'string' ? Buffer.from(salt, 'base64url') : null
      const found =
        !part || !under
          ? null
          : part.large !== null
            ? await largeDigest(store, part.large, part.size, under)
            : part.bytes && partDigest(under, part.bytes)
      parts.push({ id, same: found === digest })
    }
    const found = { originator: claimed, forwardedBy: row.peer, message: claims.jti, issuedAt: claims.iat, parts }
    let key: IdentityKey
    try {
      key = await directory.upToDate(() => directory.signingKey(claimed, read.kid))
    } catch (error) {
      if (asJuxtaError(error).code !== 'key-unknown') throw error
      return { ...found, signature: 'unknown-key' }
    }
    if (!keyCounts(key, claims.iat, Math.floor(clock.now() / 1000)))
      return { ...found, signature: 'invalid', reason: 'the key did not count when it was signed, or was revoked' }
    await verifyJws(read, key)
    return { ...found, signature: 'verified' }
  } catch (error) {
    const fault = asJuxtaError(error)
    if (!(error instanceof JuxtaError) || fault.fault === 'fatal') throw error
    return invalid(`${fault.code}: ${fault.message}`)
  }
}
