/** If we opened two hours longer: recorded arrivals under the hours as they are and as they would be. */
import { useParam } from '../../address.ts'
import { api, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, DataTable, Duration, Section, Select, Time, Waiting } from '../../parts/index.ts'
import { formatNumber, t } from '../../text.ts'

type Pair = Schemas['OfficePair']
const LONGER = ['PT30M', 'PT1H', 'PT2H', 'PT4H'] as const
const hours = (duration: string): number =>
  Number(/PT(\d+)H/.exec(duration)?.[1] ?? 0) + Number(/(\d+)M/.exec(duration)?.[1] ?? 0) / 60

export function WhatIf({ pair, direction, mode }: { pair: Pair; direction: 'exit' | 'entry'; mode: string }) {
  const [side] = useParam('side', 'both')
  const [before] = useParam('before')
  const [after] = useParam('after')
  const [version] = useParam('version')
  const asked = before !== '' || after !== '' || version !== ''
  const path = { exitOffice: pair.exitOffice, entryOffice: pair.entryOffice }
  const loaded = useLoad(
    async (signal) => {
      if (!asked) return {}
      return api.GET('/v1/opening-hours/{exitOffice}/{entryOffice}/what-if', {
        params: {
          path,
          query: {
            direction,
            modeCode: mode,
            ...(version
              ? { version }
              : {
                  side: side as 'exit' | 'entry' | 'both',
                  ...(before ? { before } : {}),
                  ...(after ? { after } : {}),
                }),
          },
        },
        signal,
      })
    },
    [pair.exitOffice, pair.entryOffice, direction, mode, side, before, after, version],
  )
  const options = LONGER.map((value) => ({ value, text: t('border.whatif.hours', { count: hours(value) }) }))
  const found = loaded.data as Schemas['WhatIf'] | undefined
  return (
    <Section title={t('border.whatif')}>
      <div class="filters">
        <Select
          label={t('border.whatif.side')}
          param="side"
          all={t('border.week.both')}
          options={(['exit', 'entry'] as const).map((value) => ({ value, text: pair.countries[value] }))}
        />
        <Select label={t('border.whatif.before')} param="before" all={t('border.whatif.as')} options={options} />
        <Select label={t('border.whatif.after')} param="after" all={t('border.whatif.as')} options={options} />
        <Select
          label={t('border.whatif.version')}
          param="version"
          all={t('border.whatif.as')}
          options={pair.versions
            .filter((v) => v.state === 'proposed')
            .map((v) => ({ value: v.id, text: `${pair.countries[v.side]} ${v.version}` }))}
        />
      </div>
      {!asked && <p class="none">{t('border.whatif.ask')}</p>}
      {asked && loaded.problem && <Broken problem={loaded.problem} again={loaded.again} />}
      {asked && loaded.loading && !found && <Waiting />}
      {asked && found && (
        <>
          <p>
            {t('border.whatif.arrivals', { count: found.arrivals })} <Time at={found.from} withDay /> –{' '}
            <Time at={found.to} withDay />
          </p>
          <DataTable
            label={t('border.whatif')}
            rows={[
              { key: 'now', ...found.now },
              { key: 'then', ...found.then },
            ]}
            rowKey={(r) => r.key}
            columns={[
              {
                key: 'which',
                title: t('border.whatif.which'),
                narrow: true,
                cell: (r) => t(r.key === 'now' ? 'border.whatif.now' : 'border.whatif.then'),
              },
              {
                key: 'open',
                title: t('border.whatif.open'),
                numeric: true,
                cell: (r) => formatNumber(r.hoursOpen, { maximumFractionDigits: 1 }),
              },
              {
                key: 'served',
                title: t('border.whatif.served'),
                numeric: true,
                cell: (r) => formatNumber(r.servedAtOnce),
              },
              {
                key: 'wait',
                title: t('border.whatif.wait'),
                numeric: true,
                cell: (r) => <Duration seconds={r.meanWaitSeconds} />,
              },
            ]}
            empty={null}
          />
        </>
      )}
    </Section>
  )
}
