/** Hours between two offices of which nothing is said yet: the officer names both, and by which clock ours are. */
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Field, Section, Ticks, Waiting } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { t } from '../../text.ts'
import { Act, Doing } from './act.tsx'
import { Group, isWrong, missing, PeerChoice, text, ticked } from './fields.tsx'
import { HoursFields, statedOf } from './hours-fields.tsx'
import { ListedFields, listedOf, withListed } from './hours-lists.tsx'
import { MODES } from './words.ts'

function Proposal({ zone }: { zone: string }) {
  const peers = useLoad((signal) => api.GET('/v1/peers', { signal }), [])
  // The version of the time zone database that the hours are computed with here.
  const hours = useLoad((signal) => api.GET('/v1/opening-hours', { params: { query: { limit: 1 } }, signal }), [])
  const [chosen, choose] = useState('')
  const countries = peers.data?.items.map((p) => p.country) ?? []
  const to = chosen || countries[0]
  const problem = peers.problem ?? hours.problem
  if (problem) return <Broken problem={problem} />
  if (!hours.data || to === undefined) return <Waiting />
  const { tzdb } = hours.data
  return (
    <Act
      saying={{ to, procedure: 'opening-hours', type: 'proposal' }}
      what={t('border.will.hours.proposal', { country: to })}
      submit={t('border.do.hours.first')}
      decided
      build={(v) => {
        const [{ weekly, ...stated }, late] = statedOf(v)
        const [listed, unlisted] = listedOf(v)
        const modeCode = ticked(v, 'modeCode')
        const wrong = isWrong(
          late,
          unlisted,
          missing(v, 'exitOffice', 'xEntryOffice', 'agency', 'service'),
          modeCode.length === 0 ? { modeCode: t('border.act.missing') } : {},
        )
        if (wrong) return wrong
        return {
          document: {
            xVersion: 1,
            exitOffice: { id: text(v, 'exitOffice') },
            xEntryOffice: text(v, 'xEntryOffice'),
            xSide: session.value!.country,
            xTzdb: tzdb,
            ...stated,
            xRules: [
              withListed(
                { direction: 'both', modeCode, agency: text(v, 'agency'), service: text(v, 'service'), weekly },
                listed,
              ),
            ],
          },
        }
      }}
    >
      {countries.length > 1 && <PeerChoice countries={countries} value={to} onChoose={choose} />}
      <Group label={t('border.offices')}>
        <Field
          name="exitOffice"
          label={t('border.hours.exit')}
          hint={t('border.hours.office.hint')}
          required
          width={16}
        />
        <Field
          name="xEntryOffice"
          label={t('border.hours.entry')}
          hint={t('border.hours.office.hint')}
          required
          width={16}
        />
      </Group>
      <Ticks
        name="modeCode"
        label={t('border.hours.modes')}
        options={MODES.map((value) => ({ value, text: t(`border.mode.${value}`) }))}
        chosen={['3']}
      />
      <Field name="agency" label={t('border.act.agency')} value="customs" required width={20} />
      <Field name="service" label={t('border.hours.service')} value="clearance" required width={20} />
      {/* The clock of the offices may be known only after the form is shown. */}
      <HoursFields key={zone} zone={zone} weekly={[]} />
      <ListedFields />
    </Act>
  )
}

/** `zone`: of the clock that our offices have, for the most part. */
export const FirstHours = ({ zone }: { zone: string }) => (
  <Section title={t('border.decide')}>
    <Doing title={t('border.do.hours.first')}>
      <Proposal zone={zone} />
    </Doing>
  </Section>
)
