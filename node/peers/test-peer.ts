/** Testing a peer before anything is sent to it: is it reached, does it know us, do the clocks agree, is anything agreed. */
import { isEnding } from './allows.ts'
import { asJuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { isTimeText, parseTime } from '../values/time.ts'
import type { PeerDirectory } from './directory.ts'
import type { Clock } from '../values/clock.ts'
import type { NewestIdentity } from './newest-identity.ts'
import { groupInWords } from './tls-groups.ts'
import type { Transport } from './transport.ts'

export type PeerTest = {
  peer: Country
  ok: boolean
  steps: { check: string; ok: boolean; detail: string; turn?: 'ours' | 'theirs' }[]
}

/** A round trip over mutual TLS, saying which check failed and whose turn it is. */
export async function testPeer(
  {
    country,
    clock,
    directory,
    transport,
    newest,
  }: { country: Country; clock: Clock; directory: PeerDirectory; transport: Transport; newest: NewestIdentity },
  peer: Country,
): Promise<PeerTest> {
  const known = directory.get(peer)
  const steps: PeerTest['steps'] = []
  const fail = (check: string, detail: string, turn: 'ours' | 'theirs'): PeerTest => ({
    peer,
    ok: false,
    steps: [...steps, { check, ok: false, detail, turn }],
  })
  if (known.state === 'blocked') return fail('state', `${peer} is blocked at this node: unblock it`, 'ours')
  try {
    const answer = await transport.request(peer, { method: 'GET', path: '/v1/ping', timeoutMs: 10_000 })
    steps.push({
      check: 'tls',
      ok: true,
      detail: `mutual TLS with ${known.exchangeUrl}; their certificate holds the pinned key`,
    })
    steps.push({ check: 'key-agreement', ok: true, detail: groupInWords(peer, transport.group?.(peer) ?? null) })
    if (answer.status !== 200) {
      const body = parseStrictJson(answer.body)
      const detail = isObject(body) ? `${String(body['detail'])}` : `status ${answer.status}`
      return fail(
        'peer-accepts-us',
        `${peer} does not accept us: ${detail}`,
        isObject(body) && body['turn'] === 'caller' ? 'ours' : 'theirs',
      )
    }
    const body = parseStrictJson(answer.body)
    if (!isObject(body) || body['country'] !== peer || body['peer'] !== country)
      return fail('identity', 'the answer is not from this peer to us', 'theirs')
    steps.push({ check: 'peer-accepts-us', ok: true, detail: `${peer} knows our TLS key as that of ${country}` })
    const said = body['time']
    if (typeof said !== 'string' || !isTimeText(said))
      return fail('clock', 'the answer does not say what time it is there', 'theirs')
    const skew = Math.abs(parseTime(said) - clock.now()) / 1000
    if (skew > 300)
      return fail(
        'clock',
        `the clocks differ by ${Math.round(skew)} seconds: messages will be refused as not-yet-valid or stale`,
        'ours',
      )
    steps.push({ check: 'clock', ok: true, detail: `the clocks differ by less than ${Math.ceil(skew) || 1} s` })
  } catch (cause) {
    const error = asJuxtaError(cause)
    return fail(error.rule ?? error.code, error.message, error.members['turn'] === 'ours' ? 'ours' : 'theirs')
  }
  try {
    await newest.refreshIdentity(peer)
    steps.push({ check: 'identity', ok: true, detail: `identity version ${directory.get(peer).identity.version}` })
  } catch (cause) {
    return fail('identity', asJuxtaError(cause).message, 'theirs')
  }
  const inForce = directory.get(peer).agreements.filter((a) => a.inForceAt !== null && !isEnding(a))
  steps.push({
    check: 'agreement',
    ok: inForce.length > 0,
    detail: inForce.length > 0 ? `${inForce.length} in force` : 'no agreement in force: nothing may pass',
    ...(inForce.length > 0 ? {} : { turn: 'ours' as const }),
  })
  return { peer, ok: inForce.length > 0, steps }
}
