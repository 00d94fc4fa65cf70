/** A record that its agency puts into the register of permits: what the node refuses of it stands at its field. */
import { useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { Form, say } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { RECORD_MEMBERS } from '../../../../node/peers/permit-kind.ts'
import { isProposal } from '../neighbours/proposed.tsx'
import { text, type Wrong } from './fields.tsx'
import { Kept } from './second-person.tsx'

export type PermitRecord = Schemas['PermitRecord']
export type Permit = Schemas['Permit']

/** `/xItems/1/quantityQuantity/value` is the field `value 1`; of what a kind has, the first field of the member is. */
function fieldAt(pointer: string): string {
  const [, member = '', place = '', ...rest] = pointer.split('/')
  if (member === 'xItems')
    return rest[0] === 'quantityQuantity'
      ? `${rest[1] ?? 'value'} ${place}`
      : [rest[0], place, ...(/^\d+$/.test(rest[1] ?? '') ? [rest[1]] : [])].join(' ')
  if (member === 'xTreatments') return `${member} ${place}`
  return RECORD_MEMBERS.some((name) => name === member) || member === 'xUsePoints' ? member : pointer.slice(1)
}

function led(error: ProblemError): ProblemError {
  const { pointer, rule } = error.problem
  // That there is one of this number already stands at the number.
  if (rule === 'new') return new ProblemError({ ...error.problem, pointer: '/permit' })
  return pointer === undefined ? error : new ProblemError({ ...error.problem, pointer: `/${fieldAt(pointer)}` })
}

/** Puts a record into the register; what the node refuses stands at its field. */
export function Put({
  permit,
  tag,
  submit,
  what,
  danger = false,
  build,
  onPut,
  children,
}: {
  /** Its number; undefined: as it is filled in. */
  permit?: string
  /** Of the record that was read and is changed, and not of one that another person has put there since; null: there is none, and none is put in the place of another. */
  tag: string | null
  submit: string
  what: string
  danger?: boolean
  build: (values: FormData) => { readonly record: PermitRecord } | Wrong
  onPut: (permit: Permit) => void
  children: preact.ComponentChildren
}) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [errors, setErrors] = useState<Wrong>({})
  const [kept, setKept] = useState<Schemas['Proposal'] | null>(null)
  const send = (values: FormData): void => {
    const built = build(values)
    const ready = 'record' in built ? (built as { readonly record: PermitRecord }) : null
    setErrors(ready ? {} : (built as Wrong))
    setProblem(null)
    if (ready === null) return
    setBusy(true)
    const id = permit ?? text(values, 'permit')
    const header = tag === null ? { 'If-None-Match': '*' } : { 'If-Match': tag }
    ask(api.PUT('/v1/permits/{permit}', { params: { path: { permit: id }, header }, body: ready.record }))
      .then((found) => {
        if (isProposal(found)) {
          setKept(found)
          return
        }
        say(t('border.permit.put', { permit: id }))
        onPut(found)
      })
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? led(error) : new ProblemError({ title: String(error), status: 1 })),
      )
      .finally(() => setBusy(false))
  }
  if (kept) return <Kept proposal={kept} />
  return (
    <Form onSubmit={send} submit={submit} danger={danger} busy={busy} errors={errors} problem={problem}>
      <p class="act-what">{what}</p>
      {children}
    </Form>
  )
}
