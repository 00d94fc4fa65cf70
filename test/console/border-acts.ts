/** What officers of two countries do to each other's knowledge, each act filled in at one console until the other shows it; over the day and the nodes of who walks. */
import { setTimeout } from 'node:timers/promises'
import type { Test as T } from 'tap'
import { call, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { alike } from '../../node/values/plain.ts'
import type { Announced } from './border-day.ts'
import { LORRIES } from './border-day.ts'
import type { Language, Walk } from './walk.ts'
import { FALCON } from '../cases/permit-samples.ts'

export type Officers = {
  readonly a: DemoNode
  readonly b: DemoNode
  readonly day: Announced
  signedIn(node: DemoNode, language?: Language): Promise<Walk>
}
export const OFFICER = {
  'by.ref': 'No. 12',
  'by.function': 'duty officer',
  'by.office': 'XB000214',
  'by.legalGround': 'Customs Act, section 12',
}
type Fields = Readonly<Record<string, string>>

/** Opens a form by its title, fills it in and sends it. */
export async function act({ page }: Walk, title: string, fields: Fields = {}): Promise<void> {
  const form = page.locator(`.doing:has(> summary:text-is("${title}"))`).first()
  await form.waitFor()
  if ((await form.getAttribute('open')) === null) await form.locator('> summary').click()
  await form.locator('form').waitFor()
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`)
    const kind = await field.first().evaluate((e: any) => (e.tagName === 'SELECT' ? 'select' : e.type))
    if (kind === 'select') await field.selectOption(value)
    else if (kind === 'checkbox' && value === 'on') await field.check()
    else if (kind === 'radio' || kind === 'checkbox') await form.locator(`[name="${name}"][value="${value}"]`).check()
    else await field.fill(value)
  }
  // Who decides, where it asks.
  if (await form.locator('[name="by.ref"]').count())
    for (const [name, value] of Object.entries(OFFICER))
      if (fields[name] === undefined) await form.locator(`[name="${name}"]`).fill(value)
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
    await act(ours, 'Accept the joint control', {})
  await says(ours, 'Agreed', '.facts')
  await act(ours, 'Propose another time', { xPlace: 'Ramp 7' })
  await act(theirs, 'Accept the other time', {})
  await says(ours, 'Ramp 7', '.facts')
  for (const side of [ours, theirs]) {
    await act(side, 'Start')
    await says(side, 'Running', '.facts')
  }
  const seal = alike(LORRIES.overdue.container)
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
  await act(ours, 'State what was found', {
    ...{ 'outcome revenue': 'discrepancy', found: '18 pallets', [`seal ${seal}`]: 'XB-2', [`party ${seal}`]: 'AC' },
    ...{ value: '18240', instrument: 'SCALE-7', axles: '7100, 11140', samples: 'S-1; XB-LAB; 26/0815' },
  })
  await says(theirs, 'XB-2', 'table')
  for (const text of ['quarantine', '7100 KGM', 'S-1 · XB-LAB · 26/0815']) await says(theirs, text, 'table')
  await says(theirs, 'owes its result', '.waits')
  await act(theirs, 'State what was found')
  await says(ours, 'Signed by the node of XA')
  await says(ours, 'Signed by the node of XB')
  await ours.see(`/console/controls/${day.control.conversation}?peer=XA`, 'control-recorded')
  await act(theirs, 'Recognise the control', {})
  await says(ours, 'Recognised', '.waits')
  await says(theirs, 'Check the seal first', 'table')
  await says(ours, 'Not relied upon', 'table')
  await theirs.see(`/console/controls/${day.control.conversation}?peer=XB`, 'control-verdict')
  await act(ours, 'Do not recognise the control', { xReasonCode: 'methods-differ' })
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
  await act(exit, 'Put it under transit', {
    id: '26XA0417000000T0J1',
    ...{ xOfficeOfDeparture: 'XA000101', xOfficeOfDestination: 'XB000214', amount: '7000' },
  })
  for (const side of [entry, exit]) {
    for (const text of ['under way', '26XA0417000000T0J1', '7000 EUR', 'XA000101 – XB000214'])
      await says(side, text, '.facts')
    await says(side, 'Customs may not release these goods for free circulation yet')
  }
  await act(entry, 'Ask for information', { additionalInformation: 'Who packed it?' })
  await act(exit, 'Give the information', { additionalInformation: 'The shipper' })
  await says(entry, 'Information given', '.timeline')
  await act(entry, 'Recommend a control', { placeOfControl: 'XB000214' })
  await act(entry, 'Announce a control')
  await says(exit, 'Control announced', '.timeline')
  await act(exit, 'Change the office of destination', { xOfficeOfDestination: 'XB000215' })
  await says(entry, 'XA000101 – XB000215', '.facts')
  await act(entry, 'Report the arrival under transit', { xActualOffice: 'XB000214' })
  for (const side of [entry, exit])
    for (const text of ['Transit ended at another office', 'XA000101 – XB000214']) await says(side, text, '.facts')
  await endOfTransit(exit, entry)
  await lateTransit(exit, entry, day.expected.conversation)
  await act(exit, 'Report that it goes elsewhere', { office: 'XB000999' })
  await says(entry, 'Diverted', 'table')
  // By the hours of the two offices they serve the road alone.
  const wagon = { functionCode: '9', functionalReferenceId: 'XA-LRN-RAIL', borderTransportMeans: { id: '31 80 4750', modeCode: '2' }, xOfficeOfFirstEntry: 'XB000214' } // prettier-ignore
  const declared = { to: 'XB', procedure: 'pre-arrival', type: 'declaration', context: { xSchema: 'pre-arrival' }, document: { mediaType: 'application/json', text: JSON.stringify(wagon) } } // prettier-ignore
  const { id } = await call<{ id: string }>(a, 'POST', '/v1/messages', declared, 'window', { 'idempotency-key': crypto.randomUUID() }) // prettier-ignore
  const isKnown = (): Promise<boolean> => call(b, 'GET', `/v1/pre-arrivals/${id}?peer=XA`).then(() => true, () => false) // prettier-ignore
  while (!(await isKnown())) await setTimeout(50)
  for (const [side, peer] of [
    [exit, 'XB'],
    [entry, 'XA'],
  ] as const) {
    // prettier-ignore
    await side.goto(at(id, peer))
    await says(side, 'An office that it names is not competent for it', '.facts')
    await side.goto('/console/border')
    await says(side, 'An office that it names is not competent for it', 'table')
  }
  t.same(entry.foreign.concat(exit.foreign), [])
  entry.check()
  exit.check()
}

/** Of what has arrived under transit its control results are stated, and it is discharged. */
async function endOfTransit(exit: Walk, entry: Walk, results: Fields = {}): Promise<void> {
  await says(exit, 'control results are due', '.facts')
  await act(entry, 'State the control results of the transit', { xOutcome: 'satisfactory', ...results })
  await says(exit, 'ended in order', '.facts')
  await act(exit, 'Discharge the transit')
  await says(entry, 'discharged', '.facts')
}

/** It is told after its limit, and so arrives late: it is in order only where somebody says that the delay was justified. */
async function lateTransit(exit: Walk, entry: Walk, conversation: string): Promise<void> {
  const title = 'Put it under transit'
  const form = exit.page.locator(`.doing:has(> summary:text-is("${title}"))`)
  await form.locator('> summary').click()
  /** By the clock of the page, to the minute. */
  const timeZone = await form.locator('[name="xLimit zone"]').inputValue()
  const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toLocaleString('sv-SE', { timeZone }).slice(0, 16).replace(' ', 'T') // prettier-ignore
  const told = { id: '26XA0417000000T0J1', xOfficeOfDeparture: 'XA000101', xOfficeOfDestination: 'XB000214' }
  // A limit that lies before its release is refused: it was released before it is told.
  await act(exit, title, { ...told, xReleasedAt: ago(3), xLimit: ago(1) })
  await act(entry, 'Report the arrival under transit')
  for (const side of [entry, exit]) await says(side, 'Transit ended after its limit', '.facts')
  await entry.see(`/console/pre-arrivals/${conversation}?peer=XA`, 'transit-late')
  await endOfTransit(exit, entry, { xDelayJustified: 'on' })
}

/** It arrives and turns round before anything is decided of it, is released for when it comes again, and comes. */
export async function turnsRound({ a, b, day, signedIn }: Officers): Promise<void> {
  const [entry, exit] = [await signedIn(b), await signedIn(a)]
  const path = `/console/pre-arrivals/${day.overdue.conversation}?peer=`
  await entry.goto(`${path}XA`)
  await exit.goto(`${path}XB`)
  await act(entry, 'Report the arrival')
  await says(exit, 'Arrived', 'table')
  await act(entry, 'Report that it turned round', { xReasonCode: 'papers' })
  await says(exit, 'Turned round', 'table')
  await act(entry, 'Release')
  await says(exit, 'Released on arrival', 'table')
  await entry.see(`${path}XA`, 'pre-arrival-on-arrival')
  await act(entry, 'Report the arrival')
  await exit.page.waitForSelector('table .state:text-is("Released")')
  await act(entry, 'Report what nobody declared', { xSubject: 'MSKU 999999-9' })
  await exit.page.waitForSelector('tr:has-text("MSKU9999999") .state:text-is("Not announced")')
  await entry.see(`${path}XA`, 'pre-arrival-found')
  entry.check()
  exit.check()
}

/** A permit is issued, amended, asked about, reserved, written off, given back, stopped and revoked; both sides see what is left. */
export async function permitsLife(t: Test, { a, b, signedIn }: Officers): Promise<void> {
  const [issuer, user] = [await signedIn(a), await signedIn(b)]
  const number = `VET/XA/2026/${String(Date.now()).slice(-6)}`
  const page = `/console/permits/${encodeURIComponent(number)}?issuer=XA`
  await issuer.goto('/console/issue-permit')
  const send = (): Promise<void> => issuer.page.click('main button[type=submit]')
  await issuer.page.fill('input[name=permit]', number)
  await issuer.page.fill('input[name=xAgency]', 'veterinary')
  await issuer.page.fill('input[name=xDestinations]', 'XB')
  await issuer.page.fill('input[name="value 0"]', '12,5x')
  await send()
  await says(issuer, 'value', '.field-bad')
  await issuer.page.fill('input[name="value 0"]', '1000')
  await issuer.page.click('button:has-text("One more item")')
  await issuer.page.fill('input[name="value 1"]', '20')
  await send()
  await issuer.page.waitForSelector(`h1:text-is("${number}")`)
  const put = issuer.page.waitForRequest((request) => request.method() === 'PUT')
  await act(issuer, 'Amend the permit', { 'value 0': '900' })
  t.match((await put).headers()['if-match'], /^"[\w-]{43}"$/, 'what was read is changed, and nothing else')
  await says(issuer, 'as you stated it', '.notice-good')
  await says(issuer, '900 / 900 KGM', 'table')

  // Somebody who means a new one does not put it in the place of another.
  await issuer.goto('/console/issue-permit')
  for (const [name, value] of Object.entries({
    permit: number,
    xAgency: 'veterinary',
    xDestinations: 'XB',
    'value 0': '7',
  }))
    await issuer.page.fill(`input[name="${name}"]`, value)
  await send()
  await says(issuer, 'it is there already', '.field-bad')
  await issuer.goto(page)
  await says(issuer, '900 / 900 KGM', 'table')

  await user.goto('/console/ask-permit')
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
  await act(user, 'Verify what was presented', { agency: 'veterinary', 'xItem 0': '1', 'value 0': '7' })
  await says(user, 'Not as it was issued', 'table')
  await says(user, 'Item 1: Quantity', 'table')
  await act(issuer, 'Let the reservation of XB lapse: 100 KGM of item 1', { xReason: 'Needed elsewhere' })
  await says(user, 'Needed elsewhere', 'table')
  await act(user, 'Report an interception', {
    agency: 'veterinary',
    xReason: 'pest-found',
    xMeasure: 'detained',
  })
  await says(issuer, 'Pest found', '.waits')
  await user.see(page, 'permit-used')
  await act(issuer, 'Endorse what left', { xItem: '2', value: '20' })
  await act(issuer, 'Revoke the permit', { xReason: 'Outbreak', 'by.ref': '' })
  await says(issuer, 'Say who decides', '.doing[open] .field-bad')
  await issuer.see(page, 'permit-own')
  await act(issuer, 'Revoke the permit', { xReason: 'Outbreak' })
  await says(user, 'It is revoked')
  await ofAppendixI(issuer, user)
  await ofAgreedKind({ a, b }, issuer)
  // A browser notes by itself that a quantity was refused, and that nothing is known of a permit until its issuer has answered.
  t.same(issuer.foreign.concat(user.foreign), [])
}

/** The form of a kind asks for what its documents state: a permit for export of Appendix I, and a use of it that names the import permit. */
async function ofAppendixI(issuer: Walk, user: Walk): Promise<void> {
  const number = `CITES/XA/${String(Date.now()).slice(-6)}`
  const { page } = issuer
  const send = (): Promise<void> => page.click('main button[type=submit]')
  // Whatever the clock of the office is, it was issued before it left.
  const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 16)
  for (const kind of ['phytosanitary', 'firearms', 'cites'])
    await issuer.see(`/console/issue-permit?kind=${kind}`, `permit-issue-${kind}`)
  await issuer.goto('/console/issue-permit')
  await page.selectOption('select[name=xKind]', 'cites')
  await page.selectOption('select[name=xSubtype]', 'export-permit')
  for (const [name, value] of Object.entries({
    permit: number,
    xAgency: 'cites',
    'value 0': '4',
    xSecurityStampId: 'S-77',
    xDestinations: 'XB',
  }))
    await page.fill(`input[name="${name}"]`, value)
  await page.fill('input[name=xIssuedAt]', ago(4))
  await send()
  await says(issuer, 'Scientific name', '.field-bad')
  await page.fill('input[name="xScientificName 0"]', 'Panthera uncia')
  for (const [name, code] of Object.entries({ xPurposeCode: 'Z', 'xAppendix 0': 'I', 'xSourceCode 0': 'W' }))
    await page.selectOption(`select[name="${name}"]`, code)
  await send()
  await says(issuer, 'name it', '.field-bad')
  const other = {
    xCorrespondingPermit: 'I-9',
    'xCorrespondingPermit.typeCode': '911',
    'xCorrespondingPermit.xIssuer.country': 'XB',
    'xCorrespondingPermit.xIssuer.agency': 'cites',
  }
  for (const [name, value] of Object.entries(other)) await page.fill(`input[name="${name}"]`, value)
  await send()
  await page.waitForSelector(`h1:text-is("${number}")`)
  await says(issuer, 'Panthera uncia', '.facts')

  await user.goto('/console/ask-permit')
  await user.page.fill('input[name=id]', number)
  await user.page.fill('input[name=typeCode]', '811')
  await user.page.fill('input[name=agency]', 'cites')
  await user.page.click('main button[type=submit]')
  await user.page.click('a:has-text("where the answer will stand")')
  await says(user, 'Panthera uncia', '.facts')
  if ((await user.page.textContent('main'))!.includes('S-77')) throw new Error('a stamp is told to nobody')
  const used = {
    xItem: '1',
    value: '1',
    agency: 'cites',
    declaration: '26XB0000000000001A',
    xExportedAt: ago(2),
    ...other,
  }
  await act(user, 'Write off', used)
  await says(user, '3 / 4 KGM', 'table')
}

type Agreed = { readonly hash: string; readonly document: { readonly issued_at: number } }

/** Two countries agree on a kind of permit: the form of the agency shows what it states, by the name that it has there. */
async function ofAgreedKind({ a, b }: Pick<Officers, 'a' | 'b'>, { page, goto }: Walk): Promise<void> {
  const agreements = async (node: DemoNode) =>
    (await call<{ items: Agreed[] }>(node, 'GET', '/v1/agreements', undefined, 'operator')).items
  const [last] = (await agreements(a)).sort((one, other) => other.document.issued_at - one.document.issued_at)
  const document = { ...last!.document, issued_at: last!.document.issued_at + 1, permit_kinds: [FALCON] }
  const { hash } = await call<Agreed>(a, 'POST', '/v1/agreements', document, 'operator')
  while (!(await agreements(b)).some((one) => one.hash === hash)) await setTimeout(50)
  await call(b, 'POST', `/v1/agreements/${encodeURIComponent(hash)}/accept`, undefined, 'operator')
  const known = async () => (await call<{ items: unknown[] }>(a, 'GET', '/v1/permit-kinds')).items.length > 0
  while (!(await known())) await setTimeout(50)
  await goto('/console/issue-permit?kind=falcon-passport')
  await page.waitForSelector('input[name="xScientificName 0"]')
  const number = `FALCON/${String(Date.now()).slice(-6)}`
  const filled = {
    ...{ permit: number, typeCode: '811', xAgency: 'veterinary', 'value 0': '1', 'unitCode 0': 'C62' },
    ...{ 'xScientificName 0': 'Falco cherrug', 'xSpecimenMarks 0': 'R-1' },
  }
  for (const [name, value] of Object.entries(filled)) await page.fill(`input[name="${name}"]`, value)
  await page.selectOption('select[name="xPurposeCode"]', 'P')
  await page.click('main button[type=submit]')
  await page.waitForSelector(`h1:text-is("${number}")`)
  await page.waitForSelector('.facts :text("Falcon passport")')
}

/** Assistance is asked for and answered in part and whole, passed on with leave, and destroyed; something is told unasked. */
export async function helpEachOther(t: Test, { a, b, signedIn }: Officers): Promise<void> {
  const [ours, theirs] = [await signedIn(b), await signedIn(a)]
  await ours.goto('/console/ask-assistance')
  await ours.page.fill('textarea[name=xMatter]', 'Undervalued textiles')
  await ours.page.fill('textarea[name=xQuestions]', 'Was it declared?\nBy whom?')
  await ours.page.click('main button[type=submit]')
  await says(ours, 'Fill this in', '.field-bad')
  await ours.page.fill('input[name=xLegalBasis]', 'WTO TFA, article 12')
  for (const [name, value] of Object.entries(OFFICER)) await ours.page.fill(`input[name="${name}"]`, value)
  await ours.page.click('main button[type=submit]')
  await ours.page.waitForSelector('main .notice-good')
  await theirs.goto('/console/assistance?state=received')
  await theirs.page.click('tbody tr a >> nth=0')
  await act(theirs, 'Accept the request', {})
  await act(theirs, 'Answer in part', { xText: 'It was.', purposes: 'customs' })
  await says(theirs, 'Answered in part', 'table')
  await act(theirs, 'Answer', { xText: 'By T-7781.', purposes: 'customs', onward: 'none' })
  await says(theirs, 'Answered', '.facts')
  const path = new URL(theirs.page.url()).pathname
  await ours.see(`${path}?peer=XA`, 'assistance-answered')
  const first = ours.page.locator('.doing > summary:has-text("Ask to pass on")')
  t.equal(await first.count(), 1, 'what excludes it is not asked for')
  await act(ours, (await first.textContent())!, { xRecipient: 'Court', xPurpose: 'Trial' })
  await act(theirs, 'Decide on passing it on', { xConditions: 'Closed session' })
  await says(ours, 'Passing on decided', '.timeline')
  const gone = ours.page.locator('.doing > summary:has-text("was destroyed")').first()
  await act(ours, (await gone.textContent())!, { xMethod: 'Shredded' })
  await says(theirs, 'Destroyed', 'table')
  await ours.goto('/console/ask-assistance?kind=spontaneous')
  await ours.page.fill('input[name=xLegalBasis]', 'Bilateral agreement, article 4')
  for (const [name, value] of Object.entries(OFFICER)) await ours.page.fill(`input[name="${name}"]`, value)
  await ours.page.fill('textarea[name=xText]', 'A new route')
  await ours.page.fill('input[name=purposes]', 'customs')
  await ours.page.click('main button[type=submit]')
  await ours.page.waitForSelector('main .notice-good')
  ours.check()
  theirs.check()
}

/** Two sides agree an office at one stop; goods are released there, handed over, controlled, refused and sent back; it is suspended. */
export async function atOneStop(t: Test, { a, b, signedIn }: Officers): Promise<void> {
  const [exit, entry] = [await signedIn(a), await signedIn(b)]
  const office = 'JX-7'
  await exit.goto('/console/offices')
  await act(exit, 'State our dossier', {
    xOfficeId: office,
    xSide: 'exit',
    'id 0': 'Z1',
    'lanes 0': '1, 2',
    xAgencies: 'customs, border-guard',
    xLegalBasis: 'Treaty of 2021',
  })
  await exit.page.waitForSelector('main .notice-good')
  await entry.goto(`/console/offices/${office}?peer=XA`)
  await act(entry, 'State our dossier', { 'id 0': 'Z1', 'lanes 0': '1', xLegalBasis: 'Treaty of 2021' })
  await act(entry, 'Agree to version 1 of the dossier')
  await exit.goto(`/console/offices/${office}?peer=XB`)
  await act(exit, 'Agree to version 1 of the dossier')
  await says(exit, 'In force', '.facts')
  await act(entry, 'State who is on duty', { xDuty: 'customs; duty officer' })
  await says(exit, 'duty officer', 'table')
  const both = { xSubject: 'MSKU 111111-1, MSKU 222222-2', xLane: '2' }
  await act(exit, 'Exit control is over', { ...both, xAgency: 'customs', xAgencies: 'border-guard' })
  await exit.page.click('tbody a:has-text("MSKU1111111")')
  await says(exit, 'Border guard', 'table')
  await exit.see(new URL(exit.page.url()).pathname + '?peer=XB', 'movement-agencies')
  await act(exit, 'Exit control of an agency is over', { xAgency: 'border-guard' })
  await says(entry, 'waits for entry', 'table')
  await entry.see(`/console/offices/${office}?peer=XA`, 'office')
  await entry.page.click('tbody a:has-text("MSKU1111111")')
  await act(entry, 'Begin entry control')
  await says(entry, 'In entry control', 'table')
  await act(exit, 'Ask to control again', { xReasonCode: 'new-tip' })
  await act(entry, 'Answer whether it may be controlled again', { xConsent: 'yes' })
  await act(exit, 'State that it was controlled again')
  await act(entry, 'Detain', { xReasonCode: 'papers' })
  await says(entry, 'Detained', 'table')
  await act(entry, 'Report an incident', { xWhat: 'A driver was hurt' })
  await says(entry, 'law of XB', '.waits')
  await act(entry, 'Report what nobody declared', { xSubject: 'MSKU 333333-3' })
  const box = ({ page }: Walk, state: string): Promise<unknown> =>
    page.waitForSelector(`tr:has-text("MSKU3333333") .state:text-is("${state}")`)
  for (const side of [exit, entry]) await box(side, 'Found, not declared')
  await entry.see(new URL(entry.page.url()).pathname + '?peer=XA', 'movement')
  await entry.page.click('summary:text-is("Seize")')
  for (const key of ['MSKU1111111', 'MSKU2222222'])
    await entry.page.uncheck(`.doing:has(> summary:text-is("Seize")) [value="equipment:${key}"]`)
  await act(entry, 'Seize', { xReasonCode: 'drugs' })
  for (const side of [exit, entry]) await box(side, 'Seized')
  await act(entry, 'Refuse entry', { xReasonCode: 'papers' })
  for (const side of [exit, entry]) await says(side, 'Entry refused', 'table')
  await act(entry, 'Take the refusal back', { xReasonCode: 'wrong-lorry' })
  for (const side of [exit, entry]) await says(side, 'In entry control', 'table')
  await act(entry, 'Refuse entry', { xReasonCode: 'papers' })
  await says(entry, 'Entry refused', 'table')
  await act(entry, 'Send back')
  await says(entry, 'Gone back', 'table')
  await exit.goto(`/console/offices/${office}?peer=XB`)
  await act(exit, 'Suspend', { xReasonCode: 'strike', xEnds: 'return' })
  await says(exit, 'XA has suspended the office')
  t.same(exit.foreign.concat(entry.foreign), [])
  exit.check()
  entry.check()
}

/** One side would be open longer for a day, the other agrees; a lorry is served out of hours. */
export async function changeHours(t: Test, { a, b, signedIn }: Officers, path: string): Promise<void> {
  const [ours, theirs] = [await signedIn(b), await signedIn(a)]
  await ours.goto(path)
  await act(ours, 'Change our hours for a time', { xFrom: '' })
  await says(ours, 'Enter a day and a time', '.doing[open] .field-bad')
  await ours.goto(path)
  await act(ours, 'Change our hours for a time', { xReason: 'Harvest' })
  await theirs.goto(path)
  await act(theirs, 'Accept the temporary change', {})
  await ours.page.waitForSelector('.doing > summary:text-is("Withdraw our temporary change")')
  await act(ours, 'Ask for service out of hours', { xCrossing: 'XA-XB-000417' })
  await act(theirs, 'Answer the request for service out of hours', { xCharge: '40', xCost: '45' })
  await says(ours, '40 EUR', 'table')
  // The last place of a slot is given by the machine, and free again once it is withdrawn.
  await act(ours, 'Offer a slot out of hours', { slot: 'N1', xCharge: '30', xCost: '30' })
  await act(theirs, 'Ask for a place in slot N1', { xCrossing: 'XA-XB-000418', declarant: 'XA4410027718' })
  await says(theirs, '0 of 1 free', 'table')
  await says(ours, 'XA4410027718', 'table')
  await theirs.see(path, 'hours-changed')
  await act(theirs, 'Withdraw our request for XA-XB-000418', {})
  await says(ours, '1 of 1 free', 'table')
  await act(ours, 'Renew a list of days', { xDateList: 'feasts', xDays: '2030-04-21, 2030-04-22' })
  await says(theirs, 'feasts', 'table')
  // It is known now, and its days are there to be changed.
  await ours.goto(path)
  await ours.page.click('summary:text-is("Renew a list of days")')
  t.equal(await ours.page.inputValue('.doing[open] textarea[name=xDays]'), '2030-04-21\n2030-04-22')
  await act(ours, 'Renew a list of days', { xDays: 'Easter' })
  await says(ours, 'Write days as', '.doing[open] .field-bad')
  await act(ours, 'Renew a list of days', { known: 'feasts', xDays: '2030-04-21' })
  await theirs.page.waitForSelector('table td:has-text("feasts"):not(:has-text("2030-04-22"))')
  await act(ours, 'Withdraw our temporary change', {})
  await says(theirs, 'withdrawn', 'table')
  t.match(await ours.page.textContent('.clock-of'), /Europe\/Moscow/)
  ours.check()
  theirs.check()
}

/** XB closes one way for lorries, says which of them waits and which goes elsewhere, and reopens; XA sees it as it is. */
export async function closeInEmergency({ a, b, signedIn }: Officers, path: string): Promise<void> {
  const [ours, theirs] = [await signedIn(b), await signedIn(a)]
  await ours.goto(path)
  await theirs.goto(path)
  const title = 'Close in an emergency'
  await ours.page.click(`summary:text-is("${title}")`)
  await ours.page.waitForSelector('.doing[open] [name="instruction 0"]')
  await act(ours, title, { direction: 'entry', modeCode: '3', 'instruction all': 'wait', 'instruction 0': 'divert' })
  await says(ours, 'Fill this in', '.doing[open] .field-bad')
  await act(ours, title, { 'office 0': 'XB000999', xReason: 'Fire' })
  for (const side of [ours, theirs]) {
    const notice = 'main > .notice-bad:has-text("XB has closed in an emergency")'
    await says(side, 'XA → XB · Road', notice)
    await side.page.waitForSelector(`${notice} li:has-text("Go to another office"):has-text("XB000999")`)
    await side.page.waitForSelector(`${notice} li:has-text("Wait")`)
  }
  await ours.see(path, 'hours-closed', { printed: true })
  await act(ours, 'Reopen', { xReason: 'It is out' })
  for (const { page } of [ours, theirs]) await page.waitForSelector('main > .notice-bad', { state: 'detached' })
  ours.check()
  theirs.check()
}
