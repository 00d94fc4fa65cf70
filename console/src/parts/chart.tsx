/** A picture of numbers with its table; what draws it is loaded when the first is shown. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { formatNumber, language, t } from '../text.ts'
import { systemDark, theme } from '../theme.ts'
import { DataTable } from './table.tsx'
import { formatTime } from './time.tsx'

export type Series = { readonly name: string; readonly values: readonly (number | null)[] }
export type ChartProps = {
  readonly title: string
  readonly unit: string
  readonly kind: 'line' | 'bars'
  /** Times in milliseconds since 1970, or names. */
  readonly x: readonly number[] | readonly string[]
  readonly series: readonly Series[]
  readonly zone?: string
}

type Point = { readonly at: number | string; readonly index: number }

/** Told apart by dashes as well as by colour. */
export const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]] as const

export const labelOf = (x: number | string, zone?: string): string =>
  typeof x === 'number' ? formatTime(x, zone, true) : x

export function Chart(props: ChartProps) {
  const { title, unit, kind, x, series, zone } = props
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<'picture' | 'table'>('picture')
  useEffect(() => {
    if (shown !== 'picture' || !box.current) return
    let close: () => void = () => undefined
    let over = false
    const at = box.current
    void import('./chart-drawing.ts').then(({ draw }) => {
      if (!over) close = draw(at, props)
    })
    return () => {
      over = true
      close()
    }
  }, [shown, JSON.stringify([x, series]), language.value, theme.value, systemDark.value])
  const rows: readonly Point[] = x.map((at, index) => ({ at, index }))
  return (
    <figure class="chart">
      <figcaption>
        <span>
          {title} <small>{unit}</small>
        </span>
        <button type="button" class="link" onClick={() => setShown(shown === 'picture' ? 'table' : 'picture')}>
          {shown === 'picture' ? t('shell.chart.table') : t('shell.chart.picture')}
        </button>
      </figcaption>
      {shown === 'picture' ? (
        <>
          <div
            class="chart-box"
            ref={box}
            role="img"
            aria-label={t('shell.chart.label', { title, unit, count: rows.length })}
          />
          <ul class="chart-key">
            {series.map(({ name }, index) => (
              <li key={name}>
                <svg viewBox="0 0 24 12" aria-hidden="true" class={`chart-key-${(index % 4) + 1}`}>
                  {kind === 'bars' ? (
                    <rect x="1" y="1" width="22" height="10" />
                  ) : (
                    <line x1="0" x2="24" y1="6" y2="6" stroke-dasharray={DASHES[index % DASHES.length]!.join(' ')} />
                  )}
                </svg>
                {name}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <DataTable
          label={title}
          rows={rows}
          rowKey={(row) => String(row.index)}
          empty={null}
          columns={[
            { key: 'x', title: t('shell.chart.x'), cell: (row: Point) => labelOf(row.at, zone) },
            ...series.map((one) => ({
              key: one.name,
              title: `${one.name} (${unit})`,
              numeric: true,
              cell: (row: Point) => {
                const value = one.values[row.index]
                return value === null || value === undefined
                  ? t('shell.none')
                  : formatNumber(value, { maximumFractionDigits: 1 })
              },
            })),
          ]}
        />
      )}
    </figure>
  )
}
