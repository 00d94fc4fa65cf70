/** Tabs, of which the chosen one stands in the address (WAI-ARIA, tabs with manual activation by link). */
import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { useParam } from '../address.ts'
import { formatNumber } from '../text.ts'

export type Tab = { readonly key: string; readonly title: string; readonly count?: number; panel(): ComponentChildren }

export function Tabs({ label, param = 'tab', tabs }: { label: string; param?: string; tabs: readonly Tab[] }) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const [asked, choose] = useParam(param, tabs[0]?.key)
  const shown = tabs.find((tab) => tab.key === asked) ?? tabs[0]
  if (!shown) return null
  const keyed = (event: KeyboardEvent): void => {
    const rtl = document.documentElement.dir === 'rtl'
    const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key]
    const at = tabs.indexOf(shown)
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : step === undefined ? -1 : at + step
    const next = tabs[(to + tabs.length) % tabs.length]
    if (to < -1 || (to === -1 && step === undefined) || !next) return
    event.preventDefault()
    choose(next.key)
    list.current?.querySelectorAll<HTMLButtonElement>('[role=tab]')[tabs.indexOf(next)]?.focus()
  }
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} ref={list} onKeyDown={keyed}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={tab === shown}
            aria-controls={tab === shown ? `${id}-panel` : undefined}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => choose(tab.key)}
          >
            {tab.title}
            {tab.count !== undefined && <span class="count">{formatNumber(tab.count)}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown.key}`} key={shown.key}>
        {shown.panel()}
      </div>
    </div>
  )
}
