/** The way of a message by its six stations, each with whoever signed for it, his key and certificate, and the leaf that holds it. */
import { X509Certificate } from 'node:crypto'
import type { components } from '../generated/window.ts'
import { messagesIn } from '../exchange/messages.ts'
import type { HistoryRow, MessageRow } from '../exchange/message-rows.ts'
import { receiptIn, setsIn, type SetRow } from '../exchange/sets.ts'
import { originOf, type Node } from '../node.ts'
import type { Country } from '../values/country.ts'
import { parseCertificateTime, parseTime, time, timeOfSeconds } from '../values/time.ts'

type Schemas = components['schemas']
type Station = Schemas['Station']
type Signature = Schemas['Signature']

/** Certificates of signing keys by thumbprint, as any version of the identity of a country has them. */
async function certificatesOf({ directory }: Node, country: Country): Promise<ReadonlyMap<string, X509Certificate>> {
  const found = new Map<string, X509Certificate>()
  for (const { keys } of await directory.identitiesOf(country))
    for (const key of keys)
      if (key.use === 'sig' && key.x5c?.[0] !== undefined && !found.has(key.kid))
        try {
          found.set(key.kid, new X509Certificate(Buffer.from(key.x5c[0], 'base64')))
        } catch {
          // A peer's identity may hold what is no certificate: its key counts all the same, and none is shown.
        }
  return found
}

const certificateView = (c: X509Certificate): NonNullable<Signature['certificate']> => ({
  subject: c.subject.replaceAll('\n', ', '),
  issuer: c.issuer.replaceAll('\n', ', '),
  serial: c.serialNumber,
  from: time(parseCertificateTime(c.validFrom)),
  until: time(parseCertificateTime(c.validTo)),
})

const decoded = (part: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>

/** Whose certificates are known, by country. */
type Known = ReadonlyMap<string, ReadonlyMap<string, X509Certificate>>

/** What a JWS, which was verified when it was kept, says of whoever signed it; null once it was erased. */
function signatureOf(what: Signature['what'], jws: string | null, known: Known): Signature | null {
  const [head, payload] = jws?.split('.') ?? []
  if (!head || !payload) return null
  const { kid, alg } = decoded(head) as { kid: string; alg: string }
  const { iss, iat } = decoded(payload) as { iss: string; iat: number }
  const certificate = known.get(iss)?.get(kid)
  return {
    what,
    issuer: iss,
    kid,
    alg,
    signedAt: timeOfSeconds(iat),
    certificate: certificate === undefined ? null : certificateView(certificate),
  }
}

type Body = { readonly agency?: string; readonly log?: { readonly origin: string; readonly index: number } }
const bodyOf = (jws: string): Body => {
  const payload = jws.split('.')[1]
  if (!payload) return {}
  return Object.values((decoded(payload) as { events: Record<string, Body> }).events)[0] ?? {}
}

type Reached = Omit<Station, 'after' | 'at'> & { readonly ms: number | null }

const ASIDE: ReadonlySet<string> = new Set(['refused', 'expired', 'parked', 'cancelled'])

/** Stations as they are shown, with the time between those that were reached. */
function timed(reached: readonly Reached[]): Station[] {
  let before: number | null = null
  return reached.map(({ ms, ...station }) => {
    const after = ms === null || before === null ? null : (ms - before) / 1000
    if (ms !== null) before = ms
    return { ...station, at: ms === null ? null : time(ms), after }
  })
}

function stationsOf(
  row: MessageRow,
  history: readonly HistoryRow[],
  sets: readonly SetRow[],
  node: Node,
  known: Known,
) {
  const isOut = row.direction === 'out'
  const [sender, receiver] = isOut ? [node.country, row.peer] : [row.peer, node.country]
  const none = { agency: null, outcome: null, signature: null, leaf: null }
  const place = (shard: string, index: number): Station['leaf'] => ({ origin: originOf(node, shard), index })
  const here = place(row.shard, row.logIndex)
  const entered = (state: string): number | null => history.find((h) => h.state === state)?.at ?? null
  const manifest = signatureOf('manifest', row.manifest, known)
  const jws = receiptIn(sets, row)?.jws ?? null
  const receipt = signatureOf('receipt', jws, known)
  const told = sets.filter((s) => s.direction === (isOut ? 'received' : 'issued'))
  const held = sets.find((s) => s.event === 'received')
  const answers = (event: readonly string[], station: 'collected' | 'answered'): Reached[] => {
    const found = told.filter((s) => event.includes(s.event))
    if (found.length === 0) {
      // Known here without a signed word: what stands in the history of what came.
      const ms = isOut ? null : (event.map(entered).find((at) => at !== null) ?? null)
      return [{ station, ms, by: receiver, ...none }]
    }
    return found.map((s) => ({
      station,
      ms: s.at,
      by: receiver,
      agency: bodyOf(s.jws).agency ?? null,
      outcome: s.event === 'accepted' || s.event === 'rejected' ? s.event : null,
      signature: signatureOf('event', s.jws, known),
      leaf: place(s.shard, s.logIndex),
    }))
  }
  const logged = jws === null ? undefined : bodyOf(jws).log
  const theirs: Station['leaf'] = logged === undefined ? null : { origin: logged.origin, index: logged.index }
  const signedAt = receipt === null ? null : parseTime(receipt.signedAt)
  const submittedAt = isOut ? row.createdAt : manifest === null ? null : parseTime(manifest.signedAt)
  return timed([
    { station: 'submitted', ms: submittedAt, by: sender, ...none, signature: manifest, leaf: isOut ? here : null },
    { station: 'sealed', ms: isOut ? entered('sealed') : null, by: sender, ...none },
    { station: 'received', ms: isOut ? signedAt : row.createdAt, by: receiver, ...none, leaf: isOut ? theirs : here },
    {
      station: 'receipted',
      ms: isOut ? entered('delivered') : signedAt,
      by: receiver,
      ...none,
      signature: receipt,
      leaf: held ? place(held.shard, held.logIndex) : null,
    },
    ...answers(['collected'], 'collected'),
    ...answers(['accepted', 'rejected'], 'answered'),
  ])
}

/** What took a message from its way, where it stands there now. Why is left out: that may tell what is in it. */
const asideOf = (row: MessageRow, history: readonly HistoryRow[]): Schemas['Timeline']['aside'] => {
  const last = history.findLast((h) => h.state === row.state)
  return ASIDE.has(row.state) && last ? { state: row.state, at: time(last.at), cause: last.cause } : null
}

export async function timelineOf(node: Node, row: MessageRow): Promise<Schemas['Timeline']> {
  const { store, country } = node
  const [history, sets, ours, theirs] = await Promise.all([
    messagesIn(store).history(row.id),
    setsIn(store).setsOf(row.id),
    certificatesOf(node, country),
    certificatesOf(node, row.peer),
  ])
  const known: Known = new Map([
    [country, ours],
    [row.peer, theirs],
  ])
  return {
    message: row.id,
    direction: row.direction,
    peer: row.peer,
    state: row.state,
    stations: stationsOf(row, history, sets, node, known),
    aside: asideOf(row, history),
  }
}
