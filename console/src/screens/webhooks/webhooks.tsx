/** Webhooks: who is told where of what changes, and whether it arrives. */
import '../work.css'
import { api, type Schemas } from '../../api.ts'
import { usePages } from '../../load.ts'
import { Ago, Button, DataTable, Empty, Page, State, type Kind } from '../../parts/index.ts'
import { formatList, formatNumber, t } from '../../text.ts'

type Webhook = Schemas['Webhook']
const KINDS: Readonly<Record<Webhook['state'], Kind>> = {
  active: 'good',
  failing: 'waiting',
  paused: 'waiting',
  'without-key': 'bad',
  disabled: 'bad',
}

export const WebhookState = ({ webhook }: { webhook: Webhook }) => (
  <State kind={KINDS[webhook.state]}>{t(`webhooks.state.${webhook.state}`)}</State>
)

export default function Webhooks() {
  const list = usePages((after, signal) => api.GET('/v1/webhooks', { params: { query: { ...after } }, signal }), [])
  return (
    <Page
      title={t('webhooks.title')}
      intro={t('webhooks.intro')}
      actions={
        <Button kind="main" href="/console/webhooks/new">
          {t('webhooks.new')}
        </Button>
      }
    >
      <DataTable
        label={t('webhooks.title')}
        pages={list}
        rowKey={(w) => w.id}
        href={(w) => `/console/webhooks/${w.id}`}
        mark={(w) => (KINDS[w.state] === 'bad' ? 'bad' : KINDS[w.state] === 'waiting' ? 'late' : undefined)}
        empty={<Empty title={t('webhooks.none')}>{t('webhooks.none.do')}</Empty>}
        columns={[
          {
            key: 'url',
            title: t('webhooks.url'),
            cell: (w) => (
              <a href={`/console/webhooks/${w.id}`} dir="ltr">
                {w.url}
              </a>
            ),
          },
          { key: 'state', title: t('webhooks.state'), narrow: true, cell: (w) => <WebhookState webhook={w} /> },
          { key: 'client', title: t('webhooks.client'), cell: (w) => <bdi>{w.client}</bdi> },
          {
            key: 'kinds',
            title: t('webhooks.kinds'),
            cell: (w) =>
              w.kinds ? formatList(w.kinds.map((kind) => t(`webhooks.kind.${kind}`))) : t('shell.filters.all'),
          },
          { key: 'waiting', title: t('webhooks.waiting'), numeric: true, cell: (w) => formatNumber(w.waiting) },
          { key: 'since', title: t('webhooks.since'), cell: (w) => <Ago at={w.waitingSince} /> },
        ]}
      />
    </Page>
  )
}
