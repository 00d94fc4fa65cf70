/** What was said in a case, from the first message to the last: by whom, when, and what waits for its answer. */
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, Id, Notice, Said, Timeline, Waiting, type Kind } from '../../parts/index.ts'
import { named, t } from '../../text.ts'

type Message = Schemas['Case']['messages'][number]

const BAD: ReadonlySet<string> = new Set([
  'do-not-load',
  'refusal-of-entry',
  'rejected',
  'emergency-closing',
  'no-show',
  'aborted',
])
const GOOD: ReadonlySet<string> = new Set([
  'release',
  'registered',
  'acceptance',
  'recognition',
  'do-not-load-lifted',
  'use-confirmed',
])

export const kindOfType = ({ type, status }: Pick<Message, 'type' | 'status'>): Kind =>
  status === 'fault' || BAD.has(type) ? 'bad' : GOOD.has(type) ? 'good' : 'busy'

export function Journey({ conversation, peer }: { conversation: string; peer: string }) {
  const loaded = useLoad(
    (signal) => api.GET('/v1/cases/{conversation}', { params: { path: { conversation }, query: { peer } }, signal }),
    [conversation, peer],
  )
  useLive({ kinds: ['case', 'message'], match: (change) => change.conversation === conversation }, loaded.again)
  if (loaded.problem && !loaded.data) return <Broken problem={loaded.problem} again={loaded.again} />
  if (!loaded.data) return <Waiting />
  const { stages } = loaded.data
  const mixed = stages.length > 1
  return (
    <>
      {mixed ? (
        <Notice kind="waiting" title={t('border.stage.mixed')} />
      ) : stages[0] === 'test' ? (
        <Notice kind="info" title={t('border.stage.test')} />
      ) : (
        stages[0] === 'parallel' && <Notice kind="waiting" title={t('border.stage.parallel')} />
      )}
      <Timeline
        label={t('border.journey')}
        steps={loaded.data.messages.map((m) => ({
          key: m.id,
          title: named('border.type', m.type),
          at: m.issuedAt,
          kind: kindOfType(m),
          who: (
            <>
              <bdi>{m.from}</bdi> <Id value={m.id} href={`/console/messages/${m.id}`} />
              {mixed && m.stage !== null && (
                <>
                  {' · '}
                  {t(`border.stage.of.${m.stage}`)}
                </>
              )}
            </>
          ),
          ...(m.fault
            ? {
                children: (
                  <p>
                    <Said of="problems" text={m.fault.reason} />
                  </p>
                ),
              }
            : {}),
        }))}
      />
    </>
  )
}
