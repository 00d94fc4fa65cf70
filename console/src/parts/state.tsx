/** A state in three ways at once: its word, a shape, and a colour. */
import type { ComponentChildren } from 'preact'

export type Kind = 'good' | 'busy' | 'waiting' | 'bad' | 'stopped' | 'none'

const SHAPES: Readonly<Record<Kind, string>> = {
  good: 'M2 6.500l3 3 5-6.500',
  busy: 'M2 6h7M6 3l3.500 3L6 9',
  waiting: 'M3 2h6L3 10h6z',
  bad: 'M6 1.500l5 9H1zM6 5v2.500M6 9v.2',
  stopped: 'M2.500 2.500h7v7h-7z',
  none: 'M3 6h6',
}

export function State({ kind, children }: { kind: Kind; children: ComponentChildren }) {
  return (
    <span class={`state state-${kind}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={SHAPES[kind]} />
      </svg>
      {children}
    </span>
  )
}
