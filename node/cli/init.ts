/** `juxta init`: makes the folder of a node. */
import { resolve } from 'node:path'
import { isCountry } from '../values/country.ts'
import { type Command, flag, optional, required, text, usage } from './command.ts'
import { makeNode } from './make-node.ts'

export const init: Command = {
  usage:
    'init --dir D --country XA --name "…" [--exchange-url https://h:p] [--window-port N] [--store URL] [--queue URL] [--profile dev] [--post-quantum]',
  about: `Makes the node's folder: juxta.env, keys, certificate requests (with --profile dev a development authority and its certificates), schema and log.
--post-quantum makes keys of ML-DSA too: second signatures with neighbours that have them, and cosignatures. Prints the first operator API key once. Refuses a folder that is not empty.`,
  options: {
    dir: text('DIR', 'the folder to make; it must be empty'),
    country: text('COUNTRY', 'ISO 3166-1 alpha-2, as XA'),
    name: text('TEXT', 'of the administration'),
    'exchange-url': text('URL', 'where neighbours reach the node'),
    'exchange-listen': text('HOST:PORT', 'where it listens for them, if elsewhere'),
    'window-port': text('PORT', 'of the window side, on this machine; 7080 unless told'),
    store: text('URL', 'sqlite:… or postgres://…'),
    queue: text('URL', 'embedded or redis://…'),
    profile: text('NAME', 'dev: with a development authority and its certificates'),
    'post-quantum': flag('keys of ML-DSA too'),
  },
  example: 'init --dir xa --country XA --name "Customs of Northland" --profile dev',
  async run(io, positionals, values) {
    if (positionals.length > 0) throw usage(`unexpected: ${positionals.join(' ')}`)
    const [dir, country, name] = [
      resolve(required(values, 'dir')),
      required(values, 'country'),
      required(values, 'name'),
    ]
    if (!isCountry(country)) throw usage('--country is two capital letters (ISO 3166-1 alpha-2)')
    const profile = optional(values, 'profile')
    if (profile !== undefined && profile !== 'dev') throw usage('--profile is dev, or absent')
    const url = optional(values, 'exchange-url')
    if (url !== undefined && !/^https:\/\/[^/?#@\s]+$/.test(url)) throw usage('--exchange-url is https://host:port')
    const port = optional(values, 'window-port')
    if (port !== undefined && !/^[0-9]{1,5}$/.test(port)) throw usage('--window-port is a number')
    const listen = optional(values, 'exchange-listen')
    const more = Object.fromEntries(
      [
        ['JUXTA_STORE', optional(values, 'store')],
        ['JUXTA_QUEUE', optional(values, 'queue')],
      ].filter((e): e is [string, string] => e[1] !== undefined),
    )
    const made = await makeNode({
      dir,
      country,
      name,
      development: profile === 'dev',
      postQuantum: values['post-quantum'] === true,
      more,
      environment: process.env,
      ...(url === undefined ? {} : { exchangeUrl: url }),
      ...(listen === undefined ? {} : { exchangeListen: listen }),
      ...(port === undefined ? {} : { windowPort: Number(port) }),
    })
    if (io.json)
      io.out(
        JSON.stringify({
          ok: true,
          dir,
          country,
          operatorKey: made.operatorKey,
          words: made.words,
          requests: made.requests,
        }),
      )
    else {
      io.out(`The node of ${country} is in ${dir}.`)
      io.out(`Its first operator API key, shown only now:\n\n    ${made.operatorKey}\n`)
      if (made.requests.length > 0)
        io.out(
          `Have your authority issue certificates for ${made.requests.join(' and ')}, put them beside as .pem (and its own as authority.pem), then: juxta identity publish --dir ${dir}`,
        )
      else io.out(`The words of its identity key: ${made.words}\nStart it: juxta start --dir ${dir}`)
    }
    return 0
  },
}
