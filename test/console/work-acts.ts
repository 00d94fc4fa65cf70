/** What operators, Single Windows and auditors do at two nodes with a day at their border, each walked to its end at both sides. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Test } from 'tap'
import { call, launch, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { asideIn } from '../../node/exchange/aside.ts'
import { SCHEMA } from '../../node/schema.ts'
import { openStore } from '../../node/store/store.ts'
import type { MessageId } from '../../node/values/id.ts'
import { juxta } from '../cli/juxta.ts'
import { ROOT } from '../shared-data.ts'
import { walk, type Walk } from './walk.ts'

export type Office = {
  readonly node: DemoNode
  readonly other: DemoNode
  readonly browser: Browser
  /** The key of a second person at the first node. */
  readonly second: Promise<string>
}
type Json = Record<string, any>

const signedIn = async (t: Test, { browser }: Office, node: DemoNode, role: keyof DemoNode['keys']): Promise<Walk> => {
  const somebody = await walk(t, browser, node)
  await somebody.signIn(role)
  return somebody
}

/** Stops a node; `restart` lets it run on with other settings. */
async function stop(node: DemoNode): Promise<void> {
  const gone = new Promise((done) => node.process.once('exit', done))
  node.process.kill('SIGTERM')
  await gone
  node.alive = false
}
export async function restart(node: DemoNode, env: NodeJS.ProcessEnv): Promise<void> {
  await stop(node)
  Object.assign(node, await launch(node, () => undefined, 'info', undefined, env), { alive: true })
}

/** How many one person puts back alone, as the nodes of these walks are started. */
export const ALONE = 2

/** What needs two at the first node: its settings name it, and a second person has a key. */
export const TWO = 'lift-hold,suspend,agree'
export const secondPerson = async (node: DemoNode): Promise<string> =>
  (await call<{ secret: string }>(node, 'POST', '/v1/keys', { name: 'second', client: 'second', roles: ['operator'] }, 'operator')).secret // prettier-ignore

export const maintenance = (from: DemoNode, to: DemoNode): Promise<{ id: string }> =>
  call(
    from,
    'POST',
    '/v1/messages',
    {
      to: to.country,
      procedure: 'system',
      type: 'maintenance',
      document: {
        mediaType: 'application/json',
        text: JSON.stringify({ xFrom: '2030-01-01T20:00:00Z', xTo: '2030-01-01T21:00:00Z', xText: 'new release' }),
      },
    },
    'window',
    { 'idempotency-key': crypto.randomUUID() },
  )

/** A transit declaration as XML is opened: what is read of it, and what no field takes. */
export async function readXml(t: Test, office: Office): Promise<void> {
  const { node, other } = office
  const text = readFileSync(join(ROOT, 'examples', 'samples', 'ncts-declaration.xml'), 'utf8')
  const declaration = { to: other.country, procedure: 'pre-arrival', type: 'declaration', context: { xProfile: 'ncts-6' }, document: { mediaType: 'application/xml', text } } // prettier-ignore
  const key = { 'idempotency-key': crypto.randomUUID() }
  const { id } = await call<{ id: string }>(node, 'POST', '/v1/messages', declaration, 'window', key)
  const { page, goto, check } = await signedIn(t, office, node, 'window')
  await goto(`/console/messages/${id}`)
  await page.getByRole('button', { name: 'Open document' }).click()
  await page.locator('input[name=reason]').fill('case 2026/18')
  await page.locator('.ask-why button[type=submit]').click()
  await page.locator('.document pre:has-text("XA-T-000417")').first().waitFor()
  const unread = await page.locator('.document li').allTextContents()
  t.ok(unread.includes('CC015C/Guarantee/GuaranteeReference/accessCode'))
  t.notOk(unread.includes('CC015C/TransitOperation/LRN'))
  check()
}

