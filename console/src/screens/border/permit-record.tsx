/** The record of a permit as its agency keeps it here: issued, amended, revoked, replaced. The register decides by it what is written off. */
import { useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { Button, Choice, Field, Form, Notice, say, Ticks } from '../../parts/index.ts'
import { person } from '../../session.ts'
import { t } from '../../text.ts'
import { Doing } from './act.tsx'
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

export type PermitRecord = Schemas['PermitRecord']
type Permit = Schemas['Permit']
const CITES = [
  'export-permit',
  're-export-certificate',
  'import-permit',
  'introduction-from-the-sea',
  'certificate-of-origin',
  'certificate-of-ownership',
  'travelling-exhibition',
] as const
export const KINDS = ['cites', 'phytosanitary', 'veterinary', 'food-safety', 'origin'] as const
export const POINTS = ['export', 're-export', 'import'] as const
const NEXT_YEAR = 365 * DAY

/** `/xItems/1/quantityQuantity/value` is the field `value 1`; of others the last member is. */
function led(error: ProblemError): ProblemError {
  const parts = (error.problem.pointer ?? '').split('/')
  const place = parts[parts.indexOf('xItems') + 1]
  const pointer = parts.includes('xItems') && place !== undefined ? `/${parts.at(-1)} ${place}` : error.problem.pointer
  return pointer === undefined ? error : new ProblemError({ ...error.problem, pointer })
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
        say(t('border.permit.put', { permit: id }))
        onPut(found)
      })
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? led(error) : new ProblemError({ title: String(error), status: 1 })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <Form onSubmit={send} submit={submit} danger={danger} busy={busy} errors={errors} problem={problem}>
      <p class="act-what">{what}</p>
      {children}
    </Form>
  )
}

const decimal = (values: FormData, name: string): string => text(values, name).replace(',', '.')

/** The record of what was filled in; what the form does not show stays as it was. */
function recordOf(values: FormData, rows: number, was: PermitRecord | undefined): { record: PermitRecord } | Wrong {
  const [times, late] = timesOf(values, { xIssuedAt: 'needed', xValidTo: 'may' })
  const used = Array.from({ length: rows }, (_, i) => i).filter(
    (i) => text(values, `xItem ${i}`) !== '' || text(values, `value ${i}`) !== '',
  )
  const points = ticked(values, 'xUsePoints') as PermitRecord['xUsePoints']
  const wrong = isWrong(
    late,
    missing(values, 'typeCode', 'xAgency', ...(was ? [] : ['permit'])),
    ...used.map((i) => missing(values, `xItem ${i}`, `value ${i}`, `unitCode ${i}`)),
    used.length === 0 ? missing(values, 'xItem 0', 'value 0') : {},
    points.length === 0 ? { xUsePoints: t('border.act.containers.missing') } : {},
  )
  if (wrong) return wrong
  const {
    xValidTo: _until,
    categoryCode: _category,
    xCitesType: _type,
    ...kept
  } = was ?? ({ xStanding: 'issued' } as PermitRecord)
  return {
    record: {
      ...kept,
      typeCode: text(values, 'typeCode'),
      ...filled({ categoryCode: text(values, 'categoryCode') }),
      xKind: text(values, 'xKind') as PermitRecord['xKind'],
      ...(text(values, 'xKind') === 'cites' ? filled({ xCitesType: text(values, 'xCitesType') }) : {}),
      xAgency: text(values, 'xAgency'),
      xUse: text(values, 'xUse') as PermitRecord['xUse'],
      xUsePoints: points,
      xIssuedAt: String(times['xIssuedAt']),
      ...filled({ xValidTo: times['xValidTo'] }),
      xItems: used.map((i) => ({
        ...was?.xItems[i],
        xItem: text(values, `xItem ${i}`),
        ...filled({ description: text(values, `description ${i}`) }),
        quantityQuantity: { value: decimal(values, `value ${i}`), unitCode: text(values, `unitCode ${i}`) },
      })),
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
  const amends = permit === undefined ? {} : { permit }
  return (
    <Put
      {...amends}
      submit={t(was ? 'border.do.permit.amend' : 'border.do.permit.issue')}
      what={t(was ? 'border.will.permit.amend' : 'border.will.permit.issue')}
      build={(values) => recordOf(values, rows, was)}
      onPut={onPut}
    >
      {!was && <Field name="permit" label={t('border.permit.number')} required width={32} />}
      <Group label={t('border.permit.what')}>
        <Choice
          name="xKind"
          label={t('border.permit.kind')}
          value={was?.xKind ?? 'veterinary'}
          options={KINDS.map((value) => ({ value, text: t(`border.permit.kind.${value}`) }))}
        />
        <Choice
          name="xCitesType"
          label={t('border.permit.cites')}
          value={was?.xCitesType ?? ''}
          options={[
            { value: '', text: t('border.permit.cites.by-use') },
            ...CITES.map((value) => ({ value, text: t(`border.permit.cites.${value}`) })),
          ]}
        />
        <Field
          name="typeCode"
          label={t('border.permit.type')}
          hint={t('border.permit.type.hint')}
          value={was?.typeCode ?? '853'}
          required
          width={10}
        />
        <Field name="categoryCode" label={t('border.permit.category')} value={was?.categoryCode ?? ''} width={10} />
      </Group>
      <Group label={t('border.permit.issuer')}>
        <Field
          name="xAgency"
          label={t('border.act.agency')}
          value={was?.xAgency ?? person.value?.agency ?? ''}
          required
          width={20}
        />
        <Choice
          name="xUse"
          label={t('border.permit.use')}
          value={was?.xUse ?? 'single'}
          options={(['single', 'multiple'] as const).map((value) => ({ value, text: t(`border.permit.use.${value}`) }))}
        />
      </Group>
      <Ticks
        name="xUsePoints"
        label={t('border.permit.point')}
        options={POINTS.map((value) => ({ value, text: t(`border.permit.point.${value}`) }))}
        chosen={was?.xUsePoints ?? ['import']}
      />
      <TimeField name="xIssuedAt" label={t('border.permit.from')} at={was?.xIssuedAt} />
      <TimeField
        name="xValidTo"
        label={t('border.permit.to')}
        at={was?.xValidTo}
        ahead={was ? null : NEXT_YEAR}
        required={false}
      />
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
            name={`unitCode ${i}`}
            label={t('border.permit.unit')}
            value={was?.xItems[i]?.quantityQuantity.unitCode ?? 'KGM'}
            width={6}
          />
          <Field
            name={`description ${i}`}
            label={t('border.permit.goods')}
            value={was?.xItems[i]?.description ?? ''}
            width={24}
          />
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
