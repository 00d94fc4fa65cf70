/** How somebody wants to see the pages: language, light or dark, and in which zone times are shown. */
import { useId } from 'preact/hooks'
import { chooseZone, zone } from './parts/time.tsx'
import { choose, language, LANGUAGES, t, type Language } from './text.ts'
import { chooseTheme, theme, THEMES, type Theme } from './theme.ts'

export function Preferences({ withZone = false }: { withZone?: boolean }) {
  const id = useId()
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const zones = [...new Set([own, zone.value, 'UTC', ...(withZone ? Intl.supportedValuesOf('timeZone') : [])])]
  return (
    <div class="preferences">
      <label for={`${id}-language`} class="unseen">
        {t('shell.language')}
      </label>
      <select
        id={`${id}-language`}
        value={language.value}
        onChange={(e) => void choose(e.currentTarget.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([value, name]) => (
          <option key={value} value={value} lang={value}>
            {name}
          </option>
        ))}
      </select>
      <label for={`${id}-theme`} class="unseen">
        {t('shell.theme')}
      </label>
      <select id={`${id}-theme`} value={theme.value} onChange={(e) => chooseTheme(e.currentTarget.value as Theme)}>
        {THEMES.map((value) => (
          <option key={value} value={value}>
            {t(`shell.theme.${value}`)}
          </option>
        ))}
      </select>
      {withZone && (
        <>
          <label for={`${id}-zone`} class="unseen">
            {t('shell.zone')}
          </label>
          <select id={`${id}-zone`} dir="ltr" value={zone.value} onChange={(e) => chooseZone(e.currentTarget.value)}>
            {zones.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </>
      )}
    </div>
  )
}
