/** One movement from its announcement to its release: where it stands, what is waited for, and what can be decided now. */
import { useParam } from '../../address.ts'
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Ago, Broken, DataTable, Facts, Id, Notice, Page, Section, State, Time, Waiting } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'
import './border.css'
import { DeclaredChanges } from './declared-changes.tsx'
import { Decisions } from './decisions.tsx'
import { subjectName } from './fields.tsx'
import { Flag } from './flag.tsx'
import { Journey } from './journey.tsx'
import { lodgedAs } from './lodged-as.ts'
import { agenciesOf, isHere } from './movement-fields.tsx'
import { useOfficeClock } from './office-clock.ts'
import { Transit } from './transit.tsx'
import { Vehicle } from './vehicle.tsx'
import { crossingHref, kindOfDisposal, kindOfMovement, kindOfRisk } from './words.ts'

type Detail = Schemas['PreArrival']

/** What carries the goods, as it is asked about: the vehicle, or else the container. */
const carrierOf = ({ means, equipment: [container] }: Detail) =>
  means !== null
    ? { reference: `transport-means:${means}`, name: means }
    : container !== undefined && { reference: `equipment:${container}`, name: container }

function Orders({ detail, us }: { detail: Detail; us: string }) {
  const standing = detail.doNotLoad.filter((order) => order.subjects.some((s) => s.state === 'standing'))
  return (
    <>
      {standing.map((order) => (
        <Notice
          key={order.id}
          kind="bad"
          title={t('border.dnl.stands', {
            subjects: formatList(
              order.subjects.filter((s) => s.state === 'standing').map((s) => subjectName(s.subject)),
            ),
            agency: named('border.agency', order.agency),
            country: detail.roles.entry,
          })}
        >
          {order.reasons.length > 0 && (
            <ul class="reasons" aria-label={t('border.stop')}>
              {order.reasons.map((reason) => (
                <li key={reason}>{t(`border.stop.${reason}`)}</li>
              ))}
              {!order.disclosable && <li class="reasons-closed">{t('border.stop.closed')}</li>}
            </ul>
          )}
          <p>
            {t('border.dnl.issued')} <Ago at={order.issuedAt} />
            {' · '}
            {order.answers.length === 0 ? (
              <>
                {t('border.dnl.unanswered', { country: detail.roles.exit === us ? us : detail.roles.exit })}{' '}
                <Time at={order.answerDue} />
              </>
            ) : (
              formatList(order.answers.map((a) => named('border.outcome', a.outcome)))
            )}
          </p>
        </Notice>
      ))}
    </>
  )
}

