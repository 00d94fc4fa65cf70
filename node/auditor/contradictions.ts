/** What contradicts what, and against whom it counts: a receipt stands against its signer, and is not undone by what he did to his own log. */
import { timeOfSeconds } from '../values/time.ts'
import { digestOf } from '../values/digest.ts'
import { commitment, parseLeaf } from '../log/entry.ts'
import type { Evidence } from '../evidence/bundle.ts'
import type { Attesters } from './attested.ts'
import type { Findings } from './findings.ts'
import type { Parties } from './parties.ts'
import type { Signatures } from './signatures.ts'
import { SKEW } from './times.ts'

/** Why the leaf that a receipt names cannot be the one of this message in a log of its signer; null where it can. */
function wrongLeaf({ salt }: Evidence, { claims, input, receipt }: Parties, { book }: Attesters): string | null {
  const said = receipt!.received!.log
  try {
    const leaf = parseLeaf(said.leaf)
    // Who makes the file may put another salt into it: only that of the manifest convicts the receiver.
    const commits = !salt || claims.salt_hash !== digestOf(salt) || leaf.c === commitment('received', salt, input)
    if (leaf.kind !== 'received' || leaf.peer !== claims.iss || !commits)
      return 'the leaf in the receipt does not commit to this message'
  } catch (error) {
    return (error as Error).message
  }
  return book.logKeys(said.origin).some((k) => k.country === claims.aud)
    ? null
    : `${said.origin} is no log of ${claims.aud}`
}

/** Whether the receiver's own log holds what its receipt says. */
function checkReceiverLeaf(evidence: Evidence, parties: Parties, by: Attesters, now: number, found: Findings): void {
  const { claims, receipt } = parties
  const against = claims.aud
  const { origin, index, leaf } = receipt!.received!.log
  const wrong = wrongLeaf(evidence, parties, by)
  const contradicts = (at: string, text: string, bytes: string): void =>
    found.say('receiver-contradicts-receipt', at, text, {
      against,
      bytes: `receipt: leaf ${index} ${leaf}\nlog: ${bytes}`,
    })
  if (wrong)
    return contradicts('/receipt', `the receipt of ${against} names a leaf that is not of this message: ${wrong}`, leaf)
  let held = false
  for (const [i, log] of by.logs.entries()) {
    if (!log || log.read.checkpoint.origin !== origin) continue
    const { size } = log.read.checkpoint
    const seen = Math.max(0, ...by.cosigned[i]!.filter((c) => c.time <= now).map((c) => c.time))
    if (size <= index && seen > receipt!.claims.iat + SKEW)
      return contradicts(
        log.at,
        `the receipt of ${against} names leaf ${index} of ${origin}, and at ${timeOfSeconds(seen)}, after the receipt, that log had no more than ${size} leaves`,
        log.read.note.text,
      )
    for (const { entry, opened } of log.leaves) {
      if (entry.index === index && entry.leaf === leaf) held = true
      else if (entry.index === index || (opened && entry.of === 'manifest'))
        return contradicts(
          `${log.at.replace(/checkpoint$/, 'leaves')}`,
          `the receipt of ${against} names leaf ${index}, and its log has ${entry.index === index ? 'another one there' : `the message at ${entry.index}`}`,
          `leaf ${entry.index} ${entry.leaf}`,
        )
    }
  }
  if (!held)
    found.say(
      'receiver-leaf-missing',
      '/logs',
      `the receipt says that leaf ${index} of ${origin} holds the message; the bundle does not show that it does`,
      { bytes: leaf },
    )
}

/** One who accepts and rejects, or receives and refuses for good, has said one of the two against the truth. */
function checkAnswers({ claims, receipt, events }: Parties, judged: Signatures, found: Findings): void {
  const counted = events.flatMap((e, i) => (e && judged.events[i]!.counts ? [{ e, at: `/events/${i}` }] : []))
  const say = (at: string, text: string, bytes: string): void =>
    found.say('contradiction', at, text, { against: claims.aud, bytes })
  for (const { e: one, at } of counted) {
    const agency = (body: Record<string, unknown>): string => String(body['agency'] ?? '')
    const other = counted.find(
      ({ e }) => e.event === (one.event === 'accepted' ? 'rejected' : '') && agency(e.body) === agency(one.body),
    )
    if (other)
      say(
        other.at,
        `${claims.aud} both accepted and rejected the message${agency(one.body) === '' ? '' : ` for the agency ${agency(one.body)}`} (also ${at})`,
        JSON.stringify([one.claims, other.e.claims]),
      )
    if (one.event === 'refused' && one.body['retryable'] === false && receipt?.received && judged.receipt?.counts)
      say(
        at,
        `${claims.aud} signed that it received the message, and that it refuses it for good`,
        JSON.stringify(one.claims),
      )
  }
}

export function checkContradictions(
  evidence: Evidence,
  parties: Parties,
  judged: Signatures,
  by: Attesters,
  now: number,
  found: Findings,
): void {
  if (parties.receipt?.received && judged.receipt?.counts) checkReceiverLeaf(evidence, parties, by, now, found)
  checkAnswers(parties, judged, found)
}
