/** Whether both offices of each pair are open now, and until when or from when on. */
import { api, ask, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { State, Time } from '../../parts/index.ts'
import { t } from '../../text.ts'

type Pair = Schemas['OfficePairSummary']

/** Pairs that are asked for at once. */
const PAIRS = 6

export const pairHref = ({ exitOffice, entryOffice }: Pick<Pair, 'exitOffice' | 'entryOffice'>): string =>
  `/console/hours/${encodeURIComponent(exitOffice)}/${encodeURIComponent(entryOffice)}`

async function openNow(signal: AbortSignal) {
  const { items } = await ask(api.GET('/v1/opening-hours', { params: { query: { limit: PAIRS } }, signal }))
  const data = await Promise.all(
    items.map(async (pair) => {
      const path = { exitOffice: pair.exitOffice, entryOffice: pair.entryOffice }
      const modeCode = pair.modes[0] ?? '3'
      // Of a pair with nothing in force there is nothing to be told.
      const now = await ask(
        api.GET('/v1/opening-hours/{exitOffice}/{entryOffice}/open', {
          params: { path, query: { direction: 'exit', modeCode } },
          signal,
        }),
      ).catch(() => null)
      return { pair, now }
    }),
  )
  return { data }
}

export function OpenNow() {
  const { data, again } = useLoad(openNow, [])
  useLive({ kinds: ['case', 'list'] }, again)
  if (!data || data.length === 0) return null
  return (
    <ul class="open-now" aria-label={t('border.open')}>
      {data.map(({ pair, now }) => (
        <li key={pair.exitOffice + pair.entryOffice}>
          <a href={pairHref(pair)}>
            <bdi dir="ltr">
              {pair.exitOffice} ↔ {pair.entryOffice}
            </bdi>
          </a>{' '}
          {now === null ? (
            <State kind="none">{t('border.open.unknown')}</State>
          ) : now.open ? (
            <>
              <State kind="good">{t('border.open.both')}</State>{' '}
              {now.opening && (
                <>
                  {t('border.open.until')} <Time at={now.opening.to} />
                </>
              )}
            </>
          ) : (
            <>
              <State kind="stopped">
                {now.sides.exit
                  ? t('border.open.one', { country: pair.countries.exit })
                  : now.sides.entry
                    ? t('border.open.one', { country: pair.countries.entry })
                    : t('border.open.none')}
              </State>{' '}
              {now.next && (
                <>
                  {t('border.open.next')} <Time at={now.next.from} />
                </>
              )}
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
