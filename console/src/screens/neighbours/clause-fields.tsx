/** A draft clause by clause, in the words in which it is printed: each is changed where it stands, and an entry of a list is taken out, or one like it added. */
import { useState } from 'preact/hooks'
import { articlesOf, type Clause } from '../../../../node/peers/clauses/clauses.ts'
import { Button, Field, TextArea } from '../../parts/index.ts'
import { language, t } from '../../text.ts'
import { instantOf, localOf } from '../border/clock.ts'
import { parentOf, valueAt, withChanged, withValue, type Json } from './pointers.ts'

type Changing = {
  readonly document: Json
  readonly onChange: (next: Json) => void
  /** The same, where entries stand elsewhere afterwards: what was opened of them is closed. */
  readonly onReorder: (next: Json) => void
  /** How often that was. */
  readonly order: number
}

/** Members that are times, in seconds since 1970. */
const TIMES: ReadonlySet<string> = new Set(['/issued_at', '/valid/from', '/valid/until'])

const areTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

/** The field by which the member at a pointer is changed: what it is now says which. */
function Value({ pointer, clause, document, onChange }: Changing & { pointer: string; clause: string }) {
  // As it was when the field was opened: what is typed is not written over.
  const [value] = useState(() => valueAt(document, pointer))
  const set = (next: unknown): void => onChange(withValue(document, pointer, next))
  const named = { name: pointer, label: clause }
  if (TIMES.has(pointer))
    return (
      <Field
        {...named}
        type="datetime-local"
        hint={t('neighbours.draft.utc')}
        value={localOf(Number(value) * 1000, 'UTC')}
        onInput={(typed) => {
          const at = instantOf(typed, 'UTC')
          if (at !== undefined) set(Date.parse(at) / 1000)
        }}
        width={20}
      />
    )
  if (typeof value === 'number')
    return (
      <Field
        {...named}
        type="number"
        hint={t('neighbours.draft.value')}
        value={String(value)}
        onInput={(typed) => set(typed === '' ? 0 : Number(typed))}
        width={12}
      />
    )
  if (areTexts(value))
    return (
      <TextArea
        {...named}
        hint={t('neighbours.draft.lines')}
        value={value.join('\n')}
        rows={Math.min(8, value.length + 1)}
        onInput={(typed) =>
          set(
            typed
              .split('\n')
              .map((one) => one.trim())
              .filter(Boolean),
          )
        }
      />
    )
  if (typeof value === 'string')
    return <Field {...named} hint={t('neighbours.draft.value')} value={value} onInput={(typed) => set(typed.trim())} />
  return (
    <TextArea
      {...named}
      hint={t('neighbours.draft.json')}
      value={JSON.stringify(value, null, 2)}
      onInput={(typed) => {
        try {
          set(JSON.parse(typed))
        } catch {
          // Half typed: what was there stays.
        }
      }}
    />
  )
}

/** One entry less, or one more like it, whose name is still to be stated. */
function Entry({ pointer, document, onReorder }: Changing & { pointer: string }) {
  const [entry, list] = [parentOf(pointer), parentOf(parentOf(pointer))]
  const at = Number(entry.slice(list.length + 1))
  const title = pointer.slice(entry.length + 1)
  const inList = (become: (entries: readonly Json[]) => readonly Json[]): void =>
    onReorder(withChanged(document, list, (entries) => become(entries as readonly Json[])))
  return (
    <>
      <Button
        onClick={() =>
          inList((entries) => entries.flatMap((one, i) => (i === at ? [one, { ...one, [title]: '' }] : [one])))
        }
      >
        {t('neighbours.draft.another')}
      </Button>
      <Button onClick={() => inList((entries) => entries.filter((_, i) => i !== at))}>
        {t('neighbours.draft.take-out')}
      </Button>
    </>
  )
}

function Change({ clause, ...changing }: Changing & { clause: Clause }) {
  const [open, setOpen] = useState(false)
  const pointer = clause.says[0]!
  const isEntry = clause.inner.length > 0 && Array.isArray(valueAt(changing.document, parentOf(parentOf(pointer))))
  return (
    <details class="clause-change" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={t('neighbours.draft.change.what', { clause: clause.text })}>
        {t('neighbours.draft.change')}
      </summary>
      {open && (
        <>
          <Value pointer={pointer} clause={clause.text} {...changing} />
          {isEntry && <Entry pointer={pointer} {...changing} />}
        </>
      )}
    </details>
  )
}

const Clauses = ({ clauses, ...changing }: Changing & { clauses: readonly Clause[] }) => (
  <ol class="clauses">
    {clauses.map((clause) => (
      // By its place in the document, which stays when what it is called changes.
      <li key={clause.says[0] ?? clause.path}>
        <span class="mark">{clause.mark}</span>
        <div>
          <p dir="auto">{clause.text}</p>
          {clause.says.length === 1 && <Change key={changing.order} clause={clause} {...changing} />}
          {clause.inner.length > 0 && <Clauses clauses={clause.inner} {...changing} />}
        </div>
      </li>
    ))}
  </ol>
)

export function ClauseFields({ document, onChange }: Pick<Changing, 'document' | 'onChange'>) {
  const [order, setOrder] = useState(0)
  const onReorder = (next: Json): void => {
    setOrder(order + 1)
    onChange(next)
  }
  return (
    <>
      {articlesOf(document, language.value).map(({ name, number, heading, clauses }) => (
        <details key={name} class="article-fields">
          <summary>
            {number}. {heading}
          </summary>
          <Clauses clauses={clauses} document={document} onChange={onChange} onReorder={onReorder} order={order} />
        </details>
      ))}
    </>
  )
}
