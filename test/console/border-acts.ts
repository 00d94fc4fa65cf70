/** What officers of two countries do to each other's knowledge, each act filled in at one console until the other shows it; over the day and the nodes of who walks. */
import type { Test as T } from 'tap'
import type { DemoNode } from '../../node/cli/demo-nodes.ts'
import type { Announced } from './border-day.ts'
import { LORRIES } from './border-day.ts'
import type { Language, Walk } from './walk.ts'

export type Officers = {
  readonly a: DemoNode
  readonly b: DemoNode
  readonly day: Announced
  signedIn(node: DemoNode, language?: Language): Promise<Walk>
}
type Fields = Readonly<Record<string, string>>

/** Opens a form by its title, fills it in and sends it. */
export async function act({ page }: Walk, title: string, fields: Fields = {}): Promise<void> {
  const form = page.locator(`.doing:has(> summary:text-is("${title}"))`).first()
  await form.waitFor()
  if ((await form.getAttribute('open')) === null) await form.locator('> summary').click()
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`)
    const kind = await field.first().evaluate((e: any) => (e.tagName === 'SELECT' ? 'select' : e.type))
    if (kind === 'select') await field.selectOption(value)
    else if (kind === 'radio' || kind === 'checkbox') await form.locator(`[name="${name}"][value="${value}"]`).check()
    else await field.fill(value)
  }
  await form.locator('button[type=submit]').click()
}

/** Waits until the page says it. */
export const says = ({ page }: Walk, text: string, where = 'main'): Promise<unknown> =>
  page.waitForSelector(`${where} :text("${text}")`)

type Test = Pick<T, 'same' | 'match' | 'equal' | 'ok'>

/** Another time is agreed, both begin and state what they found, the nodes make the record, and it counts or does not. */
export async function controlTogether(t: Test, { a, b, day, signedIn }: Officers): Promise<void> {
  const [ours, theirs] = [await signedIn(b), await signedIn(a)]
  await ours.goto(`/console/controls/${day.control.conversation}?peer=XA`)
  await theirs.goto(`/console/controls/${day.control.conversation}?peer=XB`)
  if (await ours.page.locator('summary:text-is("Accept the joint control")').count())
    await act(ours, 'Accept the joint control', { xDecidedBy: 'XB-12' })
  await says(ours, 'Agreed', '.facts')
  await act(ours, 'Propose another time', { xPlace: 'Ramp 7' })
  await act(theirs, 'Accept the other time', { xDecidedBy: 'XA-7' })
  await says(ours, 'Ramp 7', '.facts')
  for (const side of [ours, theirs]) {
    await act(side, 'Start')
    await says(side, 'Running', '.facts')
  }
  const seal = LORRIES.overdue.container
  // What is wrong is said at its field, before anything is sent.
  await act(ours, 'State what was found', { value: '18240' })
  await says(ours, 'Fill this in', '.doing[open] .field-bad')
  t.match(await ours.page.textContent('.clock-of'), /Europe\/Moscow/, 'by the clock of the office')
  await act(ours, 'State what was found', {
    value: '18240',
    instrument: 'SCALE-7',
    [`intact ${seal}`]: 'NDC-1',
    [`seal ${seal}`]: 'XB-1',
    xFinality: 'interim',
  })
  await says(ours, 'NDC-1', 'table')
  await says(ours, 'Interim', 'table')
  await ours.goto(`/console/controls/${day.control.conversation}?peer=XA`)
  await act(ours, 'State what was found', { xResultCode: 'discrepancy', found: '18 pallets', [`seal ${seal}`]: 'XB-2' })
  await says(theirs, 'XB-2', 'table')
  await act(theirs, 'State what was found')
  await says(ours, 'Signed by the node of XA')
  await says(ours, 'Signed by the node of XB')
  await ours.see(`/console/controls/${day.control.conversation}?peer=XA`, 'control-recorded')
  await act(theirs, 'Recognise the control', { xDecidedBy: 'XA-7' })
  await says(ours, 'Recognised', '.waits')
  await act(ours, 'Do not recognise the control', { xReasonCode: 'methods-differ', xDecidedBy: 'XB-12' })
  await says(theirs, 'methods-differ', '.waits')
  ours.check()
  theirs.check()
}

/** What is asked before a movement arrives, and what becomes of it that goes elsewhere or is here. */
export async function onTheWay(t: Test, { a, b, day, signedIn }: Officers): Promise<void> {
  const [entry, exit] = [await signedIn(b), await signedIn(a)]
  const at = (conversation: string, peer: string) => `/console/pre-arrivals/${conversation}?peer=${peer}`
  await entry.goto(at(day.expected.conversation, 'XA'))
  await act(entry, 'Ask for screening', { xMethods: 'x-ray', additionalInformation: 'The axle' })
  await exit.goto(at(day.expected.conversation, 'XB'))
  await act(exit, 'State the result of screening', { method: 'x-ray', resultCode: 'clear' })
  await says(entry, 'Screening result', '.timeline')
  await act(entry, 'Ask for information', {})
  await says(entry, 'Fill this in', '.doing[open] .field-bad')
  await act(entry, 'Ask for information', { additionalInformation: 'Who packed it?' })
  await act(exit, 'Give the information', { additionalInformation: 'The shipper' })
  await says(entry, 'Information given', '.timeline')
  await act(entry, 'Recommend a control', { placeOfControl: 'XB000214' })
  await act(entry, 'Announce a control')
  await says(exit, 'Control announced', '.timeline')
  await act(exit, 'Report that it goes elsewhere', { office: 'XB000999' })
  await says(entry, 'Diverted', 'table')
  t.same(entry.foreign.concat(exit.foreign), [])
  entry.check()
  exit.check()
}

/** A permit is issued, amended, asked about, reserved, written off, given back, stopped and revoked; both sides see what is left. */
export async function permitsLife(t: Test, { a, b, signedIn }: Officers): Promise<void> {
  const [issuer, user] = [await signedIn(a), await signedIn(b)]
  const number = `VET/XA/2026/${String(Date.now()).slice(-6)}`
  const page = `/console/permits/${encodeURIComponent(number)}?issuer=XA`
  await issuer.see('/console/issue-permit', 'permit-issue')
  const send = (): Promise<void> => issuer.page.click('main button[type=submit]')
  await issuer.page.fill('input[name=permit]', number)
  await issuer.page.fill('input[name=xAgency]', 'veterinary')
  await issuer.page.fill('input[name="value 0"]', '12,5x')
  await send()
  await says(issuer, 'value', '.field-bad')
  await issuer.page.fill('input[name="value 0"]', '1000')
  await issuer.page.click('button:has-text("One more item")')
  await issuer.page.fill('input[name="value 1"]', '20')
  await send()
  await issuer.page.waitForSelector(`h1:text-is("${number}")`)
  await act(issuer, 'Amend the permit', { 'value 0': '900' })
  await says(issuer, 'as you stated it', '.notice-good')
  await says(issuer, '900 / 900 KGM', 'table')

  await user.see('/console/ask-permit', 'permit-ask')
  await user.page.fill('input[name=id]', number)
  await user.page.fill('input[name=agency]', 'veterinary')
  await user.page.click('main button[type=submit]')
  await user.page.click('a:has-text("where the answer will stand")')
  await says(user, '900 / 900 KGM', 'table')
  await act(user, 'Reserve a quantity', { xItem: '1', value: '100', agency: 'veterinary' })
  await says(user, '800 / 900 KGM', 'table')
  await act(user, 'Write off', {
    xItem: '1',
    value: '50',
    agency: 'veterinary',
    declaration: '26XB0000000000000A',
  })
  await says(user, '750 / 900 KGM', 'table')
  await says(issuer, '26XB0000000000000A', 'table')
  await act(user, 'Give back 50 KGM of item 1', { xReason: 'Refused entry' })
  await says(user, 'Cancelled', 'table')
  await act(user, 'Verify what was presented', { agency: 'veterinary', xItem: '1', value: '7' })
  await act(user, 'Report an interception', {
    agency: 'veterinary',
    xReason: 'pest-found',
    xMeasure: 'detained',
  })
  await says(issuer, 'Pest found', '.waits')
  await user.see(page, 'permit-used')
  await act(issuer, 'Endorse what left', { xItem: '2', value: '20' })
  await act(issuer, 'Revoke the permit', { xReason: 'Outbreak', ref: '' })
  await says(issuer, 'Say who decides', '.doing[open] .field-bad')
  await issuer.see(page, 'permit-own')
  await act(issuer, 'Revoke the permit', { xReason: 'Outbreak', ref: 'XA-7' })
  await says(user, 'It is revoked')
  // A browser notes the answer of 400 itself.
  t.same(issuer.foreign.concat(user.foreign), [])
  user.check()
}
