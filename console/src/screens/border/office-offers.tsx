/** What can be said of a juxtaposed office: dossiers, agreement and suspension. */
import { useState } from 'preact/hooks'
import type { Schemas } from '../../api.ts'
import { Button, Choice, Field, TextArea } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { suspensionOffer } from './movement-suspension.tsx'
import {
  AgenciesField,
  filled,
  Group,
  HOUR,
  isWrong,
  lines,
  list,
  missing,
  RemarkField,
  remarkOf,
  text,
  TimeField,
  timesOf,
} from './fields.tsx'

type Office = Schemas['JuxtaposedOffice']
type Movement = Schemas['Movement']

/** Zones, each on somebody's soil, with their lanes. */
function ZoneFields({ office }: { office: Office | undefined }) {
  const us = session.value!.country
  const zones = office?.dossiers.findLast((d) => d.by === us)?.zones ?? office?.dossiers[0]?.zones ?? []
  const [rows, setRows] = useState(Math.max(1, zones.length))
  return (
    <>
      <input type="hidden" name="rows" value={rows} />
      {Array.from({ length: rows }, (_, i) => (
        <Group key={i} label={t('border.office.zone.of', { number: i + 1 })}>
          <Field name={`id ${i}`} label={t('border.office.zone')} value={zones[i]?.id ?? ''} width={12} />
          <Field name={`territory ${i}`} label={t('border.office.soil')} value={zones[i]?.territory ?? us} width={4} />
          <Field
            name={`lanes ${i}`}
            label={t('border.office.lanes')}
            hint={t('border.list.hint')}
            value={zones[i]?.lanes.map((l) => l.id).join(', ') ?? ''}
            width={20}
          />
        </Group>
      ))}
      <p>
        <Button onClick={() => setRows(rows + 1)}>{t('border.office.zone.more')}</Button>
      </p>
    </>
  )
}

export const dossierOffer = (office: Office | undefined, side: 'exit' | 'entry' | null): Offer => {
  const mine = office?.dossiers.findLast((d) => d.by === session.value!.country)
  return {
    type: 'dossier',
    fields: (
      <>
        {office === undefined && <Field name="xOfficeId" label={t('border.office')} required width={20} />}
        {side === null && (
          <Choice
            name="xSide"
            label={t('border.control.side')}
            options={(['exit', 'entry'] as const).map((value) => ({ value, text: t(`border.side.${value}`) }))}
          />
        )}
        <ZoneFields office={office} />
        <AgenciesField {...(mine && mine.agencies.length > 0 ? { value: mine.agencies.join(', ') } : {})} />
        <TimeField name="xValidFrom" label={t('border.hours.valid')} />
        <TimeField name="xValidTo" label={t('border.permit.to')} ahead={null} required={false} />
        <Field name="xLegalBasis" label={t('border.office.basis')} required width={40} />
        <RemarkField />
      </>
    ),
    build: (v) => {
      const [times, late] = timesOf(v, { xValidFrom: 'needed', xValidTo: 'may' })
      const rows = Array.from({ length: Number(text(v, 'rows')) }, (_, i) => i).filter((i) => text(v, `id ${i}`) !== '')
      const wrong = isWrong(
        late,
        missing(v, 'xLegalBasis', 'xAgencies', ...(office === undefined ? ['xOfficeId'] : [])),
        rows.length === 0 ? missing(v, 'id 0') : {},
        ...rows.map((i) => missing(v, `territory ${i}`, `lanes ${i}`)),
      )
      if (wrong) return wrong
      return {
        document: {
          xOfficeId: office?.office ?? text(v, 'xOfficeId'),
          xSide: side ?? text(v, 'xSide'),
          xVersion: (mine?.version ?? 0) + 1,
          xZones: rows.map((i) => ({
            id: text(v, `id ${i}`),
            territory: text(v, `territory ${i}`).toUpperCase(),
            lanes: list(text(v, `lanes ${i}`)).map((id) => ({ id })),
          })),
          ...times,
          xAgencies: list(text(v, 'xAgencies')),
          xLegalBasis: text(v, 'xLegalBasis'),
          ...filled({ additionalInformation: remarkOf(v) }),
        },
      }
    },
  }
}

const EIGHT_HOURS = 8 * HOUR

/** Who is on duty here, by function: one line for each, with the agency before it. */
function rosterOffer(rosters: readonly Schemas['Roster'][]): Offer {
  const ours = rosters.findLast((r) => r.by === session.value!.country)
  return {
    type: 'roster',
    fields: (
      <>
        <TextArea
          name="xDuty"
          label={t('border.office.roster')}
          hint={t('border.office.roster.hint')}
          value={
            ours?.duty
              .map((d) => [d.agency, d.function, ...(d.decides ? [d.decides.join(', ')] : [])].join('; '))
              .join('\n') ?? ''
          }
          rows={4}
          required
        />
        <TimeField name="xFrom" label={t('border.permit.from')} />
        <TimeField name="xTo" label={t('border.permit.to')} ahead={EIGHT_HOURS} />
        <RemarkField />
      </>
    ),
    build: (v) => {
      const [times, late] = timesOf(v, { xFrom: 'needed', xTo: 'needed' })
      const duty = lines(text(v, 'xDuty')).map((line) => line.split(';').map((part) => part.trim()))
      const odd = duty.length === 0 || duty.some((d) => d.length < 2 || d.length > 3 || d.includes(''))
      return (
        isWrong(late, odd ? { xDuty: t('border.office.roster.wrong') } : {}) ?? {
          document: {
            ...times,
            xDuty: duty.map(([xAgency, xFunction, decides = '']) => ({
              ...{ xAgency, xFunction },
              ...filled({ xDecides: list(decides) }),
            })),
            ...filled({ additionalInformation: remarkOf(v) }),
          },
        }
      )
    },
  }
}

/** `movements`: those at the office that are known to the page. */
export function officeOffers(
  o: Office,
  movements: readonly Movement[],
  rosters: readonly Schemas['Roster'][],
): Offer[] {
  const us = session.value!.country
  const theirs = o.dossiers.filter((d) => d.by !== us)
  const found: Offer[] = []
  const agree = (type: 'agreement' | 'reopened', version: number): void => {
    found.push({
      type,
      decided: true,
      open: true,
      values: { version: String(version) },
      fields: <RemarkField />,
      build: (v) => ({ document: { xVersion: version, ...filled({ additionalInformation: remarkOf(v) }) } }),
    })
  }
  const [stated, agreed] = [theirs.at(-1), theirs.findLast((d) => d.agreed)]
  if (stated && !stated.agreed) agree('agreement', stated.version)
  // What this side has agreed to is said again to open what it has suspended.
  if (agreed && o.suspensions.some((s) => s.by === us)) agree('reopened', agreed.version)
  found.push(dossierOffer(o, o.side), rosterOffer(rosters))
  if (o.state === 'in-force' || o.state === 'suspended')
    found.push(suspensionOffer(movements.filter((m) => m.state === 'open' && m.peer === o.peer)))
  return found
}