/** Where one procedure has an agency of its own no field stands for all, what is said of each stays, and what is missing of one is asked for. */
async function differing(t: Test, page: Page): Promise<void> {
  const text = page.locator('textarea[name=document]')
  await page.locator('summary:text-is("The whole document")').click()
  const drafted = await text.inputValue()
  const each = (agencies: (i: number) => string[]): string => {
    const document = JSON.parse(drafted)
    document.procedures.forEach((p: Json, i: number) => (p['agencies'] = agencies(i)))
    return JSON.stringify(document, null, 2)
  }
  const field = page.locator('input[name=agencies]')
  await text.fill(each((i) => (i === 1 ? [] : ['customs'])))
  await field.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Sign and propose it' }).click()
  await page.getByText('State at least one agency').waitFor()
  await text.fill(each((i) => [i === 1 ? 'plant health' : 'customs']))
  await page.locator('input[name=purposes]').fill('risk analysis')
  const changed: Json[] = JSON.parse(await text.inputValue()).procedures
  t.same(
    changed.slice(0, 2).map((p) => p['agencies']),
    [['customs'], ['plant health']],
    'what each says stays',
  )
  t.ok(changed.every((p) => p['purposes'].join() === 'risk analysis'))
  await text.fill(each(() => ['customs']))
  await field.fill('customs, plant health')
  const alike: Json[] = JSON.parse(await text.inputValue()).procedures
  t.ok(alike.length > 1 && alike.every((p) => p['agencies'].join() === 'customs,plant health'))
  await text.fill(drafted)
}

/** A clause is changed where it stands, an entry of a list is added and taken out, and a stage brings what it needs. */
async function clauseByClause(t: Test, page: Page): Promise<void> {
  const text = page.locator('textarea[name=document]')
  const drafted = await text.inputValue()
  const now = async (): Promise<Json> => JSON.parse(await text.inputValue()) as Json
  const article = async (name: string): Promise<void> => page.locator(`.article-fields > summary:has-text("${name}")`).click() // prettier-ignore
  const change = async (clause: RegExp): Promise<void> => page.locator('.clause-change > summary').and(page.getByLabel(clause)).first().click() // prettier-ignore
  await article('Messages')
  await change(/^Change: A message that could not be delivered/)
  await page.locator('input[name="/limits/expiry_days"]').fill('20')
  await page.locator('ins').getByText('20 days').waitFor()
  await article('Procedures')
  const before = (await now())['procedures'].length as number
  await change(/^Change: The procedure /)
  await page.getByRole('button', { name: 'Add another like it' }).click()
  await page.waitForFunction((n) => JSON.parse((globalThis as any).document.querySelector('textarea[name=document]').value).procedures.length === n, before + 1) // prettier-ignore
  const added = (await now())['procedures'][1] as Json
  t.match([added['name'], added['versions'].length > 0], ['', true], 'what it is called is still to be stated')
  await page
    .locator('.clause-change > summary')
    .and(page.getByLabel(/^Change: The procedure /))
    .nth(1)
    .click()
  await page.getByRole('button', { name: 'Take it out' }).click()
  await page.waitForFunction((n) => JSON.parse((globalThis as any).document.querySelector('textarea[name=document]').value).procedures.length === n, before) // prettier-ignore
  await change(/^Change: The data may be used for/)
  await page.locator('textarea[name="/procedures/0/purposes"]').fill('risk analysis\nrelease')
  t.same((await now())['procedures'][0]['purposes'], ['risk analysis', 'release'])
  await text.fill(drafted)
}

