/** The seals of a joint control: on which equipment each is, and when it was last seen. */
import type { ComponentChildren } from 'preact'
import type { Schemas } from '../../api.ts'
import { DataTable, Id, Time } from '../../parts/index.ts'
import { t } from '../../text.ts'

export function Seals({ seals, empty }: { seals: Schemas['JointControl']['seals']; empty: ComponentChildren }) {
  return (
    <DataTable
      label={t('border.seals')}
      rows={seals}
      rowKey={(s) => `${s.equipment} ${s.seal}`}
      columns={[
        { key: 'equipment', title: t('border.equipment'), cell: (s) => <bdi>{s.equipment}</bdi> },
        { key: 'seal', title: t('border.seal'), cell: (s) => <Id value={s.seal} /> },
        { key: 'at', title: t('border.seal.seen'), cell: (s) => <Time at={s.lastSeen} /> },
      ]}
      empty={empty}
    />
  )
}
