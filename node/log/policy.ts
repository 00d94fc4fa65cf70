/** Trust policies (C2SP tlog-policy): which logs and witnesses are known, and which of the witnesses must have cosigned a checkpoint. Files that other programs write and read too. */
import { JuxtaError } from '../values/errors.ts'
import { encodeVerifierKey, parseVerifierKey, strictDecimal, type VerifierKey } from './note.ts'

export type PolicyLog = { readonly key: VerifierKey; readonly url: string | null }
/** `name` has a meaning within its file alone; `url` is the submission prefix of the witness (C2SP tlog-witness). */
export type PolicyWitness = { readonly name: string; readonly key: VerifierKey; readonly url: string | null }
type Group = { readonly threshold: number; readonly members: readonly string[] }
export type Policy = {
  readonly logs: readonly PolicyLog[]
  readonly witnesses: readonly PolicyWitness[]
  readonly groups: ReadonlyMap<string, Group>
  /** The witness or group that must have cosigned; null: none. */
  readonly quorum: string | null
}

/** Longer, or with more witnesses, than anybody needs. */
const MOST_BYTES = 1 << 20
const MOST_WITNESSES = 200
const NONE = 'none'

const invalid = (line: number, message: string): JuxtaError =>
  new JuxtaError('log-invalid', `line ${line} of the policy: ${message}`, { rule: 'tlog-policy' })

/** A policy that is read line by line; a name is defined before it is used. */
class Reading {
  /** What stands in a file as octets, one character each, as the text that it is. */
  readonly #text: (octets: string) => string
  readonly logs: PolicyLog[] = []
  readonly witnesses: PolicyWitness[] = []
  readonly groups = new Map<string, Group>()
  /** Names of witnesses and groups; true where one is a member of a group. */
  readonly #named = new Map<string, boolean>()
  readonly #keys = new Set<string>()
  quorum: string | null | undefined

  constructor(text: (octets: string) => string) {
    this.#text = text
  }

  #key(line: number, text: string, witness: boolean): VerifierKey {
    const key = parseVerifierKey(this.#text(text))
    if ((key.type === 1) === witness) throw invalid(line, `the key is not that of a ${witness ? 'witness' : 'log'}`)
    const same = `${witness} ${key.publicKey.toString('hex')}`
    if (this.#keys.has(same)) throw invalid(line, 'the same key stands twice')
    this.#keys.add(same)
    return key
  }

  #name(line: number, name: string): void {
    if (name === NONE || this.#named.has(name)) throw invalid(line, `${name} is a name that is taken`)
    this.#named.set(name, false)
  }

  log(line: number, [key, url, ...more]: string[]): void {
    if (key === undefined || more.length > 0) throw invalid(line, 'a log is a verifier key and perhaps a URL')
    this.logs.push({ key: this.#key(line, key, false), url: url === undefined ? null : this.#text(url) })
  }

  witness(line: number, [name, key, url, ...more]: string[]): void {
    if (name === undefined || key === undefined || more.length > 0 || this.witnesses.length >= MOST_WITNESSES)
      throw invalid(line, `a witness is a name, a verifier key and perhaps a URL; there are at most ${MOST_WITNESSES}`)
    this.#name(line, name)
    this.witnesses.push({ name, key: this.#key(line, key, true), url: url === undefined ? null : this.#text(url) })
  }

  group(line: number, [name, of, ...members]: string[]): void {
    const threshold = of === 'any' ? 1 : of === 'all' ? members.length : strictDecimal(of ?? '')
    if (name === undefined || threshold === null || threshold < 1 || threshold > members.length)
      throw invalid(line, 'a group is a name, any, all or a number of its members, and those')
    for (const member of members) {
      if (this.#named.get(member) !== false)
        throw invalid(line, `${member} is no witness or group that was defined before, or is a member already`)
      this.#named.set(member, true)
    }
    this.#name(line, name)
    this.groups.set(name, { threshold, members })
  }

  setQuorum(line: number, [name, ...more]: string[]): void {
    if (name === undefined || more.length > 0 || this.quorum !== undefined)
      throw invalid(line, 'there is one quorum, which is one name')
    if (name !== NONE && !this.#named.has(name)) throw invalid(line, `${name} was not defined before`)
    this.quorum = name === NONE ? null : name
  }
}

/** Reads an attacker-controlled policy. Fails with `log-invalid`, rule `tlog-policy`, and the line at fault. */
export function parsePolicy(input: Uint8Array | string): Policy {
  const isText = typeof input === 'string'
  // Octets with the high bit set are opaque (C2SP): one character each.
  const text = isText ? input : Buffer.from(input.buffer, input.byteOffset, input.length).toString('latin1')
  if (text.length > MOST_BYTES) throw invalid(1, 'it is longer than 1 MiB')
  const reading = new Reading((octets) => (isText ? octets : Buffer.from(octets, 'latin1').toString('utf8')))
  for (const [i, content] of text.split('\n').entries()) {
    const line = i + 1
    if (/[\0-\x08\x0a-\x1f\x7f]/.test(content)) throw invalid(line, 'there is a control character in it')
    const [what, ...rest] = content.split(/[ \t]+/).filter((item) => item !== '')
    if (what === undefined || what.startsWith('#')) continue
    if (what === 'log') reading.log(line, rest)
    else if (what === 'witness') reading.witness(line, rest)
    else if (what === 'group') reading.group(line, rest)
    else if (what === 'quorum') reading.setQuorum(line, rest)
    else throw invalid(line, 'it begins with none of log, witness, group and quorum')
  }
  const { logs, witnesses, groups, quorum } = reading
  if (quorum === undefined) throw invalid(text.split('\n').length, 'it says no quorum, which may be none')
  return { logs, witnesses, groups, quorum }
}

/** Whether a checkpoint that the witnesses with `cosigned` have cosigned is accepted. */
export function satisfies({ witnesses, groups, quorum }: Policy, cosigned: (key: VerifierKey) => boolean): boolean {
  const holds = (name: string): boolean => {
    const group = groups.get(name)
    if (group) return group.members.filter(holds).length >= group.threshold
    const witness = witnesses.find((w) => w.name === name)
    return witness !== undefined && cosigned(witness.key)
  }
  return quorum === null || holds(quorum)
}

/** The witnesses of a policy that asks for a number of them, and that number; null where groups stand in groups, or a witness counts for nothing. */
export function countedWitnesses({
  witnesses,
  groups,
  quorum,
}: Policy): { keys: VerifierKey[]; quorum: number } | null {
  if (quorum === null) return { keys: witnesses.map((w) => w.key), quorum: 0 }
  const { threshold, members } = groups.get(quorum) ?? { threshold: 1, members: [quorum] }
  const keys = members.map((name) => witnesses.find((w) => w.name === name)?.key)
  return keys.every((key) => key !== undefined) ? { keys, quorum: threshold } : null
}

/** The policy as a file: `about` are comments. */
export function encodePolicy({ logs, witnesses, groups, quorum }: Policy, about: readonly string[] = []): string {
  const line = (...items: (string | null)[]): string => items.filter((item) => item !== null).join(' ')
  return [
    ...about.map((comment) => `# ${comment}`),
    ...logs.map(({ key, url }) => line('log', encodeVerifierKey(key), url)),
    ...witnesses.map(({ name, key, url }) => line('witness', name, encodeVerifierKey(key), url)),
    ...[...groups].map(([name, { threshold, members }]) => line('group', name, String(threshold), ...members)),
    line('quorum', quorum ?? NONE),
    '',
  ].join('\n')
}
