/** The record of a permit as its agency keeps it here: issued, amended, revoked, replaced. The register decides by it what is written off. */
import { useState } from 'preact/hooks'
import { useParam } from '../../address.ts'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { Button, Choice, Field, Form, Notice, say, Ticks } from '../../parts/index.ts'
import { person } from '../../session.ts'
import { t } from '../../text.ts'
import { RECORD_MEMBERS, type ItemMember, type RecordMember } from '../../../../node/peers/permit-kind.ts'
import type { Kind, Subtype } from '../../../../node/procedures/documents/kind.ts'
import { agreedOn, kindOf, propertiesOf } from '../../../../node/procedures/documents/kinds.ts'
import { Doing } from './act.tsx'
import { Kept, SecondPerson } from './second-person.tsx'
import { isProposal } from '../neighbours/proposed.tsx'
import { Decider, decider, missing as unsaid } from './decider.tsx'
import {
  DAY,
  filled,
  Group,
  isWrong,
  missing,
  ReasonText,
  text,
  ticked,
  TimeField,
  timesOf,
  type Wrong,
} from './fields.tsx'
import { kindNames, nameOfKind, nameOfSubtype, rulesOf, useAgreedKinds, type Agreed } from './permit-kinds.ts'
import { MemberFields, readMembers } from './permit-members.tsx'

export type PermitRecord = Schemas['PermitRecord']
type Permit = Schemas['Permit']
type Point = Schemas['UsePoint']
export const POINTS = ['export', 're-export', 'import'] as const
const NEXT_YEAR = 365 * DAY

/** `/xItems/1/quantityQuantity/value` is the field `value 1`; of what a kind has, the first field of the member is. */
function fieldAt(pointer: string): string {
  const [, member = '', place = '', ...rest] = pointer.split('/')
  if (member === 'xItems')
    return rest[0] === 'quantityQuantity' ? `${rest[1] ?? 'value'} ${place}` : `${rest[0]} ${place}`
  if (member === 'xTreatments') return `${member} ${place}`
  return RECORD_MEMBERS.some((name) => name === member) || member === 'xUsePoints' ? member : pointer.slice(1)
}

function led(error: ProblemError): ProblemError {
  const { pointer } = error.problem
  return pointer === undefined ? error : new ProblemError({ ...error.problem, pointer: `/${fieldAt(pointer)}` })
}

/** Puts a record into the register; what the node refuses stands at its field. */
function Put({
  permit,
  submit,
  what,
  danger = false,
  build,
  onPut,
  children,
}: {
  /** Its number; undefined: as it is filled in. */
  permit?: string
  submit: string
  what: string
  danger?: boolean
  build: (values: FormData) => { readonly record: PermitRecord } | Wrong
  onPut: (permit: Permit) => void
  children: preact.ComponentChildren
}) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [errors, setErrors] = useState<Wrong>({})
  const [kept, setKept] = useState<Schemas['Proposal'] | null>(null)
  const send = (values: FormData): void => {
    const built = build(values)
    const ready = 'record' in built ? (built as { readonly record: PermitRecord }) : null
    setErrors(ready ? {} : (built as Wrong))
    setProblem(null)
    if (ready === null) return
    setBusy(true)
    const id = permit ?? text(values, 'permit')
    ask(api.PUT('/v1/permits/{permit}', { params: { path: { permit: id } }, body: ready.record }))
      .then((found) => {
        if (isProposal(found)) {
          setKept(found)
          return
        }
        say(t('border.permit.put', { permit: id }))
        onPut(found)
      })
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? led(error) : new ProblemError({ title: String(error), status: 1 })),
      )
      .finally(() => setBusy(false))
  }
  if (kept) return <Kept proposal={kept} />
  return (
    <Form onSubmit={send} submit={submit} danger={danger} busy={busy} errors={errors} problem={problem}>
      <p class="act-what">{what}</p>
      {children}
    </Form>
  )
}

const decimal = (values: FormData, name: string): string => text(values, name).replace(',', '.')

