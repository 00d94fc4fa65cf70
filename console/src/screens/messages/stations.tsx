/** The picture of a message: a vertical line through its six stations, each with whoever signed it, its leaf, and the time between. */
import type { Schemas } from '../../api.ts'
import { Facts, Id, Notice, Time, Timeline, type Kind } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { MessageState } from './message-state.tsx'

type Station = Schemas['Station']

const kindOf = ({ station, outcome }: Station): Kind =>
  outcome === 'rejected' ? 'bad' : station === 'answered' || station === 'receipted' ? 'good' : 'busy'

function Signed({ signature }: { signature: NonNullable<Station['signature']> }) {
  const { certificate } = signature
  return (
    <details class="signed">
      <summary>
        {t(`messages.signed.${signature.what}`, { country: signature.issuer })}
        {certificate === null && <small> {t('messages.signed.unknown')}</small>}
      </summary>
      <Facts
        items={[
          { term: t('messages.signed.at'), value: <Time at={signature.signedAt} withDay /> },
          {
            term: t('messages.signed.key'),
            value: (
              <>
                <Id value={signature.kid} /> <small dir="ltr">{signature.alg}</small>
              </>
            ),
          },
          certificate && { term: t('messages.signed.subject'), value: <bdi>{certificate.subject}</bdi> },
          certificate && { term: t('messages.signed.issuer'), value: <bdi>{certificate.issuer}</bdi> },
          certificate && { term: t('messages.signed.serial'), value: <Id value={certificate.serial} /> },
          certificate && { term: t('messages.signed.until'), value: <Time at={certificate.until} withDay /> },
        ]}
      />
    </details>
  )
}

export function Stations({ timeline }: { timeline: Schemas['Timeline'] }) {
  const { stations, aside } = timeline
  return (
    <>
      {aside && (
        <Notice
          kind={aside.state === 'parked' || aside.state === 'refused' ? 'bad' : 'waiting'}
          title={t('messages.aside')}
        >
          <p>
            <MessageState state={aside.state} /> <Time at={aside.at} />
          </p>
          <p dir="auto">{aside.cause}</p>
        </Notice>
      )}
      <Timeline
        label={t('messages.stations')}
        steps={stations.map((s, i) => ({
          key: `${s.station}-${i}`,
          title: t(`messages.station.${s.outcome ?? s.station}`),
          at: s.at,
          kind: kindOf(s),
          who: (
            <>
              {t('messages.station.by', { country: s.by })}
              {s.agency !== null && <bdi> · {s.agency}</bdi>}
              {s.at === null && <> · {t(`messages.station.${s.station}.open`)}</>}
            </>
          ),
          children: (s.signature !== null || s.leaf !== null) && (
            <>
              {s.signature !== null && <Signed signature={s.signature} />}
              {s.leaf !== null && (
                <small class="leaf">
                  {t('messages.leaf', { index: s.leaf.index })} <bdi dir="ltr">{s.leaf.origin}</bdi>
                </small>
              )}
            </>
          ),
        }))}
      />
    </>
  )
}