/** What this node wants two persons for is proposed by one, and done when another confirms it, who reads first what will be done. */
async function confirmed(t: Test, office: Office, first: Walk, action: string, reads: string): Promise<Walk> {
  const { node, browser } = office
  await first.page.getByText('It waits for a second person').waitFor()
  const second = await walk(t, browser, { ...node, keys: { ...node.keys, operator: await office.second } })
  await second.signIn('operator')
  await second.goto('/console/node?tab=proposals')
  await second.page.getByRole('link', { name: 'Confirm' }).first().click()
  await second.page.locator(`h1:has-text("Confirm: ${action}")`).waitFor()
  await second.page.getByText(reads).first().waitFor()
  return second
}
async function confirms({ page, check }: Walk): Promise<void> {
  await page.getByRole('button', { name: 'Confirm', exact: true }).click()
  await page.locator('tbody .state:has-text("confirmed")').first().waitFor()
  check()
}

/** An amendment of what stands is drafted here, signed by two, and accepted there. */
export async function agree(t: Test, office: Office): Promise<string> {
  const { node, other } = office
  const [ours, theirs] = [await signedIn(t, office, node, 'operator'), await signedIn(t, office, other, 'operator')]
  await ours.goto(`/console/agreements/new?with=${other.country}`)
  await ours.page.getByRole('button', { name: 'Sign and propose it' }).click()
  await ours.page.locator('.field-error').first().waitFor()
  t.equal(await ours.page.locator('.field-error').count(), 2, 'nothing is proposed without a basis and a purpose')
  await ours.page.locator('input[name=instrument]').fill('Agreement of 2024 on customs cooperation, article 7')
  await ours.page.locator('input[name=purposes]').fill('risk analysis, release')
  await ours.page.locator('ins').getByText('article 7').waitFor()
  await differing(t, ours.page)
  await clauseByClause(t, ours.page)
  await ours.page.reload()
  await ours.page.getByText('You go on with a draft').waitFor()
  await ours.page.locator('.article-fields').first().waitFor()
  await ours.page.getByRole('button', { name: 'Sign and propose it' }).click()
  const second = await confirmed(t, office, ours, 'sign an agreement', 'article 7')
  await second.see(new URL(second.page.url()).pathname, 'proposal-agreement')
  await confirms(second)
  const { items } = await call<{ items: Json[] }>(node, 'GET', '/v1/agreements')
  const path = `/console/agreements/${items.find((a) => a['state'] === 'proposed')!['hash']}`
  await ours.goto(path)
  await ours.page.getByText(`it waits for ${other.country}`).waitFor()
  await theirs.goto(path)
  await theirs.page.getByText('it waits for your signature').waitFor()
  for (const language of ['en', 'ar'] as const) {
    const somebody = await walk(t, office.browser, other, { language })
    await somebody.signIn('operator')
    await somebody.see(path, 'agreement')
    somebody.check()
  }
  await theirs.page.getByRole('button', { name: 'Sign and accept' }).click()
  for (const { page } of [theirs, ours]) await page.locator('.state-good:has-text("in force")').first().waitFor()
  ours.check()
  theirs.check()
  return path
}

