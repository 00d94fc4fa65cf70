/** A small procedure for tests of the engine: its state is what was said, in the order in which it counts. */
import { asks, states } from '../../node/cases/message-type.ts'
import { anyProcedure, type Lookup, type Procedure } from '../../node/cases/procedure.ts'
import { fault, type CaseMessage, type Context } from '../../node/cases/case-message.ts'

export type Said = { readonly said: readonly string[] }
type Body = { readonly text: string; readonly once?: string; readonly no?: boolean; readonly bad?: boolean }

/** How many messages were applied, and applied again. */
export const counted = { steps: 0 }

const wrong = (of: string) => fault(of, `/document/${of}`, 'the test wants it so')

const talk: Procedure<Said> = {
  name: 'talk',
  version: '1',
  agencies: ['customs'],
  limits: [],
  types: {
    open: states('exit'),
    fact: states('both'),
    ask: asks('both'),
    entry: states('entry'),
    alarm: { ...states('both'), waits: false },
    person: { ...states('both'), by: 'person' },
  },
  opens: ['open'],
  roleOrder: ['exit', 'entry'],
  start: ({ type, from, to }) =>
    type === 'open'
      ? { roles: { exit: from, entry: to }, state: { said: [] } }
      : fault('not-open', '/type', 'a talk begins with open'),
  apply({ state: { said } }, { body }) {
    counted.steps++
    const { text, once, no } = body as Body
    if (no === true) return wrong('no')
    // Of two who take the same the first has it.
    if (once !== undefined && said.includes(once)) return wrong('once')
    return { said: [...said, once ?? text] }
  },
  deadlines: () => [],
  check: ({ body }) => ((body as Body).bad === true ? wrong('bad') : undefined),
}

const known = [anyProcedure(talk), anyProcedure({ ...talk, version: '2' }), anyProcedure({ ...talk, name: 'other' })]
export const lookup: Lookup = (name, version) => known.find((p) => p.name === name && p.version === version)

export const idOf = (n: number): string => `019ab000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** Message number `n`, which says its number. */
export function says(
  n: number,
  from: 'XA' | 'XB' | 'XC',
  type: string,
  heads: readonly number[],
  {
    body = {},
    context = {},
    ...more
  }: Partial<Omit<CaseMessage, 'body'>> & { body?: object | null; context?: Context } = {},
): CaseMessage {
  return {
    id: idOf(n),
    from,
    to: from === 'XA' ? 'XB' : 'XA',
    procedure: 'talk',
    type,
    version: '1',
    conversation: idOf(0),
    heads: heads.map(idOf),
    context,
    body: body === null ? null : { text: `${n}`, ...body },
    iat: 1000 + n,
    test: false,
    ...more,
  }
}
