/** Every screen of the console, walked with a browser against two real nodes with a day at their border behind them. */
import t from 'tap'
import { needsChromium } from '../chromium.ts'
import { borderOf, openBrowser, walk } from './walk.ts'

/** Each screen with the role that has it, by the name of its picture. */
const SCREENS: readonly (readonly [name: string, path: string, role: 'window' | 'operator' | 'auditor'])[] = [
  ['start', '/console/', 'window'],
  ['messages', '/console/messages', 'operator'],
]

t.test('every screen opens without a complaint, asks nobody else, and has no barrier', needsChromium(), async (t) => {
  const [node] = await borderOf(t)
  const browser = await openBrowser(t)

  await t.test('the way in', async (t) => {
    for (const language of ['en', 'ar'] as const) {
      const visitor = await walk(t, browser, node, { language })
      await visitor.see('/console/', 'sign-in')
      visitor.check()
    }
  })

  for (const language of ['en', 'ar'] as const)
    for (const role of ['window', 'operator', 'auditor'] as const)
      await t.test(`as ${role}, in ${language}`, async (t) => {
        const somebody = await walk(t, browser, node, { language })
        await somebody.signIn(role)
        for (const [name, path, whose] of SCREENS) if (whose === role) await somebody.see(path, name)
        somebody.check()
      })
})
