/** Buttons; one that leads elsewhere is a link that looks like one. */
import type { ComponentChildren } from 'preact'

export function Button({
  kind = 'plain',
  onClick,
  href,
  busy = false,
  type = 'button',
  label,
  pressed,
  children,
}: {
  kind?: 'plain' | 'main' | 'danger'
  onClick?: () => void
  href?: string
  busy?: boolean
  type?: 'button' | 'submit'
  /** What a screen reader says where the words alone do not say it. */
  label?: string
  pressed?: boolean
  children: ComponentChildren
}) {
  const looks = `button button-${kind}`
  if (href !== undefined)
    return (
      <a class={looks} href={href} aria-label={label}>
        {children}
      </a>
    )
  return (
    <button
      type={type}
      class={looks}
      aria-label={label}
      aria-pressed={pressed}
      aria-disabled={busy}
      onClick={busy ? undefined : onClick}
    >
      {children}
    </button>
  )
}