export default function PreArrival({ params }: { params: Readonly<Record<string, string>> }) {
  const conversation = params['conversation']!
  const [peer] = useParam('peer')
  const loaded = useLoad(
    (signal) =>
      api.GET('/v1/pre-arrivals/{conversation}', {
        params: { path: { conversation }, query: peer ? { peer } : {} },
        signal,
      }),
    [conversation, peer],
  )
  useLive({ kinds: ['case', 'message'], match: (change) => change.conversation === conversation }, loaded.again)
  const clock = useOfficeClock(loaded.data?.office)
  const back = { href: '/console/border', text: t('border.title') }
  const detail = loaded.data
  if (!detail)
    return (
      <Page title={t('border.movement')} back={back}>
        {loaded.problem ? <Broken problem={loaded.problem} again={loaded.again} /> : <Waiting lines={8} />}
      </Page>
    )
  const us = session.value!.country
  const title = detail.means ?? detail.equipment[0] ?? detail.mrn ?? detail.lrn ?? t('border.movement')
  const carrier = carrierOf(detail)
  const now = Date.now()
  // That it was lodged late stands beside its time.
  const flags = detail.flags.filter(({ rule }) => rule !== 'lodged-late')
  const waits = detail.attention.filter((a) => a.from === null || Date.parse(a.from) <= now)
  return (
    <Page
      title={title}
      back={back}
      clock={clock}
      intro={t('border.case.intro', { from: detail.roles.exit, to: detail.roles.entry })}
    >
      <Orders detail={detail} us={us} />
      <div class="two">
        <div>
          <Facts
            items={[
              {
                term: t('border.by.entry-mrn'),
                value: detail.mrn === null ? t('shell.none') : <Id value={detail.mrn} label={detail.mrn} />,
              },
              detail.exportMrn === null
                ? null
                : {
                    term: t('border.by.export-mrn'),
                    value: <Id value={detail.exportMrn} label={detail.exportMrn} />,
                  },
              {
                term: t('border.lrn'),
                value: detail.lrn === null ? t('shell.none') : <Id value={detail.lrn} label={detail.lrn} />,
              },
              detail.equipment.length > 0
                ? { term: t('border.equipment'), value: <bdi>{formatList(detail.equipment)}</bdi> }
                : null,
              detail.seals.length > 0
                ? { term: t('border.seals.declared'), value: <bdi>{formatList(detail.seals)}</bdi> }
                : null,
              { term: t('border.office'), value: <bdi>{detail.office ?? t('shell.none')}</bdi> },
              { term: t('border.expected'), value: <Ago at={detail.estimatedArrival} /> },
              {
                term: t('border.lodged'),
                value: (
                  <>
                    <Time at={detail.lodgedAt} /> {detail.late && <State kind="waiting">{t('border.late')}</State>}
                  </>
                ),
              },
              { term: t('border.lodgement'), value: named('border.lodgement', detail.lodgement) },
              flags.length === 0
                ? null
                : {
                    term: t('border.flags'),
                    value: flags.map(({ rule, message }) => (
                      <div key={`${rule} ${message}`}>
                        <Flag rule={rule} /> <Id value={message} href={`/console/messages/${message}`} />
                      </div>
                    )),
                  },
              {
                term: t('border.agencies'),
                value: <bdi>{formatList(detail.agencies.map((a) => named('border.agency', a)))}</bdi>,
              },
              detail.aeo.length > 0
                ? {
                    term: t('border.trader.lodged'),
                    value: <bdi>{formatList(detail.aeo.map(lodgedAs))}</bdi>,
                  }
                : null,
              detail.crossing === null
                ? null
                : {
                    term: t('border.crossing'),
                    value: <Id value={detail.crossing} href={crossingHref(detail.crossing)} />,
                  },
            ]}
          />
        </div>
        <div>
          <h2>{t('border.waits')}</h2>
          {waits.length === 0 && <p class="none">{t('border.waits.nobody')}</p>}
          <ul class="waits">
            {waits.map((a, i) => (
              <li key={i} class={a.turn === detail.side ? 'waits-ours' : ''}>
                <strong>
                  <bdi>{detail.roles[a.turn]}</bdi>
                </strong>{' '}
                {named('border.cause', a.cause)}
                {a.due !== null && (
                  <>
                    {' · '}
                    {t('border.due')} <Time at={a.due} />
                  </>
                )}
              </li>
            ))}
          </ul>
        </div>
      </div>
      {detail.transit !== null && <Transit of={detail.transit} />}
      {carrier && <Vehicle {...carrier} />}
      <Section title={t('border.subjects')}>
        <DataTable
          label={t('border.subjects')}
          rows={detail.subjects}
          rowKey={(s) => s.key}
          mark={(s) => (s.doNotLoad.length > 0 ? 'bad' : undefined)}
          columns={[
            {
              key: 'subject',
              title: t('border.subject'),
              cell: (s) => (
                <>
                  <bdi>{subjectName(s.key)}</bdi> {isHere(s.movement) && !s.declared && <Flag rule="unannounced" />}
                </>
              ),
            },
            {
              key: 'movement',
              title: t('border.stage'),
              cell: (s) =>
                s.doNotLoad.length > 0 ? (
                  <State kind="bad">{t('border.stopped')}</State>
                ) : (
                  <State kind={kindOfMovement(s.movement)}>{named('border.movement', s.movement)}</State>
                ),
            },
            {
              key: 'risk',
              title: t('border.risk'),
              cell: (s) => <State kind={kindOfRisk(s.risk)}>{named('border.risk', s.risk)}</State>,
            },
            ...agenciesOf(detail).map((agency) => ({
              key: `agency ${agency}`,
              title: named('border.agency', agency),
              cell: (s: Detail['subjects'][number]) => {
                const disposal = s.disposal[agency]
                if (disposal === undefined) return t('shell.none')
                const onArrival = s.onArrival[agency]
                return onArrival === undefined ? (
                  <State kind={kindOfDisposal(disposal)}>{named('border.disposal', disposal)}</State>
                ) : (
                  <State kind="waiting">{t(`border.on-arrival.${onArrival}`)}</State>
                )
              },
            })),
          ]}
          empty={null}
        />
      </Section>
      {detail.version > 1 && (
        <DeclaredChanges conversation={conversation} peer={detail.peer} version={detail.version} />
      )}
      <Decisions detail={detail} onSent={loaded.again} />
      <Section title={t('border.journey')}>
        <Journey conversation={conversation} peer={detail.peer} />
      </Section>
    </Page>
  )
}
