/** An emergency closing, which needs nobody's consent: what it is about, who is still served, and what happens with each movement that is on its way; and the reopening. */
import { api, ask, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Choice, Field, Notice, State, Time, Waiting } from '../../parts/index.ts'
import { formatList, t } from '../../text.ts'
import { Act, Doing, type Saying } from './act.tsx'
import {
  filled,
  Group,
  HOUR,
  isWrong,
  list,
  missing,
  ReasonText,
  text,
  TimeField,
  timesOf,
  type Wrong,
} from './fields.tsx'
import { ScopeFields, scopeOf, scopeText } from './hours-scope.tsx'
import { crossingHref, nameOf } from './words.ts'

type Pair = Schemas['OfficePair']
type Side = 'exit' | 'entry'
type Movement = Schemas['PreArrivalSummary']
const INSTRUCTIONS = ['wait', 'divert', 'return', 'proceed'] as const
type Instruction = { readonly crossing: string; readonly instruction: (typeof INSTRUCTIONS)[number]; readonly office?: string } // prettier-ignore

/** Movements of each state that one look takes. */
const MANY = 200

/** What is on its way between the two offices, a movement of each crossing: a crossing is what an instruction names. */
async function underWay(pair: Pair, signal: AbortSignal) {
  const of = (state: 'expected' | 'arrived') =>
    ask(api.GET('/v1/pre-arrivals', { params: { query: { peer: pair.peer, state, limit: MANY } }, signal }))
  const found = await Promise.all([of('arrived'), of('expected')])
  const here = (m: Movement): boolean =>
    m.crossing !== null && (m.office === null || m.office === pair.exitOffice || m.office === pair.entryOffice)
  const movements = new Map(found.flatMap(({ items }) => items.filter(here).map((m) => [m.crossing!, m] as const)))
  return { data: { movements: [...movements.values()], more: found.some(({ next }) => next !== null) } }
}

/** What happens with all of them, and with each of which something else is said; `which`: `all`, or its place. */
function InstructionFields({ which, label, first }: { which: string; label: string; first: string }) {
  return (
    <Group label={label}>
      <Choice
        name={`instruction ${which}`}
        label={t('border.hours.instruction')}
        value=""
        options={[
          { value: '', text: first },
          ...INSTRUCTIONS.map((value) => ({ value, text: t(`border.instruction.${value}`) })),
        ]}
      />
      <Field name={`office ${which}`} label={t('border.diverted.office')} width={16} />
    </Group>
  )
}

/** What is said of all is said of those that the closing is about; of another only what is said of it alone. */
function instructionsOf(v: FormData, movements: readonly Movement[]): [Instruction[], Wrong] {
  const [direction, mode] = [text(v, 'direction'), text(v, 'modeCode')]
  const meant = (m: Movement): boolean =>
    (direction === '' || m.side === direction) && (mode === '' || m.mode === null || m.mode === mode)
  const wrong: Wrong = {}
  const found = movements.flatMap((m, i): Instruction[] => {
    const alone = text(v, `instruction ${i}`) !== ''
    const which = alone ? String(i) : 'all'
    const instruction = text(v, `instruction ${which}`) as Instruction['instruction'] | ''
    if (instruction === '' || !(alone || meant(m))) return []
    if (instruction !== 'divert') return [{ crossing: m.crossing!, instruction }]
    Object.assign(wrong, missing(v, `office ${which}`))
    return [{ crossing: m.crossing!, instruction, office: text(v, `office ${which}`) }]
  })
  return [found, wrong]
}

type Closes = {
  readonly pair: Pair
  readonly own: Side
  readonly zone: string
  /** A message of the case, in answer to another where it is about one. */
  readonly saying: (type: string, ref?: string) => Saying
  readonly onSent: () => void
}

