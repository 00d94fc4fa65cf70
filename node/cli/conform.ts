/** `juxta conform`: a kit that plays the peer of a neighbour's own implementation and says of each clause of the wire format whether it holds. */
import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { generateKeyPairSync } from 'node:crypto'
import { pino } from 'pino'
import { issueCertificate } from '../../certs-dev/authority.ts'
import { assemble, type RunningNode } from '../assemble.ts'
import { spokenBy } from '../exchange/spoken.ts'
import { reportLines, reportPage } from '../neighbour/conformance-report.ts'
import { tryAll, verdictOf } from '../neighbour/conform.ts'
import { Book } from '../neighbour/book.ts'
import type { Kit } from '../neighbour/kit.ts'
import { agreedWith, knownThere } from '../neighbour/meet.ts'
import type { OwnKeys } from '../neighbour/trials-of-rotation.ts'
import { Listener } from '../neighbour/trials-of-sending.ts'
import { folder, readText } from '../operate/node-folder.ts'
import { readSettings } from '../operate/settings.ts'
import { registryIn } from '../peers/registry.ts'
import { draftAgreement, trialTerms } from '../procedures/draft-agreement.ts'
import { PROCEDURES } from '../procedures/procedures.ts'
import { logIn } from '../store/log.ts'
import { isCountry } from '../values/country.ts'
import { type Command, type Io, optional, required, text, usage, type Values } from './command.ts'
import { rotate } from './identity.ts'
import { makeNode } from './make-node.ts'
import { nextIdentity } from './next-identity.ts'
import { invite as inviteBy } from '../window/peer-routes.ts'

/** A certificate of the kit's own authority for a key that stands in no identity. */
async function strangerOf(node: RunningNode): Promise<Kit['stranger']> {
  const { country, paths } = node
  const authority = {
    country,
    certificatePem: readText(paths.authority),
    privateKeyPem: readText(paths.developmentAuthorityKey),
  }
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const order = {
    country,
    name: node.settings.name,
    use: 'tls',
    publicKeyPem: publicKey,
    hosts: ['127.0.0.1'],
  } as const
  return { cert: (await issueCertificate(authority, order)).certificatePem, key: privateKey }
}

/** The keys of the kit, as its operator would change them. */
export function keysOf(node: RunningNode): OwnKeys {
  const { settings, store, country, paths, own, directory, clock } = node
  const publish = async (order: { readonly withdraw?: string } = {}): Promise<void> => {
    const versions = (await registryIn(store).identities(country)).map(({ jws }) => jws)
    const { origin } = await logIn(store).head()
    // Nothing of the kit is under way once it has ended: keys of earlier trials make room.
    const { jws, identity } = await nextIdentity(settings, { origin, versions, pending: 0, ...order })
    await registryIn(store).saveIdentity(identity, jws, clock.now())
    await directory.refresh(true)
    await own.refresh()
  }
  return {
    async signing() {
      await rotate(settings, 'signing', undefined)
      await publish()
    },
    async tls() {
      await rm(paths.nextTlsKey, { force: true })
      await rotate(settings, 'tls', undefined)
      await publish()
      return { cert: readText(paths.nextTlsCertificate), key: readText(paths.nextTlsKey) }
    },
    async withdraw(kid) {
      await publish({ withdraw: kid })
      return own.identity.keys.find((k) => k.kid === kid)!.revoked_at!
    },
  }
}

/** Makes the folder of the kit where there is none. */
async function makeKit(dir: string, values: Values): Promise<void> {
  const country = optional(values, 'country') ?? 'XK'
  if (!isCountry(country)) throw usage('--country is two capital letters')
  const listen = optional(values, 'exchange-listen')
  await makeNode({
    dir,
    country,
    name: `Conformance kit ${country}`,
    exchangeUrl: optional(values, 'exchange-url') ?? 'https://127.0.0.1:7555',
    ...(listen === undefined ? {} : { exchangeListen: listen }),
    windowPort: 0,
    development: true,
    postQuantum: true,
    more: { JUXTA_LOG_LEVEL: 'silent' },
    environment: process.env,
  })
}

