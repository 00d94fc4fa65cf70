/** What we have asked of a permit and what its issuer has answered: of what was presented, what differs and what was not compared. */
import type { Schemas } from '../../api.ts'
import { DataTable, Section, State, Time, type Kind } from '../../parts/index.ts'
import { hasText, named, t } from '../../text.ts'

type Question = Schemas['Permit']['questions'][number]

const KINDS: Readonly<Record<string, Kind>> = { conforms: 'good', issued: 'good', 'not-compared': 'waiting' }

/** A member by its name on the form; of an item, with its place on the paper. */
function memberName(pointer: string): string {
  const [, place, member] = /^xItems\/(\d+)\/(\w+)$/.exec(pointer) ?? []
  const name = member ?? pointer
  const key = `border.permit.member.${name}`
  const said = hasText(key) ? t(key) : named('border.permit.presented', name)
  return place === undefined ? said : `${t('border.permit.item.of', { number: Number(place) + 1 })}: ${said}`
}

const names = (members: readonly string[]) => <span dir="auto">{members.map(memberName).join(' · ')}</span>

export function Questions({ questions }: { questions: readonly Question[] }) {
  const latest = [...questions].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return (
    <Section title={t('border.permit.questions')}>
      <DataTable
        label={t('border.permit.questions')}
        rows={latest}
        rowKey={(q) => q.message}
        href={(q) => `/console/messages/${q.message}`}
        columns={[
          { key: 'at', title: t('border.at'), narrow: true, cell: (q) => <Time at={q.at} withDay /> },
          {
            key: 'answer',
            title: t('border.permit.answer'),
            cell: (q) => (
              <State kind={q.answer === null ? 'waiting' : (KINDS[q.answer] ?? 'bad')}>
                {named('border.permit.answer', q.answer ?? 'none')}
              </State>
            ),
          },
          { key: 'differs', title: t('border.permit.differs'), cell: (q) => names(q.differs) },
          { key: 'open', title: t('border.permit.notcompared'), cell: (q) => names(q.notCompared) },
        ]}
        empty={null}
      />
    </Section>
  )
}
