/** A time release study is planned with a neighbour: what is measured where and when, which movements are in the sample, and what is an outlier. The other side accepts the plan, and both draw the same sample. */
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Choice, Field, TextArea, Ticks, Waiting } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { t } from '../../text.ts'
import { Act, Doing, type Said } from './act.tsx'
import { addDays } from './clock.ts'
import { filled, isWrong, list, missing, PeerChoice, text, ticked, type Wrong } from './fields.tsx'
import { MODES } from './words.ts'

const METHODS = ['all', 'fraction', 'systematic'] as const
const RULES = ['none', 'tukey', 'limit'] as const
export const MEASURES = ['release', 'door-to-door', 'lead-time'] as const

/** How many days a study has that is begun with this form; people change it. */
const DAYS = 28

/** Nobody can choose it so that some movement is in the sample: it is as random as the browser has it. */
const newSeed = (): string =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, '0')).join('')

/** A whole number within bounds, or what is wrong with it. */
function numberOf(v: FormData, name: string, least: number, most: number): [number, Wrong] {
  const n = Number(text(v, name))
  const right = text(v, name) !== '' && Number.isInteger(n) && n >= least && n <= most
  return [n, right ? {} : { [name]: t('border.studies.number', { least, most }) }]
}

function samplingOf(v: FormData): [object, Wrong] {
  const method = text(v, 'method')
  if (method === 'all') return [{ method }, {}]
  const seed = text(v, 'seed')
  const unseeded: Wrong = /^[!-~]{1,128}$/.test(seed) ? {} : { seed: t('border.studies.seed.wrong') }
  const [name, least, most] = method === 'fraction' ? (['perMille', 1, 999] as const) : (['every', 2, 1000] as const)
  const [n, wrong] = numberOf(v, name, least, most)
  return [
    { method, [name]: n, seed },
    { ...unseeded, ...wrong },
  ]
}

function outliersOf(v: FormData): [object, Wrong] {
  const rule = text(v, 'rule')
  if (rule === 'tukey') {
    const factor = text(v, 'factor')
    return [{ rule, factor }, Number(factor) > 0 ? {} : { factor: t('border.studies.factor.wrong') }]
  }
  if (rule !== 'limit') return [{ rule }, {}]
  const [minutes, wrong] = numberOf(v, 'minutes', 1, 1_000_000)
  return [{ rule, minutes }, wrong]
}

function planned(v: FormData): Said | Wrong {
  const [xSampling, unsampled] = samplingOf(v)
  const [xOutliers, unruled] = outliersOf(v)
  const [from, to] = [text(v, 'xFrom'), text(v, 'xTo')]
  const order: Wrong = from !== '' && to !== '' && to < from ? { xTo: t('border.studies.order') } : {}
  const wrong = isWrong(missing(v, 'xStudy', 'xFrom', 'xTo', 'xOffices'), order, unsampled, unruled)
  if (wrong) return wrong
  return {
    document: {
      xStudy: text(v, 'xStudy'),
      xFrom: from,
      xTo: to,
      xOffices: list(text(v, 'xOffices')),
      xMeasure: text(v, 'xMeasure'),
      xSampling,
      xOutliers,
      ...filled({ xTitle: text(v, 'xTitle'), modeCode: ticked(v, 'modeCode'), xText: text(v, 'xText') }),
    },
  }
}

/** `today`: the first day that is proposed, and what the study is called by. */
function Plan({ today, onSent }: { today: string; onSent: () => void }) {
  const peers = useLoad((signal) => api.GET('/v1/peers', { signal }), [])
  const [chosen, choose] = useState('')
  const [method, sample] = useState<string>('all')
  const [rule, judge] = useState<string>('none')
  const [seed] = useState(newSeed)
  if (peers.problem) return <Broken problem={peers.problem} again={peers.again} />
  const countries = peers.data?.items.map((p) => p.country) ?? []
  const to = chosen || countries[0]
  if (to === undefined) return <Waiting />
  return (
    <Act
      saying={{ to, procedure: 'release-time', type: 'study' }}
      what={t('border.will.study', { country: to })}
      submit={t('border.do.study')}
      build={planned}
      onSent={onSent}
    >
      {countries.length > 1 && <PeerChoice countries={countries} value={to} onChoose={choose} />}
      <Field
        name="xStudy"
        label={t('border.studies.id')}
        value={`TRS-${session.value!.country}-${today}`}
        required
        width={24}
      />
      <Field name="xTitle" label={t('border.studies.called')} width={40} />
      <Field
        name="xFrom"
        type="date"
        label={t('border.studies.first')}
        hint={t('border.studies.utc')}
        value={today}
        required
        width={14}
      />{' '}
      {/* prettier-ignore */}
      <Field name="xTo" type="date" label={t('border.studies.last')} value={addDays(today, DAYS - 1)} required width={14} />
      <Field name="xOffices" label={t('border.offices')} hint={t('border.list.hint')} required width={32} />
      <Ticks
        name="modeCode"
        label={t('border.hours.modes')}
        hint={t('border.studies.modes.hint')}
        options={MODES.map((value) => ({ value, text: t(`border.mode.${value}`) }))}
        chosen={[]}
      />
      <Choice
        name="xMeasure"
        label={t('border.times.measure')}
        value="release"
        options={MEASURES.map((value) => ({ value, text: t(`border.times.measure.${value}`) }))}
      />
      <Choice
        name="method"
        label={t('border.studies.sampling')}
        hint={t('border.studies.sampling.hint')}
        value={method}
        options={METHODS.map((value) => ({ value, text: t(`border.studies.method.${value}`) }))}
        onChoose={sample}
      />
      {method === 'fraction' && (
        <Field name="perMille" type="number" label={t('border.studies.perMille')} value="100" required width={6} />
      )}
      {method === 'systematic' && (
        <Field name="every" type="number" label={t('border.studies.every')} value="10" required width={6} />
      )}
      {
        method !== 'all' &&
        <Field name="seed" label={t('border.studies.seed')} hint={t('border.studies.seed.hint')} value={seed} required width={24} /> /* prettier-ignore */
      }
      <Choice
        name="rule"
        label={t('border.studies.outliers')}
        value={rule}
        options={RULES.map((value) => ({ value, text: t(`border.studies.rule.${value}`) }))}
        onChoose={judge}
      />
      {rule === 'tukey' && <Field name="factor" label={t('border.studies.factor')} value="1.5" required width={6} />}
      {rule === 'limit' && (
        <Field name="minutes" type="number" label={t('border.studies.minutes')} value="1440" required width={8} />
      )}
      <TextArea name="xText" label={t('border.act.remark')} rows={2} />
    </Act>
  )
}

export const PlanStudy = ({ onSent }: { onSent: () => void }) => (
  <Doing title={t('border.do.study')}>
    <Plan today={new Date().toISOString().slice(0, 10)} onSent={onSent} />
  </Doing>
)
