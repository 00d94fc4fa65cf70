/** The house of the pages: sign-in, or the layout with the screen that the address names. */
import { lazy, LocationProvider, Route, Router, ErrorBoundary } from 'preact-iso'
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Layout } from './layout.tsx'
import { openFeed } from './live.ts'
import { Broken, Button, Empty, Hidden, Page } from './parts/index.ts'
import { ProblemError } from './api.ts'
import { SCREENS, type Screen } from './screens.ts'
import { attend, mayUse, person } from './session.ts'
import { SignIn } from './sign-in.tsx'
import { Start } from './start.tsx'
import { openRoom, t } from './text.ts'

type Shown = ComponentType<{ readonly params: Readonly<Record<string, string>> }>

const lazily = (screen: Screen): Shown => {
  const Loaded: Shown = lazy(async () => {
    const [made] = await Promise.all([screen.load(), openRoom(screen.room)])
    return made
  })
  return (props) => {
    if (mayUse(screen.roles)) return <Loaded {...props} />
    return (
      <Page title={t(screen.title)}>
        <Hidden roles={screen.roles} />
      </Page>
    )
  }
}
const screens = SCREENS.map((screen) => ({ path: screen.path, component: lazily(screen) }))

const Nowhere: Shown = () => (
  <Page title={t('shell.nowhere')}>
    <Empty title={t('shell.nowhere.what')} action={<Button href="/console/">{t('shell.nowhere.do')}</Button>} />
  </Page>
)

/** What a screen fails with is said in its place; the navigation stays. */
function Guarded({ url, children }: { url: string; children: preact.ComponentChildren }) {
  const [fault, setFault] = useState<Error | null>(null)
  useEffect(() => setFault(null), [url])
  if (fault)
    return (
      <Page title={t('shell.broken')}>
        <Broken
          problem={
            fault instanceof ProblemError
              ? fault
              : new ProblemError({ title: t('shell.broken'), status: 1, detail: fault.message })
          }
          again={() => location.reload()}
        />
      </Page>
    )
  return <ErrorBoundary onError={setFault}>{children}</ErrorBoundary>
}

export function App() {
  const signedIn = person.value !== null
  const [url, setUrl] = useState(location.pathname)
  useEffect(() => (signedIn ? openFeed() : undefined), [signedIn])
  useEffect(() => (signedIn ? attend() : undefined), [signedIn])
  if (!signedIn) return <SignIn />
  return (
    <LocationProvider scope="/console">
      <Layout>
        <Guarded url={url}>
          <Router onRouteChange={setUrl}>
            <Route path="/console" component={Start} />
            {screens.map(({ path, component }) => (
              <Route key={path} path={path} component={component} />
            ))}
            <Route default component={Nowhere} />
          </Router>
        </Guarded>
      </Layout>
    </LocationProvider>
  )
}
