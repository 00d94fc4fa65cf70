/** One request for mutual assistance: where it stands, what the side whose turn it is can answer; its contents stay behind their messages. */
import { useParam } from '../../address.ts'
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, DataTable, Facts, Id, Page, Section, State, Time, Waiting } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { formatList, languageName, named, t } from '../../text.ts'
import { Offers } from './act.tsx'
import { assistanceOffers } from './assistance-offers.tsx'
import { assistanceState } from './assistance-state.ts'
import './border.css'
import { Journey } from './journey.tsx'
import { useOfficeClock } from './office-clock.ts'

export default function AssistanceCase({ params }: { params: Readonly<Record<string, string>> }) {
  const conversation = params['conversation']!
  const [peer] = useParam('peer')
  const loaded = useLoad(
    (signal) =>
      api.GET('/v1/cases/{conversation}', { params: { path: { conversation }, query: peer ? { peer } : {} }, signal }),
    [conversation, peer],
  )
  useLive({ kinds: ['case', 'message'], match: (change) => change.conversation === conversation }, loaded.again)
  const clock = useOfficeClock()
  const back = { href: '/console/assistance', text: t('border.assistance.title') }
  const c = loaded.data
  if (!c)
    return (
      <Page title={t('border.assistance.case')} back={back}>
        {loaded.problem ? <Broken problem={loaded.problem} again={loaded.again} /> : <Waiting lines={6} />}
      </Page>
    )
  const role = Object.entries(c.roles).find(([, country]) => country === session.value!.country)?.[0]
  const state = assistanceState(c)
  const given = Object.entries(state.given)
  const request = c.messages.find((m) => m.type === 'request')
  const asked = state.request
  return (
    <Page title={t('border.assistance.case')} intro={t('border.assistance.case.intro')} back={back} clock={clock}>
      <Facts
        items={[
          { term: t('border.state'), value: named('border.assistance.state', state.state) },
          { term: t('border.peer'), value: <bdi>{c.peer}</bdi> },
          role === undefined
            ? null
            : { term: t('border.assistance.role'), value: named('border.assistance.role', role) },
          request === undefined
            ? null
            : {
                term: t('border.assistance.request'),
                value: (
                  <>
                    <Id value={request.id} href={`/console/messages/${request.id}`} />{' '}
                    {asked?.urgent && <State kind="waiting">{t('border.assistance.urgent')}</State>}
                  </>
                ),
              },
          asked === null
            ? null
            : {
                term: t('border.assistance.instrument'),
                value: named('border.assistance.instrument', asked.instrument),
              },
          asked === null || asked.marking === null
            ? null
            : {
                term: t('border.assistance.marking'),
                value: <bdi>{named('border.assistance.marking', asked.marking)}</bdi>,
              },
          asked === null || asked.language === null
            ? null
            : { term: t('border.assistance.language'), value: languageName(asked.language) },
          asked === null || asked.form === null
            ? null
            : { term: t('border.assistance.form'), value: named('border.assistance.form', asked.form) },
        ]}
      />
      {given.length > 0 && (
        <Section title={t('border.assistance.given')}>
          <DataTable
            label={t('border.assistance.given')}
            rows={given}
            rowKey={([id]) => id}
            href={([id]) => `/console/messages/${id}`}
            columns={[
              {
                key: 'at',
                title: t('border.at'),
                narrow: true,
                cell: ([, g]) => <Time at={new Date(g.at * 1000).toISOString()} withDay />,
              },
              { key: 'type', title: t('border.kind'), cell: ([, g]) => named('border.type', g.type) },
              {
                key: 'onward',
                title: t('border.assistance.onward'),
                cell: ([, g]) =>
                  formatList(
                    [...new Set(Object.values(g.limitations).map((l) => l.onward))].map((o) =>
                      named('border.assistance.onward', o),
                    ),
                  ),
              },
              {
                key: 'retain',
                title: t('border.assistance.retain'),
                narrow: true,
                cell: ([, g]) =>
                  g.destroyed === null ? (
                    <Time at={new Date(g.retainUntil).toISOString()} withDay />
                  ) : (
                    <State kind="stopped">{t('border.type.destroyed')}</State>
                  ),
              },
            ]}
            empty={null}
          />
        </Section>
      )}
      <Offers
        to={c.peer}
        procedure="assistance"
        conversation={conversation}
        group="assistance."
        values={{ country: c.peer }}
        offers={assistanceOffers(role, state, c.peer)}
        onSent={loaded.again}
      />
      <Section title={t('border.journey')}>
        <Journey conversation={conversation} peer={c.peer} />
      </Section>
    </Page>
  )
}
