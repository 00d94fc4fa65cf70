/** The suspension of a juxtaposed office, or of one movement there, and how it ends for what is under way. */
import type { Schemas } from '../../api.ts'
import { Choice, Ticks } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import {
  filled,
  isWrong,
  missing,
  ReasonCodeField,
  RemarkField,
  remarkOf,
  text,
  ticked,
  TimeField,
  timesOf,
} from './fields.tsx'
import { movementName } from './movement-state.ts'

type Movement = Schemas['Movement']
const ENDS = ['complete', 'return'] as const

/** How a suspension ends for what is under way. */
const EndsChoice = () => (
  <Choice
    name="xEnds"
    kind="radio"
    label={t('border.office.ends')}
    value="complete"
    options={ENDS.map((value) => ({ value, text: t(`border.office.ends.${value}`) }))}
  />
)

/** An office is suspended, or one movement; `open`: the movements at the office, some of which may be exceptions. */
export const suspensionOffer = (open: readonly Movement[]): Offer => ({
  type: 'suspension',
  decided: true,
  danger: true,
  fields: (
    <>
      <ReasonCodeField />
      <TimeField name="xFrom" label={t('border.hours.since')} />
      <TimeField name="xUntil" label={t('border.assistance.until')} ahead={null} required={false} />
      <EndsChoice />
      {open.length > 0 && (
        <Ticks
          name="xExceptions"
          label={t('border.office.exceptions')}
          hint={t('border.office.exceptions.hint')}
          options={open.map((m) => ({ value: m.conversation, text: `${movementName(m)} · ${m.zone} · ${m.lane}` }))}
          chosen={[]}
        />
      )}
      <RemarkField />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xFrom: 'needed', xUntil: 'may' })
    const xEnds = text(v, 'xEnds')
    return (
      isWrong(late, missing(v, 'xReasonCode')) ?? {
        document: {
          xReasonCode: text(v, 'xReasonCode'),
          xEnds,
          ...times,
          ...filled({
            xExceptions: ticked(v, 'xExceptions').map((xMovement) => ({
              xMovement,
              xEnds: ENDS.find((other) => other !== xEnds),
            })),
            additionalInformation: remarkOf(v),
          }),
        },
      }
    )
  },
})
