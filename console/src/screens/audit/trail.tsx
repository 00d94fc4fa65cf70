/** Who did and read what, with the outcome: each record under a leaf of the log, so that it can be proven to be the one that was written. */
import { useState } from 'preact/hooks'
import { api, ProblemError, type Schemas } from '../../api.ts'
import { useParam, useParams } from '../../address.ts'
import { usePages } from '../../load.ts'
import {
  Broken,
  Button,
  DataTable,
  DayRange,
  Empty,
  Filters,
  Id,
  Search,
  Select,
  State,
  Time,
  type Kind,
} from '../../parts/index.ts'
import { hasText, t } from '../../text.ts'
import { keep } from '../messages/keep.ts'
import { since, until } from './days.ts'

type Row = Schemas['AuditRecord']
const KINDS: Readonly<Record<Row['outcome'], Kind>> = {
  done: 'good',
  proposed: 'waiting',
  refused: 'stopped',
  failed: 'bad',
}
const NAMES = ['who', 'what', 'subject', 'outcome', 'from', 'to'] as const
/** What was done, as its words are found: the name of an operation, or a command with its option. */
const wordOf = (what: string): string => what.replace(/\W+/g, '-')
const isMessage = (subject: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(subject)

export function Trail() {
  const values = Object.fromEntries(NAMES.map((name) => [name, useParam(name)[0]])) as Record<
    (typeof NAMES)[number],
    string
  >
  const set = useParams()
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const { who, what, subject, outcome, from, to } = values
  const list = usePages(
    (after, signal) =>
      api.GET('/v1/audit', {
        params: {
          query: {
            ...(who ? { who } : {}),
            ...(what ? { what } : {}),
            ...(subject ? { subject } : {}),
            ...(outcome ? { outcome: outcome as Row['outcome'] } : {}),
            ...(from ? { from: since(from) } : {}),
            ...(to ? { to: until(to) } : {}),
            ...after,
          },
        },
        signal,
      }),
    NAMES.map((name) => values[name]),
  )
  const prove = (row: Row): void => {
    setProblem(null)
    keep(`/v1/audit/${row.id}/proof`, `${row.id}.proof.json`).catch((error: unknown) =>
      setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
    )
  }
  return (
    <>
      <Filters onClear={() => set(Object.fromEntries(NAMES.map((name) => [name, undefined])))}>
        <Search label={t('audit.who')} param="who" />
        <Search label={t('audit.what')} param="what" hint={t('audit.what.hint')} />
        <Search label={t('audit.subject')} param="subject" />
        <Select
          label={t('audit.outcome')}
          param="outcome"
          options={(['done', 'proposed', 'refused', 'failed'] as const).map((value) => ({
            value,
            text: t(`audit.outcome.${value}`),
          }))}
        />
        <DayRange from="from" to="to" />
      </Filters>
      {problem && <Broken problem={problem} />}
      <DataTable
        label={t('audit.trail')}
        pages={list}
        rowKey={(row) => row.id}
        mark={(row) => (row.outcome === 'failed' ? 'bad' : undefined)}
        empty={<Empty title={t('audit.trail.none')}>{t('audit.trail.none.do')}</Empty>}
        columns={[
          { key: 'at', title: t('audit.at'), narrow: true, cell: (row) => <Time at={row.at} /> },
          {
            key: 'who',
            title: t('audit.who'),
            cell: (row) => (
              <>
                <bdi>{row.client}</bdi>
                {row.agency !== null && <small> {row.agency}</small>}
                <small class="detail" dir="ltr">
                  {row.address}
                </small>
              </>
            ),
          },
          {
            key: 'what',
            title: t('audit.what'),
            cell: (row) => (
              <>
                {hasText(`audit.did.${wordOf(row.what)}`) && <span>{t(`audit.did.${wordOf(row.what)}`)}</span>}
                <small class="detail">
                  <code dir="ltr">{row.what}</code>
                </small>
              </>
            ),
          },
          {
            key: 'subject',
            title: t('audit.subject'),
            cell: (row) => (
              <>
                {row.subject === '' ? (
                  t('shell.none')
                ) : isMessage(row.subject) && /Document|Fields|Evidence|Message|Originator/.test(row.what) ? (
                  <Id value={row.subject} href={`/console/messages/${row.subject}`} />
                ) : row.subject.includes(' ') ? (
                  <bdi>{row.subject}</bdi>
                ) : (
                  <Id value={row.subject} />
                )}
                {row.reason !== null && (
                  <small class="detail" dir="auto">
                    {t('audit.reason', { reason: row.reason })}
                  </small>
                )}
                {row.proposer !== null && <small class="detail">{t('audit.proposer', { who: row.proposer })}</small>}
              </>
            ),
          },
          {
            key: 'outcome',
            title: t('audit.outcome'),
            cell: (row) => (
              <>
                <State kind={KINDS[row.outcome]}>{t(`audit.outcome.${row.outcome}`)}</State>
                {row.problem !== null && (
                  <small class="detail" dir="ltr">
                    {row.problem}
                  </small>
                )}
              </>
            ),
          },
          {
            key: 'leaf',
            title: t('audit.proof'),
            narrow: true,
            cell: (row) =>
              row.leaf === null ? (
                <small>{t('audit.proof.soon')}</small>
              ) : (
                <Button onClick={() => prove(row)} label={t('audit.proof.of', { index: row.leaf.index })}>
                  {t('audit.leaf', { index: row.leaf.index })}
                </Button>
              ),
          },
        ]}
      />
    </>
  )
}
