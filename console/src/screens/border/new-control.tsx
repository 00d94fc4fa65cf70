/** Asks the neighbour to control together: goods are looked into once, by both. */
import { useParam } from '../../address.ts'
import { Choice, Field, Page } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { t } from '../../text.ts'
import { Act, type Said } from './act.tsx'
import { localOf } from './clock.ts'
import {
  AgenciesField,
  filled,
  HOUR,
  isWrong,
  list,
  missing,
  RemarkField,
  remarkOf,
  text,
  ThingsField,
  thingsOf,
  TimeField,
  timesOf,
  type Wrong,
} from './fields.tsx'
import { useOfficeClock } from './office-clock.ts'

export function NewControl() {
  const [peer] = useParam('peer')
  const [crossing] = useParam('crossing')
  const [equipment] = useParam('equipment')
  const [means] = useParam('means')
  const [side] = useParam('side', 'entry')
  const [place] = useParam('place')
  const clock = useOfficeClock(place)
  const build = (values: FormData): Said | Wrong => {
    const [times, late] = timesOf(values, { xStart: 'needed', xAnswerBy: 'may' })
    const subjects = thingsOf(values)
    const wrong = isWrong(
      late,
      missing(values, 'xControl', 'xPlace', 'xObjectives', 'xAgencies'),
      subjects.length === 0 ? { xSubject: t('border.act.containers.missing') } : {},
    )
    if (wrong) return wrong
    return {
      document: {
        xControl: text(values, 'xControl'),
        xSide: text(values, 'xSide'),
        xPlace: text(values, 'xPlace'),
        ...times,
        xObjectives: list(text(values, 'xObjectives')),
        xSubject: subjects,
        xAgencies: list(text(values, 'xAgencies')),
        ...filled({ additionalInformation: remarkOf(values) }),
      },
      ...(crossing === '' ? {} : { context: { xCrossing: crossing } }),
    }
  }
  return (
    <Page
      title={t('border.control.ask')}
      intro={t('border.control.ask.intro', { country: peer })}
      clock={clock}
      back={{ href: '/console/border', text: t('border.title') }}
    >
      <Act
        saying={{ to: peer, procedure: 'joint-control', type: 'request' }}
        submit={t('border.control.ask.do')}
        decided
        build={build}
      >
        <Field
          name="xControl"
          label={t('border.control.name')}
          hint={t('border.control.name.hint')}
          value={`${session.value!.country}-${localOf(Date.now(), 'UTC').replaceAll(/[^0-9]/g, '')}`}
          required
          width={32}
        />
        <Choice
          name="xSide"
          label={t('border.control.side')}
          value={side}
          options={(['entry', 'exit'] as const).map((value) => ({ value, text: t(`border.side.${value}`) }))}
        />
        <Field name="xPlace" label={t('border.control.place')} value={place} required width={24} />
        <TimeField name="xStart" label={t('border.control.start')} ahead={HOUR} />
        <TimeField name="xAnswerBy" label={t('border.control.answer')} ahead={null} required={false} />
        <Field
          name="xObjectives"
          label={t('border.control.objectives')}
          hint={t('border.control.objectives.hint')}
          value="safety-security"
          required
          width={40}
        />
        <ThingsField
          kind={equipment === '' && means !== '' ? 'transport-means' : 'equipment'}
          value={equipment === '' ? means : equipment.split(',').join(', ')}
        />
        <AgenciesField />
        <RemarkField />
      </Act>
    </Page>
  )
}