/** A procedure is suspended here for a time, with a reason that is read there, and resumed by a second person's leave or at once. */
export async function suspend(t: Test, office: Office, path: string): Promise<void> {
  const { node, other } = office
  const [ours, theirs] = [await signedIn(t, office, node, 'operator'), await signedIn(t, office, other, 'operator')]
  await theirs.goto(path)
  await ours.goto(path)
  await ours.page.getByRole('link', { name: 'Suspend', exact: true }).click()
  await ours.see(`${path}/suspend`, 'agreement-suspend')
  t.notOk(await ours.page.locator('input[value=system]').isChecked(), 'outages go on to be announced')
  await ours.page.locator('main button[type=submit]').click()
  await ours.page.locator('.field-error').waitFor()
  for (const box of await ours.page.locator('input[name=procedures]').all()) await box.uncheck()
  await ours.page.locator('textarea[name=reason]').fill('a leak at the border post')
  await ours.page.locator('main button[type=submit]').click()
  await ours.page.getByText('Tick at least one procedure').first().waitFor()
  await ours.page.locator('input[value=aeo]').check()
  await ours.page.locator('input[name=until]').fill('2099-01-01T00:00')
  await ours.page.locator('main button[type=submit]').click()
  await confirms(await confirmed(t, office, ours, 'suspend, resume or end', 'this side suspends aeo until 2098-12-31'))
  await ours.goto(path)
  for (const { page } of [ours, theirs]) {
    const told = page.locator('.notice-bad:has-text("a leak at the border post")')
    await told.getByText('Authorised traders').first().waitFor()
    t.match(await told.textContent(), /2099/, 'until when')
  }
  t.equal(await theirs.page.getByRole('link', { name: 'Resume' }).count(), 0, 'what the other suspends')
  for (const language of ['ar', 'fr'] as const) {
    const somebody = await walk(t, office.browser, other, { language })
    await somebody.signIn('auditor')
    await somebody.see(path, 'agreement-suspended')
    somebody.check()
  }
  await ours.page.getByRole('link', { name: 'Resume' }).click()
  await ours.see(`${path}/resume`, 'agreement-resume')
  await ours.page.locator('textarea[name=reason]').fill('it is mended')
  await ours.page.locator('main button[type=submit]').click()
  await confirms(await confirmed(t, office, ours, 'suspend, resume or end', 'this side resumes aeo'))
  await ours.goto(path)
  for (const { page } of [ours, theirs]) await page.locator('.notice-bad').waitFor({ state: 'detached' })
  await resumeOne(t, other, path, theirs, ours)
  ours.check()
  theirs.check()
}

/** Of two suspensions of one procedure that stand, that side takes back the one that is planned; the other goes on until it is taken back too. */
async function resumeOne(t: Test, node: DemoNode, path: string, mine: Walk, others: Walk): Promise<void> {
  const order = (order: string, body: object): Promise<unknown> =>
    call(
      node,
      'POST',
      `/v1/agreements/${path.split('/').at(-1)}/${order}`,
      { procedures: ['aeo'], ...body },
      'operator',
    )
  await order('suspend', { reason: 'an audit' })
  await order('suspend', { reason: 'an audit', effectiveAt: '2090-05-05T12:00:00Z', until: '2090-06-06T12:00:00Z' })
  const rows = ({ page }: Walk, text: string) => page.locator(`.notice-bad tbody tr:has-text("${text}")`)
  for (const side of [mine, others]) await rows(side, '2090').waitFor()
  t.equal(
    await others.page.getByRole('link', { name: 'Resume' }).count(),
    0,
    'nobody takes back what the other side suspends',
  )
  await rows(mine, '2090').getByRole('link', { name: 'Resume' }).click()
  await mine.page.locator('main p:has-text("2090")').waitFor()
  const one = new URL(mine.page.url())
  await mine.see(one.pathname + one.search, 'agreement-resume-one')
  await mine.page.locator('textarea[name=reason]').fill('the audit is over sooner')
  await mine.page.locator('main button[type=submit]').click()
  for (const side of [mine, others]) {
    // What was not taken back stands.
    await rows(side, 'until it is resumed').waitFor()
    await rows(side, '2090').waitFor({ state: 'detached' })
  }
  await order('resume', { reason: 'it is over' })
  for (const { page } of [mine, others]) await page.locator('.notice-bad').waitFor({ state: 'detached' })
}

