/** One study: its plan, which the other side accepts, who is in the sample, as both sides draw it, and what it comes to as a report. */
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, DataTable, Empty, Facts, Id, Page, Section, Stat, Stats, Time, Waiting } from '../../parts/index.ts'
import { mayUse, session } from '../../session.ts'
import { formatList, formatNumber, named, t } from '../../text.ts'
import { Offers } from './act.tsx'
import { outliersText, periodText, Reports, samplingText, StudyState } from './studies.tsx'
import { crossingHref } from './words.ts'

/** Movements of the sample that are listed; the rest is in the API. */
const SHOWN = 500

function Sample({ country, id }: { country: string; id: string }) {
  const sample = useLoad(
    (signal) => api.GET('/v1/studies/{country}/{id}/sample', { params: { path: { country, id } }, signal }),
    [country, id],
  )
  useLive({ kinds: ['case'], match: (change) => change.procedure === 'release-time' }, sample.again)
  return (
    <Section title={t('border.studies.sample')}>
      {sample.problem && !sample.data && <Broken problem={sample.problem} again={sample.again} />}
      {!sample.data && sample.loading && <Waiting lines={4} />}
      {sample.data && (
        <>
          <p class="hidden-part">{t('border.studies.sample.same')}</p>
          <Stats>
            <Stat label={t('border.studies.population')} value={formatNumber(sample.data.population)} />
            <Stat label={t('border.studies.sampled')} value={formatNumber(sample.data.sampled)} kind="busy" />
          </Stats>
          <DataTable
            label={t('border.studies.sample')}
            rows={sample.data.items.slice(0, SHOWN)}
            rowKey={(one) => one.crossing}
            href={(one) => crossingHref(one.crossing)}
            columns={[
              { key: 'crossing', title: t('border.crossing'), cell: (one) => <a href={crossingHref(one.crossing)}><bdi>{one.crossing}</bdi></a> }, // prettier-ignore
              { key: 'day', title: t('border.times.by.day'), narrow: true, cell: (one) => <bdi>{one.day}</bdi> },
              { key: 'office', title: t('border.times.by.office'), cell: (one) => <bdi>{one.office}</bdi> },
            ]}
            empty={<Empty title={t('border.studies.sample.none')} />}
          />
          {sample.data.items.length > SHOWN && <p class="hidden-part">{t('border.studies.sample.more')}</p>}
        </>
      )}
    </Section>
  )
}

export default function Study({ params }: { params: Readonly<Record<string, string>> }) {
  const [country, id] = [params['country']!, params['id']!]
  const studies = useLoad((signal) => api.GET('/v1/studies', { signal }), [])
  useLive({ kinds: ['case'], match: (change) => change.procedure === 'release-time' }, studies.again)
  const back = { href: '/console/times', text: t('border.times.title') }
  const s = studies.data?.items.find((one) => one.peer === country && one.id === id)
  if (!s)
    return (
      <Page title={t('border.studies.title')} back={back}>
        {studies.problem ? (
          <Broken problem={studies.problem} again={studies.again} />
        ) : studies.data ? (
          <Empty title={t('border.studies.none')} />
        ) : (
          <Waiting lines={6} />
        )}
      </Page>
    )
  const theirs = s.proposedBy !== session.value!.country
  return (
    <Page title={s.title ?? s.id} back={back} actions={<Reports study={s} />}>
      <Facts
        items={[
          { term: t('border.studies.id'), value: <bdi>{s.id}</bdi> },
          { term: t('border.studies.with'), value: <bdi>{s.peer}</bdi> },
          { term: t('border.studies.state'), value: <StudyState study={s} /> },
          s.agreedAt === null ? null : { term: t('border.studies.agreedAt'), value: <Time at={s.agreedAt} withDay /> },
          { term: t('border.studies.period'), value: periodText(s) },
          { term: t('border.offices'), value: <bdi>{formatList(s.offices)}</bdi> },
          s.modes === null
            ? null
            : { term: t('border.hours.modes'), value: formatList(s.modes.map((mode) => named('border.mode', mode))) },
          { term: t('border.times.measure'), value: named('border.times.measure', s.measure) },
          { term: t('border.studies.sampling'), value: samplingText(s) },
          'seed' in s.sampling ? { term: t('border.studies.seed'), value: <bdi>{s.sampling.seed}</bdi> } : null,
          { term: t('border.studies.outliers'), value: outliersText(s) },
          { term: t('border.hours.message'), value: <Id value={s.message} href={`/console/messages/${s.message}`} /> },
        ]}
      />
      {mayUse(['window']) && theirs && s.agreedAt === null && (
        <Offers
          to={s.peer}
          procedure="release-time"
          conversation={s.conversation}
          values={{ country: s.peer }}
          offers={[
            {
              type: 'study-acceptance',
              inReplyTo: s.message,
              open: true,
              build: () => ({ document: { xStudy: s.id } }),
            },
          ]}
          onSent={studies.again}
        />
      )}
      <Sample country={country} id={id} />
    </Page>
  )
}
