/** `juxta proposals`: what two persons must want, proposed by one and confirmed by another. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { withClient, type Reply } from './client.ts'
import { type Command, DIR, type Io, optional, required, text, usage } from './command.ts'

type Proposal = components['schemas']['Proposal']

const line = (p: Proposal): string =>
  `${p.id}  ${p.state}  ${p.action} ${p.subject}: ${p.detail}  (${p.proposedBy} at ${p.at}${p.confirmedBy === null ? '' : `, confirmed by ${p.confirmedBy}`}${p.refusedBy === null ? '' : `, refused by ${p.refusedBy}: ${p.reason ?? ''}`})`

/** Says that an answer is only a proposal, where it is one. */
export function toldProposal(io: Io, answer: Reply): boolean {
  if (answer.status !== 202) return false
  const proposal = answer.json<Proposal>()
  // An agreement that was offered is answered by 202 too.
  if (proposal.proposedBy === undefined) return false
  io.out(
    io.json
      ? JSON.stringify({ ok: true, proposal })
      : `This node wants two persons for it. Another one, with a key of an own client, confirms it by ${proposal.expiresAt}:\n\n    juxta proposals confirm ${proposal.id} --key-file F --dir D`,
  )
  return true
}

export const proposals: Command = {
  usage:
    'proposals --dir D | proposals confirm ID --dir D [--key-file F] | proposals refuse ID --reason TEXT --dir D [--key-file F]',
  about: `What cannot be undone (JUXTA_TWO_PERSONS) is kept as a proposal for a day, and done when another person confirms it, by a key of another client
that was made before. --key-file names the file with the secret of that person's key; without it the key of the command line is shown, which confirms what
was proposed by others. What is refused is not done; whoever proposed it may refuse it too.`,
  actions: {
    confirm: 'do what another person has proposed',
    refuse: 'let nobody confirm it, and say why',
  },
  options: {
    ...DIR,
    'key-file': text('FILE', 'holds the secret of the second person’s key'),
    reason: text('TEXT', 'refuse: why'),
  },
  example: 'proposals confirm 0197f3a0-5c1e-7000-8000-000000000001 --dir xa --key-file second.key',
  async run(io, [action, id, ...rest], values) {
    if (rest.length > 0 || (action !== undefined && action !== 'confirm' && action !== 'refuse'))
      throw usage('the action is confirm or refuse')
    const file = optional(values, 'key-file')
    const as = file === undefined ? {} : { authorization: `Bearer ${(await readFile(file, 'utf8')).trim()}` }
    return withClient(resolve(required(values, 'dir')), async (client) => {
      if (action !== undefined) {
        if (!id) throw usage(`proposals ${action} needs an id`)
        const body = action === 'refuse' ? { reason: required(values, 'reason') } : undefined
        const answer = await client.request('POST', `/v1/proposals/${encodeURIComponent(id)}/${action}`, body, as)
        const proposal = answer.json<Proposal>()
        io.out(io.json ? JSON.stringify({ ok: true, proposal }) : line(proposal))
        return 0
      }
      const { items } = (await client.request('GET', '/v1/proposals', undefined, as)).json<{ items: Proposal[] }>()
      if (io.json) io.out(JSON.stringify({ ok: true, items }))
      else for (const proposal of items) io.out(line(proposal))
      return 0
    })
  },
}