/** Data are held here, which is read there, and the order is lifted by whoever gave it. */
export async function hold(t: Test, office: Office): Promise<void> {
  const { node, other } = office
  const [ours, theirs] = [await signedIn(t, office, node, 'operator'), await signedIn(t, office, other, 'operator')]
  await theirs.goto(`/console/neighbours/${node.country}`)
  await ours.goto(`/console/neighbours/${other.country}`)
  await ours.page.getByRole('link', { name: 'Order a hold' }).click()
  await ours.see(`/console/neighbours/${other.country}/hold`, 'hold')
  await ours.page.locator('main button[type=submit]').click()
  await ours.page.locator('.field-error').first().waitFor()
  await ours.page.locator('select[name=procedure]').selectOption('documents')
  await ours.page.locator('input[name=authority]').fill('District Court, 12 Js 4/26')
  await ours.page.locator('textarea[name=reason]').fill('evidence in a trial')
  await ours.page.locator('main button[type=submit]').click()
  for (const { page } of [ours, theirs])
    await page.locator('tr:has-text("12 Js 4/26") .state:has-text("held")').waitFor()
  t.equal(await theirs.page.getByRole('link', { name: 'Lift' }).count(), 0, 'the other side does not lift it')
  await ours.see(`/console/neighbours/${other.country}`, 'neighbour-held')
  await ours.page.getByRole('link', { name: 'Lift' }).click()
  await ours.see(new URL(ours.page.url()).pathname, 'hold-lift')
  await ours.page.locator('textarea[name=reason]').fill('the trial has ended')
  await ours.page.locator('main button[type=submit]').click()
  await confirms(await confirmed(t, office, ours, 'lift a legal hold', 'the trial has ended'))
  await ours.goto(`/console/neighbours/${other.country}`)
  for (const { page } of [ours, theirs])
    await page.locator('tr:has-text("the trial has ended") .state:has-text("lifted")').waitFor()
  ours.check()
  theirs.check()
}

/** Of two proposals of the other side it takes back one, and the other is declined here. */
export async function giveUp(t: Test, office: Office): Promise<void> {
  const { node, other } = office
  const [ours, theirs] = [await signedIn(t, office, node, 'operator'), await signedIn(t, office, other, 'operator')]
  const { items } = await call<{ items: Json[] }>(other, 'GET', '/v1/agreements', undefined, 'operator')
  const { document } = items.find((a) => a['state'] === 'in-force') as { document: Json }
  for (const [does, who, state] of [
    ['withdraw', theirs, 'withdrawn'],
    ['decline', ours, 'declined'],
  ] as const) {
    const draft = { ...document, title: `To ${does}`, issued_at: Math.floor(Date.now() / 1000) }
    const path = `/console/agreements/${(await call<Json>(other, 'POST', '/v1/agreements', draft, 'operator'))['hash']}`
    const here = () => call<{ items: Json[] }>(node, 'GET', '/v1/agreements', undefined, 'operator')
    while (!(await here()).items.some((a) => path.endsWith(String(a['hash'])))) await ours.page.waitForTimeout(200)
    for (const one of [ours, theirs]) await one.goto(path)
    await who.page.locator(`a[href$="/${does}"]`).click()
    await who.see(`${path}/${does}`, `agreement-${does}`)
    await who.page.locator('main button[type=submit]').click()
    await who.page.locator('.field-error').waitFor()
    await who.page.locator('textarea[name=reason]').fill('a mistake in it')
    await who.page.locator('main button[type=submit]').click()
    for (const { page } of [ours, theirs]) await page.locator(`.state:has-text("${state}")`).first().waitFor()
  }
  ours.check()
  theirs.check()
}

/** An agreement is ended by both without its notice: said here with a reason, and then there. */
export async function revoke(t: Test, office: Office, path: string): Promise<void> {
  const { node, other } = office
  const [ours, theirs] = [await signedIn(t, office, node, 'operator'), await signedIn(t, office, other, 'operator')]
  await theirs.goto(path)
  await ours.see(`${path}/revoke`, 'agreement-revoke')
  await ours.page.locator('input[name=together]').check()
  await ours.page.locator('textarea[name=reason]').fill('the basis has ended')
  await ours.page.locator('input[name=word]').fill('XZ')
  await ours.page.locator('main button[type=submit]').click()
  await ours.page.locator('.field-error').waitFor()
  await ours.page.locator('input[name=word]').fill(other.country)
  await ours.page.locator('main button[type=submit]').click()
  await confirms(await confirmed(t, office, ours, 'suspend, resume or end', 'where the other side wants it too'))
  await ours.goto(path)
  for (const { page } of [ours, theirs]) await page.getByText('Would end, where both want it').waitFor()
  await theirs.goto(`${path}/revoke`)
  t.ok(await theirs.page.locator('input[name=together]').isChecked(), 'as the other side would have it')
  await theirs.page.locator('textarea[name=reason]').fill('so it has')
  await theirs.page.locator('input[name=word]').fill(node.country)
  await theirs.page.locator('main button[type=submit]').click()
  for (const { page } of [ours, theirs]) await page.locator('.state:has-text("revoked")').first().waitFor()
  ours.check()
  theirs.check()
}

