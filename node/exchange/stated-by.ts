/** Ties who has decided to who calls: what stands in `xDecidedBy` is the word of an authenticated client, and a person who has signed in speaks for himself. */
import { JuxtaError } from '../values/errors.ts'
import { isObject } from '../values/members.ts'

type Context = Readonly<Record<string, unknown>>
/** Who calls; `person`: as his identity provider knows one who has signed in. */
type By = { readonly client: string; readonly person?: string }

/** What stands as `client` for a person whom the identity provider of the sender has confirmed. */
export const SIGNED_IN = 'signed-in'

/** The context with the client by whose call its `xDecidedBy` was stated. Fails with `request-invalid` where it names another, or a signed-in person names somebody else as an officer. */
export function statedBy<C extends Context | undefined>(context: C, owner: By | null, at = '/context'): C {
  const by = context?.['xDecidedBy']
  if (owner === null || !isObject(by)) return context
  const refuse = (member: string, reason: string): JuxtaError =>
    new JuxtaError('request-invalid', reason, { pointer: `${at}/xDecidedBy/${member}`, rule: 'caller' })
  const client = owner.person === undefined ? owner.client : SIGNED_IN
  if (by['client'] !== undefined && by['client'] !== client)
    throw refuse('client', 'the node writes by whose call a decision was stated')
  // The order of a court is entered by whoever received it.
  const himself = owner.person !== undefined && by['kind'] !== 'court' ? { ref: by['ref'] ?? owner.person } : {}
  if ('ref' in himself && himself.ref !== owner.person)
    throw refuse('ref', `whoever has signed in decides himself: ${owner.person}`)
  return { ...context, xDecidedBy: { ...by, ...himself, client } }
}
