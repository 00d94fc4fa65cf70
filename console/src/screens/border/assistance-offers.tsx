/** What can be said of a request for mutual assistance: accepted, put off, refused with its ground, answered, passed on only with leave, destroyed. */
import { Choice, Field, formatDay, TextArea, Tick } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer, Said } from './act.tsx'
import { LimitationFields, limitationOf, PersonalFields, personalOf, TextField } from './assistance-fields.tsx'
import type { AssistanceState } from './assistance-state.ts'
import { DAY, filled, isWrong, lines, missing, text, TimeField, timesOf, type Wrong } from './fields.tsx'

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
/** For a refusal alone, where what is open ends with the instrument. */
const ENDED = ['instrument-ended'] as const
const Reasons = ({ request, more = [] }: Pick<AssistanceState, 'request'> & { more?: typeof ENDED | [] }) => (
  <>
    <Choice
      name="xReason"
      label={t('border.act.reason')}
      options={[...GROUNDS, ...(request?.instrument === 'tfa-12' ? [] : OF_CONVENTIONS), ...more].map((value) => ({
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
export const giving = (
  type: 'answer' | 'partial-answer' | 'spontaneous',
  peer: string,
  more: Partial<Offer> = {},
): Offer => ({
  type,
  decided: true,
  fields: (
    <>
      <TextField required rows={6} />
      <LimitationFields />
      <TimeField name="xRetainUntil" label={t('border.assistance.retain')} ahead={365 * DAY} />
      <PersonalFields peer={peer} />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xRetainUntil: 'needed' })
    return (
      isWrong(late, missing(v, 'xText', 'purposes')) ?? {
        document: { xText: text(v, 'xText'), xUseLimitation: limitationOf(v), ...times, ...personalOf(v) },
      }
    )
  },
  ...more,
})

const conditionsOf = (v: FormData): Said | Wrong =>
  isWrong(missing(v, 'xConditions')) ?? { document: { xConditions: lines(text(v, 'xConditions')) } }

/** What who was asked can say. */
function requested(s: AssistanceState, peer: string): Offer[] {
  const inReplyTo = s.request?.id
  const found: Offer[] = []
  const refusal: Offer = {
    type: 'refused',
    danger: true,
    decided: true,
    inReplyTo,
    fields: (
      <>
        <Reasons {...s} more={ENDED} />
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
  if (s.state === 'accepted')
    found.push(giving('answer', peer, { inReplyTo }), giving('partial-answer', peer, { inReplyTo }))
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

/** What can be said to `peer` in a role. */
export const assistanceOffers = (role: string | undefined, s: AssistanceState, peer: string): Offer[] =>
  role === undefined || s.state === '' ? [] : role === 'requested' ? requested(s, peer) : requesting(s)
