/** The officers' screens, walked against two nodes with a day behind them: seen in every language, and first decisions. What takes longer is in border-acts.test.ts. */
import t from 'tap'
import { call } from '../../node/cli/demo-nodes.ts'
import { needsChromium } from '../chromium.ts'
import { crowdBorder, LORRIES } from './border-day.ts'
import { ACTED } from './border-more-acts.ts'
import { borderOf, openBrowser, unwalked, walk, type Walk } from './walk.ts'

type Page = Walk['page']

const OFFICER = { ref: 'XB-12', function: 'duty officer', office: 'XB000214', legalGround: 'Customs Act, section 12' }
/** Fills in who decides, in the form that is open. */
async function decides(page: Page, who: Partial<typeof OFFICER> = {}): Promise<void> {
  for (const [name, value] of Object.entries({ ...OFFICER, ...who }))
    await page.fill(`.doing[open] input[name="by.${name}"]`, value)
}

/** A text that no locale file has stands on the page as its key. */
const keysOn = ({ page }: Walk): Promise<string[]> =>
  page.evaluate(() =>
    [...((globalThis as any).document.body.innerText as string).matchAll(/\b(?:border|shell)\.[a-z][\w.-]+/g)].map(
      ([key]) => key,
    ),
  )

t.test('the officers’ screens', needsChromium(), async (t) => {
  const nodes = await borderOf(t)
  const [a, b] = nodes
  const day = await crowdBorder(nodes)
  const browser = await openBrowser(t)
  const signedIn = async (node: typeof a, language: 'en' | 'fr' | 'es' | 'ar' = 'en'): Promise<Walk> => {
    const somebody = await walk(t, browser, node, { language })
    await somebody.signIn('window')
    return somebody
  }
  const { items } = await call<{ items: { exitOffice: string; entryOffice: string }[] }>(b, 'GET', '/v1/opening-hours')
  const hours = `/console/hours/${items[0]!.exitOffice}/${items[0]!.entryOffice}`
  const held = `/console/pre-arrivals/${day.held.conversation}?peer=XA`
  const screens: readonly (readonly [name: string, path: string])[] = [
    ['border', '/console/border'],
    ['border-found', '/console/border?q=msku%201234'],
    ['pre-arrival', held],
    ['pre-arrival-stopped', `/console/pre-arrivals/${day.stopped.conversation}?peer=XA`],
    ['crossings', '/console/crossings'],
    ['crossing', '/console/crossings/XA-XB-000417'],
    ['control', `/console/controls/${day.control.conversation}?peer=XA`],
    ['control-new', '/console/controls/new?peer=XA&equipment=MSKU%20123456-7&side=entry'],
    ['hours', '/console/hours'],
    ['hours-pair', `${hours}?after=PT2H`],
    ['hours-now', hours.replace('/console/hours', '/v1/opening-hours') + '/now'],
    ['hours-poster', hours.replace('/console/hours', '/v1/opening-hours') + '/poster'],
    ['traders', '/console/traders'],
    ['permits', '/console/permits'],
    ['permit', `/console/permits/${encodeURIComponent('VET/XA/2026/000417')}?issuer=XA`],
    ['times', '/console/times?by=mode'],
    ['permit-issue', '/console/issue-permit'],
    ['permit-ask', '/console/ask-permit'],
    ['assistance-new', '/console/ask-assistance'],
    ['offices', '/console/offices'],
  ]

  for (const language of ['en', 'ar', 'fr', 'es'] as const)
    await t.test(`each is whole in ${language}`, async (t) => {
      const somebody = await signedIn(b, language)
      for (const [name, path] of screens) {
        const printed = ['border', 'crossing', 'pre-arrival', 'hours-pair', 'hours-poster', 'permit'].includes(name)
        if (language === 'en' || language === 'ar') await somebody.see(path, name, { printed })
        else await somebody.goto(path)
        t.same(await keysOn(somebody), [], `${name} has all its texts`)
      }
      somebody.check()
    })

  await t.test('times are by the clock of our office, and days of many by that of all', async () => {
    const somebody = await signedIn(b)
    for (const path of ['/console/border?office=XB000214', '/console/crossings', '/console/crossings/XA-XB-000417']) {
      await somebody.goto(path)
      await somebody.page.waitForSelector('.clock-of:has-text("Europe/Moscow")')
    }
    await somebody.goto('/console/times')
    await somebody.page.waitForSelector('main :text("counted by UTC")')
    somebody.check()
  })

  await t.test('mutual assistance is there for its role alone', async (t) => {
    const auditor = await walk(t, browser, b)
    await auditor.signIn('auditor')
    await auditor.goto('/console/border')
    t.equal(await auditor.page.locator('nav a[href="/console/assistance"]').count(), 0, 'nobody else is led there')
    await auditor.goto('/console/assistance')
    t.equal(await auditor.page.locator('table').count(), 0, 'and nothing of it is shown')
    auditor.check()
  })

  await t.test('a do-not-load is ordered here, answered there, and lifted here', async (t) => {
    const [ours, theirs] = [await signedIn(b), await signedIn(a)]
    await ours.goto('/console/border?q=xa4711kl')
    await ours.page.waitForSelector('.found .vehicle .state-bad:text-is("Held")')
    await ours.page.click('.found tbody tr >> nth=0')
    await ours.page.waitForSelector(`h1:has-text("${LORRIES.expected.plate}")`)
    await ours.page.click('summary:has-text("Order: do not load")')
    await ours.page.check('.doing[open] input[value=other]')
    await ours.page.click('.doing[open] button[type=submit]')
    await ours.page.waitForSelector('.doing[open] .field-bad:has(textarea[name=additionalInformation])')
    await ours.page.check('.doing[open] input[value=screening]')
    await ours.page.fill('.doing[open] textarea[name=additionalInformation]', 'Seal does not match')
    await decides(ours.page, { ref: '' })
    await ours.page.click('.doing[open] button[type=submit]')
    await ours.page.waitForSelector('.doing[open] .field-error')
    t.match(
      await ours.page.textContent('.doing[open] [role=alert]'),
      /Say who decides/,
      'nobody orders it without a name',
    )
    await decides(ours.page)
    await ours.page.click('.doing[open] button[type=submit]')
    await ours.page.waitForSelector('main > .notice-bad')
    t.match(await ours.page.textContent('main > .notice-bad'), /MSKU1234567/, 'it stands')

    await theirs.goto(`/console/pre-arrivals/${day.expected.conversation}?peer=XB`)
    await theirs.page.waitForSelector('main > .notice-bad .reasons li:text-is("Screening not done or not clear")')
    await theirs.page.waitForSelector('.waits li:has-text("must not be loaded"):has(.state-bad)')
    await theirs.page.click('summary:has-text("Answer the do-not-load")')
    await theirs.page.check('.doing[open] input[value=executed]')
    await theirs.page.click('.doing[open] button[type=submit]')
    await theirs.page.waitForSelector('main > .notice-bad:has-text("It was not loaded")')

    await ours.goto(`/console/pre-arrivals/${day.expected.conversation}?peer=XA`)
    await ours.page.waitForSelector('main > .notice-bad:has-text("It was not loaded")')
    await ours.page.click('summary:has-text("Lift the do-not-load")')
    await decides(ours.page)
    await ours.page.click('.doing[open] button[type=submit]')
    await ours.page.waitForSelector('main > .notice-bad', { state: 'detached' })
    ours.check()
    theirs.check()
  })

  await t.test('what changed since a version stands beside the movement', async () => {
    for (const [node, peer] of [
      [a, 'XB'],
      [b, 'XA'],
    ] as const) {
      const somebody = await signedIn(node)
      await somebody.goto(`/console/pre-arrivals/${day.stopped.conversation}?peer=${peer}`)
      await somebody.page.waitForSelector('h2:text-is("What changed since version 1")')
      await somebody.page.waitForSelector('tr:has-text("/totalGrossMassMeasure/value"):has-text("18240")')
      somebody.check()
    }
  })

  await t.test('what the case does not allow is said in its form', async (t) => {
    const somebody = await signedIn(b)
    await somebody.goto(held)
    await somebody.page.click('summary:text-is("Release")')
    await somebody.page.click('.doing[open] button[type=submit]')
    const refused = await somebody.page.waitForSelector('.doing[open] [role=alert]')
    t.match(await refused.textContent(), /under-control|does not follow/, 'with the rule')
    // The browser itself notes an answer of 409.
    t.same(somebody.foreign, [])
  })

  await t.test('a joint control is accepted, and both are told', async () => {
    const [ours, theirs] = [await signedIn(b), await signedIn(a)]
    await ours.goto(`/console/controls/${day.control.conversation}?peer=XA`)
    await decides(ours.page)
    await ours.page.click('.doing[open] button[type=submit]')
    await ours.page.waitForSelector('.facts .state:has-text("Agreed")')
    await theirs.goto(`/console/controls/${day.control.conversation}?peer=XB`)
    await theirs.page.waitForSelector('.facts .state:has-text("Agreed")')
    ours.check()
  })

  await t.test('by keyboard: search, rows, open', async (t) => {
    const somebody = await signedIn(b)
    await somebody.goto('/console/border')
    await somebody.page.keyboard.press('/')
    await somebody.page.keyboard.type('tghu 7654')
    await somebody.page.waitForSelector('.found tbody tr')
    await somebody.page.keyboard.press('Escape')
    await somebody.page.keyboard.press('j')
    await somebody.page.keyboard.press('Enter')
    await somebody.page.waitForSelector(`h1:has-text("${LORRIES.overdue.plate}")`)
    t.match(new URL(somebody.page.url()).pathname, /^\/console\/pre-arrivals\//)
    somebody.check()
  })
  t.same(unwalked(['border']), ACTED, 'no screen was left out, but what the acts go through')
})
