/** Forms as GOV.UK writes them: a label over each field, its error beside it, and all of them in a summary at the top that leads to each. */
import { createContext, type ComponentChildren } from 'preact'
import { useContext, useEffect, useId, useRef } from 'preact/hooks'
import type { ProblemError } from '../api.ts'
import { t } from '../text.ts'
import { Button } from './button.tsx'
import { Broken } from './notice.tsx'
import { Said } from './said.tsx'
import type { Option } from './filters.tsx'

export type Errors = Readonly<Record<string, string>>
/** Of this page, and what the node says. */
type Shown = Readonly<Record<string, ComponentChildren>>
const FormErrors = createContext<Shown>({})

/** The field that a problem points at: `/name` or `/query/name`, the last member of the pointer that is a field here. */
const fieldOf = (problem: ProblemError): string | undefined => problem.problem.pointer?.split('/').at(-1)

export function Form({
  onSubmit,
  submit,
  danger,
  busy,
  errors = {},
  problem = null,
  children,
  more,
}: {
  onSubmit: (values: FormData) => void
  submit: string
  danger?: boolean
  busy?: boolean
  /** By the name of the field. */
  errors?: Errors
  problem?: ProblemError | null
  children: ComponentChildren
  /** Beside the button. */
  more?: ComponentChildren
}) {
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)
  const pointed = problem ? fieldOf(problem) : undefined
  const known = pointed !== undefined && Boolean(form.current?.elements.namedItem(pointed))
  const all: Shown = known
    ? { ...errors, [pointed]: <Said of="problems" text={problem!.problem.detail ?? problem!.problem.title} /> }
    : errors
  const names = Object.keys(all)
  useEffect(() => {
    if (names.length > 0) summary.current?.focus()
  }, [names.join(' '), problem])
  const lead = (event: Event, name: string): void => {
    event.preventDefault()
    const found = form.current?.elements.namedItem(name)
    const field = found instanceof RadioNodeList ? found[0] : found
    if (field instanceof HTMLElement) field.focus()
  }
  return (
    <FormErrors.Provider value={all}>
      <form
        ref={form}
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) onSubmit(new FormData(event.currentTarget))
        }}
      >
        {names.length > 0 && (
          <div class="notice notice-bad" role="alert" tabIndex={-1} ref={summary}>
            <p class="notice-title">{t('shell.form.errors')}</p>
            <ul>
              {names.map((name) => (
                <li key={name}>
                  <a href={`#${name}`} onClick={(event) => lead(event, name)}>
                    {all[name]}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        )}
        {problem && !known && <Broken problem={problem} />}
        {children}
        <div class="form-end">
          <Button type="submit" kind={danger ? 'danger' : 'main'} busy={busy ?? false}>
            {submit}
          </Button>
          {more}
        </div>
      </form>
    </FormErrors.Provider>
  )
}

type Named = { readonly name: string; readonly label: string; readonly hint?: string }

function Row({
  id,
  name,
  label,
  hint,
  children,
}: Named & { readonly id: string; readonly children: ComponentChildren }) {
  const error = useContext(FormErrors)[name]
  return (
    <div class={`field ${error ? 'field-bad' : ''}`}>
      <label for={id}>{label}</label>
      {hint && (
        <small class="hint" id={`${id}-hint`}>
          {hint}
        </small>
      )}
      <FieldError id={id} name={name} />
      {children}
    </div>
  )
}

const useDescribed = (id: string, name: string, hint: string | undefined) => {
  const error = useContext(FormErrors)[name]
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return { 'aria-describedby': ids || undefined, 'aria-invalid': error ? true : undefined }
}

export function Field({
  type = 'text',
  value,
  required,
  width,
  autocomplete = 'off',
  onInput,
  ...named
}: Named & {
  readonly type?: 'text' | 'date' | 'time' | 'datetime-local' | 'number' | 'password' | 'email' | 'search'
  readonly value?: string
  readonly required?: boolean
  /** In characters; as wide as there is room where it is not said. */
  readonly width?: number
  readonly autocomplete?: string
  readonly onInput?: (value: string) => void
}) {
  const id = useId()
  // The types of an input are a union that a variable fits none of.
  const typed = { type: type as 'text' }
  return (
    <Row id={id} {...named}>
      <input
        id={id}
        name={named.name}
        {...typed}
        defaultValue={value}
        required={required}
        autocomplete={autocomplete}
        spellcheck={false}
        dir="auto"
        style={width === undefined ? undefined : { inlineSize: `${width + 3}ch` }}
        onInput={(event) => onInput?.(event.currentTarget.value)}
        {...useDescribed(id, named.name, named.hint)}
      />
    </Row>
  )
}

export function TextArea({
  value,
  required,
  rows = 4,
  onInput,
  ...named
}: Named & {
  readonly value?: string
  readonly required?: boolean
  readonly rows?: number
  readonly onInput?: (value: string) => void
}) {
  const id = useId()
  return (
    <Row id={id} {...named}>
      <textarea
        id={id}
        name={named.name}
        rows={rows}
        defaultValue={value}
        required={required}
        dir="auto"
        onInput={(event) => onInput?.(event.currentTarget.value)}
        {...useDescribed(id, named.name, named.hint)}
      />
    </Row>
  )
}

export function Choice({
  kind = 'select',
  options,
  value,
  onChoose,
  ...named
}: Named & {
  readonly kind?: 'select' | 'radio'
  readonly options: readonly (Option & { readonly hint?: string })[]
  readonly value?: string
  readonly onChoose?: (value: string) => void
}) {
  const id = useId()
  const described = useDescribed(id, named.name, named.hint)
  if (kind === 'select')
    return (
      <Row id={id} {...named}>
        <select id={id} name={named.name} onChange={(e) => onChoose?.(e.currentTarget.value)} {...described}>
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.text}
            </option>
          ))}
        </select>
      </Row>
    )
  return (
    <Group id={id} {...named}>
      {options.map((option) => (
        <label key={option.value} class="tick">
          <input
            type="radio"
            name={named.name}
            value={option.value}
            defaultChecked={option.value === value}
            onChange={() => onChoose?.(option.value)}
          />
          <span>
            {option.text}
            {option.hint && <small class="hint">{option.hint}</small>}
          </span>
        </label>
      ))}
    </Group>
  )
}

