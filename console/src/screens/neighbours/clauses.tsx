/** An agreement clause by clause, as its print says it, and what two versions say differently. */
import { articlesOf, changesOf, type Change, type Clause as ClauseOf } from '../../../../node/peers/clauses/clauses.ts'
import { DataTable, Empty } from '../../parts/index.ts'
import { language, t } from '../../text.ts'

type Document = Readonly<Record<string, unknown>>

const Clause = ({ mark, text, inner }: ClauseOf) => (
  <li>
    <span class="mark">{mark}</span>
    <div>
      <p dir="auto">{text}</p>
      {inner.length > 0 && <Clauses clauses={inner} />}
    </div>
  </li>
)

const Clauses = ({ clauses }: { clauses: readonly ClauseOf[] }) => (
  <ol class="clauses">
    {clauses.map((clause) => (
      <Clause key={clause.path} {...clause} />
    ))}
  </ol>
)

export const Articles = ({ document }: { document: Document }) => (
  <>
    {articlesOf(document, language.value).map(({ number, heading, clauses }) => (
      <section key={number}>
        <h3>
          {number}. {heading}
        </h3>
        <Clauses clauses={clauses} />
      </section>
    ))}
  </>
)

export const Changes = ({ before, after }: { before: Document; after: Document }) => (
  <DataTable
    label={t('neighbours.difference')}
    rows={changesOf(before, after, language.value)}
    rowKey={(change) => change.path}
    empty={<Empty title={t('neighbours.difference.same')} />}
    columns={[
      {
        key: 'within',
        title: t('neighbours.difference.clause'),
        cell: ({ within }: Change) => <span dir="auto">{within.join(' › ')}</span>,
      },
      {
        key: 'before',
        title: t('neighbours.difference.before'),
        cell: ({ before: text }: Change) =>
          text === null ? <span class="none">{t('neighbours.difference.none')}</span> : <del dir="auto">{text}</del>,
      },
      {
        key: 'after',
        title: t('neighbours.difference.after'),
        cell: ({ after: text }: Change) =>
          text === null ? <span class="none">{t('neighbours.difference.none')}</span> : <ins dir="auto">{text}</ins>,
      },
    ]}
  />
)
