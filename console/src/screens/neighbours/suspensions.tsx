/** What either side suspends of an agreement: who, from when until when, said when and why. */
import type { Schemas } from '../../api.ts'
import { DataTable, Notice, Time } from '../../parts/index.ts'
import { named, t } from '../../text.ts'

type Suspension = Schemas['Suspension']

type Named = Suspension['procedures'][number]

/** `resumes`: where one of several is taken back. */
function Suspended({ by, procedures, saidAt, saidBy, reason, resumes }: Suspension & { resumes: string | null }) {
  return (
    <Notice kind="bad" title={t('neighbours.agreement.suspended.by', { by })}>
      <DataTable
        label={t('neighbours.agreement.suspended.by', { by })}
        rows={procedures}
        rowKey={({ name, from }) => `${name} ${from}`}
        columns={[
          {
            key: 'name',
            title: t('neighbours.suspend.procedures'),
            cell: ({ name }) => named('shell.procedure', name),
          },
          { key: 'from', title: t('neighbours.suspend.from'), cell: ({ from }) => <Time at={from} withDay /> },
          {
            key: 'until',
            title: t('neighbours.suspend.until'),
            cell: ({ until }) => (until === null ? t('neighbours.suspend.open') : <Time at={until} withDay />),
          },
          ...(resumes === null || procedures.length < 2
            ? []
            : [
                {
                  key: 'resume',
                  title: t('neighbours.agreement.resume'),
                  cell: ({ name, from }: Named) => (
                    <a href={`${resumes}?procedure=${encodeURIComponent(name)}&from=${encodeURIComponent(from)}`}>
                      {t('neighbours.agreement.resume')}
                    </a>
                  ),
                },
              ]),
        ]}
        empty={null}
      />
      <p>
        {t('neighbours.suspend.said')}: <Time at={saidAt} withDay />
        {saidBy !== null && (
          <>
            {' · '}
            {t('neighbours.suspend.by')}: <bdi>{saidBy}</bdi>
          </>
        )}
      </p>
      {reason !== null && (
        <p>
          {t('neighbours.suspend.reason')}: <span dir="auto">{reason}</span>
        </p>
      )}
    </Notice>
  )
}

/** `ours`: the page on which those of this side are taken back; null where they cannot be. */
export const Suspensions = ({ of: { peer, suspensions }, ours }: { of: Schemas['Agreement']; ours: string | null }) => (
  <>
    {suspensions
      .filter(({ procedures }) => procedures.length > 0)
      .map((one) => (
        <Suspended key={one.by} {...one} resumes={one.by === peer ? null : ours} />
      ))}
  </>
)
