/** What operators and agencies do in pairs, each told at a running node: how it is proposed, and what is to be seen once it is done. */
import { call, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { draftAgreement, trialTerms } from '../../node/procedures/draft-agreement.ts'
import { juxta } from '../cli/juxta.ts'
import type { Kind } from './failing-commits.ts'
import { flow, until, untilDelivered } from './processes.ts'

export type Answer = { status: number; body: any }
type Ask = (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<Answer>
/** `kind`: the commit that does it and says who has confirmed it. `propose` answers the id of the proposal. */
export type ActOfTwo = { readonly kind: Kind; propose(): Promise<string>; done(): Promise<boolean> }

const OFFICER = { kind: 'officer', ref: '4711', function: 'head of unit', office: 'XA000100', legalGround: 'Act, 40' }
const PERMIT = {
  typeCode: '851',
  xKind: 'veterinary',
  xAgency: 'PPO',
  xUse: 'multiple',
  xUsePoints: ['import'],
  xDestinations: ['XB'],
  xIssuedAt: '2026-01-01T00:00:00Z',
  xItems: [{ xItem: '1', quantityQuantity: { value: '1.0', unitCode: 'TNE' } }],
}

/** In the order in which they are done; the neighbour is gone after the last. `ask`: as whoever proposes it. */
export function actsOfTwo(a: DemoNode, b: DemoNode, ask: Ask): Readonly<Record<string, ActOfTwo>> {
  const asked = async (method: 'POST' | 'PUT', path: string, body?: unknown): Promise<string> => {
    const { status, body: answer } = await ask(method, path, body)
    if (status !== 202 || answer.state !== 'open') throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
    return answer.id
  }
  const read = async (path: string): Promise<any> => (await ask('GET', path)).body
  const path = (hash: string): string => `/v1/agreements/${encodeURIComponent(hash)}`
  const draft = (title: string): object => {
    const now = Math.floor(Date.now() / 1000)
    return { ...draftAgreement(a.country, b.country, now, trialTerms([a.country, b.country], title, now)), title }
  }
  const at = async (node: DemoNode, hash: string, state: string): Promise<boolean> =>
    (await call<{ state: string }>(node, 'GET', path(hash), undefined, 'operator')).state === state
  const proposeHere = async (): Promise<string> => {
    const id = await asked('POST', '/v1/agreements', draft('proposed here'))
    proposed = (await read(`/v1/proposals/${id}`)).subject
    return id
  }
  let [message, hold, proposed, received, key] = ['', '', '', '', '']
  const permit = '/v1/permits/P-TWO'

  return {
    'documents are erased': {
      kind: 'two-erase',
      async propose() {
        message = (await flow(a, b, 1, 1))[0]!
        await untilDelivered(a, [message])
        return asked('POST', `/v1/messages/${message}/erase`, { reason: 'by court order' })
      },
      done: async () => (await ask('GET', `/v1/messages/${message}/document`)).status === 410,
    },
    'an order to keep is lifted': {
      kind: 'two-hold',
      async propose() {
        const order = { peer: b.country, procedure: 'pre-arrival', keeps: 'documents', authority: 'a court', reason: 'evidence' } // prettier-ignore
        hold = (await ask('POST', '/v1/legal-holds', order)).body.id
        return asked('POST', `/v1/legal-holds/${hold}/lift`, { reason: 'it is over' })
      },
      done: async () => (await read('/v1/legal-holds')).items.find((h: any) => h.id === hold).liftedAt !== null,
    },
    'a permit is revoked': {
      kind: 'two-permit',
      async propose() {
        await ask('PUT', permit, { ...PERMIT, xStanding: 'issued' })
        return asked('PUT', permit, { ...PERMIT, xStanding: 'revoked', xDecidedBy: OFFICER, xReason: 'outbreak' })
      },
      done: async () => (await read(permit)).standing === 'revoked',
    },
    'an agreement is proposed': {
      kind: 'two-agreement',
      propose: proposeHere,
      done: async () => (await ask('GET', path(proposed))).status === 200 && (await at(a, proposed, 'proposed')),
    },
    'an agreement is accepted': {
      kind: 'two-agreement',
      async propose() {
        received = (await call<{ hash: string }>(b, 'POST', '/v1/agreements', draft('proposed there'), 'operator')).hash
        await until('it has come', () => at(a, received, 'received'))
        return asked('POST', `${path(received)}/accept`)
      },
      done: () => at(a, received, 'in-force'),
    },
    'procedures are suspended': {
      kind: 'two-suspension',
      propose: () => asked('POST', `${path(received)}/suspend`, { procedures: ['aeo'], reason: 'a strike' }),
      done: async () => (await read(path(received))).suspensions.some((s: any) => s.procedures.length > 0),
    },
    'an agreement is ended': {
      kind: 'two-agreement',
      propose: () => asked('POST', `${path(received)}/revoke`, { reason: 'a mistake' }),
      done: () => at(a, received, 'revoked'),
    },
    'a neighbour is trusted': {
      kind: 'two-peer',
      async propose() {
        await ask('POST', `/v1/peers/${b.country}/block`)
        const { invite } = await call<{ invite: string }>(b, 'POST', '/v1/peers/invite', undefined, 'operator')
        return asked('POST', '/v1/peers', { invite, trust: true })
      },
      done: async () => (await read(`/v1/peers/${b.country}`)).state === 'active',
    },
    'a key is withdrawn': {
      kind: 'two-identity',
      async propose() {
        const run = (...words: string[]) => juxta(...words, '--dir', a.dir, '--json')
        const keys = (await read('/v1/identity')).keys as { use: string; id: string }[]
        key = keys.find(({ use }) => use === 'encryption')!.id
        await run('identity', 'rotate', '--use', 'encryption')
        await run('identity', 'publish', '--overlap', '0')
        return (await run('identity', 'withdraw', key)).json.proposal.id
      },
      done: async () => (await read('/v1/identity')).keys.some((k: any) => k.id === key && k.revokedAt !== undefined),
    },
    'many messages are put back': {
      kind: 'two-retry',
      async propose() {
        const states = ['queued', 'sealed', 'parked']
        const waiting = async (): Promise<number> =>
          (await ask('POST', '/v1/messages/retry', { states, preview: true })).body.count
        // What the acts before have sent is still on its way on a slow machine.
        await until('all has arrived', async () => (await waiting()) === 0)
        b.process.kill('SIGKILL')
        const ids = await flow(a, b, 2, 1)
        if ((await waiting()) !== ids.length) throw new Error(`${await waiting()} messages wait`)
        return asked('POST', '/v1/messages/retry', { states, expected: ids.length })
      },
      done: async () =>
        (await read('/v1/audit?what=retryMessages&outcome=done')).items.some((r: any) => r.proposer !== null),
    },
  }
}
