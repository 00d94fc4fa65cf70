/** The cases of a node: how messages enter them, what they amount to, and what the node does in them by itself. */
import { outboxIn } from '../exchange/outbox.ts'
import { preArrivalsIn } from '../procedures/pre-arrival/pre-arrival-table.ts'
import { messagesIn } from '../exchange/messages.ts'
import { tradersIn } from '../procedures/aeo/trader-table.ts'
import { crossingsIn } from '../procedures/release-time/crossing-table.ts'
import { permitsIn } from '../procedures/documents/permit-table.ts'
import { casesIn } from '../cases/case-table.ts'
import { registryIn } from '../peers/registry.ts'
import { CaseBook } from '../cases/book.ts'
import { createEnter } from '../cases/enter.ts'
import { createActs } from '../cases/acts.ts'
import { Runner } from '../cases/runner.ts'
import { createPermits } from '../procedures/documents/permits.ts'
import { judgeXml } from '../cases/judge-xml.ts'
import { readBody } from '../cases/read-body.ts'
import { readXsdSets, type XsdSet } from '../documents/xsd.ts'
import { proceduresWith } from '../procedures/procedures.ts'
import { agreedTerms } from '../peers/agreed-terms.ts'
import { sha256 } from '../values/ids.ts'
import { Crossings } from '../procedures/release-time/crossings.ts'
import { OfficePairs } from '../procedures/opening-hours/office-pairs.ts'
import { RecognisedTraders } from '../procedures/aeo/recognised-traders.ts'
import { TraderFeed } from '../procedures/aeo/trader-feed.ts'
import { createPreArrivalIndex } from '../procedures/pre-arrival/pre-arrivals.ts'
import { registrationDue } from '../procedures/pre-arrival/registration.ts'
import { statusesDue } from '../procedures/aeo/trader-statuses.ts'
import { parseVerifierKey } from '../log/note.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Node } from '../node.ts'

export type Cases = ReturnType<typeof openCases>

export function openCases({ country, store, clock, settings }: Node) {
  const procedures = proceduresWith(settings)
  const { lookup } = procedures
  const terms = agreedTerms(registryIn(store))
  const book = new CaseBook({ country, store: casesIn(store), lookup, read: readBody, terms })
  const sets = settings.xsd === null ? undefined : readXsdSets(settings.xsd)
  const xsd = judgeXml(sets ?? new Map<string, XsdSet>())
  const enter = createEnter({ book, procedures, read: readBody, terms, xsd })
  const permits = createPermits({ country, cases: casesIn(store), permits: permitsIn(store), book, clock })

  return { procedures, book, enter, permits, xsd: sets === undefined ? undefined : xsd }
}

/** What the node does in its cases by itself as soon as something came, and what it keeps of them for its views. */
export type Views = ReturnType<typeof followCases>

export function followCases(node: Node, { book, permits, xsd }: Cases, { submit, collect }: Exchange) {
  const { settings, country, store, clock, directory, events, logger: log, signer } = node
  const pairs = new OfficePairs({ book, store: casesIn(store) })
  const crossings = new Crossings({ country, book, cases: casesIn(store), rows: crossingsIn(store), pairs, clock })
  const traders = new RecognisedTraders(tradersIn(store), country)
  const traderFeed = new TraderFeed({
    store: tradersIn(store),
    messages: messagesIn(store),
    book,
    clock,
    // Ed25519 is deterministic (RFC 8032): all replicas, which share the key files, come to the same secret, and the store alone to none. The key is
    // that of the first log, which later shards may leave but which is never thrown away.
    async secret() {
      const first = directory.read((await registryIn(store).identities(country))[0]!.jws)
      const { publicKey } = parseVerifierKey(first.log.vkey)
      return sha256(await signer.signNote(publicKey, Buffer.from('juxta: key of the tombstones of traders')))
    },
    done(name, error) {
      if (error === undefined) runner.soon()
      else log.error({ err: error, ...name }, 'the register of traders could not be brought to its case')
    },
  })
  const acts = createActs({
    country,
    store: casesIn(store),
    clock,
    book,
    reject: (id, { rule, pointer, reason }, wcoPointer) =>
      collect.answer(id, { outcome: 'rejected', rule, pointer, reason: `${rule}: ${reason}`, wcoPointer }, null),
    async send({ key, to, procedure, type, version, conversation, ref, body, context, test }) {
      const once = { client: 'node', key, fingerprint: key }
      if (await outboxIn(store).findIdempotent(once.client, key)) return
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
    alert: (...raised) => node.alert(...raised),
    entered: (_, open, ids) => crossings.entered(open, ids),
    ...(xsd === undefined ? {} : { xsd }),
    keptUp: (name, open) => traderFeed.keptUp(name, open),
    moreDue: async (name, open) => [
      ...(await statusesDue(traders, country, name, open, clock.now())),
      ...(await permits.due(name, open)),
      ...(await registrationDue({ country, cases: casesIn(store), book, ...settings.preArrival }, name, open)),
    ],
  })

  const index = createPreArrivalIndex({ country, preArrivals: preArrivalsIn(store), book })
  const runner: Runner = new Runner(node, [index, acts])
  // A case moves on as soon as something came into it; the round finds what another replica took.
  events.listen(({ kind }) => {
    if (kind === 'accepted' || kind === 'delivered') runner.soon()
  })

  return { runner, pairs, crossings, traders, traderFeed }
}
