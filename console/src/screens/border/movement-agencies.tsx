/** The fields for agencies in what is said of a movement. */
import { Field } from '../../parts/index.ts'
import { person } from '../../session.ts'
import { t } from '../../text.ts'
import { AgencyChoice } from './fields.tsx'

/** Which agency acts; one that is not known yet is typed. */
export const AgencyField = ({ agencies }: { agencies: readonly string[] }) =>
  agencies.length > 0 ? (
    <AgencyChoice agencies={agencies} />
  ) : (
    <Field name="xAgency" label={t('border.act.agency')} value={person.value?.agency ?? 'customs'} width={20} />
  )

export const OthersField = () => (
  <Field name="xAgencies" label={t('border.office.others')} hint={t('border.office.others.hint')} width={32} />
)
