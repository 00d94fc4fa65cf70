/**
 * The hash of a case: a chain over its messages in the order in which they are applied. Each link covers the message, what became of it and what it
 * changed, so that a new message costs what it changes and not the size of the case.
 */
import { digestOf, type Digest } from '../values/digest.ts'
import { canonicalJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { Growing } from './growing.ts'
import type { Case } from './procedure.ts'
import type { Outcome } from './step.ts'

/** One member of a state that a message has changed; no value: it was removed (RFC 6902, without the distinction of add and replace). */
export type Change = { readonly path: string; readonly value?: unknown }

/** The hash of a case without messages: SHA-256 of nothing. */
export const NO_MESSAGES: Digest = digestOf('')

/**
 * The hash after one more message: SHA-256 of the canonical JSON (RFC 8785) of `{after, message, status, fault?, opens?, change}`, where `after` is the
 * hash before it, `opens` what the message has pinned if it opened the case, and `change` the members of the state that it has changed.
 */
export function hashAfter(
  after: Digest,
  { id, status, fault }: Outcome,
  before: Case<unknown> | undefined,
  now: Case<unknown> | undefined,
): Digest {
  const opens =
    before === undefined && now !== undefined
      ? { opens: { procedure: now.procedure, roles: now.roles, test: now.test, version: now.version } }
      : {}
  const change = changesOf(before?.state ?? null, now?.state ?? null)
  const said = fault === undefined ? {} : { fault: { pointer: fault.pointer, rule: fault.rule } }
  return digestOf(canonicalJson({ after, change, ...said, message: id, ...opens, status }))
}

/** What differs between two states, by value; parts that both share are not looked into. Sorted member by member. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const found: Change[] = []
  compare(before, after, '', found)
  return found
}

const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
/** A member that peers have named may have the name of one that every object inherits. */
const own = (of: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(of, name) ? of[name] : undefined
const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function compare(before: unknown, after: unknown, path: string, found: Change[]): void {
  if (before === after) return
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < Math.min(before.length, after.length); i++) compare(before[i], after[i], `${path}/${i}`, found)
    for (let i = before.length; i < after.length; i++) found.push({ path: `${path}/${i}`, value: after[i] as unknown })
    for (let i = after.length; i < before.length; i++) found.push({ path: `${path}/${i}` })
  } else if (before instanceof Growing && after instanceof Growing) {
    const [was, now] = [before as Growing<unknown>, after as Growing<unknown>]
    const keys = Growing.between(was, now) ?? new Set([...was.entries(), ...now.entries()].map(([key]) => key))
    for (const key of [...keys].sort(byUnits)) compare(was.get(key), now.get(key), `${path}/${escape(key)}`, found)
  } else if (isObject(before) && isObject(after)) {
    const changed: string[] = []
    let shared = 0
    const keys = Object.keys(after)
    for (const key of keys)
      if (Object.hasOwn(before, key)) {
        shared++
        if (before[key] !== after[key]) changed.push(key)
      } else changed.push(key)
    const old = Object.keys(before)
    if (shared < old.length) for (const key of old) if (!Object.hasOwn(after, key)) changed.push(key)
    for (const key of changed.sort(byUnits)) compare(own(before, key), own(after, key), `${path}/${escape(key)}`, found)
  } else if (after === undefined) {
    // JSON has no undefined: a member of that value is none.
    found.push({ path })
  } else found.push({ path, value: after })
}
