/** What can be said of a request for mutual assistance: accepted, put off, refused with its ground, answered, passed on only with leave, destroyed. */
import type { Schemas } from '../../api.ts'
import { Choice, Field, TextArea, Tick, Ticks } from '../../parts/index.ts'
import { formatDay } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import {
  DAY,
  filled,
  Group,
  isWrong,
  lines,
  list,
  missing,
  text,
  ticked,
  TimeField,
  timesOf,
  type Wrong,
} from './fields.tsx'

type Given = {
  readonly type: string
  readonly at: number
  readonly retainUntil: number
  readonly limitations: Readonly<Record<string, { readonly onward: string }>>
  readonly destroyed: string | null
}
type Breach = {
  readonly by: string
  readonly at: number
  readonly late: boolean
  readonly decision: 'continue' | 'suspend' | null
}
export type AssistanceState = {
  readonly state: string
  readonly request: {
    readonly id: string
    readonly instrument: string
    readonly urgent: boolean
    readonly marking: string | null
    readonly language: string | null
    readonly form: string | null
  } | null
  readonly given: Readonly<Record<string, Given>>
  readonly onward: Readonly<Record<string, { readonly given: string; readonly granted: boolean | null }>>
  readonly breaches: Readonly<Record<string, Breach>>
}
const NOTHING: AssistanceState = { state: '', request: null, given: {}, onward: {}, breaches: {} }
/** The state that the procedure keeps; nothing where the role sees a part of the case alone. */
export const assistanceState = ({ state }: Pick<Schemas['Case'], 'state'>): AssistanceState =>
  typeof state === 'object' && state !== null && 'given' in state ? (state as unknown as AssistanceState) : NOTHING

const GROUNDS = [
  'public-interest',
  'domestic-law',
  'ongoing-proceedings',
  'consent-not-given',
  'retention-ended',
  'no-reciprocity',
  'burden',
  'commercial-interests',
] as const
/** Not of TFA 12. */
const OF_CONVENTIONS = ['sovereignty', 'security'] as const
const BREACHES = ['confidentiality', 'integrity', 'availability'] as const
const PROCEEDINGS = ['administrative', 'judicial', 'criminal'] as const
const ONWARD = ['none', 'with-consent', 'free'] as const

const TextField = ({ required = false, rows = 3 }: { required?: boolean; rows?: number }) => (
  <TextArea name="xText" label={t('border.assistance.text')} required={required} rows={rows} />
)
const Reasons = ({ request }: AssistanceState) => (
  <>
    <Choice
      name="xReason"
      label={t('border.act.reason')}
      options={[...GROUNDS, ...(request?.instrument === 'tfa-12' ? [] : OF_CONVENTIONS)].map((value) => ({
        value,
        text: t(`border.assistance.reason.${value}`),
      }))}
    />
    <Field name="xLawReference" label={t('border.assistance.law')} hint={t('border.assistance.law.hint')} width={40} />
  </>
)
/** Domestic law is named by its provision. */
const lawOf = (v: FormData): Wrong => (text(v, 'xReason') === 'domestic-law' ? missing(v, 'xLawReference') : {})
const reasonOf = (v: FormData) => ({ xReason: text(v, 'xReason'), xLawReference: text(v, 'xLawReference') })
const AnswerBy = () => (
  <TimeField name="xAnswerBy" label={t('border.assistance.due')} ahead={30 * DAY} required={false} />
)

/** For what, before whom and how far something may be used. */
export const LimitationFields = ({ required = true }: { required?: boolean }) => (
  <>
    <Group label={t('border.assistance.limits')}>
      <Field
        name="purposes"
        label={t('border.assistance.purposes')}
        hint={t('border.list.hint')}
        required={required}
        width={32}
      />
      <Choice
        name="onward"
        label={t('border.assistance.onward')}
        value="with-consent"
        options={ONWARD.map((value) => ({ value, text: t(`border.assistance.onward.${value}`) }))}
      />
    </Group>
    <Ticks
      name="proceedings"
      label={t('border.assistance.proceedings')}
      options={PROCEEDINGS.map((value) => ({ value, text: t(`border.assistance.proceedings.${value}`) }))}
      chosen={['administrative']}
    />
  </>
)
export const limitationOf = (v: FormData) => ({
  purposes: list(text(v, 'purposes')),
  onward: text(v, 'onward'),
  ...filled({ proceedings: ticked(v, 'proceedings') }),
})

