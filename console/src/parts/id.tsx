/** An id, shortened in the middle where it is long, copied whole by a button or by `c` where it has the focus. */
import { useState } from 'preact/hooks'
import { t } from '../text.ts'
import { say } from './say.tsx'

const SHORT = 18
const short = (value: string): string => (value.length <= SHORT ? value : `${value.slice(0, 8)}…${value.slice(-6)}`)

async function copy(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value)
    return true
  } catch {
    // Over plain HTTP there is no clipboard for scripts but the old one.
    const area = document.createElement('textarea')
    area.value = value
    area.className = 'unseen'
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

export function Id({ value, href, label }: { value: string; href?: string; label?: string }) {
  const [copied, setCopied] = useState(false)
  const take = async (event: Event): Promise<void> => {
    event.stopPropagation()
    event.preventDefault()
    if (!(await copy(value))) return
    setCopied(true)
    say(t('shell.id.copied', { id: value }))
    setTimeout(() => setCopied(false), 1500)
  }
  const keyed = (event: KeyboardEvent): void => {
    if (event.key === 'c' && !event.ctrlKey && !event.metaKey && !event.altKey) void take(event)
  }
  const shown = label ?? short(value)
  return (
    <span class={label === undefined ? 'id id-shortened' : 'id'} dir="ltr" onKeyDown={keyed}>
      {href ? (
        <a href={href} title={value}>
          {shown}
        </a>
      ) : (
        <span title={value}>{shown}</span>
      )}
      <button
        type="button"
        class="copy"
        data-copy={value}
        onClick={(e) => void take(e)}
        aria-label={t('shell.id.copy', { id: value })}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          {copied ? <path d="M3 8.5l3.5 3.5L13 5" /> : <path d="M5.5 5.5V3h7.5v7.5h-2.500M3 5.500h7.500v7.500H3z" />}
        </svg>
      </button>
    </span>
  )
}