async function judge(io: Io, node: RunningNode, listener: Listener, address: string, values: Values): Promise<number> {
  const seconds = Number(optional(values, 'wait') ?? 60)
  const sendingSeconds = Number(optional(values, 'sends') ?? seconds)
  if (![seconds, sendingSeconds].every((n) => Number.isInteger(n) && n >= 0 && n <= 3600))
    throw usage('--wait and --sends are whole seconds, 0 to 3600')
  const tell = (line: string): void => (io.json ? undefined : io.error(line))
  const invite = (await readFile(resolve(required(values, 'invite')), 'utf8')).trim()
  const { country: peer, words, exchange } = await node.introduce.accept(invite)
  if (exchange !== address) throw usage(`the invitation of ${peer} is of ${exchange}, not of ${address}`)
  tell(`${peer} at ${exchange}; the words of its identity key: ${words}`)
  const wrong = await knownThere(node, peer, seconds)
  if (wrong) {
    io.out(
      io.json
        ? JSON.stringify({ ok: false, peer, exchange, check: wrong.check, detail: wrong.detail })
        : `Nothing could be tried: ${wrong.check}: ${wrong.detail}`,
    )
    return 2
  }
  const procedure = optional(values, 'procedure') ?? 'pre-arrival'
  const known = PROCEDURES.versions(procedure)
  const theirs = await spokenBy(node)(peer, procedure, known)
  const version = known.find((v) => theirs?.includes(v)) ?? known[0]
  if (version === undefined) throw usage(`there is no procedure ${procedure}`)
  const book = new Book()
  const now = Math.floor(node.clock.now() / 1000)
  const terms = trialTerms([node.country, peer], 'a trial of conformance', now)
  const draft = draftAgreement(node.country, peer, now, terms)
  tell('An agreement was proposed: accept it there.')
  const agreement = await agreedWith(node, peer, draft, seconds)
  const tried = 'an agreement that was proposed'
  book.write('AGR-1', tried, agreement !== null, agreement === null ? 'it did not come back signed' : 'in force')
  const about = { procedure, type: optional(values, 'type') ?? 'declaration', version }
  const kit: Kit = { node, peer, book, about, stranger: await strangerOf(node), agreement: agreement ?? '', logs: [] }
  const results = await tryAll(kit, {
    listener,
    keys: keysOf(node),
    draft,
    sendingSeconds,
    asked: () => tell(`Now send any message from ${peer} to ${node.country}; it is waited for ${sendingSeconds} s.`),
    progress: (what) => tell(`… ${what}`),
  })
  const code = verdictOf(results)
  const file = optional(values, 'html')
  if (file !== undefined) await writeFile(file, reportPage({ peer, exchange, at: node.clock.now() }, results))
  if (io.json) io.out(JSON.stringify({ ok: code === 0, peer, exchange, clauses: results }))
  else for (const line of reportLines(results)) io.out(line)
  return code
}

export const conform: Command = {
  usage:
    'conform https://host:port --dir KIT [--country XK] [--exchange-url https://h:p] | conform https://host:port --dir KIT --invite THEIRS [--wait N] [--sends N] [--procedure P --type T] [--html F]',
  about: `Judges an implementation of the wire format at that address (docs/wire.md) by playing its peer: it sends what is right and what is wrong, and says of each
clause what was tried, what was answered, and whether it holds. The first call makes the folder of the kit, with its own test identity, and its invitation in
KIT/kit.invite; have that accepted there, and call again with their invitation. Then accept there the agreement that the kit proposes, and send it a message when it
asks for one. --wait: seconds that each of these may take (60); --sends: how long their message is waited for, 0 for not at all. For test systems only: what is
wrong with a message is signed by the kit all the same. Exits 0 where every clause holds, 1 where one is broken, 2 where one could not be tried.`,
  options: {
    dir: text('DIR', 'the folder of the kit; made where it is not there'),
    country: text('COUNTRY', 'as which the kit plays; XK unless told'),
    'exchange-url': text('URL', 'where the implementation reaches the kit'),
    'exchange-listen': text('HOST:PORT', 'where the kit listens, if elsewhere'),
    invite: text('FILE', 'the invitation of the implementation'),
    wait: text('SECONDS', 'for each step that somebody takes there, 60 unless told'),
    sends: text('SECONDS', 'for the message that it sends, 0 for not at all'),
    procedure: text('NAME', 'of the messages that are tried'),
    type: text('NAME', 'of the messages that are tried'),
    html: text('FILE', 'the report as a page'),
  },
  example: 'conform https://node.example:7443 --dir kit --invite theirs.invite --html report.html',
  async run(io, [address, ...rest], values) {
    if (!address || rest.length > 0 || !/^https:\/\/[^/?#@\s]+$/.test(address))
      throw usage('one address is judged: https://host:port')
    const dir = resolve(required(values, 'dir'))
    if (!existsSync(join(dir, 'juxta.env'))) await makeKit(dir, values)
    const { settings } = readSettings(dir, process.env)
    if (!existsSync(folder(dir).developmentAuthorityKey)) throw usage(`${dir} is the folder of a node, not of a kit`)
    const listener = new Listener()
    const node = await assemble({
      settings,
      logger: pino({ level: 'silent' }),
      between: listener.between,
      onFatal: (error) => {
        io.error(error.message)
        process.exit(1)
      },
    })
    const file = join(dir, 'kit.invite')
    try {
      const { invite, words } = await inviteBy(node)
      await writeFile(file, `${invite}\n`)
      if (optional(values, 'invite') === undefined) {
        io.out(
          io.json
            ? JSON.stringify({ ok: false, invite: file, words })
            : `Have ${file} accepted at ${address} (its words: ${words}), then: juxta conform ${address} --dir ${dir} --invite THEIRS`,
        )
        return 2
      }
      await node.start()
      return await judge(io, node, listener, address, values)
    } finally {
      await node.stop()
    }
  },
}
