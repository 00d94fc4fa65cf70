/** What matters, said in its place: notices, empty and broken states, what is hidden from a role, and what is still to come. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { UNREACHABLE, type ProblemError } from '../api.ts'
import { formatList, named, t } from '../text.ts'
import { Button } from './button.tsx'
import { Said } from './said.tsx'
import { Time } from './time.tsx'

export function Notice({
  kind,
  title,
  children,
  role,
}: {
  kind: 'info' | 'good' | 'bad' | 'waiting'
  title: ComponentChildren
  children?: ComponentChildren
  role?: 'alert' | 'status'
}) {
  const notice = useRef<HTMLDivElement>(null)
  // It stands where a form was: whoever has sent that goes on from here by keyboard.
  useEffect(() => {
    if (role === 'status' && document.activeElement === document.body) notice.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div class={`notice notice-${kind}`} role={role} tabIndex={role === 'status' ? -1 : undefined} ref={notice}>
      <p class="notice-title">{title}</p>
      {children}
    </div>
  )
}

/** What would stand here, and what to do. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string
  children?: ComponentChildren
  action?: ComponentChildren
}) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

/** A problem as the node tells it: what, in which field, which rule, and where more is said of it. */
export function Broken({ problem, again }: { problem: ProblemError; again?: () => void }) {
  const said = problem.problem
  const away = said.status === UNREACHABLE
  const since = (said as { since?: string }).since
  return (
    <Notice kind="bad" title={away ? t('shell.problem.away') : <Said of="problems" text={said.title} />} role="alert">
      {away ? (
        <p>{t('shell.problem.away.do')}</p>
      ) : (
        said.detail && (
          <p>
            <Said of="problems" text={said.detail} />
          </p>
        )
      )}
      {!away && (
        <dl class="facts facts-small">
          {said.pointer !== undefined && (
            <div>
              <dt>{t('shell.problem.field')}</dt>
              <dd>
                <code dir="ltr">{said.pointer}</code>
              </dd>
            </div>
          )}
          {said.rule !== undefined && (
            <div>
              <dt>{t('shell.problem.rule')}</dt>
              <dd>
                <code dir="ltr">{said.rule}</code>
              </dd>
            </div>
          )}
          {since !== undefined && (
            <div>
              <dt>{t('shell.problem.since')}</dt>
              <dd>
                <Time at={since} />
              </dd>
            </div>
          )}
          {said.traceId !== undefined && (
            <div>
              <dt>{t('shell.problem.trace')}</dt>
              <dd>
                <code dir="ltr">{said.traceId}</code>
              </dd>
            </div>
          )}
        </dl>
      )}
      <p class="notice-actions">
        {again && <Button onClick={again}>{t('shell.again')}</Button>}
        {said.type?.startsWith('/problems/') && <a href={said.type}>{t('shell.problem.more')}</a>}
      </p>
    </Notice>
  )
}

/** Lines in the place of what comes, so that nothing jumps when it is there. */
export function Waiting({ lines = 3 }: { lines?: number }) {
  return (
    <div class="coming" role="status" aria-label={t('shell.coming')}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} />
      ))}
    </div>
  )
}

/** Somebody sees a part of a page: what is hidden is said. */
export function Hidden({ roles }: { roles: readonly string[] }) {
  const names = roles.map((role) => named('shell.role', role))
  return <p class="hidden-part">{t('shell.hidden', { roles: formatList(names), count: names.length })}</p>
}
