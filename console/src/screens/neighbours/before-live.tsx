/** What is missing before going live with a neighbour, who is reached there day and night, and what was done on paper meanwhile. */
import { api } from '../../api.ts'
import { useLoad, usePages } from '../../load.ts'
import { Broken, DataTable, Empty, Section, State, Time, Waiting } from '../../parts/index.ts'
import { formatList, language, t } from '../../text.ts'

export function Readiness({ country }: { country: string }) {
  const told = useLoad(
    (signal) =>
      api.GET('/v1/peers/{country}/readiness', {
        params: { path: { country }, query: { language: language.value } },
        signal,
      }),
    [country, language.value],
  )
  return (
    <Section title={t('neighbours.ready')}>
      {told.problem && <Broken problem={told.problem} again={told.again} />}
      {!told.data && told.loading && <Waiting lines={6} />}
      {told.data && (
        <>
          <p class="intro">{told.data.ready ? t('neighbours.ready.all') : t('neighbours.ready.some')}</p>
          <ol class="checks">
            {told.data.items.map(({ item, met, detail, turn }) => (
              <li key={item}>
                <State kind={met ? 'good' : 'waiting'}>{t(`neighbours.ready.${item}`)}</State>
                <span class="detail">{detail}</span>
                {turn !== null && <strong>{t(`neighbours.turn.${turn}`)}</strong>}
              </li>
            ))}
          </ol>
        </>
      )}
    </Section>
  )
}

export function Contacts({ country }: { country: string }) {
  const told = useLoad((signal) => api.GET('/v1/contacts', { params: { query: { peer: country } }, signal }), [country])
  const rows = (told.data?.items ?? []).flatMap(({ contacts, ...of }) => contacts.map((c) => ({ ...of, ...c })))
  return (
    <Section title={t('neighbours.contacts')}>
      {told.problem && <Broken problem={told.problem} again={told.again} />}
      <DataTable
        label={t('neighbours.contacts')}
        rows={rows}
        rowKey={(c) => `${c.country} ${c.role} ${c.name} ${c.reach.join()}`}
        columns={[
          { key: 'country', title: t('neighbours.contacts.of'), narrow: true, cell: (c) => <bdi>{c.country}</bdi> },
          { key: 'role', title: t('neighbours.contacts.role'), cell: (c) => t(`neighbours.contacts.${c.role}`) },
          { key: 'name', title: t('neighbours.contacts.name'), cell: (c) => <bdi>{c.name}</bdi> },
          { key: 'reach', title: t('neighbours.contacts.reach'), cell: (c) => <bdi>{formatList(c.reach)}</bdi> },
          { key: 'hours', title: t('neighbours.contacts.hours'), cell: (c) => <bdi>{c.hours}</bdi> },
          { key: 'since', title: t('neighbours.contacts.since'), cell: (c) => <Time at={c.statedAt} withDay /> },
        ]}
        empty={<Empty title={t('neighbours.contacts.none')}>{t('neighbours.contacts.none.do')}</Empty>}
      />
    </Section>
  )
}

export function Interruptions({ country }: { country: string }) {
  const pages = usePages(
    (after, signal) => api.GET('/v1/interruptions', { params: { query: { peer: country, ...after } }, signal }),
    [country],
  )
  if (pages.rows.length === 0) return null
  return (
    <Section title={t('neighbours.interruptions')}>
      <DataTable
        label={t('neighbours.interruptions')}
        pages={pages}
        rowKey={(i) => i.id}
        columns={[
          { key: 'country', title: t('neighbours.contacts.of'), narrow: true, cell: (i) => <bdi>{i.country}</bdi> },
          {
            key: 'what',
            title: t('neighbours.interruptions.what'),
            cell: (i) => t(`neighbours.interruptions.${i.what}`),
          },
          {
            key: 'state',
            title: t('neighbours.state'),
            cell: (i) => (
              <State kind={i.state === 'over' ? 'good' : i.state === 'overdue' ? 'bad' : 'waiting'}>
                {t(`neighbours.interruptions.${i.state}`)}
              </State>
            ),
          },
          { key: 'from', title: t('neighbours.from'), cell: (i) => <Time at={i.from} withDay /> },
          { key: 'ended', title: t('neighbours.interruptions.ended'), cell: (i) => <Time at={i.ended} withDay /> },
          { key: 'by', title: t('neighbours.interruptions.by'), cell: (i) => <Time at={i.regulariseBy} withDay /> },
        ]}
        empty={null}
      />
    </Section>
  )
}
