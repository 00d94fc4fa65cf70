/** `juxta identity`: the keys that peers know this node by: publish, overlap, switch, withdraw, by version. */
import { logIn } from '../store/log.ts'
import { readAgreements } from '../peers/agreed-terms.ts'
import { registryIn } from '../peers/registry.ts'
import type { Store } from '../store/store.ts'
import { createPublicKey } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createRequest, issueCertificate } from '../../certs-dev/authority.ts'
import { readKeyFile, writeKeyFile } from '../seal/file-signer.ts'
import { folder, readText } from '../operate/node-folder.ts'
import { readSettings, type Settings } from '../operate/settings.ts'
import { JuxtaError } from '../values/errors.ts'
import type { components } from '../generated/window.ts'
import { makeKey } from '../seal/keys.ts'
import { makeSecondKey, makeWitnessKey } from '../seal/second-keys.ts'
import { withClient, type Reply } from './client.ts'
import { checkPublishable } from './examine.ts'
import { type Command, DIR, flag, type Io, optional, required, text, usage } from './command.ts'
import { publishFirst, withStore } from './make-node.ts'
import { nextIdentity, type Order } from './next-identity.ts'
import { toldProposal } from './proposals.ts'

type View = components['schemas']['Identity']
const HOUR = 3600

/** Seconds for which a message may be under way, by the agreements that were ever made. */
async function longestUnderWay(store: Store): Promise<number> {
  const { readable } = readAgreements(await registryIn(store).agreements())
  return Math.max(30, ...readable.map(({ document }) => document.limits.expiry_days)) * 86_400
}

/** Signs the next version and gives it to the node, or, of a node that has no identity yet, makes it the first. */
async function publish(
  settings: Settings,
  dir: string,
  order: Omit<Order, 'origin' | 'versions'>,
  clockIsRight = false,
): Promise<Reply | null> {
  const known = await withStore(settings, async (store) => {
    // A key that is stolen is withdrawn all the same.
    if (order.withdraw === undefined) await checkPublishable(settings, store, clockIsRight)
    return {
      versions: (await registryIn(store).identities(settings.country)).map(({ jws }) => jws),
      origin: (await logIn(store).head()).origin,
      pending: await longestUnderWay(store),
    }
  })
  if (known.versions.length === 0) return null
  const made = await nextIdentity(settings, { ...known, ...order })
  return withClient(dir, (client) =>
    client.request('POST', '/v1/identity', { identity: made.jws, identityKey: made.key }),
  )
}

const USES = ['signing', 'encryption', 'tls', 'second', 'witness'] as const
type Use = (typeof USES)[number]

/** A new key in the folder, and a request for its certificate; with the development authority also the certificate. */
export async function rotate(
  settings: Settings,
  use: Use,
  curve: string | undefined,
): Promise<{ id: string; request: string | null }> {
  const paths = folder(settings.dataDir)
  if (use === 'second' || use === 'witness') {
    if (curve !== undefined) throw usage(`--curve is not for ${use}: its algorithm is ML-DSA`)
    const { file, pem } = use === 'second' ? await makeSecondKey() : makeWitnessKey()
    await writeKeyFile(paths.keys, file, pem)
    return { id: file.replace(/^(second|witness-ml-dsa-44)-|\.pem$/g, ''), request: null }
  }
  const allowed = { signing: ['P-256', 'Ed25519'], encryption: ['P-256', 'X25519'], tls: ['P-256'] }[use]
  const crv = curve ?? 'P-256'
  if (!allowed.includes(crv)) throw usage(`--curve is ${allowed.join(' or ')} for ${use}`)
  if (use === 'encryption') {
    const made = await makeKey('ECDH-ES+A256KW', crv === 'X25519' ? 'X25519' : 'P-256')
    await writeKeyFile(paths.keys, `encryption-${made.kid}.pem`, made.pem)
    return { id: made.kid, request: null }
  }
  const made = await makeKey(crv === 'Ed25519' ? 'Ed25519' : 'ES256')
  if (use === 'tls' && existsSync(paths.nextTlsKey))
    throw new JuxtaError('state-conflict', `${paths.nextTlsKey} waits to be switched to`, { rule: 'next-key' })
  await writeKeyFile(paths.keys, use === 'tls' ? 'tls-next.pem' : `signing-${made.kid}.pem`, made.pem)
  const { country, name } = settings
  const { hostname } = new URL(settings.exchangeUrl)
  const hosts = [...new Set(['localhost', '127.0.0.1', '::1', hostname.replace(/^\[|\]$/g, '')])]
  const more = use === 'tls' ? { hosts } : {}
  if (existsSync(paths.developmentAuthorityKey)) {
    const { certificatePem } = await issueCertificate(
      {
        country,
        certificatePem: readText(paths.authority),
        privateKeyPem: await readKeyFile(paths.developmentAuthorityKey),
      },
      {
        country,
        name,
        use,
        publicKeyPem: createPublicKey(made.pem).export({ type: 'spki', format: 'pem' }) as string,
        ...more,
      },
    )
    await writeFile(use === 'tls' ? paths.nextTlsCertificate : paths.signingCertificate, certificatePem)
    return { id: made.kid, request: null }
  }
  const request = use === 'tls' ? paths.nextTlsRequest : paths.signingRequest
  await writeFile(request, await createRequest({ country, name, use, privateKeyPem: made.pem, ...more }))
  return { id: made.kid, request }
}

