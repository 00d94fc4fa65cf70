/** What an amended declaration says otherwise than a version before: element by element. */
import { useParam } from '../../address.ts'
import { api } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, DataTable, Filters, Section, Select, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'

const shown = (value: string | null) =>
  value === null ? <span class="none">{t('border.changes.absent')}</span> : <bdi>{value}</bdi>

export function DeclaredChanges({
  conversation,
  peer,
  version,
}: {
  conversation: string
  peer: string
  version: number
}) {
  const [since] = useParam('since')
  const from = Number(since) > 0 && Number(since) < version ? Number(since) : version - 1
  const found = useLoad(
    (signal) =>
      api.GET('/v1/pre-arrivals/{conversation}/changes', {
        params: { path: { conversation }, query: { peer, from, to: version } },
        signal,
      }),
    [conversation, peer, from, version],
  )
  const earlier = Array.from({ length: version - 1 }, (_, i) => String(i + 1))
  return (
    <Section title={t('border.changes', { version: from })}>
      {earlier.length > 1 && (
        <Filters>
          <Select
            label={t('border.changes.since')}
            param="since"
            all={t('border.changes.last')}
            options={earlier.map((value) => ({ value, text: value }))}
          />
        </Filters>
      )}
      {!found.data && (found.problem ? <Broken problem={found.problem} again={found.again} /> : <Waiting />)}
      {found.data && (
        <>
          <DataTable
            label={t('border.changes', { version: from })}
            rows={found.data.changes}
            rowKey={(c) => `${c.pointer} ${c.after === null}`}
            columns={[
              { key: 'element', title: t('border.changes.element'), cell: (c) => <code dir="ltr">{c.pointer}</code> },
              { key: 'before', title: t('border.changes.before'), cell: (c) => shown(c.before) },
              { key: 'after', title: t('border.changes.after'), cell: (c) => shown(c.after) },
            ]}
            empty={<p class="none">{t('border.changes.none')}</p>}
          />
          {found.data.count > found.data.changes.length && (
            <p class="hidden-part">
              {t('border.changes.more', { count: found.data.count - found.data.changes.length })}
            </p>
          )}
        </>
      )}
    </Section>
  )
}
