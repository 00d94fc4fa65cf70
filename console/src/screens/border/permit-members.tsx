/** What a document states by its kind: the fields in which it is filled in, how they are read again, and how it is shown. Which of them a kind has is the node's table. */
import { useState } from 'preact/hooks'
import { Button, Choice, Facts, Field, TextArea, Tick, Time } from '../../parts/index.ts'
import { hasText, t } from '../../text.ts'
import { ITEM_MEMBERS, RECORD_MEMBERS, type ItemMember, type RecordMember } from '../../../../node/peers/permit-kind.ts'
import type { Schemas } from '../../api.ts'
import { filled, Group, list, missing, text, TimeField, timeOf, type Wrong } from './fields.tsx'

type Member = Exclude<RecordMember, 'xValidTo'> | ItemMember
type Json = Readonly<Record<string, unknown>>

/** One field of a member: where in it its value stands, and what may be in it. */
type Leaf = {
  /** Empty: it is the member. */
  readonly path: readonly string[]
  readonly of?: 'date' | 'decimal' | 'integer' | 'list' | 'long' | 'tick' | 'time'
  readonly options?: readonly string[]
  readonly width?: number
  /** It may stay empty where the others are filled in. */
  readonly may?: true
}

const one = (leaf: Omit<Leaf, 'path'> = {}, path: readonly string[] = []): readonly Leaf[] => [{ path, ...leaf }]
const leaf = (path: string, more: Omit<Leaf, 'path'> = {}): Leaf => ({ path: path.split('.'), ...more })

const PURPOSES = ['T', 'Z', 'G', 'Q', 'S', 'H', 'P', 'M', 'E', 'N', 'B', 'L']
const SOURCES = ['W', 'X', 'R', 'D', 'A', 'C', 'F', 'U', 'I', 'O', 'Y']

const LEAVES: Readonly<Record<Member, readonly Leaf[]>> = {
  xPurposeCode: one({ options: PURPOSES }),
  xSecurityStampId: one({ width: 20 }),
  xTimber: one({ of: 'tick' }),
  xCorrespondingPermit: [
    leaf('id', { width: 24 }),
    leaf('typeCode', { width: 10 }),
    leaf('xIssuer.country', { width: 4 }),
    leaf('xIssuer.agency', { width: 20 }),
  ],
  xTreatments: [
    leaf('xTreatment', { width: 24 }),
    leaf('xTreatedAt', { of: 'time', may: true }),
    leaf('xActiveIngredient', { width: 20, may: true }),
    leaf('xConcentration', { width: 12, may: true }),
    leaf('xDuration', { width: 12, may: true }),
    leaf('xTemperature', { width: 12, may: true }),
  ],
  xDestinations: one({ of: 'list', width: 16 }),
  xCountriesConcerned: one({ of: 'list', width: 16 }),
  xEndUse: one({ of: 'long' }),
  xFishingVessel: [leaf('id', { width: 20 }), leaf('name', { width: 24, may: true }), leaf('xFlag', { width: 4 })],
  seal: one({ width: 20 }, ['id']),
  xParcels: one({ of: 'integer', width: 6 }),
  xShipments: one({ of: 'integer', width: 6 }),
  xScientificName: one({ width: 28 }),
  xAppendix: one({ options: ['I', 'II', 'III'] }),
  xSourceCode: one({ options: SOURCES }),
  xSecondSourceCode: one({ options: ['I', 'O'] }),
  xQuota: [
    leaf('id', { width: 20 }),
    leaf('year', { of: 'integer', width: 6 }),
    leaf('quantityQuantity.value', { of: 'decimal', width: 12 }),
    leaf('quantityQuantity.unitCode', { width: 6 }),
  ],
  xSpecimenMarks: one({ width: 24 }),
  origin: one({ width: 4 }, ['countryCode']),
  classification: one({ width: 14 }, ['id']),
  xListCode: one({ width: 14 }),
  valueAmount: [leaf('value', { of: 'decimal', width: 12 }), leaf('currencyCode', { width: 5 })],
  xCatchArea: one({ width: 16 }),
  packaging: [leaf('quantityQuantity', { of: 'integer', width: 8 }), leaf('typeCode', { width: 6 })],
  previousDocument: [
    leaf('id', { width: 24 }),
    leaf('xCountry', { width: 4, may: true }),
    leaf('xIssuedAt', { of: 'date', width: 12, may: true }),
  ],
}

/** Of which several are stated. */
const LISTS: readonly Member[] = ['xTreatments', 'packaging', 'previousDocument']
const isList = (member: Member): boolean => LISTS.includes(member)

