/** The cases of a node: how messages enter them, what they amount to, and what the node does in them by itself. */
import { CaseBook } from '../cases/book.ts'
import { createEnter } from '../cases/enter.ts'
import { createFollow } from '../cases/follow.ts'
import { createPermits } from '../cases/permits.ts'
import { judgeXml } from '../cases/judge-xml.ts'
import { readBody } from '../cases/read-body.ts'
import { readXsdSets, type XsdSet } from '../documents/xsd.ts'
import { lookupWith } from '../procedures/all.ts'
import { agreedTerms } from '../peers/agreed-terms.ts'
import { sha256 } from '../ids.ts'
import { Crossings } from '../views/crossings.ts'
import { OfficePairs } from '../views/office-pairs.ts'
import { RecognisedTraders } from '../views/recognised-traders.ts'
import { TraderFeed } from '../views/trader-feed.ts'
import { createPreArrivalIndex } from '../views/pre-arrivals.ts'
import { registrationDue } from '../views/registration.ts'
import { statusesDue } from '../views/trader-statuses.ts'
import { parseVerifierKey } from '../log/note.ts'
import type { Ground } from './ground.ts'
import type { Messages } from './messages.ts'

export type Cases = ReturnType<typeof openCases>

export function openCases({ country, store, clock, settings }: Ground) {
  const lookup = lookupWith(settings)
  const terms = agreedTerms(store.peers)
  const book = new CaseBook({ country, store: store.cases, lookup, read: readBody, terms })
  const sets = settings.xsd === null ? undefined : readXsdSets(settings.xsd)
  const xsd = judgeXml(sets ?? new Map<string, XsdSet>())
  const enter = createEnter({ book, lookup, read: readBody, terms, xsd })
  const permits = createPermits({ country, cases: store.cases, permits: store.permits, book, clock })

  return { book, enter, permits, xsd: sets === undefined ? undefined : xsd }
}

/** What the node does in its cases by itself as soon as something came, and what it keeps of them for its views. */
export type Views = ReturnType<typeof followCases>

export function followCases(ground: Ground, { book, permits, xsd }: Cases, { submit, collect }: Messages) {
  const { settings, country, store, clock, directory, events, log, signer, alert, life } = ground
  const pairs = new OfficePairs({ book, store: store.cases })
  const crossings = new Crossings({ country, book, cases: store.cases, rows: store.crossings, pairs, clock })
  const traders = new RecognisedTraders(store.traders, country)
  const traderFeed = new TraderFeed({
    store: store.traders,
    messages: store.messages,
    book,
    clock,
    // Ed25519 is deterministic (RFC 8032): all replicas, which share the key files, come to the same secret, and the store alone to none. The key is
    // that of the first log, which later shards may leave but which is never thrown away.
    async secret() {
      const first = directory.read((await store.peers.identities(country))[0]!.jws)
      const { publicKey } = parseVerifierKey(first.log.vkey)
      return sha256(await signer.signNote(publicKey, Buffer.from('juxta: key of the tombstones of traders')))
    },
    done(name, error) {
      if (error === undefined)
        void follow().catch((e: unknown) => log.warn({ err: e }, 'the cases could not be followed'))
      else log.error({ err: error, ...name }, 'the register of traders could not be brought to its case')
    },
  })
  const index = createPreArrivalIndex({ country, cases: store.cases, preArrivals: store.preArrivals, book })
  const follow = createFollow({
    country,
    store: store.cases,
    clock,
    book,
    reject: (id, { rule, pointer, reason }, wcoPointer) =>
      collect.answer(id, { outcome: 'rejected', rule, pointer, reason: `${rule}: ${reason}`, wcoPointer }, null),
    async send({ key, to, procedure, type, version, conversation, ref, body, context, test }) {
      const once = { client: 'node', key, fingerprint: key }
      if (await store.outbound.findIdempotent(once.client, key)) return
      const document = { mediaType: 'application/json', bytes: Buffer.from(JSON.stringify(body)) }
      await submit(
        {
          to: [{ country: to }],
          procedure,
          type,
          version,
          conversation,
          ...(ref === undefined ? {} : { inReplyTo: ref }),
          ...(context === undefined ? {} : { context }),
          document,
          attachments: [],
          test,
          fanOut: false,
        },
        once,
      )
    },
    alert,
    entered: (_, open, ids) => crossings.entered(open, ids),
    ...(xsd === undefined ? {} : { xsd }),
    keptUp: (name, open) => traderFeed.keptUp(name, open),
    moreDue: async (name, open) => [
      ...(await statusesDue(traders, country, name, open, clock.now())),
      ...(await permits.due(name, open)),
      ...(await registrationDue({ country, cases: store.cases, book, ...settings.preArrival }, name, open)),
    ],
  })

  // What is to be seen does not wait for what is to be done.
  const followAll = async (): Promise<void> => {
    const done = await Promise.allSettled([index(), follow()])
    for (const d of done) if (d.status === 'rejected') throw d.reason
  }

  // A case moves on as soon as something came into it; the round finds what another replica took.
  let following = false
  const followSoon = (): void => {
    if (following) return
    following = true
    setTimeout(() => {
      following = false
      if (!life.stopping)
        void followAll().catch((error: unknown) => log.warn({ err: error }, 'the cases could not be followed'))
    }, 25).unref()
  }
  events.listen(({ kind }) => {
    if (kind === 'accepted' || kind === 'delivered') followSoon()
  })

  return { follow: followAll, followSoon, pairs, crossings, traders, traderFeed }
}
