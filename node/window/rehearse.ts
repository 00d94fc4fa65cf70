/** A rotation rehearsed: the next key and certificate are judged as a start would, shown to every peer, and a new identity is judged as publishing would; nothing changes. */
import { existsSync } from 'node:fs'
import { httpsTransport } from '../adapters/https-transport.ts'
import { judgeNext, withdrawnSince } from '../exchange/renew.ts'
import type { components } from '../generated/window.ts'
import type { PublicJwk } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { readText } from '../operate/node-folder.ts'
import { certificatesIn, checkCertificate, checkKey, pinOf, readChain } from '../peers/certificate.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { time } from '../values/time.ts'

type Step = components['schemas']['Rehearsal']['steps'][number]
type Pair = { readonly certificate: string; readonly key: string }

/** For so long a new TLS key is published before it is used: peers look for a newer identity in between. */
const OVERLAP_MS = 3_600_000

const good = (check: Step['check'], detail: string, peer: string | null = null): Step => ({
  check,
  peer,
  ok: true,
  detail,
})
const bad = (check: Step['check'], detail: string, turn: 'ours' | 'theirs', peer: string | null = null): Step => ({
  check,
  peer,
  ok: false,
  detail,
  turn,
})

/** What publishing the identity in `jws` would say, and what it would change. */
async function identitySteps(node: Node, jws: string, key: PublicJwk): Promise<Step[]> {
  try {
    const { identity: before } = node.own
    const next = await judgeNext(node, jws, key)
    const known = new Set([...before.keys.map((k) => k.kid), ...before.tls.map((t) => t.spki)])
    const fresh = [
      ...next.keys.filter((k) => !known.has(k.kid)).map((k) => `${k.kid} from ${time(k.from * 1000)}`),
      ...next.tls.filter((t) => !known.has(t.spki)).map((t) => `${t.spki} for TLS`),
    ]
    const gone = withdrawnSince(before, next)
    return [
      good('identity', `version ${next.version} follows version ${before.version}, signed by the identity key`),
      good('new-keys', fresh.length === 0 ? 'none' : fresh.join('; ')),
      good('withdrawn', gone.length === 0 ? 'none' : gone.map((g) => g.key).join('; ')),
    ]
  } catch (cause) {
    return [bad('identity', asJuxtaError(cause).message, 'ours')]
  }
}

/** The next pair in the folder, judged as a switch and the start after it would; null where it does not hold. */
function judgeFiles({ paths, country, settings, clock }: Node): { steps: Step[]; pair: Pair | null } {
  for (const path of [paths.nextTlsKey, paths.nextTlsCertificate])
    if (!existsSync(path))
      return {
        steps: [bad('next-files', `${path} is not there: juxta identity rotate --use tls`, 'ours')],
        pair: null,
      }
  const steps = [good('next-files', paths.nextTlsCertificate)]
  try {
    const pair = { certificate: readText(paths.nextTlsCertificate), key: readText(paths.nextTlsKey) }
    const chain = readChain(pair.certificate, paths.nextTlsCertificate)
    checkKey(chain[0], pair.key, paths.nextTlsCertificate)
    const authorities = certificatesIn(readText(paths.authority))
    const host = new URL(settings.exchangeUrl).hostname.replace(/^\[|\]$/g, '')
    checkCertificate(chain, { path: paths.nextTlsCertificate, use: 'tls', country, authorities, host }, clock.now())
    return { steps: [...steps, good('next-certificate', `valid until ${chain[0].validTo}`)], pair }
  } catch (cause) {
    const { message, members } = asJuxtaError(cause)
    const mend = members['mend']
    const detail = typeof mend === 'string' ? `${message}: ${mend}` : message
    return { steps: [...steps, bad('next-certificate', detail, 'ours')], pair: null }
  }
}

/** Whether peers have had the time to learn the key. */
async function publishedSteps({ country, own, directory, clock }: Node, pair: Pair): Promise<Step[]> {
  const pin = pinOf(readChain(pair.certificate, '')[0].raw)
  if (!own.identity.tls.some((t) => t.spki === pin))
    return [bad('published', 'the next TLS key is in no identity yet: juxta identity publish', 'ours')]
  const first = (await directory.identitiesOf(country)).find((i) => i.tls.some((t) => t.spki === pin))
  const since = (first ?? own.identity).issued_at * 1000
  const published = good('published', `since ${time(since)}`)
  const left = since + OVERLAP_MS - clock.now()
  return [
    published,
    left <= 0
      ? good('waited', 'an hour and more')
      : bad(
          'waited',
          `switch at ${time(since + OVERLAP_MS)} or later: a peer that is away learns the key by then`,
          'ours',
        ),
  ]
}

/** Calls each peer with the next pair: who takes it today takes it after the switch. */
async function peerSteps({ directory, clock }: Node, pair: Pair): Promise<Step[]> {
  const transport = httpsTransport({ directory, clock, connections: 1, material: () => pair })
  const ask = async (peer: Country): Promise<Step> => {
    try {
      const answer = await transport.request(peer, { method: 'GET', path: '/v1/ping', timeoutMs: 10_000 })
      if (answer.status === 200) return good('peer', 'takes the next key', peer)
      const body = parseStrictJson(answer.body)
      const [detail, turn] = isObject(body) ? [body['detail'], body['turn']] : []
      const said = typeof detail === 'string' ? detail : `status ${answer.status}`
      return bad('peer', `does not take the next key: ${said}`, turn === 'caller' ? 'ours' : 'theirs', peer)
    } catch (cause) {
      const { message, members } = asJuxtaError(cause)
      return bad('peer', message, members['turn'] === 'ours' ? 'ours' : 'theirs', peer)
    }
  }
  try {
    const active = directory.all().filter((peer) => peer.state === 'active')
    return await Promise.all(active.map((peer) => ask(peer.country)))
  } finally {
    await transport.close()
  }
}

/** `next`: an identity that is signed and not published. */
export async function rehearse(node: Node, next: { jws: string; key: PublicJwk } | null): Promise<Step[]> {
  const told = next === null ? [] : await identitySteps(node, next.jws, next.key)
  const { steps, pair } = judgeFiles(node)
  // An identity of signing or encryption keys alone needs no files of TLS.
  if (pair === null) return next !== null && steps.length === 1 ? told : [...told, ...steps]
  return [...told, ...steps, ...(await publishedSteps(node, pair)), ...(await peerSteps(node, pair))]
}
