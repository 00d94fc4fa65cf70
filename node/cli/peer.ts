/** `juxta peer`: peering by signed file, with words compared by phone. */
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { withClient } from './client.ts'
import { type Command, DIR, flag, optional, output, required, text, usage } from './command.ts'
import { confirmed, styled, tinted, type Styled } from './terminal.ts'
import { toldProposal } from './proposals.ts'

type Schemas = components['schemas']

const line = (p: Schemas['Peer']): Styled =>
  styled`${p.country}  ${p.name}  ${tinted(p.state)}${p.circuit === 'open' ? tinted('critical', ', not answering') : ''}  ${p.exchange}  agreements in force: ${p.agreements.length}`

export const peer: Command = {
  usage:
    'peer invite --dir D -o F | peer accept F --dir D [--yes] | peer list|show XB|test XB|block XB|unblock XB --dir D',
  about: `invite writes a signed file for a neighbour; accept reads one, shows eight words to compare by phone, and trusts it once you say so (--yes where
you have compared them). test makes a round trip over mutual TLS and names what is wrong and whose turn it is. Each side accepts the other's file.`,
  actions: {
    invite: 'write a signed file for a neighbour',
    accept: 'read one, and trust it',
    list: 'all neighbours',
    show: 'one of them',
    test: 'a round trip, and what is wrong with it',
    block: 'nothing passes any more',
    unblock: 'it passes again',
  },
  options: {
    ...DIR,
    output: output('FILE', 'invite: where the invitation is written'),
    yes: flag('accept: the eight words were compared by phone'),
    words: text('WORDS', 'accept: the words that the neighbour has read out'),
  },
  example: 'peer invite --dir xa -o xa.invite',
  async run(io, [action, subject, ...rest], values) {
    if (rest.length > 0) throw usage(`unexpected: ${rest.join(' ')}`)
    const dir = resolve(required(values, 'dir'))
    const named = (): string => {
      if (!subject) throw usage(`peer ${action} needs ${action === 'accept' ? 'a file' : 'a country'}`)
      return subject
    }
    return withClient(dir, async (client) => {
      switch (action) {
        case 'invite': {
          const made = (await client.request('POST', '/v1/peers/invite')).json<{ invite: string; words: string }>()
          const file = optional(values, 'output')
          if (file === undefined) throw usage('-o FILE is missing')
          await writeFile(file, `${made.invite}\n`)
          io.out(
            io.json
              ? JSON.stringify({ ok: true, file, words: made.words })
              : `Give ${file} to your neighbour. On the phone, these words must be the same there:\n\n    ${made.words}`,
          )
          return 0
        }
        case 'accept': {
          const invite = (await readFile(named(), 'utf8')).trim()
          const seen = (await client.request('POST', '/v1/peers', { invite })).json<Schemas['Introduction']>()
          if (!io.json)
            io.out(
              `${seen.country} — ${seen.name} at ${seen.exchange}\nThe words of its identity key:\n\n    ${seen.words}\n`,
            )
          let words = optional(values, 'words')
          if (!values['yes'] && words === undefined) {
            if (!process.stdin.isTTY) throw usage('compare the words by phone, then add --yes')
            if (
              !(await confirmed(io, 'Did you compare these words by phone with a person you know there? Type yes: '))
            ) {
              io.error('Nothing was changed.')
              return 1
            }
            words = seen.words
          }
          const answer = await client.request('POST', '/v1/peers', {
            invite,
            trust: true,
            ...(words === undefined ? {} : { words }),
          })
          if (toldProposal(io, answer)) return 0
          const trusted = answer.json<Schemas['Introduction']>()
          io.out(
            io.json
              ? JSON.stringify({ ok: true, ...trusted })
              : `${trusted.country} is a peer now. Nothing passes until an agreement is in force: juxta agreement draft --with ${trusted.country}`,
          )
          return 0
        }
        case 'list': {
          const { items } = (await client.request('GET', '/v1/peers')).json<Schemas['PeerList']>()
          if (io.json) io.out(JSON.stringify({ ok: true, items }))
          else for (const p of items) io.out(line(p))
          return 0
        }
        case 'show':
        case 'block':
        case 'unblock': {
          const path = `/v1/peers/${named()}${action === 'show' ? '' : `/${action}`}`
          const p = (await client.request(action === 'show' ? 'GET' : 'POST', path)).json<Schemas['Peer']>()
          if (io.json) io.out(JSON.stringify({ ok: true, ...p }))
          else {
            io.out(styled`${line(p)}\nwords: ${p.words}\nidentity version ${p.identityVersion}`)
            for (const key of p.keys)
              io.out(
                `  ${key.use.padEnd(10)} ${key.id}  ${key.from} … ${key.until}${key.revokedAt ? `, revoked ${key.revokedAt}` : ''}`,
              )
          }
          return 0
        }
        case 'test': {
          const found = (await client.request('POST', `/v1/peers/${named()}/test`)).json<Schemas['PeerTest']>()
          if (io.json) io.out(JSON.stringify(found))
          else
            for (const s of found.steps)
              io.out(
                styled`${tinted(s.ok ? 'ok' : 'FAIL', s.ok ? 'ok  ' : 'FAIL')} ${s.check}: ${s.detail}${s.turn ? `  [whose turn: ${s.turn}]` : ''}`,
              )
          return found.ok ? 0 : 1
        }
        default:
          throw usage('the action is invite, accept, list, show, test, block or unblock')
      }
    })
  },
}
