/** The talk about hours: each side states its own, the other accepts or counters; only closing and one's own reopening need nobody. */
import type { Schemas } from '../../api.ts'
import { Field, Section, TextArea } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { t } from '../../text.ts'
import { Act, Doing, type Said } from './act.tsx'
import { addDays, dayAt, instantOf, localOf } from './clock.ts'
import { dayName } from './week.tsx'

type Pair = Schemas['OfficePair']
type Version = Pair['versions'][number]
type Weekly = { day: string; from: string; to: string; nextDay?: boolean }
type Rule = { weekly: Weekly[] } & Record<string, unknown>
type Hours = { xVersion: number; xTimeZone: string; xTzdb: string; xRules: Rule[]; xIntervalsDigest?: string } & Record<
  string,
  unknown
>

const DAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const
/** A Monday, to name the days by. */
const MONDAY = '2024-01-01'
const text = (values: FormData, name: string): string => ((values.get(name) as string | null) ?? '').trim()

const spanText = ({ from, to }: Weekly): string => `${from}–${to}`
const weeklyText = (rule: Rule, day: string): string =>
  rule.weekly
    .filter((w) => w.day === day)
    .map(spanText)
    .join(', ')

/** `06:00–12:00, 13:00–22:00`; undefined where it is no such thing. A span that ends before it begins ends on the next day. */
export function spansOf(value: string): { from: string; to: string; nextDay?: true }[] | undefined {
  const found: { from: string; to: string; nextDay?: true }[] = []
  for (const part of value.split(/[,;]/).map((s) => s.trim())) {
    if (part === '') continue
    const match = /^(\d{1,2})(?::(\d\d))?\s*[-–—]\s*(\d{1,2})(?::(\d\d))?$/.exec(part)
    if (!match) return undefined
    const clock = (h: string, m = '00'): string => `${h.padStart(2, '0')}:${m}`
    const [from, to] = [clock(match[1]!, match[2]), clock(match[3]!, match[4])]
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(from) || !/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(to)) return undefined
    found.push({ from, to, ...(to <= from ? { nextDay: true as const } : {}) })
  }
  return found
}

function proposed(
  pair: Pair,
  own: 'exit' | 'entry',
  template: Hours,
  open: Version | undefined,
  values: FormData,
): Said | Record<string, string> {
  const weekly: Weekly[] = []
  const wrong: Record<string, string> = {}
  for (const day of DAYS) {
    const spans = spansOf(text(values, day))
    if (spans === undefined) wrong[day] = t('border.hours.spans.wrong')
    else weekly.push(...spans.map((span) => ({ day, ...span })))
  }
  const from = instantOf(text(values, 'xValidFrom'), template.xTimeZone)
  if (from === undefined) wrong['xValidFrom'] = t('border.act.at.wrong')
  if (Object.keys(wrong).length > 0) return wrong
  const mine = pair.versions.filter((v) => v.side === own).map((v) => v.version)
  const { xIntervalsDigest: _theirs, xValidTo: _to, xBasedOn: _on, ...rest } = template
  return {
    document: {
      ...rest,
      xVersion: Math.max(0, ...mine) + 1,
      exitOffice: { id: pair.exitOffice },
      xEntryOffice: pair.entryOffice,
      xSide: pair.countries[own],
      xValidFrom: from,
      xRules: template.xRules.map((rule, i) => (i === 0 ? { ...rule, weekly } : rule)),
      ...(open === undefined ? {} : { xBasedOn: { version: open.version } }),
    },
  }
}

function Proposal({
  pair,
  own,
  open,
  conversation,
  onSent,
}: {
  pair: Pair
  own: 'exit' | 'entry'
  open: Version | undefined
  conversation: string | undefined
  onSent: () => void
}) {
  const template = (pair.versions.find((v) => v.side === own && v.state === 'in-force') ??
    pair.versions.find((v) => v.side === own) ??
    open ??
    pair.versions[0])!.hours as unknown as Hours
  const rule = template.xRules[0]!
  const type = open === undefined ? 'proposal' : 'counter-proposal'
  return (
    <Act
      saying={{
        to: pair.peer,
        procedure: 'opening-hours',
        type,
        ...(conversation === undefined ? {} : { conversation }),
        ...(open === undefined ? {} : { inReplyTo: open.id }),
      }}
      what={t(`border.will.hours.${type}`, { country: pair.peer })}
      submit={t(`border.do.hours.${type}`)}
      decided
      build={(values) => proposed(pair, own, template, open, values)}
      onSent={onSent}
    >
      <Field
        name="xValidFrom"
        type="datetime-local"
        label={t('border.hours.valid')}
        hint={t('border.act.at.hint', { zone: template.xTimeZone })}
        value={`${addDays(dayAt(Date.now(), template.xTimeZone), 14)}T00:00`}
        width={20}
        required
      />
      <fieldset class="field days">
        <legend>{t('border.hours.weekly')}</legend>
        <small class="hint">{t('border.hours.spans.hint')}</small>
        {DAYS.map((day, i) => (
          <Field
            key={day}
            name={day}
            label={dayName(addDays(MONDAY, i))
              .replace(/[\d,.].*$/, '')
              .trim()}
            value={weeklyText(rule, day)}
            width={24}
          />
        ))}
      </fieldset>
    </Act>
  )
}

