/** The first page: which of the others somebody has, and what each answers. */
import { Page } from './parts/index.ts'
import { GROUPS, SCREENS } from './screens.ts'
import { mayUse, session } from './session.ts'
import { t } from './text.ts'

export function Start() {
  return (
    <Page title={t('shell.start', { name: session.value?.name ?? '' })} intro={t('shell.start.intro')}>
      <div class="doors">
        {GROUPS.flatMap((group) =>
          SCREENS.filter((screen) => screen.group === group && mayUse(screen.roles)).map((screen) => (
            <a key={screen.path} class="door" href={screen.path}>
              <strong>{t(screen.title)}</strong>
              <span>{t(`${screen.title}.question`)}</span>
            </a>
          )),
        )}
      </div>
    </Page>
  )
}