/** What came is rejected with a reason, and its sender reads it. */
export async function answer(t: Test, office: Office): Promise<void> {
  const { node, other } = office
  const { items } = await call<{ items: Json[] }>(other, 'GET', '/v1/messages?direction=in&state=received&limit=1')
  const path = `/console/messages/${items[0]!['id']}`
  const [ours, theirs] = [await signedIn(t, office, node, 'window'), await signedIn(t, office, other, 'window')]
  await ours.goto(path)
  await theirs.goto(path)
  await theirs.page.getByRole('link', { name: 'Answer', exact: true }).click()
  await theirs.page.locator('input[value=rejected]').check()
  await theirs.see(`${path}/answer`, 'message-answer')
  await theirs.page.locator('input[value=rejected]').check()
  await theirs.page.locator('main button[type=submit]').click()
  await theirs.page.locator('.field-error').waitFor()
  await theirs.page.locator('textarea[name=reason]').fill('of another consignment')
  await theirs.page.locator('main button[type=submit]').click()
  await theirs.page.locator('.intro .state:has-text("answered")').waitFor()
  await ours.page.locator('.intro .state:has-text("rejected")').waitFor()
  ours.check()
  theirs.check()
}

/** A Single Window is told at an address of its own: made, tried, told again, halted and taken up again. */
export async function beTold(t: Test, office: Office): Promise<void> {
  const told: string[] = []
  const target = createServer((request, response) => {
    told.push(String(request.headers['webhook-id']))
    request.resume().on('end', () => response.writeHead(204).end())
  })
  await new Promise<void>((done) => target.listen(0, '127.0.0.1', done))
  t.teardown(() => target.close())
  const somebody = await signedIn(t, office, office.node, 'window')
  const { page } = somebody
  await somebody.goto('/console/webhooks')
  await page.getByRole('link', { name: 'New webhook' }).click()
  await somebody.see('/console/webhooks/new', 'webhook-new')
  await page.locator('main button[type=submit]').click()
  await page.locator('.field-error').waitFor()
  await page.locator('input[name=url]').fill(`http://127.0.0.1:${(target.address() as AddressInfo).port}/told`)
  await page.locator('input[name=kind-message]').check()
  await page.locator('main button[type=submit]').click()
  t.match(await page.locator('.notice-good code').textContent(), /^whsec_/, 'its secret is shown once')
  await page.getByRole('link', { name: 'Open it' }).click()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.locator('tbody .state-good:has-text("204")').waitFor()
  t.notOk(await page.getByText('whsec_').count(), 'and never again')
  await page.locator('input[name=since]').fill('2020-01-01T00:00')
  await page.locator('main button[type=submit]').click()
  await page.getByText(/events? (is|are) told again/).waitFor()
  await page.getByRole('button', { name: 'Disable' }).click()
  await page.locator('.intro .state-bad').waitFor()
  await page.getByRole('button', { name: 'Enable' }).click()
  await page.locator('.intro .state-good').waitFor()
  const id = new URL(page.url()).pathname.split('/').at(-1)!
  await somebody.see(`/console/webhooks/${id}`, 'webhook-told')
  t.ok(told.length > 0, 'the target was asked')
  somebody.check()
}

