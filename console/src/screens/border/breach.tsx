/** One breach of data: how it stands; whoever was told takes note, and whoever told of it says more as it is found out. */
import { api, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Facts, Id, Page, TextArea, Time, Waiting } from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'
import { Act, Doing } from './act.tsx'
import { useCategories } from './assistance-fields.tsx'
import './border.css'
import { BreachFields, breachOf, breachWrong } from './breach-fields.tsx'
import { filled, isWrong, text, TimeField, timesOf } from './fields.tsx'

type Breach = Schemas['Breach']

const saying = (b: Breach, type: 'breach-answer' | 'breach-update') => ({
  ...{ to: b.peer, procedure: 'system', type, conversation: b.conversation, inReplyTo: b.id },
})

function Answer({ b, onSent }: { b: Breach; onSent: () => void }) {
  return (
    <Doing title={t('border.breach.answer')} open>
      <Act
        saying={saying(b, 'breach-answer')}
        what={t('border.will.breach.answer', { country: b.peer })}
        submit={t('border.do.breach.answer')}
        decided
        onSent={onSent}
        build={(v) => ({ document: filled({ xMeasures: text(v, 'xMeasures'), xText: text(v, 'xText') }) })}
      >
        <TextArea name="xMeasures" label={t('border.breach.measures')} rows={2} />
        <TextArea name="xText" label={t('border.assistance.text')} rows={2} />
      </Act>
    </Doing>
  )
}

function Update({ b, onSent }: { b: Breach; onSent: () => void }) {
  const categories = useCategories(b.peer, b.procedure)
  return (
    <Doing title={t('border.breach.update')} open>
      <Act
        saying={saying(b, 'breach-update')}
        what={t('border.will.breach.update', { country: b.peer })}
        submit={t('border.do.breach.update')}
        decided
        onSent={onSent}
        build={(v) => {
          const [times, late] = timesOf(v, { xRemediedAt: 'may' })
          const document = { ...times, ...filled({ xText: text(v, 'xText') }), ...breachOf(v) }
          const none = Object.keys(document).length === 0 ? { xText: t('border.act.missing') } : {}
          return isWrong(late, none, breachWrong(v)) ?? { document }
        }}
      >
        <TextArea name="xText" label={t('border.breach.what')} hint={t('border.breach.what.hint')} rows={3} />
        <BreachFields categories={categories} />
        {b.remedied === null && (
          <TimeField
            name="xRemediedAt"
            label={t('border.breach.remedied')}
            hint={t('border.breach.remedied.hint')}
            ahead={null}
            required={false}
          />
        )}
      </Act>
    </Doing>
  )
}

export default function OneBreach({ params }: { params: Readonly<Record<string, string>> }) {
  const country = params['country']!
  const id = params['id']!
  const told = useLoad(
    (signal) => api.GET('/v1/breaches', { params: { query: { peer: country, id } }, signal }),
    [country, id],
  )
  const b = told.data?.items[0]
  const back = { href: `/console/neighbours/${country}`, text: country }
  return (
    <Page title={t('border.breach.one')} back={back}>
      {told.problem && <Broken problem={told.problem} again={told.again} />}
      {!told.data && !told.problem && <Waiting />}
      {b && (
        <>
          <Facts
            items={[
              { term: t('border.breach.procedure'), value: named('shell.procedure', b.procedure) },
              {
                term: t('border.breach.kinds'),
                value: formatList(b.kinds.map((kind) => t(`border.breach.${kind}`))),
              },
              { term: t('border.breach.known'), value: <Time at={b.known} withDay /> },
              { term: t('border.breach.told'), value: <Time at={b.told} withDay /> },
              { term: t('border.breach.due'), value: <Time at={b.due} withDay /> },
              { term: t('border.breach.by'), value: <Time at={b.answerBy} withDay /> },
              { term: t('border.breach.remedied'), value: <Time at={b.remedied} withDay /> },
              { term: t('border.breach.notice'), value: <Id value={id} href={`/console/messages/${id}`} /> },
            ]}
          />
          {b.country !== country && <Update b={b} onSent={told.again} />}
          {b.country === country && b.answered === null && <Answer b={b} onSent={told.again} />}
        </>
      )}
    </Page>
  )
}
