/** Data that came are wrong: whose they are is asked to put them right, within the hours that were agreed. */
import { api } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Page, TextArea, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { Act } from './act.tsx'
import './border.css'
import { filled, lines, text } from './fields.tsx'

export default function AskCorrection({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params['id']!
  const message = useLoad((signal) => api.GET('/v1/messages/{id}', { params: { path: { id } }, signal }), [id])
  const m = message.data
  return (
    <Page
      title={t('border.correction.ask')}
      intro={t('border.correction.ask.intro')}
      back={{ href: `/console/messages/${id}`, text: t('border.correction.message') }}
    >
      {message.problem && <Broken problem={message.problem} again={message.again} />}
      {!m && !message.problem && <Waiting />}
      {m && (
        <Act
          saying={{ to: m.peer, procedure: 'system', type: 'correction-request' }}
          what={t('border.will.correction.ask', { country: m.peer })}
          submit={t('border.do.correction.ask')}
          build={(v) => ({
            document: {
              xProcedure: m.procedure,
              xMessage: id,
              xAgreement: m.agreement,
              ...filled({ xPointers: lines(text(v, 'xPointers')), xText: text(v, 'xText') }),
            },
          })}
        >
          <TextArea
            name="xPointers"
            label={t('border.correction.pointers')}
            hint={t('border.correction.pointers.hint')}
            rows={3}
          />
          <TextArea name="xText" label={t('border.correction.why')} hint={t('border.correction.why.hint')} rows={3} />
        </Act>
      )}
    </Page>
  )
}
