/** The errors of the window side as a catalogue: what each means and whose turn it is, for programs and for people. */
import { ERRORS, PROBLEM_PATH, PROBLEM_URN, type ErrorCode } from '../values/errors.ts'
import type { components } from '../generated/window.ts'
import { html, page } from './html.ts'

type Kind = components['schemas']['ProblemKind']

const TURNS = { reject: 'caller', retry: 'later', fatal: 'node' } as const
const TURN_TEXT: Readonly<Record<Kind['turn'], string>> = {
  caller: 'The caller: the same request fails again until something in it, or what it is about, is changed.',
  later: 'Nobody but time: the same request can succeed later. Where the answer has Retry-After, wait that long.',
  node: 'Whoever runs the node: the fault is its own. Its journal has the line of the trace id.',
}

const kindOf = (code: ErrorCode): Kind => {
  const { status, title, mend, fault } = ERRORS[code]
  return {
    type: `${PROBLEM_PATH}${code}`,
    code,
    urn: `${PROBLEM_URN}${code}`,
    title,
    mend,
    status,
    retryable: fault === 'retry',
    turn: TURNS[fault],
  }
}

export const problemKinds = (): Kind[] => (Object.keys(ERRORS) as ErrorCode[]).map(kindOf)

export const problemKind = (code: string): Kind | undefined =>
  Object.hasOwn(ERRORS, code) ? kindOf(code as ErrorCode) : undefined

export const problemPage = (kind: Kind): string =>
  page(
    kind.title,
    `<p><code>${html(kind.code)}</code>, HTTP ${kind.status}; between nodes <code>${html(kind.urn)}</code></p>
<p><b>Whose turn it is.</b> ${html(TURN_TEXT[kind.turn])}</p>
<p><b>What to do.</b> ${html(kind.mend)}</p>
<p>The answer says more: <code>detail</code> what went wrong, <code>pointer</code> in which field, <code>rule</code> which rule it broke, <code>traceId</code> the
line of the journal.</p>
<p><a href="/problems">All errors</a> · <a href="/docs">The API</a></p>`,
  )

export const problemsPage = (): string =>
  page(
    'Errors',
    `<table><tr><th>name</th><th>status</th><th>means</th><th>whose turn</th></tr>${problemKinds()
      .map(
        (k) =>
          `<tr><td><a href="${html(k.type)}">${html(k.code)}</a></td><td>${k.status}</td><td>${html(k.title)}</td><td>${k.turn}</td></tr>`,
      )
      .join('')}</table><p><a href="/docs">The API</a></p>`,
  )
