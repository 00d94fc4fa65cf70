/** Of a permit that nothing is known of here its issuer is asked. */
import { useState } from 'preact/hooks'
import { useParam } from '../../address.ts'
import { api } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Choice, Field, Page, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { Act } from './act.tsx'
import './border.css'
import { isWrong, missing, text } from './fields.tsx'

export default function AskPermit() {
  const [number] = useParam('number')
  const peers = useLoad((signal) => api.GET('/v1/peers', { signal }), [])
  const countries = peers.data?.items.map((p) => p.country) ?? []
  const [chosen, choose] = useState('')
  const [asked, setAsked] = useState('')
  const to = chosen || countries[0]
  return (
    <Page
      title={t('border.permit.ask')}
      intro={t('border.permit.ask.intro')}
      back={{ href: '/console/permits', text: t('border.permits.title') }}
    >
      {!to && <Waiting />}
      {to && (
        <Act
          saying={{ to, procedure: 'documents', type: 'query' }}
          what={t('border.will.permit.query', { country: to })}
          submit={t('border.do.permit.query')}
          build={(v) => {
            const wrong = isWrong(missing(v, 'id', 'typeCode', 'agency'))
            if (wrong) return wrong
            setAsked(text(v, 'id'))
            return {
              document: {
                additionalDocument: { id: text(v, 'id'), typeCode: text(v, 'typeCode') },
                xIssuer: { country: to, agency: text(v, 'agency') },
              },
            }
          }}
        >
          <Choice
            name="country"
            label={t('border.permit.issuer')}
            value={to}
            onChoose={choose}
            options={countries.map((value) => ({ value, text: value }))}
          />
          <Field name="id" label={t('border.permit.number')} value={number} required width={32} />
          <Field
            name="typeCode"
            label={t('border.permit.type')}
            hint={t('border.permit.type.hint')}
            value="853"
            required
            width={10}
          />
          <Field name="agency" label={t('border.permit.agency')} required width={20} />
        </Act>
      )}
      {asked !== '' && (
        <p>
          <a href={`/console/permits/${encodeURIComponent(asked)}?issuer=${to}`}>{t('border.permit.asked')}</a>
        </p>
      )}
    </Page>
  )
}
