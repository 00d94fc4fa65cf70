/** How each part of the node is, since when, and why. */
import { Ago, DataTable, Facts, Said, State, Time, type Kind } from '../../parts/index.ts'
import { named, t } from '../../text.ts'

const KINDS: Readonly<Record<string, Kind>> = { ok: 'good', degraded: 'waiting', failing: 'bad' }

type Look = {
  readonly startedAt: string
  readonly version: string
  readonly checks: readonly {
    readonly check: string
    readonly state: string
    readonly detail: string
    readonly since: string
  }[]
}

export function Health({ health }: { health: Look }) {
  return (
    <>
      <DataTable
        label={t('node.health')}
        rows={health.checks}
        rowKey={(check) => check.check}
        mark={(check) => (check.state === 'failing' ? 'bad' : check.state === 'degraded' ? 'late' : undefined)}
        empty={null}
        columns={[
          { key: 'check', title: t('node.part'), cell: (check) => named('node.part', check.check) },
          {
            key: 'state',
            title: t('node.state'),
            cell: (check) => <State kind={KINDS[check.state] ?? 'none'}>{t(`node.state.${check.state}`)}</State>,
          },
          { key: 'since', title: t('node.since'), cell: (check) => <Ago at={check.since} /> },
          {
            key: 'why',
            title: t('node.why'),
            cell: (check) => (check.detail === 'ok' ? t('shell.none') : <Said of="problems" text={check.detail} />),
          },
        ]}
      />
      <Facts
        items={[
          { term: t('node.version'), value: <bdi>{health.version}</bdi> },
          { term: t('node.started'), value: <Time at={health.startedAt} withDay /> },
        ]}
      />
    </>
  )
}
