/** How a sandbox behaves: a script of rules, each with what it is for and what is done, step by step; and the short words of the command line for whole scripts. */
import { ERRORS, JuxtaError } from '../values/errors.ts'
import { isArray, isBoolean, isCount, isObject, Members, oneOf } from '../values/members.ts'
import { isText } from '../values/text.ts'

/** Problems that travel between nodes; those that stand before the signature are answered unsigned, as a receiver does. */
export const UNSIGNED = [
  ...(['too-large', 'peer-unknown', 'malformed', 'algorithm-refused', 'cannot-decrypt', 'key-unknown'] as const),
  ...(['signature-invalid', 'busy', 'log-unavailable'] as const),
] as const
export const SIGNED = [
  ...(['sender-mismatch', 'wrong-recipient', 'not-yet-valid', 'stale', 'conflict', 'no-agreement'] as const),
  ...(['digest-mismatch', 'schema-invalid', 'unsupported-version'] as const),
] as const
const isProblem = oneOf(...UNSIGNED, ...SIGNED)
export type Problem = (typeof UNSIGNED)[number] | (typeof SIGNED)[number]

/** What an answer can be that is no receipt of the message. */
export const LIES = [
  'receipt-digest',
  'other-bytes',
  'leaf',
  'signature',
  'another-message',
  'malformed-set',
  'html',
  'endless',
] as const
export type Lie = (typeof LIES)[number]

/** What is done at one attempt of the sender, before the message is taken. */
export type Arrival =
  | {
      readonly do: 'refuse'
      readonly problem: Problem
      readonly detail?: string
      readonly pointer?: string
      readonly rule?: string
      readonly times?: number
    }
  | { readonly do: 'silent' | 'late' | 'go-away'; readonly seconds: number }
  | { readonly do: 'lose-receipt' }
  | { readonly do: 'lie'; readonly how: Lie }
/** What is said once it is taken; seconds after that. */
export type Word =
  | { readonly do: 'collect' | 'contradict' | 'fork-log'; readonly after: number }
  | {
      readonly do: 'accept' | 'reject'
      readonly after: number
      readonly reason?: string
      readonly pointer?: string
      readonly rule?: string
    }
export type Step = Arrival | Word

export const isArrival = (step: Step): step is Arrival =>
  ['refuse', 'silent', 'late', 'go-away', 'lose-receipt', 'lie'].includes(step.do)

/** What a message is to be for a rule to be its own. What is not named matches all. */
export type When = {
  readonly procedure?: string
  readonly type?: string
  /** One of the references that the message is found by. */
  readonly reference?: string
  /** A text that stands in its document. */
  readonly contains?: string
}
export type Rule = { readonly when: When; readonly does: readonly Step[] }

/** A message of the sandbox: the body of `POST /v1/messages`, to the peer where nobody is named. */
export type Sending = {
  readonly message: Readonly<Record<string, unknown>>
  readonly after: number
  readonly every: number
  readonly times: number
}

export type Script = {
  readonly rules: readonly Rule[]
  /** For all that is in no rule. */
  readonly otherwise: readonly Step[]
  /** Whether all that it sends, messages and events, is sent twice. */
  readonly duplicates: boolean
  readonly sends: readonly Sending[]
}

const isSeconds = (v: unknown): v is number => typeof v === 'number' && v >= 0 && v <= 86_400
const list = (v: unknown): v is unknown[] => isArray(v) && v.length <= 1000

/** Leaves out what was not said. */
const said = <T extends Record<string, unknown>>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, v]) => v !== undefined)) as never

const KINDS = [
  ...(['refuse', 'silent', 'late', 'go-away', 'lose-receipt', 'lie'] as const),
  ...(['collect', 'accept', 'reject', 'contradict', 'fork-log'] as const),
] as const

