/** Faults are planted in a node, one after the other, and the kit names of each the clause that it breaks, and no other: those that the neighbour of Python cannot have. */
import t from 'tap'
import { keysOf } from '../../node/cli/conform.ts'
import { openMessage } from '../../node/exchange/open-message.ts'
import type { Answer, Incoming, Routes } from '../../node/http/server.ts'
import { Book } from '../../node/neighbour/book.ts'
import type { Clause } from '../../node/neighbour/clauses.ts'
import { forgeEvent } from '../../node/neighbour/forged.ts'
import type { Kit } from '../../node/neighbour/kit.ts'
import { tryTallies } from '../../node/neighbour/trials-of-events.ts'
import { tryLimits } from '../../node/neighbour/trials-of-limits.ts'
import { tryMessage, trySeveral } from '../../node/neighbour/trials-of-messages.ts'
import { tryParts } from '../../node/neighbour/trials-of-parts.ts'
import { tryRotation } from '../../node/neighbour/trials-of-rotation.ts'
import { trySecondSignatures } from '../../node/neighbour/trials-of-second-signatures.ts'
import type { Node } from '../../node/node.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { readSecurityEvent } from '../../node/seal/security-event.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf } from '../../node/values/digest.ts'
import { asJuxtaError, JuxtaError, toProblem, type ErrorCode } from '../../node/values/errors.ts'
import { startTestNodes, type TestNode } from '../nodes.ts'

type Route = (incoming: Incoming<Country>) => Promise<Answer> | Answer
/** What a broken node does in place of a route. */
type Broken = Readonly<Record<string, (straight: Route, node: Node) => Route>>

const [KIT, PEER] = ['XK', 'XB'] as [Country, Country]

/** The answer, changed where `change` says so. */
const answering =
  (change: (answer: Answer, node: Node) => Promise<Answer> | Answer) =>
  (straight: Route, node: Node): Route =>
  async (incoming) =>
    change(await straight(incoming), node)
/** In place of the failure `code`. */
const failing =
  (code: ErrorCode, instead: (error: JuxtaError) => Answer) =>
  (straight: Route): Route =>
  async (incoming) => {
    try {
      return await straight(incoming)
    } catch (cause) {
      const error = asJuxtaError(cause)
      if (error.code !== code) throw cause
      return instead(error)
    }
  }

const textOf = ({ body }: Answer): string => String(body)
const problemIs = (answer: Answer, code: ErrorCode): boolean =>
  answer.type === 'application/problem+json' && textOf(answer).includes(`urn:juxta:problem:${code}`)
const problem = (code: ErrorCode, message = 'planted'): Answer => {
  const body = toProblem(new JuxtaError(code, message))
  return { status: body.status, type: 'application/problem+json', body: JSON.stringify(body) }
}
const severalOf = ({ body }: Answer): object[] => (body as { answers: object[] }).answers
const receipt = (set: string): Answer => ({ status: 202, type: 'application/secevent+jwt', body: set })

const tallies = async (kit: Kit): Promise<void> => tryTallies(kit, (await tryMessage(kit))!)
const rotation = (kit: Kit): Promise<void> => tryRotation(kit, keysOf(kit.node))

/** A list that names another message than was received. */
async function otherList(answer: Answer, node: Node): Promise<Answer> {
  const page = answer.body as { sets: string[]; next: string }
  const sets = page.sets.map(async (jws) => {
    const { event, body } = readSecurityEvent(jws)
    if (event !== 'tally' || body['digests'] === undefined) return jws
    return forgeEvent(node, KIT, 'tally', { ...body, digests: [digestOf('another')] })
  })
  return { ...answer, body: { ...page, sets: await Promise.all(sets) } }
}

