/** Where the pages begin: who is signed in and the texts of his language, then the app. */
import { render } from 'preact'
import { App } from './app.tsx'
import './look.css'
import { readSession } from './session.ts'
import { openText } from './text.ts'
import { openTheme } from './theme.ts'

openTheme()
await Promise.all([openText(), readSession().catch(() => undefined)])
render(<App />, document.getElementById('app')!)
