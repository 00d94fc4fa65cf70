/** Juxtaposed offices: where exit and entry are controlled at one stop, and whether that is in force. */
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad, usePages } from '../../load.ts'
import { DataTable, Empty, Page, State, type Kind } from '../../parts/index.ts'
import type { Schemas } from '../../api.ts'
import { mayUse } from '../../session.ts'
import { formatList, t } from '../../text.ts'
import { Offers } from './act.tsx'
import './border.css'
import { dossierOffer } from './office-offers.tsx'
import { useOfficeClock } from './office-clock.ts'
import { PeerChoice } from './fields.tsx'

type Office = Schemas['JuxtaposedOffice']
export const kindOfOffice = (state: Office['state']): Kind =>
  (({ 'in-force': 'good', proposed: 'waiting', suspended: 'bad', 'not-valid': 'stopped' }) as const)[state]
export const officeHref = (o: Pick<Office, 'office' | 'peer'>): string =>
  `/console/offices/${encodeURIComponent(o.office)}?peer=${o.peer}`

export default function Offices() {
  const list = usePages<Office>(
    (after, signal) => api.GET('/v1/juxtaposed-offices', { params: { query: { limit: 50, ...after } }, signal }),
    [],
    (o) => `${o.office} ${o.peer}`,
  )
  useLive({ kinds: ['case'] }, list.refresh)
  const peers = useLoad((signal) => api.GET('/v1/peers', { signal }), [])
  const countries = peers.data?.items.map((p) => p.country) ?? []
  const [chosen, choose] = useState('')
  const to = chosen || countries[0]
  return (
    <Page title={t('border.offices.title')} intro={t('border.offices.intro')} clock={useOfficeClock()}>
      <DataTable
        label={t('border.offices.title')}
        pages={list}
        rowKey={(o) => `${o.office} ${o.peer}`}
        href={officeHref}
        columns={[
          {
            key: 'office',
            title: t('border.office'),
            cell: (o) => (
              <a href={officeHref(o)}>
                <bdi>{o.office}</bdi>
              </a>
            ),
          },
          {
            key: 'state',
            title: t('border.state'),
            narrow: true,
            cell: (o) => <State kind={kindOfOffice(o.state)}>{t(`border.office.state.${o.state}`)}</State>,
          },
          { key: 'peer', title: t('border.peer'), narrow: true, cell: (o) => <bdi>{o.peer}</bdi> },
          { key: 'side', title: t('border.control.side'), narrow: true, cell: (o) => t(`border.side.${o.side}`) },
          {
            key: 'zones',
            title: t('border.office.zones'),
            cell: (o) => <bdi>{formatList([...new Set(o.dossiers.flatMap((d) => d.zones.map((z) => z.id)))])}</bdi>,
          },
        ]}
        empty={<Empty title={t('border.offices.none')}>{t('border.offices.none.do')}</Empty>}
      />
      {mayUse(['window']) && to && (
        <>
          {countries.length > 1 && <PeerChoice countries={countries} value={to} onChoose={choose} />}
          <Offers
            key={to}
            to={to}
            procedure="juxtaposed-office"
            group="office."
            values={{ country: to }}
            offers={[dossierOffer(undefined, null)]}
            onSent={list.refresh}
          />
        </>
      )}
    </Page>
  )
}
