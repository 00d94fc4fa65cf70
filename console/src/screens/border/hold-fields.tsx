/** The fields of what ends the hold of an agency: the decision that lifts a seizure, what becomes of the goods, and the consent to what another agency does with them. */
import { Choice, Field } from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import { Group, missing, text, type Wrong } from './fields.tsx'

const ENDS = ['destroyed', 'returned', 'abandoned', 'confiscated'] as const

/** What becomes of what was seized or refused. */
export const EndChoice = () => (
  <Choice
    name="xDisposal"
    label={t('border.act.disposal')}
    options={ENDS.map((value) => ({ value, text: t(`border.disposal.${value}`) }))}
  />
)

/** Which court or authority has decided, under which number and when. */
export const RulingFields = () => (
  <Group label={t('border.ruling')}>
    <Choice
      name="kind of ruling"
      label={t('border.ruling.kind')}
      options={(['court', 'authority'] as const).map((value) => ({ value, text: t(`border.ruling.${value}`) }))}
    />
    <Field name="authority" label={t('border.ruling.name')} required width={32} />
    <Field name="ref of ruling" label={t('border.ruling.ref')} required width={24} />
    <Field name="date" type="date" label={t('border.ruling.date')} required width={12} />
  </Group>
)
export const rulingMissing = (v: FormData): Wrong => missing(v, 'authority', 'ref of ruling', 'date')
export const rulingOf = (v: FormData) => ({
  xRuling: {
    kind: text(v, 'kind of ruling'),
    authority: text(v, 'authority'),
    ref: text(v, 'ref of ruling'),
    date: text(v, 'date'),
  },
})

/** To which agency, and to which end of the goods by it. */
export const ConsentFields = ({ agencies }: { agencies: readonly string[] }) => (
  <>
    <Choice
      name="xToAgency"
      label={t('border.consent.to')}
      options={agencies.map((value) => ({ value, text: named('border.agency', value) }))}
    />
    <EndChoice />
    <Choice
      name="xConsent"
      kind="radio"
      label={t('border.consent')}
      value="yes"
      options={(['yes', 'no'] as const).map((value) => ({ value, text: t(`border.${value}`) }))}
    />
  </>
)
/** Nobody consents to what it does itself. */
export const consentWrong = (v: FormData): Wrong =>
  text(v, 'xToAgency') === text(v, 'xAgency') ? { xToAgency: t('border.consent.own') } : {}
export const consentOf = (v: FormData) => ({
  xToAgency: text(v, 'xToAgency'),
  xDisposal: text(v, 'xDisposal'),
  xConsent: text(v, 'xConsent') === 'yes',
})