/** Takes the published next TLS key into use; second and witness are keys of ML-DSA, beside those of today: of second signatures, and of the cosignatures of this witness; a node that runs notices within a second. */
async function switchTls(settings: Settings, dir: string): Promise<void> {
  const paths = folder(settings.dataDir)
  for (const path of [paths.nextTlsKey, paths.nextTlsCertificate])
    if (!existsSync(path))
      throw new JuxtaError('state-conflict', `${path} is not there: juxta identity rotate --use tls`, {
        rule: 'next-key',
      })
  const { digestOf } = await import('../values/digest.ts')
  const spki = createPublicKey(await readFile(paths.nextTlsCertificate)).export({ type: 'spki', format: 'der' })
  const view = await show(dir)
  if (!view.keys.some((k) => k.use === 'tls' && k.id === digestOf(spki)))
    throw new JuxtaError('state-conflict', 'the next TLS key is not published yet: juxta identity publish', {
      rule: 'unpublished',
    })
  await rename(paths.nextTlsKey, paths.tlsKey)
  await rename(paths.nextTlsCertificate, paths.tlsCertificate)
}

const show = (dir: string): Promise<View> =>
  withClient(dir, async (client) => (await client.request('GET', '/v1/identity')).json<View>())

function print(io: Io, v: View): number {
  if (io.json) io.out(JSON.stringify({ ok: true, ...v }))
  else {
    io.out(`${v.country}  ${v.name}, identity version ${v.version} of ${v.issuedAt}`)
    for (const k of v.keys)
      io.out(
        `  ${k.use.padEnd(10)} ${k.id}${k.curve ? ` (${k.curve})` : ''}  ${k.from} … ${k.until}${k.revokedAt ? `, withdrawn ${k.revokedAt}` : ''}`,
      )
  }
  return 0
}

/** What would come of a switch to the next TLS key. Exit 0 where nothing stands in its way, else 1. */
async function rehearse(io: Io, dir: string): Promise<number> {
  const told = await withClient(dir, async (client) =>
    (await client.request('POST', '/v1/identity/rehearse', {})).json<components['schemas']['Rehearsal']>(),
  )
  if (io.json) io.out(JSON.stringify(told))
  else
    for (const { check, peer, ok, detail, turn } of told.steps)
      io.out(
        `${ok ? 'ok  ' : 'FAIL'} ${check}${peer === null ? '' : ` ${peer}`}: ${detail}${turn === undefined ? '' : ` (turn: ${turn})`}`,
      )
  return told.ok ? 0 : 1
}