/** The first field has the name of its member, to which what the node refuses leads; `place`: of which item or row. */
const nameOf = (member: Member, i: number, leaf: Leaf, place = ''): string =>
  `${member}${i === 0 ? '' : `.${leaf.path.join('.')}`}${place}`

const under = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((found, name) => (found as Json | undefined)?.[name], value)

/** What a code means, beside it. */
const meaning = (member: Member, code: string): string => {
  const key = `border.permit.code.${member}.${code}`
  return hasText(key) ? `${code} · ${t(key)}` : code
}

function LeafField({
  member,
  leaf: l,
  name,
  label,
  value,
  needed,
}: {
  member: Member
  leaf: Leaf
  name: string
  label: string
  value: unknown
  needed: boolean
}) {
  const shown = value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value)
  const hint = l.of === 'list' ? { hint: t('border.list.hint') } : {}
  if (l.of === 'tick') return <Tick name={name} label={label} checked={value === true} />
  if (l.of === 'long') return <TextArea name={name} label={label} rows={2} value={shown} required={needed} />
  if (l.of === 'time')
    return <TimeField name={name} label={label} at={value as string | undefined} ahead={null} required={needed} />
  if (l.options)
    return (
      <Choice
        name={name}
        label={label}
        value={shown}
        options={[
          { value: '', text: needed ? t('border.permit.choose') : t('shell.none') },
          ...l.options.map((code) => ({ value: code, text: meaning(member, code) })),
        ]}
      />
    )
  return (
    <Field
      name={name}
      label={label}
      value={shownIn(l, shown)}
      required={needed}
      {...(l.of === 'date' ? { type: 'date' } : {})}
      {...hint}
      {...(l.width ? { width: l.width } : {})}
    />
  )
}

type Fields = { member: Member; value: unknown; needed?: boolean; place?: string }

/** The fields of one member: of one of which several are stated there are as many rows as there are, and more for the asking. */
export function MemberFields(fields: Fields) {
  return isList(fields.member) ? <ListFields {...fields} /> : <OneField {...fields} />
}

function ListFields({ member, value, needed = false, place = '' }: Fields) {
  const stated = (value ?? []) as readonly unknown[]
  const [rows, setRows] = useState(Math.max(1, stated.length))
  const what = t(`border.permit.member.${member}`)
  return (
    <div>
      {Array.from({ length: rows }, (_, i) => (
        <OneField key={i} member={member} value={stated[i]} needed={needed && i === 0} place={`${place} ${i}`} />
      ))}
      <p>
        <Button onClick={() => setRows(rows + 1)}>{t('border.permit.member.more', { what })}</Button>
      </p>
    </div>
  )
}

function OneField({ member, value, needed = false, place = '' }: Fields) {
  const leaves = LEAVES[member]
  const label = t(`border.permit.member.${member}`)
  const [only, another] = leaves
  const field = (leaf: Leaf, i: number, said: string) => (
    <LeafField
      key={nameOf(member, i, leaf, place)}
      member={member}
      leaf={leaf}
      name={nameOf(member, i, leaf, place)}
      label={said}
      value={under(value, leaf.path)}
      needed={needed && leaf.may !== true}
    />
  )
  if (another === undefined) return field(only!, 0, label)
  return (
    <Group label={label}>
      {leaves.map((leaf, i) => field(leaf, i, t(`border.permit.member.${member}.${leaf.path.join('.')}`)))}
    </Group>
  )
}

function valueOf(values: FormData, name: string, { of }: Leaf): unknown {
  const said = text(values, name)
  if (of === 'tick') return values.get(name) === 'on' ? true : undefined
  if (said === '') return undefined
  if (of === 'list') return list(said)
  if (of === 'time') return timeOf(values, name) ?? said
  if (of === 'integer') return /^\d+$/.test(said) ? Number(said) : said
  return of === 'decimal' ? said.replace(',', '.') : said
}

/** A member as it was filled in; undefined where nothing of it was. */
function readMember(values: FormData, member: Member, place: string): [unknown, Wrong] {
  const leaves = LEAVES[member]
  const read = leaves.map((leaf, i) => ({ leaf, i, value: valueOf(values, nameOf(member, i, leaf, place), leaf) }))
  const there = read.filter(({ value }) => value !== undefined)
  if (there.length === 0) return [undefined, {}]
  const wrong = missing(
    values,
    ...read
      .filter(({ leaf }) => leaf.may !== true && leaf.of !== 'tick')
      .map(({ leaf, i }) => nameOf(member, i, leaf, place)),
  )
  const made: Record<string, unknown> = {}
  for (const { leaf, value } of there) {
    if (leaf.path.length === 0) return [value, wrong]
    const [last] = leaf.path.slice(-1)
    const within = leaf.path
      .slice(0, -1)
      .reduce<Record<string, unknown>>((at, name) => (at[name] ??= {}) as Record<string, unknown>, made)
    within[last!] = value
  }
  return [made, wrong]
}

