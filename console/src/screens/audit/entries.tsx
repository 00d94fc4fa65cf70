/** Entries of the log that are of the node's own, opened one by one: what operators did, what was erased, which keys and agreements came. */
import { useState } from 'preact/hooks'
import { api, ask, ProblemError } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Facts, Field, Form, Id, Notice, Section, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { Log } from '../node/log.tsx'

/** As `openLeaf` answers it. */
type Leaf = { readonly kind: string; readonly object: string; readonly salt: string; readonly proof: readonly string[] }

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

export function Entries() {
  const log = useLoad((signal) => api.GET('/v1/log', { signal }), [])
  const [leaf, setLeaf] = useState<Leaf | null>(null)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  if (log.problem) return <Broken problem={log.problem} again={log.again} />
  if (!log.data) return <Waiting lines={6} />
  const submit = (values: FormData): void => {
    const [shard, index] = [String(values.get('shard') ?? '').trim(), String(values.get('index') ?? '').trim()]
    setErrors(/^[0-9]+$/.test(index) ? {} : { index: t('audit.entry.missing') })
    setProblem(null)
    setLeaf(null)
    if (!/^[0-9]+$/.test(index)) return
    setBusy(true)
    ask(api.GET('/v1/log/{shard}/leaves/{index}', { params: { path: { shard, index: Number(index) } } }))
      .then(setLeaf)
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <>
      <Log splits={[]} />
      <Section title={t('audit.entry')}>
        <p class="intro">{t('audit.entry.what')}</p>
        <Form onSubmit={submit} submit={t('audit.entry.open')} busy={busy} errors={errors} problem={problem}>
          <Field name="shard" label={t('audit.entry.shard')} value={log.data.shard} width={12} />
          <Field name="index" type="number" label={t('audit.entry.index')} width={12} required />
        </Form>
        {leaf && (
          <div class="document" role="status">
            <Facts
              items={[
                { term: t('audit.entry.kind'), value: <code dir="ltr">{leaf.kind}</code> },
                { term: t('audit.entry.salt'), value: <Id value={leaf.salt} /> },
                { term: t('audit.entry.proof'), value: t('audit.entry.hashes', { count: leaf.proof.length }) },
              ]}
            />
            <Notice kind="info" title={t('audit.entry.says')} />
            <pre dir="ltr" tabIndex={0} aria-label={t('audit.entry.says')}>
              {pretty(leaf.object)}
            </pre>
          </div>
        )}
      </Section>
    </>
  )
}