export const identity: Command = {
  usage:
    'identity publish [--overlap SECONDS] [--clock-is-right] [--identity-key F] | show | rehearse | rotate --use signing|encryption|tls|second|witness [--curve C] | switch | withdraw ID [--identity-key F]   (each with --dir D)',
  about: `The keys that peers know this node by. rotate makes a new key (and a request for its certificate); publish signs a version of the identity with all
keys and certificates in the folder: peers fetch it, and new signing and encryption keys are used once the overlap (an hour) is over; rehearse shows the next TLS key to every peer and changes nothing; switch takes the
published next TLS key into use; second and witness are keys of ML-DSA, beside those of today: of second signatures, and of the cosignatures of this witness; withdraw ends a key at once, tells the peers, and signs anew what it had signed and is still to be delivered.`,
  actions: {
    publish: 'sign a version of the identity with all keys in the folder',
    show: 'what neighbours know',
    rehearse: 'what would happen, before it does',
    rotate: 'make a new key',
    switch: 'use the next TLS key that was published',
    withdraw: 'end a key at once',
  },
  options: {
    ...DIR,
    overlap: text('SECONDS', 'publish: for how long the keys of before are still used'),
    'clock-is-right': flag('publish: the clock is right, and the later times of the store are of one that was wrong'),
    use: text('signing|encryption|tls|second|witness', 'rotate: which key'),
    curve: text('CURVE', 'rotate: of the new key'),
    'identity-key': text('FILE', 'the identity key, where it lies elsewhere'),
  },
  example: 'identity rotate --dir xa --use signing',
  async run(io, [action, subject], values) {
    if (!['publish', 'show', 'rehearse', 'rotate', 'switch', 'withdraw'].includes(action ?? ''))
      throw usage('the action is publish, show, rehearse, rotate, switch or withdraw')
    const dir = resolve(required(values, 'dir'))
    const { settings } = readSettings(dir, process.env)
    const keyFile = optional(values, 'identity-key')
    const signed = keyFile === undefined ? {} : { identityKeyFile: resolve(keyFile) }
    switch (action) {
      case 'publish': {
        const overlap = optional(values, 'overlap')
        if (overlap !== undefined && !/^[0-9]{1,7}$/.test(overlap)) throw usage('--overlap is a number of seconds')
        const answer = await publish(
          settings,
          dir,
          { overlap: Number(overlap ?? HOUR), ...signed },
          values['clock-is-right'] === true,
        )
        if (answer) return toldProposal(io, answer) ? 0 : print(io, answer.json<View>())
        const made = await publishFirst(settings)
        io.out(
          io.json
            ? JSON.stringify({ ok: true, ...made })
            : `Identity version ${made.version}; the words of its key: ${made.words}`,
        )
        return 0
      }
      case 'rotate': {
        const use = USES.find((u) => u === required(values, 'use'))
        if (!use) throw usage(`--use is ${USES.join(', ')}`)
        const made = await rotate(settings, use, optional(values, 'curve'))
        const next = `juxta identity publish --dir ${dir}${use === 'tls' ? `, and an hour later: juxta identity switch --dir ${dir}` : ''}`
        if (io.json) io.out(JSON.stringify({ ok: true, ...made }))
        else if (made.request)
          io.out(`Have your authority issue a certificate for ${made.request}, put it beside as .pem, then: ${next}`)
        else io.out(`The new ${use} key is ${made.id}. Then: ${next}`)
        return 0
      }
      case 'rehearse':
        return rehearse(io, dir)
      case 'switch':
        await switchTls(settings, dir)
        io.out(io.json ? JSON.stringify({ ok: true }) : 'The new TLS key is in use.')
        return 0
      case 'withdraw': {
        if (!subject) throw usage('withdraw needs the id of a key: juxta identity show lists them')
        const answer = await publish(settings, dir, { withdraw: subject, ...signed })
        if (!answer) throw new JuxtaError('state-conflict', 'this node has no identity yet', { rule: 'identity' })
        return toldProposal(io, answer) ? 0 : print(io, answer.json<View>())
      }
      default:
        return print(io, await show(dir))
    }
  },
}
