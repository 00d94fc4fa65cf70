/** What officers negotiate and ask of each other, walked at both sides: opening hours that are proposed, countered, accepted and withdrawn; mutual assistance; times compared. */
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { DemoDesk } from '../../node/cli/demo-desk.ts'
import { call, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { act, OFFICER, says } from './border-acts.ts'
import type { Language, Walk } from './walk.ts'

export type Sides = {
  readonly a: DemoNode
  readonly b: DemoNode
  signedIn(node: DemoNode, language?: Language): Promise<Walk>
}

/** The screens that only the acts go through. */
export const ACTED: readonly string[] = [
  '/console/offices/:office',
  '/console/movements/:conversation',
  '/console/studies/:country/:id',
  '/console/assistance/:conversation',
  '/console/messages/:id/correction',
  '/console/messages/:id/breach',
  '/console/neighbours/:country/corrections/:id',
  '/console/neighbours/:country/breach',
  '/console/neighbours/:country/breaches/:id',
]

/** XB proposes hours, XA other ones instead, which XB accepts; then XB proposes once more and withdraws it. */
export async function negotiateHours({ a, b, signedIn }: Sides, path: string): Promise<void> {
  const [ours, theirs] = [await signedIn(b), await signedIn(a)]
  const versions = (page: Page, country: string, state: string) =>
    page.waitForSelector(`tbody tr:has-text("${country}"):has(.state:has-text("${state}"))`)
  await ours.goto(path)
  await act(ours, 'Propose new hours', { mo: 'from eight' })
  await says(ours, 'Write hours as', '.doing[open] .field-bad')
  await act(ours, 'Propose new hours', { mo: '07:00–12:00, 13:00–20:00', dateList: 'eid', listedDays: '40' })
  await says(ours, 'From 1 to 31 days', '.doing[open] .field-bad')
  await act(ours, 'Propose new hours', { listedFrom: '2030-02-14', listedDays: '2', listedHours: '10:00–12:00' })
  await versions(ours.page, 'XB', 'proposed')

  await theirs.goto(path)
  await versions(theirs.page, 'XB', 'proposed')
  await theirs.see(path, 'hours-proposed')
  await act(theirs, 'Propose other hours')
  await versions(theirs.page, 'XB', 'countered')

  await ours.goto(path)
  await versions(ours.page, 'XA', 'proposed')
  await act(ours, 'Accept the hours')
  await ours.page.waitForSelector('.doing > summary:text-is("Propose new hours")')
  await act(ours, 'Propose new hours')
  await ours.page.waitForSelector('.doing > summary:text-is("Withdraw our proposal")')
  await act(ours, 'Withdraw our proposal')
  await versions(ours.page, 'XB', 'withdrawn')
  await theirs.goto(path)
  await versions(theirs.page, 'XB', 'withdrawn')
  ours.check()
  theirs.check()
}

/** XB proposes hours for two offices of which nothing was said before; XA accepts them. */
export async function proposeFirst(t: Test, { a, b, signedIn }: Sides): Promise<void> {
  const [ours, theirs] = [await signedIn(b), await signedIn(a)]
  const title = 'Propose hours for two other offices'
  const offices = { exitOffice: 'XB000777', xEntryOffice: 'XA000777' }
  await ours.goto('/console/hours')
  await ours.page.click(`summary:text-is("${title}")`)
  await ours.page.waitForSelector('.doing[open] input[name=xTimeZone][value="Europe/Moscow"]')
  await act(ours, title, { ...offices, xTimeZone: 'Moscow time', mo: '8-18' })
  await says(ours, 'Write the time zone as', '.doing[open] .field-bad')
  await act(ours, title, { exitOffice: 'XC000777', xTimeZone: 'Europe/Moscow' })
  await says(ours, 'neither country', '.doing[open] .field-bad')
  await act(ours, title, offices)
  await ours.page.click('button:has-text("new row")')
  await ours.page.click('tbody a:has-text("XB000777")')
  await says(ours, 'proposed', 'table')
  await theirs.goto('/console/hours/XB000777/XA000777')
  await act(theirs, 'Accept the hours')
  // Its own hours are still to be stated: until then nothing is open.
  await theirs.page.waitForSelector('tbody tr:has-text("XB"):has(.state:has-text("in force"))')
  await act(theirs, 'Propose new hours', { xTimeZone: 'Europe/Helsinki', mo: '7-19' })
  await ours.page.waitForSelector('tbody tr:has-text("Europe/Helsinki")')
  // The browser itself notes that an office was refused.
  t.same(ours.foreign, [])
  theirs.check()
}

/** XA asks, XB accepts on conditions, XA accepts them; nothing of the matter stands in a list. */
export async function assist(t: Test, { a, b, signedIn }: Sides): Promise<void> {
  const matter = 'undervalued textiles of trader T-7781'
  const asked = await new DemoDesk().say(a, b, {
    procedure: 'assistance',
    type: 'request',
    by: 'XA-7',
    context: { xSchema: 'assistance', xPurpose: 'demonstration', xLegalBasis: 'WTO TFA, article 12' },
    document: { xInstrument: 'tfa-12', xMatter: matter, xQuestions: ['Was the invoice declared to you?'] },
  })
  const [ours, theirs] = [await signedIn(b), await signedIn(a)]
  for (const language of ['en', 'ar'] as const) {
    const somebody = await signedIn(b, language)
    await somebody.see('/console/assistance', 'assistance')
    await somebody.see(`/console/assistance/${asked.conversation}?peer=XA`, 'assistance-case')
    somebody.check()
  }
  await ours.goto('/console/assistance?state=received')
  t.equal((await ours.page.textContent('main'))!.includes(matter), false, 'the list does not say what it is about')
  await ours.page.click('tbody tr a >> nth=0')
  await act(ours, 'Accept on conditions')
  await says(ours, 'Fill this in', '.doing[open] .field-bad')
  await act(ours, 'Accept on conditions', { xConditions: 'for the customs court alone' })
  await ours.page.waitForSelector(
    '.facts dd:has-text("conditional"), .facts dd:has-text("Conditional"), .facts dd:has-text("onditions")',
  )
  await theirs.goto(`/console/assistance/${asked.conversation}?peer=XB`)
  await act(theirs, 'Accept the conditions')
  await theirs.page.waitForSelector('.doing > summary:text-is("Accept the conditions")', { state: 'detached' })
  ours.check()
  theirs.check()
}

/** XB has lost a copy of what XA had sent and tells of it; XA takes note; XB says since when it is over, and both see that. */
export async function tellBreach({ a, b, signedIn }: Sides): Promise<void> {
  const path = '/v1/messages?direction=in&procedure=pre-arrival&type=declaration&limit=1'
  const { items } = await call<{ items: { id: string }[] }>(b, 'GET', path)
  const [ours, theirs] = [await signedIn(b), await signedIn(a)]
  const sign = async ({ page }: Walk, as: string) => {
    for (const [name, value] of Object.entries(OFFICER)) await page.fill(`input[name="${name}"]`, value)
    await page.click(`button[type=submit]:text-is("${as}")`)
  }
  const open = async (side: Walk, peer: string, state: string) => {
    await side.goto(`/console/neighbours/${peer}`)
    await side.page.click(`tr:has(.state:text-is("${state}")) a:text-is("Open")`)
  }
  for (const language of ['en', 'ar'] as const) {
    const somebody = await signedIn(b, language)
    await somebody.see('/console/neighbours/XA/breach', 'breach-of-procedure')
    somebody.check()
  }
  await ours.goto(`/console/messages/${items[0]!.id}`)
  await ours.page.click('a:text-is("Tell of a breach")')
  await ours.page.waitForSelector('textarea[name=xText]')
  await ours.see(new URL(ours.page.url()).pathname, 'breach-tell')
  await ours.page.fill('input[name=xPersons]', 'some')
  await sign(ours, 'Sign and tell')
  await ours.page.waitForSelector('.field-bad:has(textarea[name=xText])')
  await ours.page.fill('textarea[name=xText]', 'a copy was left behind')
  await ours.page.fill('input[name=xPersons]', '3')
  await sign(ours, 'Sign and tell')
  await ours.page.waitForSelector('.notice-good')
  await open(theirs, 'XB', 'to be answered')
  await theirs.page.waitForSelector('.facts dd:has-text("Confidentiality")')
  await theirs.see(new URL(theirs.page.url()).pathname, 'breach')
  await theirs.page.fill('textarea[name=xMeasures]', 'the trader was told')
  await sign(theirs, 'Sign and take note')
  await theirs.page.waitForSelector('.notice-good')
  await open(ours, 'XA', 'answered')
  await ours.page.waitForSelector('textarea[name=xText]')
  await sign(ours, 'Sign and tell more')
  await ours.page.waitForSelector('.field-bad:has(textarea[name=xText])')
  await ours.page.fill('textarea[name=xText]', 'it was found')
  await sign(ours, 'Sign and tell more')
  await ours.page.waitForSelector('.notice-good')
  ours.check()
  theirs.check()
}

/** XB has found data of XA wrong and asks; XA sees until when, and answers; both see what became of it. */
export async function correctData({ a, b, signedIn }: Sides): Promise<void> {
  const path = '/v1/messages?direction=in&procedure=pre-arrival&type=declaration&limit=1'
  const { items } = await call<{ items: { id: string }[] }>(b, 'GET', path)
  const [ours, theirs] = [await signedIn(b), await signedIn(a)]
  await ours.goto(`/console/messages/${items[0]!.id}`)
  await ours.page.click('a:text-is("Ask for a correction")')
  await ours.page.fill('textarea[name=xPointers]', '/id\n/grossMassMeasure')
  await ours.see(new URL(ours.page.url()).pathname, 'correction-ask')
  await ours.page.fill('textarea[name=xPointers]', '/id')
  await ours.page.click('button[type=submit]:text-is("Sign and ask")')
  await ours.page.waitForSelector('.notice-good')
  const row = 'tr:has-text("XA"):has(.state:has-text("to be put right"))'
  await theirs.goto('/console/neighbours/XB')
  await theirs.page.waitForSelector(row)
  await theirs.page.click(`${row} a:text-is("Answer")`)
  await theirs.page.waitForSelector('.facts bdi:text-is("/id")')
  await theirs.see(new URL(theirs.page.url()).pathname, 'correction-answer')
  await theirs.page.check('input[value=refused]')
  await theirs.page.click('button[type=submit]:text-is("Sign and answer")')
  await theirs.page.waitForSelector('.field-bad:has(textarea[name=xText])')
  await theirs.page.fill('textarea[name=xText]', 'it is the number of the declaration')
  for (const [name, value] of Object.entries(OFFICER)) await theirs.page.fill(`input[name="${name}"]`, value)
  await theirs.page.click('button[type=submit]:text-is("Sign and answer")')
  await theirs.page.waitForSelector('.notice-good')
  for (const [side, peer] of [
    [ours, 'XA'],
    [theirs, 'XB'],
  ] as const) {
    await side.goto(`/console/neighbours/${peer}`)
    await side.page.waitForSelector('.state:has-text("they stand")')
    side.check()
  }
}

/** XB plans a study, XA takes part in it, and both find the same movements in the sample; the report is in the language of the reader. */
export async function planStudy(t: Test, { a, b, signedIn }: Sides): Promise<void> {
  const [ours, theirs] = [await signedIn(b), await signedIn(a)]
  const day = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
  await ours.goto('/console/times')
  await act(ours, 'Plan a study', { xTo: '2020-01-01' })
  await says(ours, 'The last day is before the first', '.doing[open] .field-bad')
  await act(ours, 'Plan a study', { xStudy: 'WALK', xTitle: 'Walked', xFrom: day(-20), xTo: day(20), xOffices: 'XB000214, XA000101', method: 'systematic', every: '2', rule: 'tukey' }) // prettier-ignore
  await ours.page.waitForSelector('a:has-text("Walked")')
  const path = (country: string): string => `/console/studies/${country}/WALK`
  await theirs.goto(path('XB'))
  await act(theirs, 'Take part in the study')
  await theirs.page.waitForSelector('.facts .state-good:has-text("agreed by both")')
  const rows = async ({ page, goto }: Walk, country: string): Promise<string[]> => {
    await goto(path(country))
    await page.waitForSelector('.facts .state-good:has-text("agreed by both")')
    await page.waitForSelector('.section tbody tr')
    return (await page.locator('.section tbody tr td:first-child').allTextContents()).sort()
  }
  const sample = await rows(ours, 'XA')
  t.same(await rows(theirs, 'XB'), sample, 'both draw the same sample')
  t.ok(sample.length > 0, 'there is something in it')
  for (const language of ['en', 'ar'] as const) {
    const somebody = await signedIn(b, language)
    await somebody.see(path('XA'), 'study')
    const report = await somebody.page.locator('.page-head a[href*="report.html"]').getAttribute('href')
    t.match(report, `language=${language}`)
    somebody.check()
  }
  ours.check()
  theirs.check()
}

/** Two periods stand beside each other, as bars and as a line, with what is exported. */
export async function compareTimes(t: Test, { b, signedIn }: Sides): Promise<void> {
  const month = new Date().toISOString().slice(0, 7)
  for (const language of ['en', 'ar'] as const) {
    const somebody = await signedIn(b, language)
    await somebody.see(`/console/times?than=${month}&from=${month}`, 'times-compared')
    t.equal(await somebody.page.locator('.stats').count(), 3, 'both have their totals, and what they differ by')
    somebody.check()
  }
  const { page, goto, check } = await signedIn(b)
  await goto('/console/times?by=mode')
  await page.click('.chart .link')
  await page.waitForSelector('.chart table')
  t.equal(await page.locator('.chart tbody tr').count(), 1)
  await page.selectOption('.filters select >> nth=1', 'channel')
  await page.waitForURL(/by=channel/)
  check()
}
