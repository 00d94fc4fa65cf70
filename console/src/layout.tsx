/** What stands around every screen: who and where one is, the ways to the others, and the keys that work everywhere. */
import type { ComponentChildren } from 'preact'
import { useLocation } from 'preact-iso'
import { useEffect, useRef, useState } from 'preact/hooks'
import { fetchRaw } from './api.ts'
import { feed } from './live.ts'
import { Button, Notice, State, Time, type Kind } from './parts/index.ts'
import { Announce } from './parts/say.tsx'
import { Preferences } from './preferences.tsx'
import { GROUPS, SCREENS, type Screen } from './screens.ts'
import { ended, mayUse, person, session, signedOut, tellOthers } from './session.ts'
import { formatList, named, t } from './text.ts'

const FEED_KINDS: Readonly<Record<string, Kind>> = { live: 'good', opening: 'waiting', lost: 'bad', off: 'none' }

function Feed() {
  const { state, since } = feed.value
  return (
    <span class="feed" role="status">
      <State kind={FEED_KINDS[state]!}>{t(`shell.feed.${state}`)}</State>
      {state === 'lost' && (
        <small>
          {' '}
          <Time at={new Date(since).toISOString()} />
        </small>
      )}
    </span>
  )
}

/** What somebody has in his hand, looked for where he may look: at the border, or among the messages. */
function Find() {
  const { route } = useLocation()
  const [typed, setTyped] = useState('')
  const place = SCREENS.find(({ path, roles }) => PLACES.includes(path) && mayUse(roles))
  if (!place) return null
  return (
    <form
      class="find"
      role="search"
      aria-label={t('shell.find')}
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim() !== '') route(`${place.path}?q=${encodeURIComponent(typed.trim())}`)
      }}
    >
      <input
        type="search"
        data-search
        value={typed}
        aria-label={t('shell.find')}
        placeholder={t('shell.find')}
        autocomplete="off"
        spellcheck={false}
        // Empty, it reads as the page does.
        dir={typed === '' ? undefined : 'auto'}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </form>
  )
}
const PLACES = ['/console/border', '/console/messages']

/** How often a node that was ready is asked whether it still is. */
const READY_MS = 30_000

/** A node that is not ready says since when, and why: what is shown may be of before. */
function Readiness() {
  const [said, setSaid] = useState<{ since?: string; checks?: Record<string, string> } | null>(null)
  const { state } = feed.value
  useEffect(() => {
    const look = (): void => {
      fetch('/readyz', { cache: 'no-store' })
        .then(async (answer) => setSaid(answer.ok ? null : ((await answer.json()) as NonNullable<typeof said>)))
        // Whether it answers at all, the feed says.
        .catch(() => undefined)
    }
    look()
    const timer = setInterval(look, READY_MS)
    return () => clearInterval(timer)
  }, [state])
  if (!said) return null
  return (
    <Notice kind="bad" title={t('shell.unready')} role="alert">
      <p>
        {said.since && (
          <>
            {t('shell.problem.since')} <Time at={said.since} />
          </>
        )}
      </p>
      <ul>
        {Object.entries(said.checks ?? {}).map(([check, detail]) => (
          <li key={check}>
            <bdi>{check}</bdi>: <bdi>{detail}</bdi>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function Link({ screen, path }: { screen: Screen; path: string }) {
  const current = path === screen.path || path.startsWith(`${screen.path}/`)
  return (
    <li>
      <a href={screen.path} aria-current={current ? 'page' : undefined}>
        {t(screen.title)}
      </a>
    </li>
  )
}

function Navigation({ path }: { path: string }) {
  const hidden = SCREENS.filter((screen) => screen.group !== null && !mayUse(screen.roles))
  return (
    <nav class="side" aria-label={t('shell.nav')}>
      {GROUPS.map((group) => {
        const screens = SCREENS.filter((screen) => screen.group === group && mayUse(screen.roles))
        if (screens.length === 0) return null
        return (
          <div key={group}>
            <h2 id={`nav-${group}`}>{t(`shell.nav.group.${group}`)}</h2>
            <ul aria-labelledby={`nav-${group}`}>
              {screens.map((screen) => (
                <Link key={screen.path} screen={screen} path={path} />
              ))}
            </ul>
          </div>
        )
      })}
      {hidden.length > 0 && (
        <p class="hidden-part">
          {t('shell.nav.hidden', { count: hidden.length, pages: formatList(hidden.map((screen) => t(screen.title))) })}
        </p>
      )}
      <Preferences withZone />
    </nav>
  )
}

const KEYS = [
  ['/', 'shell.keys.search'],
  ['j k', 'shell.keys.rows'],
  ['Enter', 'shell.keys.open'],
  ['c', 'shell.keys.copy'],
  ['x', 'shell.keys.choose'],
  ['?', 'shell.keys.help'],
  ['Esc', 'shell.keys.leave'],
] as const

function Keys({ onClose }: { onClose: () => void }) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    box.current?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <aside class="keys" aria-label={t('shell.keys')} tabIndex={-1} ref={box}>
      <header>
        <h2>{t('shell.keys')}</h2>
        <Button onClick={onClose}>{t('shell.close')}</Button>
      </header>
      <dl class="facts">
        {KEYS.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd dir="ltr">{key}</kbd>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </aside>
  )
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input,select,textarea,[contenteditable]') !== null

export function Layout({ children }: { children: ComponentChildren }) {
  const { path } = useLocation()
  const [keys, setKeys] = useState(false)
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Escape') {
        if (isTyping(event.target)) (event.target as HTMLElement).blur()
        setKeys(false)
      } else if (isTyping(event.target)) return
      else if (event.key === '?') setKeys((shown) => !shown)
      else if (event.key === '/') {
        const search =
          document.querySelector<HTMLInputElement>('main [data-search]') ??
          document.querySelector<HTMLInputElement>('[data-search]')
        if (!search) return
        event.preventDefault()
        search.focus()
        search.select()
      }
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
  const leave = (): void => {
    void fetchRaw('/console/session', { method: 'DELETE' }).finally(() => {
      signedOut()
      ended.value = false
      tellOthers()
    })
  }
  const who = person.value!
  return (
    <div class="house">
      <a class="skip" href="#main">
        {t('shell.skip')}
      </a>
      <header class="top">
        <a class="mark" href="/console/">
          <bdi class="country">{session.value?.country}</bdi> <bdi>{session.value?.name}</bdi>
        </a>
        <Find />
        <Feed />
        <div class="who">
          <span>
            <bdi>{who.name}</bdi>{' '}
            <small>
              {formatList(who.roles.map((role) => named('shell.role', role)))}
              {who.agency ? ` · ${who.agency}` : ''}
            </small>
          </span>
          <Button onClick={() => setKeys(!keys)} label={t('shell.keys')} pressed={keys}>
            ?
          </Button>
          <Button onClick={leave}>{t('shell.signout')}</Button>
        </div>
      </header>
      <Navigation path={path} />
      <main id="main" tabIndex={-1}>
        <Readiness />
        {children}
      </main>
      {keys && <Keys onClose={() => setKeys(false)} />}
      <Announce />
    </div>
  )
}
