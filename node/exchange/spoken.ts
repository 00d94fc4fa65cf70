/** Which versions of the procedures a peer says that it knows: its description (wire.md, ID-3), asked for where an agreement leaves a choice. */
import { isName, isVersion } from '../message/manifest.ts'
import { isSigning, keyCounts } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { claimsOf, openJws } from '../seal/jws.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { isArray, isObject } from '../values/members.ts'

/** A peer is asked no more often, whatever it answers: one that was renewed is known to be so after that long. */
const AGAIN_MS = 60_000
/** Somebody waits for it who wants to send. */
const TIMEOUT_MS = 2000

/** Versions by procedure. */
type Said = ReadonlyMap<string, readonly string[]>

/** Reads what an attacker-controlled description says of procedures. Fails with `answer-invalid`. */
function read(value: unknown, peer: Country, now: number): Said {
  const { iss, exp, procedures } = isObject(value) ? value : ({} as Record<string, unknown>)
  const isProcedure = (v: unknown): v is { name: string; versions: string[] } =>
    isObject(v) && isName(v['name']) && isArray(v['versions']) && v['versions'].every(isVersion)
  if (iss !== peer || typeof exp !== 'number' || exp <= now || !isArray(procedures) || !procedures.every(isProcedure))
    throw new JuxtaError('answer-invalid', `${peer} does not describe its node as it should`, { rule: 'description' })
  return new Map(procedures.map(({ name, versions }) => [name, versions]))
}

export type Spoken = (peer: Country, procedure: string) => Promise<readonly string[] | undefined>

/** What the peer said last, a minute ago at most where it answers; undefined where it has never been heard. A procedure that it does not name has no versions. */
export function spokenBy({
  directory,
  transport,
  clock,
  logger,
}: Pick<Node, 'directory' | 'transport' | 'clock' | 'logger'>): Spoken {
  const known = new Map<Country, { readonly at: number; readonly said: Promise<Said | undefined> }>()

  async function ask(peer: Country): Promise<Said> {
    const answer = await transport.request(peer, { method: 'GET', path: '/.well-known/juxta', timeoutMs: TIMEOUT_MS })
    if (answer.status !== 200)
      throw new JuxtaError('answer-invalid', `${peer} answered ${answer.status} to the question for its description`)
    const now = Math.floor(clock.now() / 1000)
    const keys = directory.get(peer).identity.keys.filter((key) => isSigning(key) && keyCounts(key, now, now))
    return read(claimsOf(await openJws(answer.body.trim(), 'juxta-node+jwt', keys.filter(isSigning))), peer, now)
  }

  return async (peer, procedure) => {
    const before = known.get(peer)
    const now = clock.now()
    if (before === undefined || Math.abs(now - before.at) >= AGAIN_MS) {
      const said = ask(peer).catch((err: unknown) => {
        logger.debug({ err, peer }, 'a peer did not say which procedures it knows')
        return before?.said
      })
      known.set(peer, { at: now, said })
    }
    const said = await known.get(peer)!.said
    return said && (said.get(procedure) ?? [])
  }
}