/** A key is made and revoked by pages; from then on it opens nothing. */
export async function keepKeys(t: Test, office: Office): Promise<void> {
  const { node } = office
  const { page, goto, see, check } = await signedIn(t, office, node, 'operator')
  await goto('/console/node?tab=keys')
  await page.locator('.make-key summary').click()
  await page.locator('input[name=name]').fill('night shift')
  await page.locator('input[name=role-operator]').check()
  await page.locator('.make-key button[type=submit]').click()
  const secret = (await page.locator('.notice-good code').textContent())!
  const opens = (): Promise<number> =>
    fetch(`${node.window}/v1/queues`, { headers: { authorization: `Bearer ${secret}` } }).then((r) => r.status)
  t.equal(await opens(), 200)
  await page.getByRole('link', { name: 'Revoke the key night shift' }).click()
  await page.locator('h1:has-text("night shift")').waitFor()
  await see(new URL(page.url()).pathname, 'key-revoke')
  await page.locator('main button[type=submit]').click()
  await page.waitForURL(/tab=keys/)
  await page.locator('tr:has-text("night shift") time').nth(1).waitFor()
  t.equal(await opens(), 401)
  check()
}

/** The next TLS key is made, published and shown to the neighbour, before anything is switched. */
export async function rehearse(t: Test, office: Office): Promise<void> {
  const { node } = office
  for (const words of [['rotate', '--use', 'tls'], ['publish']])
    t.equal((await juxta('identity', ...words, '--dir', node.dir)).code, 0, words.join(' '))
  const { page, goto, check } = await signedIn(t, office, node, 'operator')
  await goto('/console/rotation')
  await page.getByRole('button', { name: 'Rehearse now' }).click()
  await page.getByText('Not yet: see whose turn it is').waitFor()
  t.ok((await page.locator('[role=status] li .state-good').count()) > 0, 'some of its steps are done')
  await goto('/console/calendar?all=1')
  await page.locator('tbody tr').first().waitFor()
  check()
}

/** The evidence of a message is kept by an auditor, and verified on the node's page without it being sent anywhere. */
export async function verify(t: Test, office: Office, message: string): Promise<void> {
  const { node } = office
  const { page, goto, see, check } = await signedIn(t, office, node, 'auditor')
  await goto(`/console/messages/${message}`)
  const [kept] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Evidence' }).click(),
  ])
  const bundle = await kept.path()
  t.match(JSON.parse(readFileSync(bundle, 'utf8')), Object)
  await page.goto(`${node.window}/verify`)
  await page.locator('#result[data-ready=true]').waitFor({ state: 'attached' })
  await page.locator('#trust-file').setInputFiles(join(node.dir, '..', 'trust.json'))
  await page.locator('#files').setInputFiles(bundle)
  await page.locator('#bundles li').first().waitFor()
  await page.locator('#verify').click()
  await page.waitForFunction(() => (globalThis as any).document.querySelector('#result').dataset.reports)
  const [report] = JSON.parse((await page.locator('#result').getAttribute('data-reports'))!) as Json[]
  // Witnesses and a time of day may be missing still; what is there holds.
  const of = (weight: string): Json[] => (report!['findings'] as Json[]).filter((f) => f['weight'] === weight)
  t.same(of('invalid'), [])
  t.ok(of('ok').some((f) => f['code'] === 'logged'))
  await see('/console/audit?tab=inspect', 'audit-inspect')
  check()
}