export function Negotiation({ pair, onSent }: { pair: Pair; onSent: () => void }) {
  const us = session.value!.country
  const own = pair.countries.exit === us ? 'exit' : 'entry'
  const zone = pair.versions.find((v) => v.side === own)?.timeZone ?? pair.versions[0]?.timeZone ?? 'UTC'
  const theirs = pair.versions.find((v) => v.side !== own && v.state === 'proposed')
  const ours = pair.versions.find((v) => v.side === own && v.state === 'proposed')
  const conversation = pair.cases.at(-1)?.conversation
  const shut = pair.closings.find((c) => c.side === own && c.reopened === null)
  const saying = (type: string, ref?: string) => ({
    to: pair.peer,
    procedure: 'opening-hours',
    type,
    ...(conversation === undefined ? {} : { conversation }),
    ...(ref === undefined ? {} : { inReplyTo: ref }),
  })
  const will = (type: string): string => t(`border.will.hours.${type}`, { country: pair.peer })
  const reason = (values: FormData) => (text(values, 'xReason') ? { xReason: text(values, 'xReason') } : {})
  /** What ends a proposal. */
  const ending = (type: 'rejection' | 'withdrawal', { id, version }: Version) => (
    <Doing key={type} title={t(`border.do.hours.${type}`)}>
      <Act
        saying={saying(type, id)}
        what={will(type)}
        submit={t(`border.do.hours.${type}`)}
        danger
        decided
        build={(v) => ({ document: { xVersion: version, ...reason(v) } })}
        onSent={onSent}
      >
        <TextArea name="xReason" label={t('border.act.reason')} rows={2} />
      </Act>
    </Doing>
  )
  return (
    <Section title={t('border.decide')}>
      {theirs && (
        <>
          <Doing key="acceptance" title={t('border.do.hours.acceptance')} open>
            <Act
              saying={saying('acceptance', theirs.id)}
              what={t('border.will.hours.acceptance', { country: pair.peer, version: theirs.version })}
              submit={t('border.do.hours.acceptance')}
              decided
              build={() => ({
                document: {
                  xVersion: theirs.version,
                  xIntervalsDigest: theirs.intervals.digest,
                  xTzdb: theirs.intervals.tzdb,
                },
              })}
              onSent={onSent}
            />
          </Doing>
          <Doing key="counter-proposal" title={t('border.do.hours.counter-proposal')}>
            <Proposal pair={pair} own={own} open={theirs} conversation={conversation} onSent={onSent} />
          </Doing>
          {ending('rejection', theirs)}
        </>
      )}
      {ours
        ? ending('withdrawal', ours)
        : !theirs &&
          pair.versions.length > 0 && (
            <Doing key="proposal" title={t('border.do.hours.proposal')}>
              <Proposal pair={pair} own={own} open={undefined} conversation={conversation} onSent={onSent} />
            </Doing>
          )}
      {shut ? (
        <Doing key="reopening" title={t('border.do.hours.reopening')} open>
          <Act
            saying={saying('reopening', shut.id)}
            what={will('reopening')}
            submit={t('border.do.hours.reopening')}
            decided
            build={(v) => {
              const xAt = instantOf(text(v, 'xAt'), zone)
              return xAt === undefined ? { xAt: t('border.act.at.wrong') } : { document: { xAt, ...reason(v) } }
            }}
            onSent={onSent}
          >
            <Field
              name="xAt"
              type="datetime-local"
              label={t('border.act.at')}
              hint={t('border.act.at.hint', { zone })}
              value={localOf(Date.now(), zone)}
              width={20}
            />
          </Act>
        </Doing>
      ) : (
        <Doing key="emergency-closing" title={t('border.do.hours.emergency-closing')}>
          <Act
            saying={saying('emergency-closing')}
            what={will('emergency-closing')}
            submit={t('border.do.hours.emergency-closing')}
            danger
            decided
            build={(v) => {
              const [xFrom, xReviewAt] = [instantOf(text(v, 'xFrom'), zone), instantOf(text(v, 'xReviewAt'), zone)]
              if (xFrom === undefined) return { xFrom: t('border.act.at.wrong') }
              if (xReviewAt === undefined) return { xReviewAt: t('border.act.at.wrong') }
              const xAlternatives = text(v, 'xAlternatives')
                .split(/[,;]/)
                .map((s) => s.trim())
                .filter((s) => s !== '')
              return {
                document: {
                  xFrom,
                  xReviewAt,
                  xInstructions: [],
                  ...(xAlternatives.length > 0 ? { xAlternatives } : {}),
                  ...reason(v),
                },
              }
            }}
            onSent={onSent}
          >
            <Field
              name="xFrom"
              type="datetime-local"
              label={t('border.hours.since')}
              hint={t('border.act.at.hint', { zone })}
              value={localOf(Date.now(), zone)}
              width={20}
              required
            />
            <Field
              name="xReviewAt"
              type="datetime-local"
              label={t('border.hours.review')}
              hint={t('border.hours.review.hint')}
              value={localOf(Date.now() + 4 * 3_600_000, zone)}
              width={20}
              required
            />
            <Field name="xAlternatives" label={t('border.hours.alternative')} hint={t('border.list.hint')} width={32} />
            <TextArea name="xReason" label={t('border.act.reason')} rows={2} />
          </Act>
        </Doing>
      )}
    </Section>
  )
}
