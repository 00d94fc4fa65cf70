/** Who has decided: for what touches a person somebody answers by function, office and legal ground, and which agency it is whose decision this is. */
import { fault, type CaseFault, type CaseMessage } from './case-message.ts'
import type { MessageType } from './message-type.ts'

/** Of the kinds of `DecidedBy` (elements.yaml), those that are no machine. */
const PERSONS: readonly unknown[] = ['officer', 'head-of-office', 'authority', 'court']

/** Whether somebody must answer for it: for its type, or for what this message of it says. */
export const needsPerson = ({ by }: MessageType, body: unknown): boolean =>
  by === 'person' || (typeof by === 'object' && by.person(body as Readonly<Record<string, unknown>>))

/** The fault of a message that touches a person and is answered for by nobody, or by nobody whom its sender has authenticated. The rest is in its schema. */
export function undecided(type: MessageType, { type: name, context, body }: CaseMessage): CaseFault | undefined {
  if (!needsPerson(type, body)) return undefined
  const by = context.xDecidedBy
  if (!PERSONS.includes(by?.kind)) return fault('decided-by', '/context/xDecidedBy', `a person must decide ${name}`)
  return by?.client === undefined
    ? fault(
        'decided-by',
        '/context/xDecidedBy/client',
        'the node that sent it did not write the client by whose call it was stated',
      )
    : undefined
}

/** Why an agency does not act in a message: the agreement does not name it for the procedure. */
function unnamed({ terms }: CaseMessage, agency: unknown, pointer: string): CaseFault | undefined {
  const { agencies = ['*'] } = terms ?? {}
  return agencies.includes('*') || typeof agency !== 'string' || agencies.includes(agency)
    ? undefined
    : fault('agency', pointer, 'the agreement does not name the agency for this procedure')
}

/** The members of a body by which it names agencies: whose act it is, to whom it consents, who takes part, and who is on duty. */
export const ACTING = ['xAgency', 'xToAgency', 'xAgencies', 'xDuty'] as const

type Acting = { readonly xAgency?: unknown }

/** The agencies that a body names, each held against the agreement. */
export function unnamedAgency(m: CaseMessage): CaseFault | undefined {
  const body = (m.body ?? {}) as Readonly<Record<string, unknown>>
  for (const member of ACTING) {
    const said = body[member]
    const all = Array.isArray(said)
      ? (said as readonly (string | Acting)[]).map((one, i): [string, unknown] =>
          typeof one === 'string' ? [`/${i}`, one] : [`/${i}/xAgency`, one.xAgency],
        )
      : ([['', said]] as const)
    for (const [at, agency] of all) {
      const found = unnamed(m, agency, `/document/${member}${at}`)
      if (found) return found
    }
  }
  return undefined
}

/** A decision of an agency: the one that its key speaks for; else the one that it names; customs where it names none. A key of one agency decides for no other. */
export function decidingAgency(
  m: CaseMessage<{ readonly xAgency?: string }> & { readonly body: { readonly xAgency?: string } },
): string | CaseFault {
  const {
    body,
    context: { xFromAgency },
  } = m
  if (xFromAgency !== undefined && body.xAgency !== undefined && body.xAgency !== xFromAgency)
    return fault('other-agency', '/document/xAgency', 'an agency decides for no other')
  const agency = xFromAgency ?? body.xAgency ?? 'customs'
  return unnamed(m, agency, xFromAgency === undefined ? '/document/xAgency' : '/context/xFromAgency') ?? agency
}
