/** What every page stands on: its title, what it is for, what can be done; and sections below. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { session } from '../session.ts'
import { t } from '../text.ts'
import { ClockOf, type Clock } from './time.tsx'

export function Page({
  title,
  intro,
  actions,
  back,
  clock,
  children,
}: {
  title: string
  intro?: ComponentChildren
  actions?: ComponentChildren
  back?: { readonly href: string; readonly text: string }
  /** Whose clock its times are by, which it says. */
  clock?: Clock
  children: ComponentChildren
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${session.value?.name ?? 'Juxta'}`
  }, [title])
  // Whoever follows a link hears where he has come to.
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.closest('nav'))
      heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <ClockOf.Provider value={clock?.zone}>
      <header class="page-head">
        <div>
          {back && (
            <a class="back" href={back.href}>
              {back.text}
            </a>
          )}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {intro && <p class="intro">{intro}</p>}
          {clock && (
            <p class="clock-of">
              {clock.of === null
                ? t('shell.clock.own', { zone: clock.zone })
                : t('shell.clock.of', { zone: clock.zone, office: clock.of })}
            </p>
          )}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </ClockOf.Provider>
  )
}

export function Section({
  title,
  actions,
  id,
  children,
}: {
  title: string
  actions?: ComponentChildren
  id?: string
  children: ComponentChildren
}) {
  return (
    <section class="section" id={id}>
      <header>
        <h2>{title}</h2>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </section>
  )
}

/** A list of terms and what they are here. */
export function Facts({
  items,
}: {
  items: readonly ({ readonly term: string; readonly value: ComponentChildren } | null)[]
}) {
  return (
    <dl class="facts">
      {items.map(
        (item) =>
          item && (
            <div key={item.term}>
              <dt>{item.term}</dt>
              <dd>{item.value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

export function Stats({ children }: { children: ComponentChildren }) {
  return <ul class="stats">{children}</ul>
}

/** One number that says how it stands. */
export function Stat({
  label,
  value,
  kind = 'none',
  href,
  note,
}: {
  label: string
  value: ComponentChildren
  kind?: 'good' | 'busy' | 'waiting' | 'bad' | 'stopped' | 'none'
  href?: string
  note?: ComponentChildren
}) {
  const inside = (
    <>
      <span class="stat-value">{value}</span>
      <span class="stat-label">{label}</span>
      {note && <small>{note}</small>}
    </>
  )
  return <li class={`stat stat-${kind}`}>{href ? <a href={href}>{inside}</a> : inside}</li>
}
