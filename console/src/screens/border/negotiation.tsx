/** The talk about hours: each side states its own, the other accepts or counters. */
import type { Schemas } from '../../api.ts'
import { Section, TextArea } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { t } from '../../text.ts'
import { Act, Doing, type Said } from './act.tsx'
import { Closing } from './closing.tsx'
import { filled, isWrong, text } from './fields.tsx'
import { HoursFields, statedOf, type Weekly } from './hours-fields.tsx'
import { ListedFields, listedOf, withListed } from './hours-lists.tsx'
import { OfficeFields, officeOf } from './office-fields.tsx'

type Pair = Schemas['OfficePair']
type Version = Pair['versions'][number]
type Rule = { weekly: Weekly[] } & Record<string, unknown>
type Hours = { xVersion: number; xTimeZone: string; xTzdb: string; xRules: Rule[]; xIntervalsDigest?: string } & Record<
  string,
  unknown
>

function proposed(
  pair: Pair,
  own: 'exit' | 'entry',
  template: Hours,
  open: Version | undefined,
  values: FormData,
): Said | Record<string, string> {
  const [{ weekly, ...stated }, late] = statedOf(values)
  const [office, odd] = officeOf(values, template['xSide'] === pair.countries[own] ? template : {})
  const [listed, unlisted] = listedOf(values)
  const wrong = isWrong(late, odd, unlisted)
  if (wrong) return wrong
  const mine = pair.versions.filter((v) => v.side === own).map((v) => v.version)
  const { xIntervalsDigest: _theirs, xValidTo: _to, xBasedOn: _on, ...last } = template
  // What is said of an office is said anew: what the other side's may handle is not what ours may.
  const { xCompetence: _may, xCapacity: _takes, xAdmittedBefore: _late, ...rest } = last
  return {
    document: {
      ...rest,
      ...stated,
      ...office,
      xVersion: Math.max(0, ...mine) + 1,
      exitOffice: { id: pair.exitOffice },
      xEntryOffice: pair.entryOffice,
      xSide: pair.countries[own],
      xTzdb: pair.tzdb,
      xRules: template.xRules.map((rule, i) => withListed(i === 0 ? { ...rule, weekly } : rule, listed)),
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
      <HoursFields zone={template.xTimeZone} weekly={rule.weekly} rest />
      <ListedFields />
      <OfficeFields hours={template['xSide'] === pair.countries[own] ? template : {}} />
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
  const saying = (type: string, ref?: string) => ({
    to: pair.peer,
    procedure: 'opening-hours',
    type,
    ...(conversation === undefined ? {} : { conversation }),
    ...(ref === undefined ? {} : { inReplyTo: ref }),
  })
  const will = (type: string): string => t(`border.will.hours.${type}`, { country: pair.peer })
  const reason = (values: FormData) => filled({ xReason: text(values, 'xReason') })
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
      <Closing pair={pair} own={own} zone={zone} saying={saying} onSent={onSent} />
    </Section>
  )
}
