/** The neighbour has found data of ours wrong: they are put right by now, or they stand. */
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Choice, Facts, Field, Id, Page, TextArea, Time, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { Act } from './act.tsx'
import './border.css'
import { filled, isWrong, missing, text } from './fields.tsx'

const RESULTS = ['corrected', 'refused'] as const

export default function AnswerCorrection({ params }: { params: Readonly<Record<string, string>> }) {
  const country = params['country']!
  const id = params['id']!
  const [result, setResult] = useState<string>('corrected')
  const told = useLoad(
    (signal) => api.GET('/v1/corrections', { params: { query: { peer: country, id } }, signal }),
    [country, id],
  )
  const asked = told.data?.items[0]
  return (
    <Page
      title={t('border.correction.answer')}
      back={{ href: `/console/neighbours/${country}`, text: country }}
      intro={t('border.correction.answer.intro')}
    >
      {told.problem && <Broken problem={told.problem} again={told.again} />}
      {!told.data && !told.problem && <Waiting />}
      {asked && (
        <>
          <Facts
            items={[
              {
                term: t('border.correction.message'),
                value: <Id value={asked.message} href={`/console/messages/${asked.message}`} />,
              },
              {
                term: t('border.correction.pointers'),
                value:
                  asked.pointers.length === 0
                    ? t('border.correction.all')
                    : asked.pointers.map((pointer) => (
                        <bdi key={pointer} dir="ltr">
                          {pointer}{' '}
                        </bdi>
                      )),
              },
              { term: t('border.correction.due'), value: <Time at={asked.due} withDay /> },
              { term: t('border.correction.request'), value: <Id value={id} href={`/console/messages/${id}`} /> },
            ]}
          />
          <Act
            saying={{
              ...{ to: country, procedure: 'system', type: 'correction-answer' },
              ...{ conversation: asked.conversation, inReplyTo: id },
            }}
            what={t('border.will.correction.answer', { country })}
            submit={t('border.do.correction.answer')}
            decided={result === 'refused'}
            build={(v) =>
              isWrong(result === 'refused' ? missing(v, 'xText') : {}) ?? {
                document: {
                  xResult: result,
                  ...filled({ xCorrectedBy: text(v, 'xCorrectedBy'), xText: text(v, 'xText') }),
                },
              }
            }
          >
            <Choice
              kind="radio"
              name="xResult"
              label={t('border.correction.result')}
              value={result}
              onChoose={setResult}
              options={RESULTS.map((value) => ({ value, text: t(`border.correction.${value}`) }))}
            />
            {result === 'corrected' && (
              <Field
                name="xCorrectedBy"
                label={t('border.correction.by')}
                hint={t('border.correction.by.hint')}
                width={40}
              />
            )}
            <TextArea
              name="xText"
              label={t('border.correction.why')}
              hint={t('border.correction.why.hint')}
              required={result === 'refused'}
              rows={3}
            />
          </Act>
        </>
      )}
    </Page>
  )
}
