/** What is tried with keys of the kit that change while messages are under way: the neighbour learns new ones by itself, and believes no withdrawn one. */
import { parseReceived } from '../message/security-event.ts'
import type { PeerAnswer } from '../peers/transport.ts'
import { forgeEvent, type Forged, type Json } from './forged.ts'
import { ask, make, openTheirs, put, refused, said, soon, type Kit } from './kit.ts'
import { judgeUntaken } from './trials-of-events.ts'
import { receiptOf } from './trials-of-messages.ts'
import { spoken } from './spoken.ts'

/** How the kit changes its own keys; each stands in a new version of its identity when it answers, and nobody is told. */
export type OwnKeys = {
  /** A new signing key, which signs from now on. */
  signing(): Promise<void>
  /** A new TLS key beside the one that is shown: its certificate and itself, in PEM. */
  tls(): Promise<{ readonly cert: string; readonly key: string }>
  /** Withdraws a signing key; answers when (seconds since 1970). */
  withdraw(kid: string): Promise<number>
}

/** The same message, signed anew by the key of the moment. */
const signedAnew = (kit: Kit, before: Forged): Promise<Forged> =>
  make(kit, {
    claims(c) {
      const { iat, exp } = c
      const claims = JSON.parse(Buffer.from(before.manifest.split('.')[1]!, 'base64url').toString('utf8')) as Json
      Object.assign(c, claims, { iat, exp, supersedes: before.digest })
    },
    bundle(b) {
      const { salt, parts } = before.bundle
      Object.assign(b, { salt, parts })
    },
  })

const isTaken = ({ status }: PeerAnswer): boolean => status === 202

/** The new keys, before anything else is said of them. */
async function tryNewKeys(kit: Kit, keys: OwnKeys): Promise<void> {
  const { node, peer, book } = kit
  const expected = 'it is taken, once the newest identity of the kit was fetched'
  await keys.signing()
  const message = await make(kit)
  const answer = await soon(() => put(kit, message), isTaken)
  book.write('ROT-1', 'a message under a signing key that was published since', isTaken(answer), said(answer), expected)
  const { cert, key } = await keys.tls()
  const { exchangeUrl } = node.directory.get(peer)
  const ping = () => spoken(exchangeUrl, { cert, key, minVersion: 'TLSv1.3' }, { line: 'GET /v1/ping' })
  const line = await soon(ping, (came) => / 200 /.test(came ?? ''))
  const heard = line ?? 'the connection was refused'
  book.write('ROT-1', 'a TLS key that was published since', / 200 /.test(heard), heard, expected)
}

export async function tryRotation(kit: Kit, keys: OwnKeys): Promise<void> {
  const { node, peer, book } = kit
  const before = node.own.signing.kid
  const [receipted, late] = [await make(kit), await make(kit)]
  const first = await put(kit, receipted)
  await tryNewKeys(kit, keys)

  const tell = async (revoked_at: number): Promise<PeerAnswer> => {
    const body = await forgeEvent(node, peer, 'key-revoked', { key: before, revoked_at })
    return ask(kit, { method: 'POST', path: '/v1/events', contentType: 'application/secevent+jwt', body })
  }
  const now = Math.floor(node.clock.now() / 1000)
  judgeUntaken(kit, 'EVT-5', 'that a key was revoked, of which the identity says nothing', await tell(now))
  const revokedAt = await keys.withdraw(before)
  judgeUntaken(kit, 'EVT-5', 'another time than the identity says', await tell(revokedAt - 60))
  const told = await soon(() => tell(revokedAt), isTaken)
  book.write('EVT-5', 'that a key was revoked, as the identity says', isTaken(told), said(told), '202')

  const signed = { problems: ['key-unknown'], signed: true }
  await refused(kit, 'ROT-2', 'what was signed before its key was withdrawn, and comes after', late, signed)
  const again = await put(kit, receipted)
  const same = isTaken(first) && again.status === first.status && again.body === first.body
  book.write('ROT-2', 'what was receipted before its key was withdrawn, again', same, said(again), 'its receipt')

  await book.try('ROT-3', 'what was receipted, signed anew', async () => {
    const answer = await put(kit, await signedAnew(kit, receipted))
    const { body } = await openTheirs(kit, receiptOf(answer).set).catch(() => {
      throw new Error(said(answer))
    })
    const { manifest_digest: digest } = parseReceived(body)
    if (answer.body === first.body) return 'the receipt that was given'
    throw new Error(`a receipt of its own, for ${digest}: it was taken as a second message`)
  })
  const answer = await put(kit, await signedAnew(kit, late))
  book.write('ROT-3', 'what never came in time, signed anew', isTaken(answer), said(answer), 'its receipt')
}
