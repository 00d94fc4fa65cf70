/** Light or dark: as the system has it, or as chosen. */
import { signal } from '@preact/signals'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]
const KEPT = 'juxta.theme'
const kept = localStorage.getItem(KEPT)
export const theme = signal<Theme>(kept === 'light' || kept === 'dark' ? kept : 'system')

const system = matchMedia('(prefers-color-scheme: dark)')
/** What the system has now, for what is drawn once in the colours of the page. */
export const systemDark = signal(system.matches)
system.addEventListener('change', ({ matches }) => (systemDark.value = matches))

export function openTheme(): void {
  if (theme.value === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme.value
}
export function chooseTheme(of: Theme): void {
  theme.value = of
  if (of === 'system') localStorage.removeItem(KEPT)
  else localStorage.setItem(KEPT, of)
  openTheme()
}
