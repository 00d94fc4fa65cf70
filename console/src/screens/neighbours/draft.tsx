/** An agreement is drafted: what only the parties can say is asked for, the rest can be read and changed, and what it says differently is shown before it is signed. */
import '../work.css'
import { useLocation } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { useParam } from '../../address.ts'
import { useLoad } from '../../load.ts'
import { Broken, Button, Choice, Field, Form, Notice, Page, Section, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { ClauseFields } from './clause-fields.tsx'
import { Articles, Changes } from './clauses.tsx'
import type { Json } from './pointers.ts'
import { isProposal, Proposed } from './proposed.tsx'

type Document = Json
type Procedure = Json

const STAGES = ['test', 'parallel', 'live'] as const
type Stage = (typeof STAGES)[number]

/** The document at another stage: what a draft of that stage has and it has not is added to it and to each of its procedures, left open. */
function atStage(document: Document, open: Document, name: Stage): Document {
  const { stage: _theirs, procedures, ...more } = open
  const of = new Map(((procedures ?? []) as Procedure[]).map((p) => [p['name'], p]))
  return {
    ...more,
    ...document,
    stage: { ...(document['stage'] as object | undefined), name },
    procedures: ((document['procedures'] ?? []) as Procedure[]).map((p) => ({ ...of.get(p['name']), ...p })),
  }
}

const LISTS = ['purposes', 'agencies'] as const

/** What a document says of each of its procedures. */
const ofEach = (document: Document | null, name: string): string[][] =>
  ((document?.['procedures'] as Procedure[] | undefined) ?? []).map((p) => (p[name] as string[] | undefined) ?? [])
/** What it says alike of all; undefined where that differs, and one field cannot show it. */
function ofAll(document: Document | null, name: string): string[] | undefined {
  const [first = [], ...others] = ofEach(document, name)
  return others.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : undefined
}
const titleOf = (document: Document | null): string =>
  String((document?.['instrument'] as { title?: unknown } | undefined)?.title ?? '')

const stageOf = (document: Document | null): string =>
  String((document?.['stage'] as { name?: unknown } | undefined)?.name ?? '')

/** A draft lies in this browser until it is signed or thrown away: nobody else sees it. */
const keptAs = (peer: string): string => `juxta.draft.${peer}`

export default function Draft() {
  const [named] = useParam('with')
  // While the page after this one is fetched, the address is already that page's.
  const [peer] = useState(named)
  const [from] = useParam('from')
  const { route } = useLocation()
  const fresh = useLoad(
    (signal) => api.GET('/v1/agreements/draft', { params: { query: { with: peer } }, signal }),
    [peer],
  )
  const all = useLoad((signal) => api.GET('/v1/agreements', { signal }), [])
  const [text, setText] = useState<string | null>(null)
  const [resumed, setResumed] = useState(false)
  // What was typed into a field goes with the draft that it was of.
  const [round, setRound] = useState(0)
  const [proposal, setProposal] = useState<Schemas['Proposal'] | null>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [busy, setBusy] = useState(false)
  const versions = (all.data?.items ?? []).filter((one) => one.peer === peer && one.document)
  const base = versions.find((one) => one.hash === from) ?? versions.find((one) => one.state === 'in-force')
  /** What stands, where it is amended; else a draft of all procedures. It is of today. */
  const begun = (): string => {
    const { issued_at, valid } = fresh.data as Document
    const next = base?.document && from !== '' ? { ...base.document, issued_at, valid } : fresh.data
    return JSON.stringify(next, null, 2)
  }
  useEffect(() => {
    if (text !== null || !fresh.data || !all.data) return
    const kept = localStorage.getItem(keptAs(peer))
    setResumed(kept !== null)
    setText(kept ?? begun())
  }, [fresh.data, all.data])
  const change = (next: string): void => {
    setText(next)
    localStorage.setItem(keptAs(peer), next)
  }
  let document: Document | null = null
  try {
    document = text === null ? null : (JSON.parse(text) as Document)
  } catch {
    // Said beside the field.
  }
  const set = (changed: (before: Document) => Document): void => {
    if (document) change(JSON.stringify({ ...document, ...changed(document) }, null, 2))
  }
  const anew = (): void => {
    localStorage.removeItem(keptAs(peer))
    setResumed(false)
    setRound(round + 1)
    setText(begun())
  }
  const stand = (stage: string): void => {
    const name = STAGES.find((one) => one === stage)
    if (name === undefined || !document) return
    const before = document
    ask(api.GET('/v1/agreements/draft', { params: { query: { with: peer, stage: name } } }))
      .then((open) => change(JSON.stringify(atStage(before, open as Document, name), null, 2)))
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
  }
  const submit = (): void => {
    const missing: Record<string, string> = {}
    if (!document) missing['document'] = t('neighbours.draft.broken')
    else {
      if (!titleOf(document)) missing['instrument'] = t('neighbours.draft.basis.missing')
      for (const name of LISTS)
        if (ofEach(document, name).some((one) => one.length === 0))
          missing[ofAll(document, name) ? name : 'document'] = t(`neighbours.draft.${name}.missing`)
    }
    setErrors(missing)
    setProblem(null)
    if (!document || Object.keys(missing).length > 0) return
    setBusy(true)
    ask(api.POST('/v1/agreements', { body: document as never }))
      .then((made) => {
        localStorage.removeItem(keptAs(peer))
        if (isProposal(made)) setProposal(made)
        else route(`/console/agreements/${made.hash}`)
      })
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  const broken = fresh.problem ?? all.problem
  const title = t('neighbours.draft.title', { peer })
  const back = { href: `/console/neighbours/${peer}`, text: peer }
  if (proposal) return <Proposed title={title} back={back} proposal={proposal} />
  return (
    <Page title={title} intro={t('neighbours.draft.intro')} back={back}>
      {resumed && (
        <Notice kind="info" title={t('neighbours.draft.kept')}>
          <Button onClick={anew}>{t('neighbours.draft.anew')}</Button>
        </Notice>
      )}
      {broken && <Broken problem={broken} again={fresh.again} />}
      {text === null && !broken && <Waiting lines={6} />}
      {text !== null && (
        <div class="two-columns">
          <Form
            key={round}
            onSubmit={submit}
            submit={t('neighbours.draft.sign')}
            busy={busy}
            errors={errors}
            problem={problem}
          >
            <Field
              name="instrument"
              label={t('neighbours.draft.basis')}
              hint={t('neighbours.draft.basis.hint')}
              value={titleOf(document)}
              onInput={(title) => set((d) => ({ instrument: { ...(d['instrument'] as object), title } }))}
              required
            />
            {LISTS.map((name) => {
              const alike = ofAll(document, name)
              return alike ? (
                <Field
                  key={name}
                  name={name}
                  label={t(`neighbours.draft.${name}`)}
                  hint={t('neighbours.draft.list.hint')}
                  value={alike.join(', ')}
                  onInput={(value) => {
                    const named = value
                      .split(',')
                      .map((one) => one.trim())
                      .filter(Boolean)
                    set((d) => ({
                      procedures: ((d['procedures'] as Procedure[] | undefined) ?? []).map((p) => ({
                        ...p,
                        [name]: named,
                      })),
                    }))
                  }}
                  required
                />
              ) : (
                <div key={name} class="field">
                  <strong>{t(`neighbours.draft.${name}`)}</strong>
                  <small class="hint">{t('neighbours.draft.list.each')}</small>
                </div>
              )
            })}
            <Choice
              name="stage"
              label={t('neighbours.draft.stage')}
              hint={t('neighbours.draft.stage.hint')}
              value={stageOf(document)}
              options={STAGES.map((value) => ({ value, text: t(`neighbours.draft.stage.${value}`) }))}
              onChoose={stand}
            />
            {document && (
              <>
                <h2>{t('neighbours.draft.clauses')}</h2>
                <ClauseFields document={document} onChange={(next) => change(JSON.stringify(next, null, 2))} />
              </>
            )}
            <details open={errors['document'] !== undefined}>
              <summary>{t('neighbours.draft.whole')}</summary>
              <div class="field">
                <label for="document">{t('neighbours.draft.document')}</label>
                <textarea
                  id="document"
                  class="code"
                  name="document"
                  rows={20}
                  dir="ltr"
                  spellcheck={false}
                  value={text}
                  aria-invalid={document === null}
                  onInput={(event) => change(event.currentTarget.value)}
                />
                {document === null && <p class="field-error">{t('neighbours.draft.broken')}</p>}
              </div>
            </details>
          </Form>
          <Section title={base ? t('neighbours.difference') : t('neighbours.agreement.says')}>
            {document &&
              (base?.document ? <Changes before={base.document} after={document} /> : <Articles document={document} />)}
          </Section>
        </div>
      )}
    </Page>
  )
}
