/** One movement at a juxtaposed office: who holds what of it, in which lane, and what can be said of it now. */
import { useParam } from '../../address.ts'
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Ago, Broken, DataTable, Empty, Facts, Notice, Page, Section, State, Time, Waiting } from '../../parts/index.ts'
import { mayUse, session } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'
import { Offers } from './act.tsx'
import './border.css'
import { subjectName } from './fields.tsx'
import { Journey } from './journey.tsx'
import { kindOfStage } from './office-board.tsx'
import { useOfficeClock } from './office-clock.ts'
import { movementOffers } from './movement-offers.tsx'
import type { MovementState } from './movement-state.ts'
import { kindOfDisposal } from './words.ts'

const movementOf = (state: unknown): MovementState | null =>
  typeof state === 'object' && state !== null && 'movement' in state
    ? ((state as { movement: MovementState | null }).movement ?? null)
    : null

/** Which agencies of the two countries, exit and entry, control it, and how far each is. */
function Agencies({
  subject: s,
  countries,
}: {
  subject: MovementState['subjects'][string]
  countries: readonly [string, string]
}) {
  return (
    <ul class="plain">
      {(['exit', 'entry'] as const).flatMap((side, i) =>
        s.agencies[side].named.map((agency) => {
          const ended = s.agencies[side].ended.includes(agency)
          const detains = side === 'entry' && s.detainedBy.includes(agency)
          const seizes = side === 'entry' && s.seizedBy.includes(agency)
          return (
            <li key={`${side} ${agency}`}>
              <bdi>{countries[i]}</bdi> {named('border.agency', agency)}{' '}
              <State kind={detains || seizes ? 'bad' : ended ? 'good' : 'busy'}>
                {t(`border.office.${seizes ? 'seized' : detains ? 'detained' : ended ? 'ended' : 'working'}`)}
              </State>
            </li>
          )
        }),
      )}
    </ul>
  )
}

export default function MovementPage({ params }: { params: Readonly<Record<string, string>> }) {
  const conversation = params['conversation']!
  const [peer] = useParam('peer')
  const loaded = useLoad(
    (signal) =>
      api.GET('/v1/cases/{conversation}', { params: { path: { conversation }, query: peer ? { peer } : {} }, signal }),
    [conversation, peer],
  )
  useLive({ kinds: ['case', 'message'], match: (change) => change.conversation === conversation }, loaded.again)
  const c = loaded.data
  const m = c ? movementOf(c.state) : null
  const clock = useOfficeClock(m?.office)
  const back = m
    ? { href: `/console/offices/${encodeURIComponent(m.office)}?peer=${c!.peer}`, text: m.office }
    : { href: '/console/offices', text: t('border.offices.title') }
  if (!c || !m)
    return (
      <Page title={t('border.movement')} back={back}>
        {loaded.problem ? (
          <Broken problem={loaded.problem} again={loaded.again} />
        ) : c ? (
          <Empty title={t('border.offices.gone')} />
        ) : (
          <Waiting lines={6} />
        )}
      </Page>
    )
  const us = session.value!.country
  const side = c.roles['exit'] === us ? 'exit' : 'entry'
  const subjects = Object.entries(m.subjects)
  const incidents = Object.entries(m.incidents)
  return (
    <Page title={formatList(subjects.map(([key]) => subjectName(key)))} back={back} clock={clock}>
      {m.suspension && <Notice kind="bad" title={t(`border.office.ends.${m.suspension.ends}`)} />}
      <Facts
        items={[
          { term: t('border.office'), value: <bdi>{m.office}</bdi> },
          { term: t('border.office.place'), value: <bdi>{`${m.zone} · ${m.lane}`}</bdi> },
          { term: t('border.peer'), value: <bdi>{c.peer}</bdi> },
          { term: t('border.control.side'), value: t(`border.side.${side}`) },
        ]}
      />
      <Section title={t('border.subjects')}>
        <DataTable
          label={t('border.subjects')}
          rows={subjects}
          rowKey={([key]) => key}
          mark={([, s]) => (s.detainedBy.length > 0 ? 'late' : undefined)}
          columns={[
            { key: 'subject', title: t('border.subject'), cell: ([key]) => <bdi>{subjectName(key)}</bdi> },
            {
              key: 'stage',
              title: t('border.stage'),
              cell: ([, s]) => (
                <>
                  <State kind={kindOfStage(s.stage)}>{t(`border.office.stage.${s.stage}`)}</State>{' '}
                  {s.disposal !== null && (
                    <State kind={kindOfDisposal(s.disposal)}>{t(`border.disposal.${s.disposal}`)}</State>
                  )}
                  {!s.declared && <State kind="bad">{t('border.office.undeclared')}</State>}
                  {s.detainedBy.length > 0 && <State kind="bad">{t('border.office.detained')}</State>}
                  {s.again !== null && (
                    <State kind={s.again.consent === true ? 'good' : s.again.consent === null ? 'waiting' : 'bad'}>
                      {t(`border.office.again.${s.again.consent === null ? 'asked' : s.again.consent ? 'yes' : 'no'}`)}
                    </State>
                  )}
                </>
              ),
            },
            { key: 'law', title: t('border.office.law.now'), narrow: true, cell: ([, s]) => <bdi>{s.law}</bdi> },
            {
              key: 'agencies',
              title: t('border.office.taking'),
              cell: ([, s]) => <Agencies subject={s} countries={side === 'exit' ? [us, c.peer] : [c.peer, us]} />,
            },
            { key: 'since', title: t('border.hours.since'), narrow: true, cell: ([, s]) => <Ago at={s.since} /> },
          ]}
          empty={null}
        />
      </Section>
      {incidents.length > 0 && (
        <Section title={t('border.office.incidents')}>
          <ul class="waits">
            {incidents.map(([id, i]) => (
              <li key={id} class="waits-ours">
                <a href={`/console/messages/${id}`}>
                  <Time at={i.at} withDay />
                </a>{' '}
                <bdi>{i.zone}</bdi> · {t('border.office.law.of', { country: i.law })}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {mayUse(['window']) && (
        <Offers
          to={c.peer}
          procedure="juxtaposed-office"
          conversation={conversation}
          group="office."
          values={{ country: c.peer, what: formatList(subjects.map(([key]) => subjectName(key))) }}
          offers={movementOffers(m, side, [us, c.peer])}
          types={{ 'exit-ended': 'exit-completed', found: 'entry-started' }}
          onSent={loaded.again}
        />
      )}
      <Section title={t('border.journey')}>
        <Journey conversation={conversation} peer={c.peer} />
      </Section>
    </Page>
  )
}
