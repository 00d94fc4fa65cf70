/** What its agency can do with a permit of its own: amend it, replace it, revoke it. */
import { useState } from 'preact/hooks'
import { Field, Notice } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { Doing } from './act.tsx'
import { Decider, decider, missing as unsaid } from './decider.tsx'
import { filled, isWrong, missing, ReasonText, text } from './fields.tsx'
import { Put, type PermitRecord } from './permit-put.tsx'
import { RecordForm } from './permit-record.tsx'
import { SecondPerson } from './second-person.tsx'

export function OwnActs({
  permit,
  record,
  tag,
  onPut,
}: {
  permit: string
  record: PermitRecord
  /** The entity tag of the record: what is put is put in the place of that one. */
  tag: string | null
  onPut: () => void
}) {
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
        <RecordForm key={JSON.stringify(record)} permit={permit} was={record} tag={tag} onPut={put} />
      </Doing>
      <Doing title={t('border.do.permit.replace')}>
        <Put
          permit={permit}
          tag={tag}
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
          tag={tag}
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