/** What the form of a kind shows, and which of it must be filled in. */
type Shown = { readonly kind: Kind; readonly record: readonly Member[]; readonly items: readonly ItemMember[] }
type Member = Exclude<RecordMember, 'xValidTo'>

/** What is agreed of a kind of everybody's holds for some neighbours alone: the register asks for that. */
const ownOf = (xKind: string, agreed: Agreed): Agreed =>
  agreed.filter((one) => one.code === xKind && one.narrows !== true)

function shownOf(xKind: string, xSubtype: Subtype | undefined, xUsePoints: readonly Point[], agreed: Agreed): Shown {
  const own = agreedOn(xKind, ownOf(xKind, agreed))
  const known = kindOf(xKind, own) !== undefined
  const kind = known
    ? propertiesOf({ xKind, xUsePoints, ...(xSubtype ? { xSubtype } : {}), ...(own ? { agreed: own } : {}) })
    : rulesOf(xKind, [])
  const has = ({ needs, may }: Kind) => ({
    record: [...needs.record, ...may.record],
    items: [...needs.items, ...may.items],
  })
  const { record, items } = has(kind)
  return { kind, record: record.filter((name) => name !== 'xValidTo'), items }
}

/** The record of what was filled in; what the form does not show stays as it was. */
function recordOf(
  values: FormData,
  rows: number,
  treatments: number,
  was: PermitRecord | undefined,
  agreed: Agreed,
): { record: PermitRecord } | Wrong {
  const xKind = text(values, 'xKind')
  const xSubtype = text(values, 'xSubtype')
  const points = ticked(values, 'xUsePoints') as Point[]
  const { kind, record: members, items: itemMembers } = shownOf(xKind, xSubtype || undefined, points, agreed)
  const ends = kind.needs.record.includes('xValidTo')
  const [times, late] = timesOf(values, { xIssuedAt: 'needed', xValidTo: ends ? 'needed' : 'may' })
  const used = Array.from({ length: rows }, (_, i) => i).filter(
    (i) => text(values, `xItem ${i}`) !== '' || text(values, `value ${i}`) !== '',
  )
  const [stated, lacking] = readMembers(values, members, kind.needs.record, '', treatments)
  const items = used.map((i) => readMembers(values, itemMembers, kind.needs.items, ` ${i}`))
  const wrong = isWrong(
    late,
    missing(values, 'typeCode', 'xAgency', ...(was ? [] : ['permit'])),
    lacking,
    ...used.map((i) => missing(values, `xItem ${i}`, `value ${i}`, `unitCode ${i}`)),
    ...items.map(([, incomplete]) => incomplete),
    used.length === 0 ? missing(values, 'xItem 0', 'value 0') : {},
    points.length === 0 ? { xUsePoints: t('border.act.containers.missing') } : {},
  )
  if (wrong) return wrong
  const { xStanding = 'issued', xDigest } = was ?? {}
  return {
    record: {
      typeCode: text(values, 'typeCode'),
      ...filled({ categoryCode: text(values, 'categoryCode'), xSubtype, xDigest }),
      xKind,
      xAgency: text(values, 'xAgency'),
      xUse: text(values, 'xUse') as PermitRecord['xUse'],
      xUsePoints: points,
      xIssuedAt: String(times['xIssuedAt']),
      ...filled({ xValidTo: times['xValidTo'] }),
      ...stated,
      xItems: used.map((i, place) => ({
        xItem: text(values, `xItem ${i}`),
        ...filled({ description: text(values, `description ${i}`) }),
        ...items[place]![0],
        quantityQuantity: { value: decimal(values, `value ${i}`), unitCode: text(values, `unitCode ${i}`) },
      })),
      xStanding,
    },
  }
}

