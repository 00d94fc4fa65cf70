/** `juxta log finding` and `juxta log policy`: what a node knows of logs and witnesses, as files that others read. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { publicWitnesses } from '../exchange/public-witnesses.ts'
import { warningsIn } from '../exchange/warn-others.ts'
import { witnessKeys } from '../log/cosignature.ts'
import { parseVerifierKey, type VerifierKey } from '../log/note.ts'
import { encodePolicy, type PolicyLog, type PolicyWitness } from '../log/policy.ts'
import { encodeFindingFile } from '../message/finding.ts'
import type { Node } from '../node.ts'
import { registryIn } from '../peers/registry.ts'
import { JuxtaError } from '../values/errors.ts'
import { time } from '../values/time.ts'
import type { Io } from './command.ts'

/** Writes `content` where an operator wants it: to a file, else to the terminal. */
async function hand(io: Io, content: string, output: string | undefined, about: object): Promise<0> {
  if (output === undefined) io.out(content.trimEnd())
  else {
    await writeFile(resolve(output), content)
    io.out(io.json ? JSON.stringify({ ok: true, file: resolve(output), ...about }) : `Written to ${resolve(output)}`)
  }
  return 0
}

/** The signed finding that the log `origin` has two histories, with the identities by which anybody verifies it; without an origin, of which logs there is one. */
export async function writeFinding(
  node: Pick<Node, 'store' | 'country'>,
  io: Io,
  origin: string | undefined,
  output: string | undefined,
): Promise<0> {
  const { store, country } = node
  if (origin === undefined) {
    const found = await warningsIn(store).forked()
    if (io.json) io.out(JSON.stringify({ ok: true, findings: found }))
    else if (found.length === 0) io.out('No log is known to have two histories.')
    else for (const { owner, origin, at } of found) io.out(`${owner}  ${origin}  found ${time(at)}`)
    return 0
  }
  const found = await warningsIn(store).finding(origin)
  if (!found) throw new JuxtaError('not-found', `nothing shows that ${origin} has two histories`, { rule: 'finding' })
  const registry = registryIn(store)
  const identities = [...(await registry.identities(country)), ...(await registry.identities(found.owner))]
  const file = encodeFindingFile({ finding: found.finding, identities: identities.map(({ jws }) => jws) })
  return hand(io, file, output, { origin, owner: found.owner })
}

/** The logs of this node, the witnesses of neighbours and those of the settings, and how many of them are to have cosigned (C2SP tlog-policy). */
export async function writePolicy(
  { settings, directory, country, own }: Pick<Node, 'settings' | 'directory' | 'country' | 'own'>,
  io: Io,
  output: string | undefined,
): Promise<0> {
  const logs = new Map<string, PolicyLog>()
  for (const { log } of await directory.identitiesOf(country)) {
    const key = parseVerifierKey(log.vkey)
    // A key that was kept over a year names the newest of its logs: the format has each key once.
    logs.set(key.publicKey.toString('hex'), { key, url: null })
  }
  const witnesses: PolicyWitness[] = []
  const groups = new Map<string, { threshold: number; members: string[] }>()
  const members: string[] = []
  const known = new Set<string>()
  // Of one that has several keys any will do, and it counts once.
  const add = (name: string, keys: readonly VerifierKey[], url: string | null): void => {
    const fresh = keys.filter((key) => !known.has(key.publicKey.toString('hex')))
    const named = fresh.map((key, i) => ({ name: fresh.length === 1 ? name : `${name}/${i + 1}`, key, url }))
    for (const { publicKey } of fresh) known.add(publicKey.toString('hex'))
    witnesses.push(...named)
    if (named.length > 1) groups.set(name, { threshold: 1, members: named.map((w) => w.name) })
    if (named.length > 0) members.push(name)
  }
  for (const { country, state, identity } of directory.all())
    if (state === 'active') add(country, witnessKeys(identity.witness), null)
  for (const { name, keys, url } of publicWitnesses(settings)) add(name, keys, url)
  const threshold = Math.min(settings.witnessQuorum, members.length)
  if (threshold > 0) groups.set('witnesses', { threshold, members })
  const policy = { logs: [...logs.values()], witnesses, groups, quorum: threshold > 0 ? 'witnesses' : null }
  const about = [`${own.identity.name} (${country}): its logs and who cosigns them (https://c2sp.org/tlog-policy)`]
  return hand(
    io,
    encodePolicy(
      policy,
      about.map((text) => text.replace(/[^\x20-\x7e]/g, '?')),
    ),
    output,
    {
      logs: policy.logs.length,
      witnesses: members.length,
      quorum: threshold,
    },
  )
}