/** The neighbour is away: what waits is parked and put back by two, one is withdrawn, and all of it ends when he is back. */
export async function putBack(t: Test, office: Office): Promise<void> {
  const { node, other, browser } = office
  await stop(other)
  const ids: string[] = []
  for (let i = 0; i <= ALONE; i++) ids.push((await maintenance(node, other)).id)
  const store = await openStore(`sqlite:${join(node.dir, 'juxta.db')}`, SCHEMA, () => undefined)
  for (const id of ids) await asideIn(store).park(id as MessageId, 'no answer for a week', Date.now())
  await store.close()

  const first = await signedIn(t, office, node, 'operator')
  const second = await walk(t, browser, { ...node, keys: { ...node.keys, operator: await office.second } })
  await second.signIn('operator')
  await first.see('/console/messages/put-back', 'put-back-many')
  t.equal(await first.page.locator('tbody tr').count(), ids.length, 'some of them are shown')
  await first.page.getByText('a second person has to confirm it').first().waitFor()
  await first.page.locator('.page-head .button-main').click()
  await first.page.locator('input[name=word]').fill('2')
  await first.page.locator('main button[type=submit]').click()
  await first.page.locator('.field-error').waitFor()
  await second.goto('/console/node?tab=proposals')
  const wanted = second.page.locator('.stat a[href$="tab=proposals"]')
  const before = Number(await wanted.locator('.stat-value').textContent())
  await first.page.locator('input[name=word]').fill(String(ids.length))
  await first.page.locator('main button[type=submit]').click()
  await first.page.getByText('It waits for a second person').waitFor()
  // Nobody has loaded the page again.
  await wanted.locator(`.stat-value:text-is("${before + 1}")`).waitFor()
  await second.page
    .locator('tbody')
    .getByText(/^puts back /)
    .first()
    .waitFor()
  await first.page.getByRole('link', { name: 'Proposals' }).click()
  await first.page.getByRole('link', { name: 'Confirm' }).first().click()
  await first.page.getByText('another person confirms it').waitFor()
  t.equal(
    await first.page.getByRole('button', { name: 'Confirm', exact: true }).count(),
    0,
    'whoever proposed it is not the second person',
  )
  await second.see('/console/node?tab=proposals', 'node-proposals-open')
  await second.page.getByRole('link', { name: 'Confirm' }).first().click()
  await second.page.locator('h1:has-text("Confirm: put many messages back")').waitFor()
  await second.see(new URL(second.page.url()).pathname, 'proposal')
  await second.page.getByRole('button', { name: 'Confirm', exact: true }).click()
  await second.page.locator('tbody .state:has-text("confirmed")').waitFor()
  // Whoever proposed it has its page open still.
  await first.page.locator('.confirm .state:has-text("confirmed")').waitFor()
  await second.see('/console/node?tab=queues', 'node-queues-waiting')
  await second.see('/console/neighbours', 'neighbours-waiting')

  await first.goto(`/console/messages/${ids[0]}`)
  await first.page.locator('.intro .state-waiting').waitFor()
  await first.page.getByRole('link', { name: 'Withdraw' }).click()
  await first.see(`/console/messages/${ids[0]}/withdraw`, 'message-withdraw')
  await first.page.locator('main button[type=submit]').click()
  await first.page.waitForURL(new RegExp(`/console/messages/${ids[0]}$`))
  Object.assign(other, await launch(other, () => undefined, 'info'), { alive: true })
  await first.page.locator('.intro .state:has-text("cancelled")').waitFor({ timeout: 60_000 })
  await first.goto(`/console/messages/${ids[1]}`)
  await first.page.locator('.intro .state:has-text("delivered")').waitFor({ timeout: 60_000 })
  second.check()
  // That the first person cannot confirm was answered by 403, of which a browser complains.
  t.same(first.foreign, [])
}

/** A neighbour is blocked in words, and let in again. */
export async function block(t: Test, office: Office): Promise<void> {
  const { node, other } = office
  const { page, goto, see, check } = await signedIn(t, office, node, 'operator')
  await goto(`/console/neighbours/${other.country}/block`)
  await page.locator('input[name=word]').fill(other.country)
  await page.locator('main button[type=submit]').click()
  await page.locator('.state:has-text("blocked")').first().waitFor()
  await see(`/console/neighbours/${other.country}/unblock`, 'unblock')
  await page.locator('main button[type=submit]').click()
  await page.locator('.state-good:has-text("can talk")').first().waitFor()
  check()
}