/** Issues a permit, or amends one that was issued. */
export function RecordForm({
  permit,
  was,
  onPut,
}: {
  permit?: string
  was?: PermitRecord
  onPut: (permit: Permit) => void
}) {
  const [rows, setRows] = useState(Math.max(1, was?.xItems.length ?? 1))
  const [treatments, setTreatments] = useState(Math.max(1, was?.xTreatments?.length ?? 1))
  const [wanted, chooseKind] = useParam('kind')
  const [subtype, chooseSubtype] = useParam('subtype', was?.xSubtype ?? '')
  const agreed = useAgreedKinds()
  const names = kindNames(agreed)
  const xKind = was?.xKind ?? names.find((name) => name === wanted) ?? 'veterinary'
  const rules = rulesOf(xKind, ownOf(xKind, agreed))
  const amends = permit === undefined ? {} : { permit }
  const subtypes = Object.keys(rules.subtypes ?? {})
  const xSubtype = subtypes.includes(subtype) ? subtype : undefined
  const unstated = rules.unstated !== undefined
  const {
    kind,
    record: members,
    items,
  } = shownOf(xKind, xSubtype ?? (unstated ? undefined : subtypes[0]), was?.xUsePoints ?? [], agreed)
  const of = `${xKind} ${xSubtype ?? ''}`
  const chosen = kind.points.filter((point) => was?.xUsePoints.includes(point) ?? point === 'import')
  return (
    <Put
      {...amends}
      submit={t(was ? 'border.do.permit.amend' : 'border.do.permit.issue')}
      what={t(was ? 'border.will.permit.amend' : 'border.will.permit.issue')}
      build={(values) => recordOf(values, rows, treatments, was, agreed)}
      onPut={onPut}
    >
      {!was && <Field name="permit" label={t('border.permit.number')} required width={32} />}
      <Group label={t('border.permit.what')}>
        <Choice
          name="xKind"
          label={t('border.permit.kind')}
          value={xKind}
          onChoose={chooseKind}
          options={(was ? [xKind] : names).map((value) => ({ value, text: nameOfKind(value, agreed) }))}
        />
        {subtypes.length > 0 && (
          <Choice
            key={xKind}
            name="xSubtype"
            label={t('border.permit.subtype')}
            value={xSubtype ?? ''}
            onChoose={chooseSubtype}
            options={[
              ...(unstated && !was?.xSubtype ? [{ value: '', text: t('border.permit.subtype.by-use') }] : []),
              ...subtypes.map((value) => ({ value, text: nameOfSubtype(xKind, value, agreed) })),
            ]}
          />
        )}
        <Field
          key={`type ${xKind}`}
          name="typeCode"
          label={t('border.permit.type')}
          hint={t('border.permit.type.hint')}
          value={was?.typeCode ?? rules.typeCode ?? ''}
          required
          width={10}
        />
        <Field name="categoryCode" label={t('border.permit.category')} value={was?.categoryCode ?? ''} width={10} />
      </Group>
      <Group label={t('border.permit.issuer')}>
        <Field
          key={`agency ${xKind}`}
          name="xAgency"
          label={t('border.act.agency')}
          value={was?.xAgency ?? person.value?.agency ?? ''}
          required
          width={20}
        />
        <Choice
          key={`use ${of}`}
          name="xUse"
          label={t('border.permit.use')}
          value={was?.xUse ?? 'single'}
          options={(kind.consignments === 'as-issued' ? (['single', 'multiple'] as const) : (['single'] as const)).map(
            (value) => ({ value, text: t(`border.permit.use.${value}`) }),
          )}
        />
      </Group>
      <Ticks
        key={`points ${of}`}
        name="xUsePoints"
        label={t('border.permit.point')}
        options={kind.points.map((value) => ({ value, text: t(`border.permit.point.${value}`) }))}
        chosen={chosen.length > 0 ? chosen : kind.points.slice(0, 1)}
      />
      <TimeField name="xIssuedAt" label={t('border.permit.from')} at={was?.xIssuedAt} />
      <TimeField
        key={`end ${of}`}
        name="xValidTo"
        label={t('border.permit.to')}
        hint={kind.months === undefined ? '' : t('border.permit.months', { count: kind.months })}
        at={was?.xValidTo}
        ahead={was || kind.months !== undefined ? null : NEXT_YEAR}
        required={kind.needs.record.includes('xValidTo')}
      />
      {members.map((member) =>
        member === 'xTreatments' ? (
          <div key={member}>
            {Array.from({ length: treatments }, (_, i) => (
              <MemberFields key={i} member={member} value={was?.xTreatments?.[i]} place={` ${i}`} />
            ))}
            <p>
              <Button onClick={() => setTreatments(treatments + 1)}>{t('border.permit.treatment.more')}</Button>
            </p>
          </div>
        ) : (
          <MemberFields
            key={`${of} ${member}`}
            member={member}
            value={was?.[member]}
            needed={kind.needs.record.includes(member)}
          />
        ),
      )}
      {Array.from({ length: rows }, (_, i) => (
        <Group key={i} label={t('border.permit.item.of', { number: i + 1 })}>
          <Field
            name={`xItem ${i}`}
            label={t('border.permit.item')}
            value={was?.xItems[i]?.xItem ?? String(i + 1)}
            width={8}
          />
          <Field
            name={`value ${i}`}
            label={t('border.permit.quantity')}
            value={was?.xItems[i]?.quantityQuantity.value ?? ''}
            width={12}
          />
          <Field
            key={`unit ${xKind}`}
            name={`unitCode ${i}`}
            label={t('border.permit.unit')}
            value={
              was?.xItems[i]?.quantityQuantity.unitCode ?? (kind.dimensions?.includes('mass') === false ? 'C62' : 'KGM')
            }
            width={6}
          />
          <Field
            name={`description ${i}`}
            label={t('border.permit.goods')}
            value={was?.xItems[i]?.description ?? ''}
            width={24}
          />
          {items.map((member) => (
            <MemberFields
              key={`${of} ${member}`}
              member={member}
              value={was?.xItems[i]?.[member]}
              needed={kind.needs.items.includes(member)}
              place={` ${i}`}
            />
          ))}
        </Group>
      ))}
      <p>
        <Button onClick={() => setRows(rows + 1)}>{t('border.permit.item.more')}</Button>
      </p>
    </Put>
  )
}

