/** What is in the lanes of a juxtaposed office now, and who holds it. */
import { here, useParam } from '../../address.ts'
import type { Schemas } from '../../api.ts'
import { Ago, DataTable, Empty, Id, Stat, State, Stats, type Kind } from '../../parts/index.ts'
import { formatList, formatNumber, t } from '../../text.ts'
import { movementName, type Stage } from './movement-state.ts'
import { crossingHref } from './words.ts'

type Movement = Schemas['Movement']
const STAGES = ['exit', 'handover', 'entry', 'refused', 'done', 'returned', 'seized', 'disposed'] as const
const KIND: Readonly<Record<Stage, Kind>> = {
  exit: 'busy',
  handover: 'waiting',
  entry: 'busy',
  done: 'good',
  refused: 'bad',
  returned: 'stopped',
  seized: 'bad',
  disposed: 'stopped',
}
export const kindOfStage = (stage: Stage): Kind => KIND[stage]
export const movementHref = (m: Pick<Movement, 'conversation' | 'peer'>): string =>
  `/console/movements/${m.conversation}?peer=${m.peer}`

export function Board({ movements }: { movements: readonly Movement[] }) {
  const [stage] = useParam('stage')
  const has = (m: Movement, of: string): boolean => m.subjects.some((s) => s.stage === of)
  const shown = stage ? movements.filter((m) => has(m, stage)) : movements
  const count = (of: Stage): number => movements.filter((m) => has(m, of)).length
  return (
    <>
      <Stats>
        {STAGES.slice(0, 4).map((of) => (
          <Stat
            key={of}
            label={t(`border.office.stage.${of}`)}
            value={formatNumber(count(of))}
            kind={count(of) === 0 ? 'none' : KIND[of]}
            href={here({ stage: stage === of ? undefined : of })}
            note={stage === of ? t('border.stat.shown') : undefined}
          />
        ))}
      </Stats>
      <DataTable
        label={t('border.movements')}
        rows={shown}
        rowKey={(m) => `${m.conversation} ${m.peer}`}
        href={movementHref}
        mark={(m) => (m.flags.length > 0 ? 'bad' : m.subjects.some((s) => s.detained) ? 'late' : undefined)}
        columns={[
          {
            key: 'what',
            title: t('border.movement'),
            cell: (m) => (
              <a href={movementHref(m)}>
                <bdi>{movementName(m)}</bdi>
              </a>
            ),
          },
          {
            key: 'stage',
            title: t('border.stage'),
            cell: (m) =>
              [...new Set(m.subjects.map((s) => s.stage))].map((of) => (
                <span key={of}>
                  <State kind={KIND[of]}>{t(`border.office.stage.${of}`)}</State>{' '}
                </span>
              )),
          },
          {
            key: 'law',
            title: t('border.office.law.now'),
            narrow: true,
            cell: (m) => <bdi>{formatList([...new Set(m.subjects.map((s) => s.law))])}</bdi>,
          },
          {
            key: 'place',
            title: t('border.office.place'),
            narrow: true,
            cell: (m) => <bdi>{`${m.zone} · ${m.lane}`}</bdi>,
          },
          {
            key: 'since',
            title: t('border.hours.since'),
            narrow: true,
            cell: (m) => (
              <Ago
                at={m.subjects
                  .map((s) => s.since)
                  .sort()
                  .at(-1)}
              />
            ),
          },
          {
            key: 'note',
            title: t('border.office.note'),
            cell: (m) =>
              formatList([
                ...m.flags.map((flag) => t(`border.office.flag.${flag}`)),
                ...(m.subjects.some((s) => s.detained) ? [t('border.office.detained')] : []),
                ...(m.ending ? [t(`border.office.ends.${m.ending.ends}`)] : []),
              ]),
          },
          {
            key: 'crossing',
            title: t('border.crossing'),
            cell: (m) => (m.crossing === null ? null : <Id value={m.crossing} href={crossingHref(m.crossing)} />),
          },
        ]}
        empty={<Empty title={t('border.office.empty')}>{t('border.office.empty.do')}</Empty>}
      />
    </>
  )
}
