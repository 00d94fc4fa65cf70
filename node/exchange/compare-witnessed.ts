/**
 * Neighbours compare what they have witnessed of those that both know (log.md): whoever shows each of them another log is found out by both. Nobody learns who else is a
 * neighbour of whom: the asker names its own by tags, which only who knows their identity keys can tell, and is answered with checkpoints of those alone that both have.
 */
import { randomBytes } from 'node:crypto'
import { encodeNote, parseVerifierKey, isBy } from '../log/note.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import type { PublicJwk } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { thumbprint } from '../seal/keys.ts'
import { logIn } from '../store/log.ts'
import type { Country } from '../values/country.ts'
import { sha256 } from '../values/digest.ts'
import { asJuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import type { LogWarnings } from './log-warning.ts'
import { originOfNote, proveViews } from './prove-views.ts'

/** Neighbours that one request names, and logs of one neighbour that are told of: what was closed last, and what is written now. */
const MOST_NEIGHBOURS = 200
const LOGS_OF_ONE = 4
/** The subject of an alert about an answer that cannot be read. */
const WITNESSED = 'witnessed'

const is32 = (v: unknown): v is string => typeof v === 'string' && /^[A-Za-z0-9_-]{43}$/.test(v)
const isTags = (v: unknown): v is string[] => isArray(v) && v.length <= MOST_NEIGHBOURS && v.every(is32)
const isNotes = (v: unknown): v is string[] =>
  isArray(v) && v.length <= MOST_NEIGHBOURS * LOGS_OF_ONE && v.every(isText(20_000))

export function createCompareWitnessed(node: Node, logWarnings: LogWarnings) {
  const { country: own, directory, store, transport } = node

  /** Neighbours but `peer` by the tag by which `asker` names them in the request of `nonce`. */
  async function tagged(peer: Country, asker: Country, nonce: string): Promise<Map<string, Country>> {
    const others = directory.all().filter(({ country, state }) => country !== peer && state === 'active')
    const tags = await Promise.all(
      others.slice(0, MOST_NEIGHBOURS).map(async ({ country, identityKey }) => {
        const key = await thumbprint(JSON.parse(identityKey) as PublicJwk)
        const parts = ['juxta-neighbour-v1', nonce, asker, country, key]
        return [sha256(parts.join('\0')).toString('base64url'), country] as const
      }),
    )
    return new Map(tags)
  }

  /** What was cosigned last of the newest logs of `owner`, under the key of the log alone. */
  async function witnessed(owner: Country): Promise<string[]> {
    const named = (await directory.identitiesOf(owner)).map(({ log }) => log)
    const notes: string[] = []
    for (const origin of [...new Set(named.map((l) => l.origin).reverse())].slice(0, LOGS_OF_ONE)) {
      const seen = await logIn(store).witnessed(origin)
      if (!seen) continue
      const keys = named.filter((l) => l.origin === origin).map((l) => parseVerifierKey(l.vkey))
      const { note } = readCheckpoint(seen.note)
      const signatures = note.signatures.filter((s) => keys.some((key) => isBy(s, key)))
      notes.push(encodeNote({ text: note.text, signatures }))
    }
    return notes
  }

  /** What this process has proven to have two histories, and at whom it saw the other one. */
  const found = new Set<string>()
  /** What was shown last to be of one log: it is not asked for again. */
  const agreed = new Map<string, string>()
  /** Of which no alert of ours is open, as far as this process knows. */
  const well = new Set<string>()
  async function settle(kind: 'log-unproven' | 'witness-answer', peer: Country, about: string): Promise<void> {
    if (well.has(`${kind} ${peer} ${about}`)) return
    await node.settle(kind, peer, about)
    well.add(`${kind} ${peer} ${about}`)
  }
  async function tell(
    kind: 'log-unproven' | 'witness-answer',
    peer: Country,
    what: string,
    about: string,
  ): Promise<void> {
    well.delete(`${kind} ${peer} ${about}`)
    await node.alert(kind, peer, what, about)
  }

  async function judge(peer: Country, owner: Country, theirs: string): Promise<void> {
    const origin = originOfNote(theirs)
    // One for each log and neighbour that shows something of it; what is proven once is told once, and stays so.
    const about = `${origin} at ${peer}`
    const ours = found.has(about) ? null : await logIn(store).witnessed(origin)
    if (!ours || agreed.get(about) === ours.note + theirs) return
    const verdict = await proveViews(node, owner, [ours.note, theirs])
    if (verdict.kind === 'unproven') {
      const what = `${owner} does not show that what this node and ${peer} have cosigned of ${origin} is one log: ${verdict.why}`
      return tell('log-unproven', owner, `${what}\nhere:\n${ours.note}\nat ${peer}:\n${theirs}`, about)
    }
    if (verdict.kind === 'two') {
      const what = `this node and ${peer} were shown two histories of ${origin}`
      await logWarnings.found(owner, origin, verdict.views, what)
      found.add(about)
    } else agreed.set(about, ours.note + theirs)
    await settle('log-unproven', owner, about)
  }

  return {
    /** Answers a peer's `POST /v1/witnessed`: the newest checkpoints that were cosigned here of neighbours that it has too. Attacker-controlled. Fails with `malformed`. */
    async show(peer: Country, body: unknown): Promise<{ checkpoints: string[] }> {
      const m = new Members(body)
      const nonce = m.required('nonce', is32, '32 bytes in base64url')
      const named = m.required('neighbours', isTags, `at most ${MOST_NEIGHBOURS} tags`)
      m.close()
      const ours = await tagged(peer, peer, nonce)
      const common = [...new Set(named.flatMap((tag) => ours.get(tag) ?? []))]
      return { checkpoints: (await Promise.all(common.map(witnessed))).flat() }
    },

    /** Asks `peer` what it has cosigned of the neighbours that both have, and compares. One that does not answer is asked again with the next tally. */
    async compare(peer: Country): Promise<void> {
      const nonce = randomBytes(32).toString('base64url')
      const ours = await tagged(peer, own, nonce)
      if (ours.size === 0) return
      const owners = new Map<string, Country>()
      for (const owner of ours.values())
        for (const { log } of await directory.identitiesOf(owner)) owners.set(log.origin, owner)
      const answer = await transport
        .request(peer, {
          method: 'POST',
          path: '/v1/witnessed',
          contentType: 'application/json',
          body: JSON.stringify({ nonce, neighbours: [...ours.keys()] }),
          timeoutMs: 10_000,
        })
        .catch(() => null)
      if (answer?.status !== 200) return
      try {
        const m = new Members(parseStrictJson(answer.body))
        const notes = m.required('checkpoints', isNotes, 'signed checkpoints')
        m.close()
        for (const note of notes) {
          const owner = owners.get(originOfNote(note))
          // It may know a newer identity than we do.
          if (owner) await judge(peer, owner, note)
        }
        await settle('witness-answer', peer, WITNESSED)
      } catch (cause) {
        const error = asJuxtaError(cause)
        if (error.fault === 'fatal') throw error
        await tell('witness-answer', peer, `what ${peer} has witnessed cannot be compared: ${error.message}`, WITNESSED)
      }
    },
  }
}

export type CompareWitnessed = ReturnType<typeof createCompareWitnessed>
