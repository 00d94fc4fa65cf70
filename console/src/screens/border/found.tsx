/** What a search that forgives has found, and how it was read. */
import { api, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, DataTable, Empty, Notice, State, Time, Waiting } from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'
import { Vehicle } from './vehicle.tsx'
import { crossingHref, kindOfFound, preArrivalHref } from './words.ts'

type Result = Schemas['SearchResult']

const HREFS: Readonly<Record<Result['kind'], (r: Result) => string>> = {
  crossing: (r) => crossingHref(r.id),
  'pre-arrival': (r) => preArrivalHref({ conversation: r.id, peer: r.peer ?? '' }),
  movement: (r) => `/console/messages?conversation=${r.id}`,
  permit: (r) => `/console/permits/${encodeURIComponent(r.id)}?issuer=${r.peer ?? ''}`,
  trader: (r) => `/console/traders?id=${encodeURIComponent(r.id)}`,
  case: (r) => `/console/messages?conversation=${r.id}`,
  message: (r) => `/console/messages/${r.id}`,
}

const CARRIERS: ReadonlySet<string> = new Set(['transport-means', 'equipment'])

export function Found({ asked, kinds }: { asked: string; kinds?: readonly Result['kind'][] }) {
  const found = useLoad((signal) => api.GET('/v1/search', { params: { query: { q: asked } }, signal }), [asked])
  if (found.problem)
    return found.problem.problem.rule === 'too-short' ? (
      <Notice kind="waiting" title={t('border.search.short')} role="status" />
    ) : (
      <Broken problem={found.problem} again={found.again} />
    )
  if (!found.data) return <Waiting />
  const { read, items: all, more } = found.data
  const items = kinds ? all.filter((r) => kinds.includes(r.kind)) : all
  // Whoever types a whole plate or container asks whether it may drive on.
  const carrier = items.find((r) => r.kind === 'pre-arrival' && r.by.whole && CARRIERS.has(r.by.type))?.by
  return (
    <div class="found">
      <p class="found-read" role="status">
        {t('border.search.read', { count: items.length })} <bdi class="found-as">{read.as}</bdi>
        {read.forgiven.length > 0 &&
          ` · ${t('border.search.forgiven', { what: formatList(read.forgiven.map((f) => t(`border.search.forgiven.${f}`))) })}`}
      </p>
      {carrier && <Vehicle reference={`${carrier.type}:${carrier.value}`} name={carrier.value} />}
      <DataTable
        label={t('border.search.results')}
        rows={items}
        rowKey={(r) => `${r.kind} ${r.id} ${r.peer ?? ''}`}
        href={(r) => HREFS[r.kind](r)}
        columns={[
          { key: 'kind', title: t('border.search.kind'), narrow: true, cell: (r) => t(`border.kind.${r.kind}`) },
          {
            key: 'by',
            title: t('border.search.by'),
            cell: (r) => (
              <>
                <a href={HREFS[r.kind](r)}>
                  <bdi>{r.by.value}</bdi>
                </a>{' '}
                <small>{named('border.by', r.by.type)}</small>
              </>
            ),
          },
          {
            key: 'title',
            title: t('border.search.what'),
            cell: (r) => <bdi>{r.procedure ? `${r.procedure} / ${r.title ?? ''}` : (r.title ?? t('shell.none'))}</bdi>,
          },
          {
            key: 'state',
            title: t('border.state'),
            narrow: true,
            cell: (r) =>
              r.state === null ? null : <State kind={kindOfFound(r.state)}>{named('border.found', r.state)}</State>,
          },
          { key: 'peer', title: t('border.peer'), narrow: true, cell: (r) => <bdi>{r.peer}</bdi> },
          { key: 'office', title: t('border.office'), cell: (r) => <bdi>{r.office}</bdi> },
          { key: 'at', title: t('border.at'), narrow: true, cell: (r) => <Time at={r.at} /> },
        ]}
        empty={<Empty title={t('border.search.none')}>{t('border.search.none.do')}</Empty>}
      />
      {more && <p class="hidden-part">{t('border.search.more')}</p>}
    </div>
  )
}