/** Personal data need a protection that both have agreed. */
export const PersonalFields = () => (
  <Group label={t('border.assistance.personal')}>
    <Field
      name="categories"
      label={t('border.assistance.categories')}
      hint={t('border.assistance.categories.hint')}
      width={24}
    />
    <Field name="ref" label={t('border.assistance.equivalence')} width={24} />
    <TimeField name="agreedAt" label={t('border.assistance.agreed')} ahead={null} required={false} />
  </Group>
)
export function personalOf(v: FormData): [Record<string, unknown>, Wrong] {
  const categories = list(text(v, 'categories'))
  const [times, late] = timesOf(v, { agreedAt: 'may' })
  if (categories.length === 0) return [{}, late]
  const equivalence = text(v, 'ref') === '' ? {} : { xEquivalence: { ref: text(v, 'ref'), ...times } }
  const half = text(v, 'ref') !== '' && times['agreedAt'] === undefined ? { agreedAt: t('border.act.at.wrong') } : {}
  return [{ xPersonalData: { categories, ...equivalence } }, { ...late, ...half }]
}

const remark = (type: string, more: Partial<Offer> = {}): Offer => ({
  type,
  decided: true,
  fields: <TextField />,
  build: (v) => ({ document: filled({ xText: text(v, 'xText') }) }),
  ...more,
})
const timed = (
  type: string,
  name: string,
  more: Partial<Offer>,
  rest: (v: FormData) => object,
  wrongIn: (v: FormData) => Wrong = () => ({}),
): Offer => ({
  type,
  decided: true,
  ...more,
  build: (v) => {
    const [times, late] = timesOf(v, { [name]: 'may' })
    return isWrong(late, wrongIn(v)) ?? { document: { ...times, ...filled({ xText: text(v, 'xText'), ...rest(v) }) } }
  },
})

/** Contents, with what may be done with them and until when they are kept. */
export const giving = (type: 'answer' | 'partial-answer' | 'spontaneous', more: Partial<Offer> = {}): Offer => ({
  type,
  decided: true,
  fields: (
    <>
      <TextField required rows={6} />
      <LimitationFields />
      <TimeField name="xRetainUntil" label={t('border.assistance.retain')} ahead={365 * DAY} />
      <PersonalFields />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xRetainUntil: 'needed' })
    const [personal, wrong] = personalOf(v)
    return (
      isWrong(late, wrong, missing(v, 'xText', 'purposes')) ?? {
        document: { xText: text(v, 'xText'), xUseLimitation: limitationOf(v), ...times, ...personal },
      }
    )
  },
  ...more,
})

const conditionsOf = (v: FormData): Said | Wrong =>
  isWrong(missing(v, 'xConditions')) ?? { document: { xConditions: lines(text(v, 'xConditions')) } }

/** What who was asked can say. */
function requested(s: AssistanceState): Offer[] {
  const inReplyTo = s.request?.id
  const found: Offer[] = []
  const refusal: Offer = {
    type: 'refused',
    danger: true,
    decided: true,
    inReplyTo,
    fields: (
      <>
        <Reasons {...s} />
        <TextField />
      </>
    ),
    build: (v) => isWrong(lawOf(v)) ?? { document: filled({ ...reasonOf(v), xText: text(v, 'xText') }) },
  }
  const withTerm = (
    <>
      <AnswerBy />
      <TextField />
    </>
  )
  if (s.state === 'accepted') found.push(giving('answer', { inReplyTo }), giving('partial-answer', { inReplyTo }))
  if (s.state === 'received')
    found.push(
      timed('accepted', 'xAnswerBy', { inReplyTo, fields: withTerm }, () => ({})),
      {
        type: 'conditional',
        decided: true,
        inReplyTo,
        fields: (
          <TextArea
            name="xConditions"
            label={t('border.assistance.conditions')}
            hint={t('border.assistance.conditions.hint')}
            required
            rows={3}
          />
        ),
        build: conditionsOf,
      },
    )
  if (s.state === 'postponed') found.push(timed('resumed', 'xAnswerBy', { inReplyTo, fields: withTerm }, () => ({})))
  if (s.state === 'received' || s.state === 'accepted')
    found.push(
      timed(
        'postponed',
        'xUntil',
        {
          inReplyTo,
          fields: (
            <>
              <Reasons {...s} />
              <TimeField name="xUntil" label={t('border.assistance.until')} ahead={30 * DAY} required={false} />
              <TextField />
            </>
          ),
        },
        reasonOf,
        lawOf,
      ),
    )
  if (['received', 'accepted', 'postponed', 'conditional'].includes(s.state)) found.push(refusal)
  for (const [id, onward] of Object.entries(s.onward))
    if (onward.granted === null)
      found.push({
        type: 'onward-use-answer',
        about: id,
        inReplyTo: id,
        decided: true,
        open: true,
        fields: (
          <>
            <Tick name="xGranted" label={t('border.assistance.granted')} checked />
            <TextArea
              name="xConditions"
              label={t('border.assistance.conditions')}
              hint={t('border.assistance.conditions.hint')}
              rows={2}
            />
            <TextArea name="xReason" label={t('border.act.reason')} rows={2} />
          </>
        ),
        build: (v) => ({
          document: {
            xGranted: v.get('xGranted') === 'on',
            ...filled({ xConditions: lines(text(v, 'xConditions')), xReason: text(v, 'xReason') }),
          },
        }),
      })
  return found
}

