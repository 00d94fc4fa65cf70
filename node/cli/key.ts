/** `juxta key`: API keys of the window side. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { parseTime, time } from '../values/time.ts'
import { withClient } from './client.ts'
import { type Command, DIR, optional, required, text, usage } from './command.ts'

type Key = components['schemas']['Key']

/** The end that a person has typed: a time, or in how many days. */
const endOf = (text: string, now: number): string =>
  /^[0-9]{1,5}d$/.test(text) ? time(now + Number(text.slice(0, -1)) * 86_400_000) : text

function standing({ revokedAt, expiresAt }: Key): string {
  if (revokedAt) return `revoked ${revokedAt}`
  if (expiresAt === null) return 'active'
  return `${parseTime(expiresAt) <= Date.now() ? 'expired' : 'until'} ${expiresAt}`
}

export const key: Command = {
  usage:
    'key create --dir D --name N --role window,operator,auditor,assistance [--client C] [--agency A] [--procedures P,…] [--types T,P/T,…] [--expires TIME|DAYSd] [--addresses CIDR,…] | key list | key revoke ID',
  about: `Only a hash of a key is stored; its secret is printed once. A key counts for a year where --expires says nothing else (an RFC 3339 time, or days as 90d),
and from anywhere where --addresses names no addresses or ranges.`,
  actions: {
    create: 'make one; its secret is shown once',
    list: 'all of them',
    revoke: 'one counts no longer',
  },
  options: {
    ...DIR,
    name: text('NAME', 'create: of the key'),
    role: text('ROLES', 'create: window, operator, auditor, assistance, incidents, with commas'),
    client: text('CLIENT', 'create: the API client it is for; its name unless told'),
    agency: text('NAME', 'create: whose inbox it reads'),
    procedures: text('NAMES', 'create: what it may send and read, with commas; everything unless told'),
    types: text('NAMES', 'create: message types, as declaration or aeo/delta, with commas'),
    expires: text('TIME', 'create: until when it counts, or for how many days, as 90d'),
    addresses: text('RANGES', 'create: from where it counts, with commas'),
  },
  example: 'key create --dir xa --name single-window --role window',
  async run(io, [action, subject], values) {
    return withClient(resolve(required(values, 'dir')), async (client) => {
      switch (action) {
        case 'create': {
          const [as, agency, procedures, types, addresses, expires] = [
            optional(values, 'client'),
            optional(values, 'agency'),
            optional(values, 'procedures'),
            optional(values, 'types'),
            optional(values, 'addresses'),
            optional(values, 'expires'),
          ]
          const made = (
            await client.request('POST', '/v1/keys', {
              name: required(values, 'name'),
              roles: required(values, 'role').split(','),
              ...(as === undefined ? {} : { client: as }),
              ...(agency === undefined ? {} : { agency }),
              ...(procedures === undefined ? {} : { procedures: procedures.split(',') }),
              ...(types === undefined ? {} : { types: types.split(',') }),
              ...(addresses === undefined ? {} : { addresses: addresses.split(',') }),
              ...(expires === undefined ? {} : { expiresAt: endOf(expires, Date.now()) }),
            })
          ).json<{ key: Key; secret: string }>()
          io.out(
            io.json
              ? JSON.stringify({ ok: true, ...made })
              : `${made.key.name} (${made.key.roles.join(', ')}), shown only now:\n\n    ${made.secret}\n`,
          )
          return 0
        }
        case 'list': {
          const { items } = (await client.request('GET', '/v1/keys')).json<{ items: Key[] }>()
          if (io.json) io.out(JSON.stringify({ ok: true, items }))
          else
            for (const k of items)
              io.out(
                `${k.id}  ${k.name}  ${k.roles.join(',')}  ${standing(k)}${k.addresses ? `  ${k.addresses.join(',')}` : ''}`,
              )
          return 0
        }
        case 'revoke': {
          if (!subject) throw usage('key revoke needs an id')
          await client.request('POST', `/v1/keys/${subject}/revoke`)
          io.out(io.json ? JSON.stringify({ ok: true }) : 'revoked')
          return 0
        }
        default:
          throw usage('the action is create, list or revoke')
      }
    })
  },
}
