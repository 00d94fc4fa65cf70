/** What is tried of an implementation's limits: it says what they are, and to whoever asks for more when to come again. */
import { isObject } from '../values/members.ts'
import { claimsOf, openJws } from '../seal/jws.ts'
import { isSigning } from '../message/identity.ts'
import { asJuxtaError } from '../values/errors.ts'
import { ask, type Kit } from './kit.ts'

/** Requests of one burst: twice what is stated for a second and some more, as far as a test may ask. */
const MOST = 1200
const UNSTATED = 200

/** The limits that its description states; none where it is none. */
export async function limitsOf(kit: Kit): Promise<Readonly<Record<string, unknown>>> {
  try {
    const answer = await ask(kit, { method: 'GET', path: '/.well-known/juxta' })
    const keys = kit.node.directory.get(kit.peer).identity.keys.filter(isSigning)
    const { limits } = claimsOf(await openJws(answer.body.trim(), 'juxta-node+jwt', keys)) as { limits?: unknown }
    return isObject(limits) ? limits : {}
  } catch (error) {
    if (asJuxtaError(error).fault === 'fatal') throw error
    return {}
  }
}

/** Asks for more than it gives, where it says how much that is. Each answer of 503 or 429 is judged where it comes (ERR-4). */
export async function tryLimits(kit: Kit, limits: Readonly<Record<string, unknown>>): Promise<void> {
  const stated = limits['requests_per_second']
  const wanted = typeof stated === 'number' ? 2 * stated + 100 : UNSTATED
  if (wanted > MOST)
    return kit.book.skip(
      'ERR-4',
      `it states ${String(stated)} requests a second, and the kit asks for no more than ${MOST} at once`,
    )
  const asked = Array.from({ length: wanted }, () => ask(kit, { method: 'GET', path: '/v1/ping' }).catch(asJuxtaError))
  await Promise.all(asked)
  kit.book.skip('ERR-4', `it took ${wanted} requests at once, and turned none away`)
}
