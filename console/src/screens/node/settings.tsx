/** The settings that this process runs with: what each means, and where it comes from. */
import { api } from '../../api.ts'
import { useParam } from '../../address.ts'
import { useLoad } from '../../load.ts'
import { Broken, DataTable, Empty, Filters, Said, Search, Select, State, Waiting } from '../../parts/index.ts'
import { said } from '../../said.ts'
import { t } from '../../text.ts'

export function Settings() {
  const [q] = useParam('q')
  const [from] = useParam('from')
  const settings = useLoad((signal) => api.GET('/v1/settings', { signal }), [])
  const wanted = q.toLowerCase()
  const rows = (settings.data?.items ?? []).filter(
    (s) =>
      (from === '' || s.from === from) &&
      (wanted === '' ||
        s.name.toLowerCase().includes(wanted) ||
        (said('settings', s.means) ?? s.means).toLowerCase().includes(wanted)),
  )
  if (settings.problem) return <Broken problem={settings.problem} again={settings.again} />
  if (!settings.data) return <Waiting lines={8} />
  return (
    <>
      <Filters>
        <Search label={t('node.settings.search')} />
        <Select
          label={t('node.from')}
          param="from"
          options={(['environment', 'juxta.env', 'default', 'unset'] as const).map((value) => ({
            value,
            text: t(`node.from.${value}`),
          }))}
        />
      </Filters>
      <DataTable
        label={t('node.settings')}
        rows={rows}
        rowKey={(s) => s.name}
        empty={<Empty title={t('node.settings.none')} />}
        columns={[
          {
            key: 'name',
            title: t('node.setting'),
            narrow: true,
            cell: (s) => <code dir="ltr">{s.name.replace(/^JUXTA_/, '')}</code>,
          },
          {
            key: 'value',
            title: t('node.value'),
            cell: (s) =>
              s.value === null || s.value === '' ? (
                <span class="none">{t('shell.none')}</span>
              ) : (
                <code dir="ltr" class="setting-value">
                  {s.value}
                </code>
              ),
          },
          {
            key: 'from',
            title: t('node.from'),
            narrow: true,
            cell: (s) => (
              <State kind={s.from === 'environment' || s.from === 'juxta.env' ? 'busy' : 'none'}>
                {t(`node.from.${s.from}`)}
              </State>
            ),
          },
          {
            key: 'means',
            title: t('node.means'),
            cell: (s) => (
              <small>
                <Said of="settings" text={s.means} />
              </small>
            ),
          },
        ]}
      />
    </>
  )
}
