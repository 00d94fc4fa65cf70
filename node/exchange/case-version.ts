/**
 * In which version of its procedure a message goes: that of its case, and for a new case the newest that both sides know and the agreement under which it goes
 * lets begin. Where several are left, the peer is asked which it knows; one that was never heard is told in the oldest, which all who have agreed know.
 */
import type { Enter } from '../cases/enter.ts'
import type { Node } from '../node.ts'
import { versionsToBegin } from '../peers/agreed-terms.ts'
import type { Question } from '../peers/allows.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { questionOf, type Outgoing, type Owner, type Receiver } from './outgoing.ts'
import { spokenBy } from './spoken.ts'

/** Fails with `request-invalid` where this node does not know procedure, version or type, with `unsupported-version` where the peer does not. */
export type CaseVersion = (outgoing: Outgoing, to: Receiver, owner: Owner | null, now: number) => Promise<string>

const invalid = (pointer: string, reason: string): JuxtaError =>
  new JuxtaError('request-invalid', reason, { pointer, rule: 'known' })

export function createCaseVersion(node: Node, enter: Enter): CaseVersion {
  const { directory } = node
  const { procedures, pinned } = enter
  const spoken = spokenBy(node)

  /** Those of `known` in which a case with `to` may begin by what is asked. Another replica may have stored what allows it. */
  async function agreed(to: Country, known: readonly string[], q: Omit<Question, 'version'>): Promise<string[]> {
    const look = (): string[] => versionsToBegin(directory.find(to)?.agreements ?? [], known, q)
    const found = look()
    if (found.length > 0 || !(await directory.refresh())) return found
    return look()
  }

  return async (outgoing, receiver, owner, now) => {
    const { procedure, type, version, conversation } = outgoing
    const to = receiver.country
    const known = procedures.versions(procedure)
    if (known.length === 0) throw invalid('/procedure', `there is no procedure ${procedure}`)
    const has = (v: string): boolean => procedures.typeOf({ procedure, version: v, type }) !== undefined
    const of = version ?? (conversation && (await pinned(to, conversation)))
    if (of !== undefined && !known.includes(of))
      throw invalid('/version', `this node does not know version ${of} of ${procedure}, it knows ${known.join(', ')}`)
    if (!(of === undefined ? known.some(has) : has(of)))
      throw invalid('/type', `the procedure ${procedure} has no message type ${type}`)
    if (of !== undefined && conversation !== undefined) return of
    const wanted = of === undefined ? known.filter(has) : [of]
    const begin = await agreed(to, known, questionOf(node, enter, outgoing, receiver, owner, now))
    const fit = wanted.filter((v) => begin.includes(v))
    // What is not agreed is refused by the agreement, which says why.
    if (fit.length === 0 || begin.length < 2) return fit[0] ?? wanted[0]!
    const theirs = await spoken(to, procedure, fit)
    const chosen = theirs === undefined ? fit.at(-1) : fit.find((v) => theirs.includes(v))
    if (chosen === undefined)
      throw new JuxtaError(
        'unsupported-version',
        `${to} does not know version ${fit.join(' or ')} of ${procedure}: its node names ${theirs!.join(', ') || 'none'}`,
        { pointer: '/version', rule: 'known' },
      )
    return chosen
  }
}
