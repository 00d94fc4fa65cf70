/** `juxta hold`: which data are kept beyond their time, on both sides, because somebody has ordered it. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { isMessageId } from '../values/id.ts'
import { withClient } from './client.ts'
import { type Command, DIR, optional, required, text, usage } from './command.ts'
import { toldProposal } from './proposals.ts'
import { styled, tinted, type Styled } from './terminal.ts'

type Hold = components['schemas']['LegalHold']

const stateOf = ({ liftedAt, until }: Hold): string =>
  liftedAt !== null ? `lifted ${liftedAt}` : until === null ? 'held' : `held until ${until}`
const line = (h: Hold): Styled =>
  styled`${h.id}  ${h.by} with ${h.peer}  ${tinted(stateOf(h))}  ${h.keeps} of ${h.procedure}${h.conversation === null ? '' : ` ${h.conversation}`}  ${h.authority}: ${h.liftReason ?? h.reason}`

export const hold: Command = {
  usage:
    'hold list | set --with XB (--procedure NAME | --conversation ID) --authority WHO --reason R [--keeps documents|manifests] [--until TIME] | lift ID --reason R   (each with --dir D)',
  about:
    'set orders that data are kept beyond their time, on both sides: those of one conversation, or all of a procedure that were exchanged with a neighbour. The agreement says who may order it. lift ends an order of this side.',
  actions: {
    list: 'all orders of either side, the newest first',
    set: 'order that data are kept',
    lift: 'end an order of this side',
  },
  options: {
    ...DIR,
    with: text('COUNTRY', 'set: the neighbour with whom they were exchanged'),
    procedure: text('NAME', 'set: all of this procedure'),
    conversation: text('ID', 'set: of this conversation alone'),
    keeps: text(
      'CLASS',
      'set: documents and what was signed about them (as where nothing is said), or manifests alone',
    ),
    authority: text('WHO', 'set: the court or office that ordered it, and its number'),
    until: text('TIME', 'set: until when; until it is lifted, where nothing is said'),
    reason: text('TEXT', 'set, lift: why'),
  },
  example:
    'hold set --dir xa --with XB --procedure documents --authority "District Court, 12 Js 4/26" --reason evidence',
  async run(io, [action, id, ...rest], values) {
    if (rest.length > 0 || (id !== undefined && action !== 'lift')) throw usage('only lift names an order, one')
    return withClient(resolve(required(values, 'dir')), async (client) => {
      const show = (h: Hold): number => {
        io.out(io.json ? JSON.stringify({ ok: true, ...h }) : line(h))
        return 0
      }
      switch (action) {
        case 'list': {
          const { items } = (await client.request('GET', '/v1/legal-holds')).json<{ items: Hold[] }>()
          if (io.json) io.out(JSON.stringify({ ok: true, items }))
          else for (const h of items) io.out(line(h))
          return 0
        }
        case 'set': {
          const members = ['procedure', 'conversation', 'until'].flatMap((name) => {
            const value = optional(values, name)
            return value === undefined ? [] : [[name, value]]
          })
          const order = {
            peer: required(values, 'with'),
            keeps: optional(values, 'keeps') ?? 'documents',
            authority: required(values, 'authority'),
            reason: required(values, 'reason'),
            ...(Object.fromEntries(members) as Record<string, string>),
          }
          return show((await client.request('POST', '/v1/legal-holds', order)).json<Hold>())
        }
        case 'lift': {
          if (!isMessageId(id)) throw usage('hold lift needs the id of an order')
          const answer = await client.request('POST', `/v1/legal-holds/${id}/lift`, {
            reason: required(values, 'reason'),
          })
          return toldProposal(io, answer) ? 0 : show(answer.json<Hold>())
        }
        default:
          throw usage('the action is list, set or lift')
      }
    })
  },
}