function Emergency({ pair, own, zone, saying, onSent }: Closes) {
  const open = useLoad((signal) => underWay(pair, signal), [pair.exitOffice, pair.entryOffice])
  const movements = open.data?.movements ?? []
  return (
    <Act
      saying={saying('emergency-closing')}
      what={t('border.will.hours.emergency-closing', { country: pair.peer })}
      submit={t('border.do.hours.emergency-closing')}
      danger
      decided
      build={(v) => {
        const [times, late] = timesOf(v, { xFrom: 'needed', xReviewAt: 'needed', xAdmittedBefore: 'may' })
        const [xInstructions, nowhere] = instructionsOf(v, movements)
        return (
          isWrong(late, nowhere, missing(v, 'xReason')) ?? {
            document: {
              ...times,
              ...scopeOf(v),
              xInstructions,
              ...filled({ xAlternatives: list(text(v, 'xAlternatives')), xReason: text(v, 'xReason') }),
            },
          }
        )
      }}
      onSent={onSent}
    >
      <TimeField name="xFrom" label={t('border.hours.since')} zone={zone} />
      <ScopeFields pair={pair} own={own} />
      <TimeField
        name="xAdmittedBefore"
        label={t('border.hours.admitted')}
        hint={t('border.hours.admitted.hint')}
        ahead={null}
        zone={zone}
        required={false}
      />
      <TimeField
        name="xReviewAt"
        label={t('border.hours.review')}
        hint={t('border.hours.review.hint')}
        ahead={4 * HOUR}
        zone={zone}
      />
      <Field name="xAlternatives" label={t('border.hours.alternative')} hint={t('border.list.hint')} width={32} />
      <ReasonText required />
      {open.problem && <Broken problem={open.problem} again={open.again} />}
      {!open.data && open.loading && <Waiting />}
      {movements.length > 0 && (
        <>
          <InstructionFields
            which="all"
            label={t('border.hours.instructions.all', { count: movements.length })}
            first={t('border.instruction.none')}
          />
          {movements.map((m, i) => (
            <InstructionFields
              key={m.crossing}
              which={String(i)}
              label={`${nameOf(m)} · ${m.crossing}`}
              first={t('border.instruction.all')}
            />
          ))}
        </>
      )}
      {open.data?.more && <p class="hidden-part">{t('border.more')}</p>}
    </Act>
  )
}

/** Closing, or reopening where we have closed. */
export function Closing(closes: Closes) {
  const { pair, own, zone, saying, onSent } = closes
  const shut = pair.closings.find((c) => c.side === own && c.reopened === null)
  if (!shut)
    return (
      <Doing key="emergency-closing" title={t('border.do.hours.emergency-closing')}>
        <Emergency {...closes} />
      </Doing>
    )
  return (
    <Doing key="reopening" title={t('border.do.hours.reopening')} open>
      <Act
        saying={saying('reopening', shut.id)}
        what={t('border.will.hours.reopening', { country: pair.peer })}
        submit={t('border.do.hours.reopening')}
        decided
        build={(v) => {
          const [times, late] = timesOf(v, { xAt: 'needed' })
          return isWrong(late) ?? { document: { ...times, ...filled({ xReason: text(v, 'xReason') }) } }
        }}
        onSent={onSent}
      >
        <TimeField name="xAt" label={t('border.act.at')} zone={zone} />
        <ReasonText />
      </Act>
    </Doing>
  )
}

/** One that stands, as everybody at both sides must see it. */
export function Shut({ pair, closing: c }: { pair: Pair; closing: Pair['closings'][number] }) {
  return (
    <Notice kind="bad" title={t('border.hours.shut', { country: pair.countries[c.side] })}>
      <p>
        {t('border.hours.since')} <Time at={c.from} /> · {t('border.hours.review')} <Time at={c.reviewAt} />{' '}
        {c.reviewOverdue && <State kind="bad">{t('border.hours.overdue')}</State>}
        {c.alternatives.length > 0 && ` · ${t('border.hours.alternatives', { offices: formatList(c.alternatives) })}`}
      </p>
      <p>
        {t('border.hours.scope')}: <bdi>{scopeText(pair, c.side, c.scope)}</bdi>
        {c.admittedBefore !== null && (
          <>
            {' · '}
            {t('border.hours.admitted')} <Time at={c.admittedBefore} />
          </>
        )}
      </p>
      {c.instructions.length > 0 && (
        <ul class="waits">
          {(c.instructions as unknown as readonly Instruction[]).map((i) => (
            <li key={i.crossing}>
              <a href={crossingHref(i.crossing)}>
                <bdi>{i.crossing}</bdi>
              </a>{' '}
              {t(`border.instruction.${i.instruction}`)} {i.office !== undefined && <bdi>{i.office}</bdi>}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  )
}
