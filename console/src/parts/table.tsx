/** A table: fixed head, rows by keyboard, pages by cursor, new rows announced at its top and not pushed in, and what stands there where there is none. */
import type { ComponentChildren } from 'preact'
import { useLocation } from 'preact-iso'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Pages } from '../load.ts'
import { t } from '../text.ts'
import { Button } from './button.tsx'
import { Broken, Waiting } from './notice.tsx'
import { say } from './say.tsx'

export type Column<Row> = {
  readonly key: string
  readonly title: string
  cell(row: Row): ComponentChildren
  /** At the end of its column, in figures of one width. */
  readonly numeric?: boolean
  /** As narrow as its content. */
  readonly narrow?: boolean
  readonly sort?: { readonly direction: 'ascending' | 'descending' | 'none'; readonly href: string }
}
export type Mark = 'new' | 'bad' | 'late' | undefined

type Props<Row> = {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rowKey: (row: Row) => string
  readonly href?: (row: Row) => string | undefined
  readonly onOpen?: (row: Row) => void
  readonly empty: ComponentChildren
  readonly mark?: (row: Row) => Mark
  readonly caption?: ComponentChildren
  readonly select?: { readonly chosen: ReadonlySet<string>; onChoose(keys: ReadonlySet<string>): void }
} & ({ readonly rows: readonly Row[]; readonly pages?: never } | { readonly pages: Pages<Row>; readonly rows?: never })

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input,select,textarea,[contenteditable]') !== null

export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rowKey, href, onOpen, empty, mark, caption, select, pages } = props
  const rows = pages ? pages.rows : props.rows
  const body = useRef<HTMLTableSectionElement>(null)
  const [active, setActive] = useState(0)
  const { route } = useLocation()
  const opens = href !== undefined || onOpen !== undefined

  useEffect(() => {
    if (pages && pages.fresh > 0) say(t('shell.table.fresh', { count: pages.fresh }))
  }, [pages?.fresh])

  const focus = (index: number): void => {
    const to = Math.min(Math.max(index, 0), rows.length - 1)
    setActive(to)
    body.current?.querySelectorAll<HTMLTableRowElement>(':scope > tr')[to]?.focus()
  }
  // Of several tables on a page j and k begin in the first.
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return
      if (document.activeElement?.closest('table') || document.querySelector('main table tbody') !== body.current)
        return
      if (event.key === 'j' || event.key === 'k') {
        event.preventDefault()
        focus(active)
      }
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [rows, active])

  const open = (row: Row): void => {
    const to = href?.(row)
    if (onOpen) onOpen(row)
    else if (to !== undefined) route(to)
  }
  const choose = (row: Row): void => {
    if (!select) return
    const keys = new Set(select.chosen)
    if (!keys.delete(rowKey(row))) keys.add(rowKey(row))
    select.onChoose(keys)
  }
  const keyed = (event: KeyboardEvent, row: Row, index: number): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return
    const onRow = event.target === event.currentTarget
    if (event.key === 'j' || event.key === 'ArrowDown') focus(index + 1)
    else if (event.key === 'k' || event.key === 'ArrowUp') focus(index - 1)
    else if (event.key === 'Home') focus(0)
    else if (event.key === 'End') focus(rows.length - 1)
    else if (event.key === 'Enter' && onRow && opens) open(row)
    else if (event.key === 'x' && select) choose(row)
    else if (event.key === 'c' && onRow)
      (event.currentTarget as HTMLElement).querySelector<HTMLButtonElement>('[data-copy]')?.click()
    else return
    event.preventDefault()
  }
  const all = select && rows.length > 0 && rows.every((row) => select.chosen.has(rowKey(row)))

  if (pages?.problem && rows.length === 0) return <Broken problem={pages.problem} again={pages.again} />
  if (pages?.loading && rows.length === 0) return <Waiting lines={6} />
  if (rows.length === 0) return <>{empty}</>
  return (
    <div class="table-box">
      {pages && pages.fresh > 0 && (
        <button type="button" class="fresh" onClick={pages.show}>
          {t('shell.table.fresh', { count: pages.fresh })}
        </button>
      )}
      <div class="table-scroll" role="region" aria-label={label} tabIndex={0}>
        <table>
          <caption class={caption ? '' : 'unseen'}>{caption ?? label}</caption>
          <thead>
            <tr>
              {select && (
                <th scope="col" class="narrow">
                  <input
                    type="checkbox"
                    aria-label={t('shell.table.all')}
                    checked={all ?? false}
                    onChange={() => select.onChoose(new Set(all ? [] : rows.map(rowKey)))}
                  />
                </th>
              )}
              {columns.map((column) => (
                <th
                  key={column.key}
                  scope="col"
                  class={`${column.numeric ? 'numeric' : ''} ${column.narrow ? 'narrow' : ''}`}
                  aria-sort={column.sort?.direction}
                >
                  {column.sort ? <a href={column.sort.href}>{column.title}</a> : column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map((row, index) => {
              const key = rowKey(row)
              const marked = mark?.(row)
              return (
                <tr
                  key={key}
                  tabIndex={index === active ? 0 : -1}
                  class={`${marked ? `row-${marked}` : ''} ${opens ? 'opens' : ''}`}
                  aria-selected={select ? select.chosen.has(key) : undefined}
                  onFocus={() => setActive(index)}
                  onKeyDown={(event) => keyed(event, row, index)}
                  onClick={(event) => {
                    if (!opens || (event.target as HTMLElement).closest('a,button,input,label')) return
                    if (getSelection()?.isCollapsed === false) return
                    open(row)
                  }}
                >
                  {select && (
                    <td class="narrow">
                      <input
                        type="checkbox"
                        tabIndex={-1}
                        aria-label={t('shell.table.choose', { row: key })}
                        checked={select.chosen.has(key)}
                        onChange={() => choose(row)}
                      />
                    </td>
                  )}
                  {columns.map((column) => (
                    <td key={column.key} class={`${column.numeric ? 'numeric' : ''} ${column.narrow ? 'narrow' : ''}`}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {pages?.problem && <Broken problem={pages.problem} again={pages.again} />}
      {pages && (
        <p class="table-end">
          <span>{t('shell.table.shown', { count: rows.length })}</span>
          {pages.more && (
            <Button onClick={pages.more} busy={pages.loading}>
              {t('shell.table.more')}
            </Button>
          )}
        </p>
      )}
    </div>
  )
}
