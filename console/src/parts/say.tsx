/** What a screen reader is told of that changes by itself. */
import { signal } from '@preact/signals'

const said = signal('')

/** Told politely, when whoever listens has heard what he is hearing. */
export function say(text: string): void {
  said.value = said.value === text ? `${text}\u00a0` : text
}

/** Once, in the layout. */
export function Announce() {
  return (
    <div class="unseen" role="status" aria-live="polite">
      {said}
    </div>
  )
}