const PLANTED: readonly (readonly [
  fault: string,
  breaks: readonly Clause[],
  trials: (kit: Kit) => Promise<unknown>,
  broken: Broken,
])[] = [
  [
    'it answers several in another order',
    ['MSG-8'],
    trySeveral,
    { postMessages: answering((a) => ({ ...a, body: { answers: severalOf(a).reverse() } })) },
  ],
  [
    'it takes no more than the first of several',
    ['MSG-8'],
    trySeveral,
    { postMessages: answering((a) => ({ ...a, body: { answers: severalOf(a).slice(0, 1) } })) },
  ],
  [
    'it answers a request of several that is not in its form as if it were',
    ['MSG-9'],
    trySeveral,
    { postMessages: failing('malformed', () => ({ body: { answers: [] } })) },
  ],
  [
    'it says that some of a part has come of which nothing has',
    ['PRT-1'],
    tryParts,
    {
      putMessage: answering((a) => ({
        ...a,
        ...(problemIs(a, 'parts-missing') ? { body: textOf(a).replace('"offset":0', '"offset":1') } : {}),
      })),
    },
  ],
  [
    'it does not say how much of a part is there when it is whole',
    ['PRT-2'],
    tryParts,
    { putPart: answering((a) => (a.status === 204 ? { status: 204 } : a)) },
  ],
  [
    'it does not say from where on a part is to be sent',
    ['PRT-3'],
    tryParts,
    { putPart: failing('mismatching-upload-offset', () => problem('mismatching-upload-offset')) },
  ],
  [
    'it takes other bytes than the manifest states',
    ['PRT-4'],
    tryParts,
    { putPart: failing('digest-mismatch', () => ({ status: 204 })) },
  ],
  [
    'it takes a stream that is not authentic',
    ['PRT-4'],
    tryParts,
    { putPart: failing('cannot-decrypt', () => ({ status: 204 })) },
  ],
  ['it takes parts of nobody', ['PRT-5'], tryParts, { putPart: failing('not-found', () => ({ status: 204 })) }],
  [
    'it is busy, and does not say for how long',
    ['ERR-4'],
    (kit) => tryLimits(kit, { requests_per_second: 1 }),
    { ping: () => () => problem('busy') },
  ],
  ['its list names another message', ['TLY-2'], tallies, { getEvents: answering(otherList) }],
  [
    'it takes a message without the second signature that is due',
    ['SEC-1'],
    trySecondSignatures,
    { putMessage: answering((a) => (problemIs(a, 'second-signature') ? problem('signature-invalid') : a)) },
  ],
  [
    'its receipt has no second signature',
    ['MSG-1', 'SEC-2'],
    trySecondSignatures,
    { putMessage: answering((a) => (a.status === 202 ? receipt((JSON.parse(textOf(a)) as { set: string }).set) : a)) },
  ],
  [
    'it believes of a key whatever it is told',
    ['EVT-5'],
    rotation,
    { postEvent: answering((a) => (a.status === 400 ? { status: 202 } : a)) },
  ],
  [
    'it does not know a message that was signed anew',
    ['ROT-3'],
    rotation,
    {
      putMessage: (straight, node) => async (incoming) => {
        const { manifest } = await openMessage(node, incoming.bytes.toString('latin1'))
        return manifest.claims.supersedes === undefined ? straight(incoming) : problem('conflict')
      },
    },
  ],
  [
    'it calls what comes after its key was withdrawn too late',
    ['ERR-3', 'ROT-2'],
    rotation,
    {
      putMessage: answering((a) =>
        problemIs(a, 'key-unknown') ? { ...a, body: textOf(a).replace('problem:key-unknown', 'problem:stale') } : a,
      ),
    },
  ],
]

t.test('of each fault that is planted in a node the kit names the clause', async (t) => {
  let broken: Broken = {}
  const routes = (straight: Routes<Country>, node: Node): Routes<Country> =>
    Object.fromEntries(
      Object.entries(straight).map(([name, route]) => [
        name,
        (incoming: Incoming<Country>) => (broken[name]?.(route, node) ?? route)(incoming),
      ]),
    ) as Routes<Country>
  const [own] = (await startTestNodes(t, {
    countries: [KIT, PEER],
    postQuantum: [KIT, PEER],
    between: (country) => (country === PEER ? { routes } : undefined),
  })) as [TestNode, TestNode]
  const { version } = PROCEDURES.newest('pre-arrival')!
  const judge = async (trials: (kit: Kit) => Promise<unknown>): Promise<string[]> => {
    const { agreements } = own.node.directory.get(PEER)
    const kit: Kit = {
      ...{ node: own.node, peer: PEER, book: new Book(), logs: [], stranger: { cert: '', key: '' } },
      about: { procedure: 'pre-arrival', type: 'declaration', version },
      agreement: agreements.find((a) => a.revokedAt === null)!.hash,
    }
    await trials(kit)
    return kit.book.results().flatMap(({ clause, outcome }) => (outcome === 'fail' ? [clause] : []))
  }
  for (const trials of new Set(PLANTED.map(([, , trials]) => trials)))
    t.same(await judge(trials), [], 'none of them is in the node as it is')
  for (const [fault, breaks, trials, planted] of PLANTED) {
    broken = planted
    t.same((await judge(trials)).sort(), [...breaks].sort(), fault)
  }
})