/** What is chosen from under one name, with a legend where a single field has its label. */
function Group({ id, children, ...named }: Named & { readonly id: string; readonly children: ComponentChildren }) {
  return (
    <fieldset class="field" {...useDescribed(id, named.name, named.hint)}>
      <legend>{named.label}</legend>
      {named.hint && (
        <small class="hint" id={`${id}-hint`}>
          {named.hint}
        </small>
      )}
      <FieldError id={id} name={named.name} />
      {children}
    </fieldset>
  )
}

function FieldError({ id, name }: { id: string; name: string }) {
  const error = useContext(FormErrors)[name]
  return error ? (
    <p class="field-error" id={`${id}-error`}>
      {error}
    </p>
  ) : null
}

/** Several of a few: the values of all that are ticked, under one name. */
export function Ticks({
  options,
  chosen,
  ...named
}: Named & { readonly options: readonly Option[]; readonly chosen?: readonly string[] }) {
  return (
    <Group id={useId()} {...named}>
      {options.map((option) => (
        <label key={option.value} class="tick">
          <input
            type="checkbox"
            name={named.name}
            value={option.value}
            defaultChecked={chosen?.includes(option.value) ?? true}
          />
          <span>{option.text}</span>
        </label>
      ))}
    </Group>
  )
}

export function Tick({ name, label, checked, hint }: Named & { readonly checked?: boolean }) {
  return (
    <label class="tick field">
      <input type="checkbox" name={name} defaultChecked={checked} />
      <span>
        {label}
        {hint && <small class="hint">{hint}</small>}
      </span>
    </label>
  )
}
