/** What the form of a permit shows of its kind, and the record of what was filled in. */
import type { Schemas } from '../../api.ts'
import { t } from '../../text.ts'
import type { ItemMember, RecordMember } from '../../../../node/peers/permit-kind.ts'
import type { Kind, Subtype } from '../../../../node/procedures/documents/kind.ts'
import { agreedOn, kindOf, propertiesOf } from '../../../../node/procedures/documents/kinds.ts'
import { filled, isWrong, missing, text, ticked, timesOf, type Wrong } from './fields.tsx'
import { rulesOf, type Agreed } from './permit-kinds.ts'
import { readMembers } from './permit-members.tsx'
import type { PermitRecord } from './permit-put.tsx'

type Point = Schemas['UsePoint']
export const POINTS = ['export', 're-export', 'import'] as const satisfies readonly Point[]

export const decimal = (values: FormData, name: string): string => text(values, name).replace(',', '.')

/** What the form of a kind shows, and which of it must be filled in. */
type Shown = { readonly kind: Kind; readonly record: readonly Member[]; readonly items: readonly ItemMember[] }
type Member = Exclude<RecordMember, 'xValidTo'>

/** What is agreed of a kind of everybody's holds for some neighbours alone: the register asks for that. */
export const ownOf = (xKind: string, agreed: Agreed): Agreed =>
  agreed.filter((one) => one.code === xKind && one.narrows !== true)

export function shownOf(
  xKind: string,
  xSubtype: Subtype | undefined,
  xUsePoints: readonly Point[],
  agreed: Agreed,
): Shown {
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
export function recordOf(
  values: FormData,
  rows: number,
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
  const [stated, lacking] = readMembers(values, members, kind.needs.record)
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