/** How many rows of a member are there. */
function rowsOf(values: FormData, member: Member, place: string): number {
  let rows = 0
  while (values.has(nameOf(member, 0, LEAVES[member][0]!, `${place} ${rows}`))) rows += 1
  return rows
}

/** These members as they were filled in, and what is missing of what a kind needs. */
export function readMembers(
  values: FormData,
  members: readonly Member[],
  needed: readonly string[],
  place = '',
): [Json, Wrong] {
  const found: Record<string, unknown> = {}
  const wrong: Wrong = {}
  for (const member of members) {
    if (isList(member)) {
      const read = Array.from({ length: rowsOf(values, member, place) }, (_, i) =>
        readMember(values, member, `${place} ${i}`),
      )
      const stated = read.flatMap(([value]) => (value === undefined ? [] : [value]))
      found[member] = stated.length === 0 ? undefined : stated
      Object.assign(wrong, ...read.map(([, one]) => one))
      continue
    }
    const [value, incomplete] = readMember(values, member, place)
    found[member] = value
    Object.assign(wrong, incomplete)
    if (value === undefined && needed.includes(member)) wrong[`${member}${place}`] = t('border.act.missing')
  }
  return [filled(found), wrong]
}

/** Of a time that is known to the day the day alone. */
const shownIn = ({ of }: Leaf, value: string): string => (of === 'date' ? value.slice(0, 10) : value)

/** A value of a member in words. */
function said(member: Member, value: unknown): preact.ComponentChildren {
  const leaves = LEAVES[member]
  const values = leaves.map((leaf) => ({ leaf, value: under(value, leaf.path) })).filter((x) => x.value !== undefined)
  return values.map(({ leaf: l, value: v }, i) => (
    <span key={l.path.join('.')}>
      {i > 0 && ' · '}
      {l.of === 'time' ? (
        <Time at={v as string} withDay />
      ) : l.of === 'tick' ? (
        t('border.permit.yes')
      ) : (
        <bdi>{l.options ? meaning(member, String(v)) : Array.isArray(v) ? v.join(', ') : shownIn(l, String(v))}</bdi>
      )}
    </span>
  ))
}

type Particulars = Schemas['PermitParticulars']

const factsOf = (of: Json, members: readonly Member[]) =>
  members.flatMap((member) => {
    const value = of[member]
    const all = value === undefined ? [] : isList(member) ? (value as unknown[]) : [value]
    return all.map((one) => ({ term: t(`border.permit.member.${member}`), value: said(member, one) }))
  })

const WHOLE = RECORD_MEMBERS.filter((member) => member !== 'xValidTo')
export const hasParticulars = (p: Particulars): boolean =>
  factsOf(p, WHOLE).length + (p.xItems ?? []).flatMap((item) => factsOf(item, ITEM_MEMBERS)).length > 0

/** What a document states beside its balance, as a whole and of each item. */
export function ParticularFacts({ particulars: p }: { particulars: Particulars }) {
  const whole = factsOf(p, WHOLE)
  return (
    <>
      {whole.length > 0 && <Facts items={whole} />}
      {p.xItems?.map((item, i) => {
        const facts = factsOf(item, ITEM_MEMBERS)
        const granted = item.xQuota?.xGranted
        const notified = item.xNotified
        return (
          facts.length > 0 && (
            <section key={item.xItem ?? i}>
              <h3>{t('border.permit.item.of', { number: item.xItem ?? i + 1 })}</h3>
              <Facts
                items={[
                  item.description === undefined
                    ? null
                    : { term: t('border.permit.goods'), value: <bdi>{item.description}</bdi> },
                  ...facts,
                  granted === undefined
                    ? null
                    : {
                        term: t('border.permit.quota.granted'),
                        value: (
                          <bdi dir="ltr">
                            {granted} / {item.xQuota!.quantityQuantity.value} {item.xQuota!.quantityQuantity.unitCode}
                          </bdi>
                        ),
                      },
                  notified === undefined
                    ? null
                    : {
                        term: t('border.permit.notified'),
                        value: (
                          <bdi dir="ltr">
                            {notified.xShipment} / {notified.xShipments} · {notified.xGranted} /{' '}
                            {notified.quantityQuantity.value} {notified.quantityQuantity.unitCode}
                          </bdi>
                        ),
                      },
                ]}
              />
            </section>
          )
        )
      })}
    </>
  )
}
