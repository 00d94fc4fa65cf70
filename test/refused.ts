/** Asserts a refusal whole: its code, its rule and the pointer to the field at fault, so that a test cannot pass by failing for another reason. */
import type t from 'tap'
import { JuxtaError, type ErrorCode } from '../node/values/errors.ts'

type Scope = Pick<typeof t, 'match' | 'same' | 'fail'>

export type Refusal = {
  readonly code: ErrorCode
  readonly rule?: string
  readonly pointer?: string
}

/** What `act` is refused with, where it fails with a `JuxtaError`; null where it passes. Any other error is thrown on. */
export async function refusalOf(act: () => unknown): Promise<(Refusal & { readonly message: string }) | null> {
  try {
    await act()
    return null
  } catch (error) {
    if (!(error instanceof JuxtaError)) throw error
    const { code, rule, pointer, message } = error
    return { code, message, ...(rule === undefined ? {} : { rule }), ...(pointer === undefined ? {} : { pointer }) }
  }
}

/** `act` must be refused with exactly `wanted` (rule and pointer must be absent where they are not named) and, where given, a message that fits. */
export async function refuses(
  t: Scope,
  what: string,
  act: () => unknown,
  wanted: Refusal,
  message?: RegExp,
): Promise<void> {
  const found = await refusalOf(act)
  if (!found) return void t.fail(`${what}: was accepted`)
  const { message: said, ...refusal } = found
  t.same(refusal, wanted, what)
  if (message) t.match(said, message, `${what}: says why`)
}
