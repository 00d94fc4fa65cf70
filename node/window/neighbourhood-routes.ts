/** The window side for operators: what of the whole neighbourhood ends when, and what would come of a rotation before anything is switched. */
import { X509Certificate } from 'node:crypto'
import { endOf, isEnding } from '../peers/allows.ts'
import type { components } from '../generated/window.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import { keyCounts, parsePublicJwk, type Identity } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { certificatesIn } from '../peers/certificate.ts'
import { parseCertificateTime, time } from '../values/time.ts'
import { rehearse } from './rehearse.ts'

type Entry = components['schemas']['CalendarEntry']

const USES = { sig: 'signing-key', enc: 'encryption-key', second: 'second-key' } as const

/** `from` and `until` in seconds since 1970. */
type Validity = { readonly from: number; readonly until: number; readonly revoked_at?: number | undefined }

function stateOf({ from, until, revoked_at }: Validity, now: number): Entry['state'] {
  if (revoked_at !== undefined) return 'withdrawn'
  if (keyCounts({ from, until }, now, now)) return 'counts'
  return from > now ? 'waits' : 'ended'
}

const subjectOf = (c: X509Certificate): string => c.subject?.replaceAll('\n', ', ') ?? ''

/** The certificates of a PEM file, or of one in DER; none where it cannot be read: a peer's may be anything. */
function read(certificates: () => readonly X509Certificate[]): readonly X509Certificate[] {
  try {
    return certificates()
  } catch {
    return []
  }
}

function calendarOf({ country, own, directory, tls, clock, tlsMaterial }: Node): Entry[] {
  const now = Math.floor(clock.now() / 1000)
  const entries: Entry[] = []
  const add = (
    of: string,
    what: Entry['what'],
    id: string,
    detail: string,
    valid: Validity,
    identity: number | null = null,
  ): void =>
    void entries.push({
      country: of,
      own: of === country,
      what,
      id,
      detail,
      identity,
      from: time(valid.from * 1000),
      until: time(valid.until * 1000),
      state: stateOf(valid, now),
    })
  const certificates = (of: string, what: Entry['what'], found: () => readonly X509Certificate[]): void => {
    for (const c of read(found))
      add(of, what, c.serialNumber, subjectOf(c), {
        from: Math.floor(parseCertificateTime(c.validFrom) / 1000),
        until: Math.floor(parseCertificateTime(c.validTo) / 1000),
      })
  }
  const keys = (of: string, identity: Identity): void => {
    for (const t of identity.tls) add(of, 'tls-key', t.spki, '', t, identity.version)
    for (const k of identity.keys) {
      add(of, USES[k.use], k.kid, k.alg, k, identity.version)
      const [first] = k.x5c ?? []
      // That of a key that was withdrawn does not end any more.
      if (first !== undefined && k.revoked_at === undefined)
        certificates(of, 'signing-certificate', () => [new X509Certificate(Buffer.from(first, 'base64'))])
    }
  }
  keys(country, own.identity)
  certificates(country, 'tls-certificate', () => certificatesIn(tls.exchange.used().certificate).slice(0, 1))
  if (tls.window)
    certificates(country, 'window-certificate', () => certificatesIn(tls.window!.used().certificate).slice(0, 1))
  certificates(country, 'authority', () => certificatesIn(tlsMaterial().authorities[0]!))
  for (const peer of directory.all()) {
    keys(peer.country, peer.identity)
    certificates(peer.country, 'authority', () => certificatesIn(peer.tlsAuthority))
    for (const agreement of peer.agreements)
      add(peer.country, 'agreement', agreement.hash, agreement.document.title, {
        ...agreement.document.valid,
        ...(isEnding(agreement) ? { revoked_at: endOf(agreement) } : {}),
      })
  }
  return entries.sort((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : a.id < b.id ? -1 : 1))
}

export const neighbourhoodRoutes = (node: Node): WindowRoutes => ({
  getCalendar: () => Promise.resolve({ body: { items: calendarOf(node) } }),

  async rehearseIdentity({ json }) {
    const { identity, identityKey } = json() as { identity?: string; identityKey?: Record<string, unknown> }
    const next =
      identity === undefined || identityKey === undefined
        ? null
        : { jws: identity, key: parsePublicJwk(identityKey, '/identityKey') }
    const steps = await rehearse(node, next)
    return { body: { ok: steps.every((step) => step.ok), steps } }
  },
})
