/** What narrows a list: each of them stands in the address of the page. */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import { useParam, useParams } from '../address.ts'
import { t } from '../text.ts'
import { Button } from './button.tsx'

export function Filters({ children, onClear }: { children: ComponentChildren; onClear?: () => void }) {
  return (
    <form class="filters" role="search" aria-label={t('shell.filters')} onSubmit={(event) => event.preventDefault()}>
      {children}
      {onClear && <Button onClick={onClear}>{t('shell.filters.clear')}</Button>}
    </form>
  )
}

/** How long somebody pauses who has typed what he looks for. */
const PAUSE_MS = 300

export function Search({
  label,
  param = 'q',
  hint,
  onSearch,
}: {
  label: string
  param?: string
  hint?: string
  onSearch?: (text: string) => void
}) {
  const id = useId()
  const [asked, setAsked] = useParam(param)
  const [typed, setTyped] = useState(asked)
  useEffect(() => setTyped(asked), [asked])
  useEffect(() => {
    if (typed === asked) return
    const timer = setTimeout(() => {
      setAsked(typed)
      onSearch?.(typed)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <div class="field field-search">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        data-search
        value={typed}
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      {hint && (
        <small id={`${id}-hint`} class="hint">
          {hint}
        </small>
      )}
    </div>
  )
}

export type Option = { readonly value: string; readonly text: string }

/** A choice that narrows; the first option is "all" where `all` names it. */
export function Select({
  label,
  param,
  options,
  all,
}: {
  label: string
  param: string
  options: readonly Option[]
  all?: string
}) {
  const id = useId()
  const [value, set] = useParam(param)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">{all ?? t('shell.filters.all')}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  )
}

/** From one day to another, both in the address. */
export function DayRange({ from = 'from', to = 'to' }: { from?: string; to?: string }) {
  const id = useId()
  const [first] = useParam(from)
  const [last] = useParam(to)
  const set = useParams()
  return (
    <>
      <div class="field">
        <label for={`${id}-from`}>{t('shell.filters.from')}</label>
        <input
          id={`${id}-from`}
          type="date"
          value={first}
          max={last}
          onChange={(e) => set({ [from]: e.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for={`${id}-to`}>{t('shell.filters.to')}</label>
        <input
          id={`${id}-to`}
          type="date"
          value={last}
          min={first}
          onChange={(e) => set({ [to]: e.currentTarget.value })}
        />
      </div>
    </>
  )
}
