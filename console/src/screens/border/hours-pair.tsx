/** Two offices: when both are open, what is proposed and by whom, and what would be if. */
import { useParam } from '../../address.ts'
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import {
  Broken,
  Button,
  DataTable,
  Id,
  Page,
  Section,
  Select,
  State,
  Time,
  Waiting,
  type Kind,
} from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import './border.css'
import { addDays, dayAt, instantOf, mondayOf } from './clock.ts'
import { Shut } from './closing.tsx'
import { HoursChanges } from './hours-changes.tsx'
import { HoursOffices } from './hours-offices.tsx'
import { Negotiation } from './negotiation.tsx'
import { useOfficeClock } from './office-clock.ts'
import { WhatIf } from './what-if.tsx'
import { Week } from './week.tsx'

type Pair = Schemas['OfficePair']
const STATE: Readonly<Record<Pair['versions'][number]['state'], Kind>> = {
  proposed: 'waiting',
  countered: 'waiting',
  'in-force': 'good',
  superseded: 'stopped',
  withdrawn: 'stopped',
  lapsed: 'stopped',
}

function WeekOf({
  pair,
  zone,
  direction,
  mode,
}: {
  pair: Pair
  zone: string
  direction: 'exit' | 'entry'
  mode: string
}) {
  const [week, setWeek] = useParam('week', mondayOf(dayAt(Date.now(), zone)))
  const monday = mondayOf(/^\d{4}-\d\d-\d\d$/.test(week) ? week : dayAt(Date.now(), zone))
  const from = instantOf(`${monday}T00:00`, zone)!
  const to = instantOf(`${addDays(monday, 7)}T00:00`, zone)!
  const path = { exitOffice: pair.exitOffice, entryOffice: pair.entryOffice }
  const loaded = useLoad(
    (signal) =>
      api.GET('/v1/opening-hours/{exitOffice}/{entryOffice}/intervals', {
        params: { path, query: { from, to, direction, modeCode: mode } },
        signal,
      }),
    [pair.exitOffice, pair.entryOffice, from, to, direction, mode],
  )
  useLive({ kinds: ['case', 'list'] }, loaded.again)
  return (
    <Section
      title={t('border.week')}
      actions={
        <>
          <Button onClick={() => setWeek(addDays(monday, -7))}>{t('border.week.before')}</Button>
          <Button onClick={() => setWeek(undefined)}>{t('border.week.this')}</Button>
          <Button onClick={() => setWeek(addDays(monday, 7))}>{t('border.week.next')}</Button>
        </>
      }
    >
      {loaded.problem && !loaded.data && <Broken problem={loaded.problem} again={loaded.again} />}
      {!loaded.data && loaded.loading && <Waiting lines={7} />}
      {loaded.data && (
        <>
          <p class="hidden-part">{t('border.week.zone', { zone, tzdb: loaded.data.tzdb })}</p>
          <Week monday={monday} intervals={loaded.data} zone={zone} sides={pair.countries} now={Date.now()} />
        </>
      )}
    </Section>
  )
}

export default function HoursPair({ params }: { params: Readonly<Record<string, string>> }) {
  const path = { exitOffice: params['exit']!, entryOffice: params['entry']! }
  const [direction] = useParam('direction', 'exit')
  const [mode] = useParam('mode')
  const loaded = useLoad(
    (signal) => api.GET('/v1/opening-hours/{exitOffice}/{entryOffice}', { params: { path }, signal }),
    [path.exitOffice, path.entryOffice],
  )
  useLive({ kinds: ['case', 'list'] }, loaded.again)
  const clock = useOfficeClock(path.exitOffice, path.entryOffice)
  const title = `${path.exitOffice} ↔ ${path.entryOffice}`
  const back = { href: '/console/hours', text: t('border.hours.title') }
  if (!loaded.data)
    return (
      <Page title={title} back={back}>
        {loaded.problem ? <Broken problem={loaded.problem} again={loaded.again} /> : <Waiting lines={8} />}
      </Page>
    )
  const pair = loaded.data
  const { zone } = clock
  const way = direction === 'entry' ? 'entry' : 'exit'
  const shut = pair.closings.filter((c) => c.reopened === null)
  return (
    <Page
      title={title}
      back={back}
      clock={clock}
      intro={t('border.hours.pair', { exit: pair.countries.exit, entry: pair.countries.entry })}
    >
      {shut.map((c) => (
        <Shut key={c.id} pair={pair} closing={c} />
      ))}
      <div class="filters">
        <Select
          label={t('border.hours.direction')}
          param="direction"
          all={`${pair.countries.exit} → ${pair.countries.entry}`}
          options={[{ value: 'entry', text: `${pair.countries.entry} → ${pair.countries.exit}` }]}
        />
        {pair.modes.length > 1 && (
          <Select
            label={t('border.hours.modes')}
            param="mode"
            options={pair.modes.map((value) => ({ value, text: named('border.mode', value) }))}
          />
        )}
      </div>
      <WeekOf pair={pair} zone={zone} direction={way} mode={mode || pair.modes[0] || '3'} />
      <Section title={t('border.hours.versions')}>
        <DataTable
          label={t('border.hours.versions')}
          rows={pair.versions}
          rowKey={(v) => v.id}
          mark={(v) => (v.state === 'proposed' ? 'late' : undefined)}
          columns={[
            { key: 'side', title: t('border.peer'), narrow: true, cell: (v) => <bdi>{pair.countries[v.side]}</bdi> },
            { key: 'version', title: t('border.hours.version'), numeric: true, cell: (v) => v.version },
            {
              key: 'state',
              title: t('border.state'),
              narrow: true,
              cell: (v) => <State kind={STATE[v.state]}>{named('border.hours.state', v.state)}</State>,
            },
            { key: 'from', title: t('shell.filters.from'), narrow: true, cell: (v) => <Time at={v.from} withDay /> },
            { key: 'until', title: t('shell.filters.to'), narrow: true, cell: (v) => <Time at={v.until} withDay /> },
            { key: 'zone', title: t('border.hours.zone'), cell: (v) => <bdi>{v.timeZone}</bdi> },
            {
              key: 'id',
              title: t('border.hours.message'),
              narrow: true,
              cell: (v) => <Id value={v.id} href={`/console/messages/${v.id}`} />,
            },
          ]}
          empty={null}
        />
      </Section>
      <HoursOffices pair={pair} />
      <Negotiation pair={pair} onSent={loaded.again} />
      <HoursChanges pair={pair} onSent={loaded.again} />
      <WhatIf pair={pair} direction={way} mode={mode || pair.modes[0] || '3'} />
    </Page>
  )
}
