/** The audit: what passed in this period, and is it all? Read-only: nothing here changes anything but the record that it was read. */
import '../work.css'
import { Page, Tabs } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { Inspect } from './inspect.tsx'
import { Entries } from './entries.tsx'
import { Period } from './period.tsx'
import { Trail } from './trail.tsx'

export default function Audit() {
  return (
    <Page
      title={t('audit.title')}
      intro={t('audit.intro')}
      actions={
        <a class="button button-plain" href="/verify" target="_blank" rel="noopener">
          {t('audit.verify')}
        </a>
      }
    >
      <Tabs
        label={t('audit.title')}
        tabs={[
          { key: 'period', title: t('audit.period'), panel: () => <Period /> },
          { key: 'trail', title: t('audit.trail'), panel: () => <Trail /> },
          { key: 'inspect', title: t('audit.inspect'), panel: () => <Inspect /> },
          { key: 'log', title: t('audit.log'), panel: () => <Entries /> },
        ]}
      />
    </Page>
  )
}
