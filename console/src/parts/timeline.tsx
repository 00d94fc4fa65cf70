/** What happened, from the first to the last, as stations of a vertical line, with the time between them. */
import type { ComponentChildren } from 'preact'
import type { Kind } from './state.tsx'
import { formatDuration, Time } from './time.tsx'

export type Step = {
  readonly key: string
  readonly title: ComponentChildren
  /** Null: it has not come yet. */
  readonly at: string | null
  readonly who?: ComponentChildren
  readonly kind: Kind
  readonly children?: ComponentChildren
}

export function Timeline({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <ol class="timeline" aria-label={label}>
      {steps.map((step, index) => {
        const before = steps[index - 1]?.at
        const seconds = step.at && before ? (Date.parse(step.at) - Date.parse(before)) / 1000 : null
        return (
          <li key={step.key} class={`step step-${step.at === null ? 'none' : step.kind}`}>
            {seconds !== null && seconds >= 1 && <span class="step-between">{formatDuration(seconds)}</span>}
            <div class="step-head">
              <span class="step-title">{step.title}</span>
              {step.at !== null && <Time at={step.at} />}
            </div>
            {step.who && <div class="step-who">{step.who}</div>}
            {step.children && <div class="step-more">{step.children}</div>}
          </li>
        )
      })}
    </ol>
  )
}