/** What who has asked can say, and what it asks and states of what it was given. */
function requesting(s: AssistanceState): Offer[] {
  const inReplyTo = s.request?.id
  const over = ['refused', 'answered', 'closed', '', 'none'].includes(s.state)
  const found: Offer[] = []
  if (s.state === 'conditional')
    found.push(remark('conditions-accepted', { inReplyTo }), remark('conditions-declined', { inReplyTo, danger: true }))
  if (!over)
    found.push(
      {
        type: 'supplement',
        decided: true,
        inReplyTo,
        fields: (
          <>
            <TextField required />
            <TextArea
              name="xQuestions"
              label={t('border.assistance.questions')}
              hint={t('border.assistance.conditions.hint')}
              rows={3}
            />
          </>
        ),
        build: (v) =>
          isWrong(missing(v, 'xText')) ?? {
            document: { xText: text(v, 'xText'), ...filled({ xQuestions: lines(text(v, 'xQuestions')) }) },
          },
      },
      remark('withdrawal', { inReplyTo, danger: true }),
    )
  for (const [id, given] of Object.entries(s.given)) {
    if (given.destroyed !== null) continue
    const values = { day: formatDay(given.at * 1000) }
    if (Object.values(given.limitations).some((l) => l.onward !== 'none'))
      found.push({
        type: 'onward-use-request',
        about: id,
        inReplyTo: id,
        decided: true,
        values,
        fields: (
          <>
            <Field name="xRecipient" label={t('border.assistance.recipient')} required width={32} />
            <TextArea name="xPurpose" label={t('border.act.purpose')} required rows={2} />
          </>
        ),
        build: (v) =>
          isWrong(missing(v, 'xRecipient', 'xPurpose')) ?? {
            document: { xRecipient: text(v, 'xRecipient'), xPurpose: text(v, 'xPurpose') },
          },
      })
    found.push({
      type: 'destroyed',
      about: id,
      inReplyTo: id,
      danger: true,
      decided: true,
      values,
      fields: (
        <>
          <TimeField name="xDestroyedAt" label={t('border.act.at')} />
          <Field name="xMethod" label={t('border.assistance.method')} width={32} />
        </>
      ),
      build: (v) => {
        const [times, late] = timesOf(v, { xDestroyedAt: 'needed' })
        return isWrong(late) ?? { document: { ...times, ...filled({ xMethod: text(v, 'xMethod') }) } }
      },
    })
  }
  return found
}

/** What either side can say of a breach of data: that there was one here, and what becomes of the case after one that the other has told. */
function ofBreaches(s: AssistanceState, country: string): Offer[] {
  const answers = Object.entries(s.breaches)
    .filter(([, { by }]) => by !== country)
    .map(([id, { at, decision }]): Offer => ({
      type: 'breach-answer',
      about: id,
      inReplyTo: id,
      decided: true,
      open: decision === null,
      values: { day: formatDay(at * 1000) },
      fields: (
        <>
          <Choice
            name="xDecision"
            label={t('border.assistance.decision')}
            options={(['suspend', 'continue'] as const)
              .filter((value) => value !== decision)
              .map((value) => ({ value, text: t(`border.assistance.decision.${value}`) }))}
          />
          <TextField />
        </>
      ),
      build: (v) => ({
        document: { xDecision: text(v, 'xDecision'), ...filled({ xText: text(v, 'xText') }) },
      }),
    }))
  const notice: Offer = {
    type: 'breach-notice',
    danger: true,
    decided: true,
    fields: (
      <>
        <TimeField name="xKnownAt" label={t('border.assistance.known')} />
        <TimeField name="xOccurredAt" label={t('border.assistance.occurred')} ahead={null} required={false} />
        <Ticks
          name="xKinds"
          label={t('border.assistance.breach.kinds')}
          options={BREACHES.map((value) => ({ value, text: t(`border.assistance.breach.${value}`) }))}
          chosen={['confidentiality']}
        />
        <TextArea name="xText" label={t('border.assistance.breach.what')} required rows={3} />
        <TextArea name="xMeasures" label={t('border.assistance.measures')} rows={2} />
      </>
    ),
    build: (v) => {
      const [times, late] = timesOf(v, { xKnownAt: 'needed', xOccurredAt: 'may' })
      const kinds = ticked(v, 'xKinds')
      const none: Wrong = kinds.length === 0 ? { xKinds: t('border.act.missing') } : {}
      return (
        isWrong(late, none, missing(v, 'xText')) ?? {
          document: {
            ...times,
            xKinds: kinds,
            ...filled({ xText: text(v, 'xText'), xMeasures: text(v, 'xMeasures') }),
          },
        }
      )
    },
  }
  return [...answers, notice]
}

/** What `country` can say, in its role. */
export const assistanceOffers = (role: string | undefined, s: AssistanceState, country: string): Offer[] =>
  role === undefined || s.state === ''
    ? []
    : [...(role === 'requested' ? requested(s) : requesting(s)), ...ofBreaches(s, country)]