/** What its agency can do with a permit of its own. */
export function OwnActs({ permit, record, onPut }: { permit: string; record: PermitRecord; onPut: () => void }) {
  const [done, setDone] = useState(false)
  const put = (): void => {
    setDone(true)
    onPut()
  }
  // What is replaced or revoked stays so.
  if (record.xStanding !== 'issued') return null
  return (
    <>
      {done && <Notice kind="good" title={t('border.permit.put', { permit })} role="status" />}
      <SecondPerson subject={permit} />
      <Doing title={t('border.do.permit.amend')}>
        <RecordForm key={JSON.stringify(record)} permit={permit} was={record} onPut={put} />
      </Doing>
      <Doing title={t('border.do.permit.replace')}>
        <Put
          permit={permit}
          submit={t('border.do.permit.replace')}
          what={t('border.will.permit.replace')}
          danger
          build={(v) =>
            isWrong(missing(v, 'id', 'typeCode')) ?? {
              record: {
                ...record,
                xStanding: 'replaced',
                xReplacement: { id: text(v, 'id'), typeCode: text(v, 'typeCode') },
                ...filled({ xReason: text(v, 'xReason') }),
              },
            }
          }
          onPut={put}
        >
          <Field name="id" label={t('border.permit.by')} required width={32} />
          <Field name="typeCode" label={t('border.permit.type')} value={record.typeCode} required width={10} />
          <ReasonText />
        </Put>
      </Doing>
      <Doing title={t('border.do.permit.revoke')}>
        <Put
          permit={permit}
          submit={t('border.do.permit.revoke')}
          what={t('border.will.permit.revoke')}
          danger
          build={(v) =>
            isWrong(missing(v, 'xReason'), unsaid(decider(v))) ?? {
              record: {
                ...record,
                xStanding: 'revoked',
                xReason: text(v, 'xReason'),
                xDecidedBy: decider(v) as NonNullable<PermitRecord['xDecidedBy']>,
              },
            }
          }
          onPut={put}
        >
          <ReasonText required />
          <Decider ground={undefined} />
        </Put>
      </Doing>
    </>
  )
}
