/** A permit comes into the register: its agency states what it has issued. */
import { useLocation } from 'preact-iso'
import { Page } from '../../parts/index.ts'
import { t } from '../../text.ts'
import './border.css'
import { useOfficeClock } from './office-clock.ts'
import { RecordForm } from './permit-record.tsx'
import { permitHref } from './permits.tsx'

export default function IssuePermit() {
  const { route } = useLocation()
  return (
    <Page
      title={t('border.do.permit.issue')}
      intro={t('border.permit.issue.intro')}
      back={{ href: '/console/permits', text: t('border.permits.title') }}
      clock={useOfficeClock()}
    >
      <RecordForm onPut={(permit) => route(permitHref(permit))} />
    </Page>
  )
}