function readStep(value: unknown, pointer: string): Step {
  const m = new Members(value, pointer)
  const kind = m.required('do', oneOf(...KINDS), `one of ${KINDS.join(', ')}`)
  const after = (): number => m.optional('after', isSeconds, 'seconds, 0 to 86400') ?? 0
  const words = () =>
    said({
      reason: m.optional('reason', isText(2000), 'a text'),
      pointer: m.optional('pointer', isText(1000), 'a JSON pointer'),
      rule: m.optional('rule', isText(100), 'a rule'),
    })
  const read = (): Step => {
    switch (kind) {
      case 'refuse':
        return {
          do: kind,
          problem: m.required('problem', isProblem, `one of ${[...UNSIGNED, ...SIGNED].join(', ')}`),
          ...said({
            detail: m.optional('detail', isText(2000), 'a text'),
            pointer: m.optional('pointer', isText(1000), 'a JSON pointer'),
            rule: m.optional('rule', isText(100), 'a rule'),
            times: m.optional('times', isCount, 'a number of attempts'),
          }),
        }
      case 'silent':
      case 'late':
      case 'go-away':
        return { do: kind, seconds: m.required('seconds', isSeconds, 'seconds, 0 to 86400') }
      case 'lose-receipt':
        return { do: kind }
      case 'lie':
        return { do: kind, how: m.required('how', oneOf(...LIES), `one of ${LIES.join(', ')}`) }
      case 'accept':
      case 'reject':
        return { do: kind, after: after(), ...words() }
      default:
        return { do: kind, after: after() }
    }
  }
  const step = read()
  m.close()
  return step
}

const readSteps = (value: readonly unknown[], pointer: string): Step[] =>
  value.map((step, i) => readStep(step, `${pointer}/${i}`))

function readWhen(value: unknown, pointer: string): When {
  const m = new Members(value, pointer)
  const when = said({
    procedure: m.optional('procedure', isText(64), 'a procedure'),
    type: m.optional('type', isText(64), 'a type of message'),
    reference: m.optional('reference', isText(128), 'a reference'),
    contains: m.optional('contains', isText(1000), 'a text'),
  })
  m.close()
  return when
}

const AGREEABLE: readonly Step[] = [
  { do: 'collect', after: 0 },
  { do: 'accept', after: 0 },
]

/** Reads a script that somebody wrote. Fails with `malformed` and a pointer. */
export function readScript(value: unknown): Script {
  const m = new Members(value)
  const script: Script = {
    rules: (m.optional('rules', list, 'an array') ?? []).map((entry, i) => {
      const r = new Members(entry, `/rules/${i}`)
      const rule = {
        when: readWhen(r.required('when', isObject, 'an object'), r.at('when')),
        does: readSteps(r.required('does', list, 'an array of steps'), r.at('does')),
      }
      r.close()
      return rule
    }),
    otherwise: readSteps(m.optional('otherwise', list, 'an array of steps') ?? AGREEABLE, '/otherwise'),
    duplicates: m.optional('duplicates', isBoolean, 'true or false') ?? false,
    sends: (m.optional('sends', list, 'an array') ?? []).map((entry, i) => {
      const s = new Members(entry, `/sends/${i}`)
      const sending = {
        message: s.required('message', isObject, 'the body of POST /v1/messages'),
        after: s.optional('after', isSeconds, 'seconds') ?? 0,
        every: s.optional('every', isSeconds, 'seconds') ?? 1,
        times: s.optional('times', isCount, 'how often') ?? 1,
      }
      s.close()
      return sending
    }),
  }
  m.close()
  return script
}

const wrong = (word: string, why: string): JuxtaError =>
  new JuxtaError('usage', `--behaves ${word}: ${why}`, { rule: 'behaves' })

function secondsIn(word: string, text: string | undefined, otherwise: number): number {
  const seconds = text === undefined ? otherwise : Number(text)
  if (!isSeconds(seconds)) throw wrong(word, 'seconds are 0 to 86400')
  return seconds
}

