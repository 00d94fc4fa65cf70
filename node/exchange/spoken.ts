/** Which versions of the procedures a peer says that it knows: its description (wire.md, ID-3), asked for where an agreement leaves a choice. */
import { setTimeout } from 'node:timers/promises'
import { isName, isVersion } from '../message/manifest.ts'
import { isSigning, keyCounts } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { claimsOf, openJws } from '../seal/jws.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { isArray, isObject } from '../values/members.ts'

/** A peer is asked no more often, whatever it answers. */
const AGAIN_MS = 60_000
const TIMEOUT_MS = 5000
/** So long somebody who wants to send waits for its answer, where what it said before is no use to him. */
const WAIT_MS = 1000

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

type Heard = {
  readonly at: number
  said: Said | undefined
  /** Over when it has answered, or has been waited for long enough. */
  asked: Promise<void>
}

/** `wanted`: versions of which the sender would take any. */
export type Spoken = (
  peer: Country,
  procedure: string,
  wanted: readonly string[],
) => Promise<readonly string[] | undefined>

/** What the peer said last, which is asked for anew beside the answer; undefined where it has not been heard. A procedure that it does not name has no versions. */
export function spokenBy({
  directory,
  transport,
  clock,
  logger,
}: Pick<Node, 'directory' | 'transport' | 'clock' | 'logger'>): Spoken {
  const known = new Map<Country, Heard>()

  async function ask(peer: Country): Promise<Said> {
    const answer = await transport.request(peer, { method: 'GET', path: '/.well-known/juxta', timeoutMs: TIMEOUT_MS })
    if (answer.status !== 200)
      throw new JuxtaError('answer-invalid', `${peer} answered ${answer.status} to the question for its description`)
    const now = Math.floor(clock.now() / 1000)
    const keys = directory.get(peer).identity.keys.filter((key) => isSigning(key) && keyCounts(key, now, now))
    return read(claimsOf(await openJws(answer.body.trim(), 'juxta-node+jwt', keys.filter(isSigning))), peer, now)
  }

  /** What is known of the peer, and is asked for where that is a minute old. */
  function about(peer: Country): Heard {
    const before = known.get(peer)
    const at = clock.now()
    if (before !== undefined && Math.abs(at - before.at) < AGAIN_MS) return before
    const now: Heard = { at, said: before?.said, asked: Promise.resolve() }
    const asking = ask(peer).then(
      (said) => void (now.said = said),
      (err: unknown) => logger.debug({ err, peer }, 'a peer did not say which procedures it knows'),
    )
    now.asked = Promise.race([asking, setTimeout(WAIT_MS, undefined, { ref: false })])
    known.set(peer, now)
    return now
  }

  return async (peer, procedure, wanted) => {
    const heard = about(peer)
    const versions = (): readonly string[] | undefined => heard.said && (heard.said.get(procedure) ?? [])
    // Nobody is told that the peer does not know a version by what it said some time ago.
    if (!wanted.some((version) => versions()?.includes(version))) await heard.asked
    return versions()
  }
}
