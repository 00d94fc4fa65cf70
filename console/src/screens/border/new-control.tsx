/** Asks the neighbour to control together: goods are looked into once, by both. */
import { useParam } from '../../address.ts'
import { Choice, Field, Page } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { t } from '../../text.ts'
import { Act, type Said } from './act.tsx'
import { localOf } from './clock.ts'
import { AgenciesField, list, StartField, startOf, text } from './control-fields.tsx'

export function NewControl() {
  const [peer] = useParam('peer')
  const [crossing] = useParam('crossing')
  const [equipment] = useParam('equipment')
  const [side] = useParam('side', 'entry')
  const build = (values: FormData): Said | Record<string, string> => {
    const xStart = startOf(values)
    const subjects = list(text(values, 'xSubject'))
    const wrong: Record<string, string> = {}
    if (xStart === undefined) wrong['xStart'] = t('border.act.at.wrong')
    for (const name of ['xControl', 'xPlace', 'xObjectives', 'xAgencies'])
      if (text(values, name) === '') wrong[name] = t('border.act.missing')
    if (subjects.length === 0) wrong['xSubject'] = t('border.act.containers.missing')
    if (Object.keys(wrong).length > 0) return wrong
    return {
      document: {
        xControl: text(values, 'xControl'),
        xSide: text(values, 'xSide'),
        xPlace: text(values, 'xPlace'),
        xStart,
        xObjectives: list(text(values, 'xObjectives')),
        xSubject: subjects.map((id) => ({ transportEquipment: { id } })),
        xAgencies: list(text(values, 'xAgencies')),
      },
      ...(crossing === '' ? {} : { context: { xCrossing: crossing } }),
    }
  }
  return (
    <Page
      title={t('border.control.ask')}
      intro={t('border.control.ask.intro', { country: peer })}
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
        <Field name="xPlace" label={t('border.control.place')} required width={24} />
        <StartField />
        <Field
          name="xObjectives"
          label={t('border.control.objectives')}
          hint={t('border.control.objectives.hint')}
          value="safety-security"
          required
          width={40}
        />
        <Field
          name="xSubject"
          label={t('border.act.containers')}
          hint={t('border.list.hint')}
          value={equipment.split(',').join(', ')}
          required
          width={40}
        />
        <AgenciesField />
      </Act>
    </Page>
  )
}