/** The steps of each short word, with what stands after its colons; it is followed by a friendly answer where the sender gets that far. */
const BEHAVIOURS: Readonly<Record<string, (word: string, values: readonly string[]) => readonly Step[]>> = {
  accepts: () => AGREEABLE,
  collects: () => [{ do: 'collect', after: 0 }],
  takes: () => [],
  'answers-late': (word, [s]) => {
    const after = secondsIn(word, s, 5)
    return [
      { do: 'collect', after },
      { do: 'accept', after },
    ]
  },
  rejects: (_word, [rule, pointer]) => [
    { do: 'collect', after: 0 },
    {
      ...{ do: 'reject', after: 0, reason: 'the sandbox was told to reject it' },
      ...(rule ? { rule } : {}),
      ...(pointer ? { pointer } : {}),
    },
  ],
  refuses: (word, [problem]) => {
    if (!isProblem(problem)) throw wrong(word, `the problem is one of ${[...UNSIGNED, ...SIGNED].join(', ')}`)
    return [{ do: 'refuse', problem }, ...AGREEABLE]
  },
  silent: (word, [s]) => [{ do: 'silent', seconds: secondsIn(word, s, 10) }, ...AGREEABLE],
  'receipts-late': (word, [s]) => [{ do: 'late', seconds: secondsIn(word, s, 5) }, ...AGREEABLE],
  'loses-receipts': () => [{ do: 'lose-receipt' }, ...AGREEABLE],
  'goes-away': (word, [s]) => [{ do: 'go-away', seconds: secondsIn(word, s, 10) }, ...AGREEABLE],
  hostile: (word, [how]) => {
    if (how !== undefined && !oneOf(...LIES)(how)) throw wrong(word, `the lie is one of ${LIES.join(', ')}`)
    const lies = (how === undefined ? LIES : [how]).map((lie): Step => ({ do: 'lie', how: lie }))
    const more: Step[] = ['contradict', 'fork-log'].map((kind) => ({ do: kind as 'contradict', after: 1 }))
    return [...lies, ...AGREEABLE, ...(how === undefined ? more : [])]
  },
}

export const BEHAVIOUR_NAMES: readonly string[] = Object.keys(BEHAVIOURS)

/** The script of `word,word:value,…`. Fails with `usage`. */
export function behaviourOf(words: string): Script {
  let otherwise: readonly Step[] | null = null
  let duplicates = false
  for (const word of words.split(',').map((w) => w.trim())) {
    const [name = '', ...values] = word.split(':')
    if (name === 'duplicates') {
      duplicates = true
      continue
    }
    const steps = Object.hasOwn(BEHAVIOURS, name) ? BEHAVIOURS[name] : undefined
    if (!steps) throw wrong(word, `it is one of ${[...Object.keys(BEHAVIOURS), 'duplicates'].join(', ')}`)
    // Of several the arrivals follow each other, and what is said is that of the last.
    const next = steps(word, values)
    otherwise = [...(otherwise ?? []).filter(isArrival), ...next]
  }
  return { rules: [], otherwise: otherwise ?? AGREEABLE, duplicates, sends: [] }
}

/** What a message is, as rules look at it. */
export type Seen = {
  readonly procedure: string
  readonly type: string
  readonly references: readonly string[]
  readonly document: string
}

export const stepsFor = ({ rules, otherwise }: Script, seen: Seen): readonly Step[] =>
  rules.find(
    ({ when: { procedure, type, reference, contains } }) =>
      (procedure === undefined || procedure === seen.procedure) &&
      (type === undefined || type === seen.type) &&
      (reference === undefined || seen.references.includes(reference)) &&
      (contains === undefined || seen.document.includes(contains)),
  )?.does ?? otherwise

/** The failure by which a step refuses. */
export const refusalOf = (step: Extract<Arrival, { do: 'refuse' }>): JuxtaError =>
  new JuxtaError(step.problem, step.detail ?? `the sandbox was told to refuse it: ${ERRORS[step.problem].title}`, {
    ...(step.pointer === undefined ? {} : { pointer: step.pointer }),
    ...(step.rule === undefined ? {} : { rule: step.rule }),
    ...(ERRORS[step.problem].fault === 'retry' ? { retryAfter: 1 } : {}),
  })

export const isSignedProblem = (problem: Problem): boolean => oneOf(...SIGNED)(problem)
