/** Errors and alerts as a catalogue: what each means, whose turn it is and what to do, for programs and for people. */
import { ALERTS, type AlertKind } from '../operate/alerts.ts'
import { rankOf } from '../operate/alert-ranks.ts'
import { ERRORS, PROBLEM_PATH, PROBLEM_URN, type ErrorCode } from '../values/errors.ts'
import type { components } from '../generated/window.ts'
import { saidElsewhere, type Found } from './document-page.ts'
import { html, page } from './page.ts'

type Kind = components['schemas']['ProblemKind']

const TURNS = { reject: 'caller', retry: 'later', fatal: 'node' } as const
const TURN_TEXT: Readonly<Record<Kind['turn'], string>> = {
  caller: 'The caller: the same request fails again until something in it, or what it is about, is changed.',
  later: 'Nobody but time: the same request can succeed later. Where the answer has Retry-After, wait that long.',
  node: 'Whoever runs the node: the fault is its own. Its journal has the line of the trace id.',
}
export const ALERT_PATH = '/docs/alerts/'

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
  page({
    title: kind.title,
    at: kind.type,
    body: `<p><code>${html(kind.code)}</code>, HTTP ${kind.status}; between nodes <code>${html(kind.urn)}</code></p>
<h2>Whose turn it is</h2><p>${html(TURN_TEXT[kind.turn])}</p>
<h2>What to do</h2><p>${html(kind.mend)}</p>
${saidElsewhere(kind.type)}
<h2>What the answer says</h2><p><code>detail</code> what went wrong, <code>pointer</code> in which field, <code>rule</code> which rule it broke, <code>traceId</code> the line of the journal.</p>
<p><a href="/problems">All errors</a> · <a href="/docs/api">The API</a></p>`,
  })

export const problemsPage = (): string =>
  page({
    title: 'Errors',
    at: '/problems',
    body: `<p>Every failure that a node can name. The <code>type</code> of a problem (RFC 9457) is the address of its page.</p>
<div class="wide" tabindex="0"><table><thead><tr><th>name</th><th>status</th><th>means</th><th>whose turn</th></tr></thead><tbody>${problemKinds()
      .map(
        (k) =>
          `<tr><td><a href="${html(k.type)}">${html(k.code)}</a></td><td>${k.status}</td><td>${html(k.title)}</td><td>${k.turn}</td></tr>`,
      )
      .join('')}</tbody></table></div>`,
  })

const SEVERITY_TEXT = {
  critical: 'Something that is promised to others is in doubt, now.',
  warning: 'Something does not go on until somebody looks.',
  info: 'Somebody should know, and nothing waits for it.',
} as const

/** The page of a kind of alert; undefined where there is no such kind. */
export function alertPage(kind: string): string | undefined {
  if (!Object.hasOwn(ALERTS, kind)) return undefined
  const alert: { severity: keyof typeof SEVERITY_TEXT; security?: true; means: string; mend: string; closes?: string } =
    ALERTS[kind as AlertKind]
  return page({
    title: `Alert: ${kind}`,
    at: `${ALERT_PATH}${kind}`,
    body: `<p><b>${alert.severity}${alert.security ? ', security' : ''}.</b> ${SEVERITY_TEXT[alert.severity]}</p>
<h2>What it means</h2><p>${html(alert.means)}</p>
<h2>What to do</h2><p>${html(alert.mend)}</p>
<h2>When it closes</h2><p>${html(alert.closes ?? 'When a person closes it.')} <code>juxta alerts close ID --dir D</code> closes one by hand.</p>
${saidElsewhere(`${ALERT_PATH}${kind}`)}
<p><a href="/docs/reference/alerts">All alerts</a></p>`,
  })
}

/** Errors and alerts as the search finds them. */
export const catalogued = (): (Found & { readonly words: string })[] => [
  ...problemKinds().map((k) => ({
    href: k.type,
    title: k.code,
    about: 'Errors',
    text: `${k.title}. ${k.mend}`,
    words: `${k.code} ${k.title} ${k.mend}`,
  })),
  ...(Object.keys(ALERTS) as AlertKind[])
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((kind) => ({
      href: `${ALERT_PATH}${kind}`,
      title: kind,
      about: 'Alerts',
      text: `${ALERTS[kind].means} ${ALERTS[kind].mend}`,
      words: `${kind} ${ALERTS[kind].means} ${ALERTS[kind].mend}`,
    })),
]
