/** Messages, neighbours, the node and the audit, walked by a browser against two nodes with a day at their border: what people do there, not only what they see. */
import t from 'tap'
import { needsChromium } from '../chromium.ts'
import { call } from '../../node/cli/demo-nodes.ts'
import { borderOf, openBrowser, unwalked, walk } from './walk.ts'
import * as acts from './work-acts.ts'

type Json = Record<string, any>

// The nodes that are started here find it in their environment.
process.env['JUXTA_RETRY_ALONE'] = String(acts.ALONE)

t.test('what operators, Single Windows and auditors do', needsChromium(), async (t) => {
  const [node, other] = await borderOf(t)
  const browser = await openBrowser(t)
  const listed = await call<{ items: Json[] }>(node, 'GET', '/v1/messages?direction=out&limit=500')
  const sent = listed.items.find((m) => m['state'] === 'accepted') ?? listed.items[0]!

  const office: acts.Office = { node, other, browser, second: acts.secondPerson(node) }

  await t.test('the way in, and the first page', async (t) => {
    for (const language of ['en', 'ar'] as const) {
      const visitor = await walk(t, browser, node, { language })
      await visitor.see('/console/', 'sign-in')
      await visitor.signIn('window')
      await visitor.see('/console/', 'start')
      visitor.check()
    }
  })

  await t.test('a message is followed through its stations, and its document opened with a reason', async (t) => {
    for (const language of ['en', 'ar'] as const) {
      const somebody = await walk(t, browser, node, { language })
      await somebody.signIn('window')
      await somebody.see('/console/messages?direction=out', 'messages-list')
      await somebody.see(`/console/messages/${sent['id']}`, 'message', { printed: true })
      somebody.check()
    }
    const { page, signIn, goto, settled, check } = await walk(t, browser, node)
    await signIn('window')
    await goto(`/console/messages/${sent['id']}`)
    t.equal(await page.locator('.timeline > li').count(), 6, 'six stations')
    await page.locator('.signed summary').first().click()
    await page.getByText('Certificate of').first().waitFor()
    await page.getByRole('button', { name: 'Open document' }).click()
    await page.locator('.ask-why button[type=submit]').click()
    await page.locator('.field-error').waitFor()
    t.equal(await page.locator('.document').count(), 0, 'nothing is shown without a reason')
    await page.locator('input[name=reason]').fill('case 2026/17')
    await page.locator('.ask-why button[type=submit]').click()
    await page.locator('.document pre').first().waitFor()
    const trail = await fetch(`${node.window}/v1/audit?subject=${sent['id']}&what=getDocument`, {
      headers: { authorization: `Bearer ${node.keys.auditor}` },
    }).then((answer) => answer.json() as Promise<{ items: Json[] }>)
    t.match(trail.items, [{ outcome: 'done', reason: 'case 2026/17' }])
    await settled()
    check()
    t.ok(other)
  })

  await t.test('an XML document says what no field takes', (t) => acts.readXml(t, office))

  await t.test('neighbours are seen, tested and talked to', async (t) => {
    for (const language of ['en', 'ar'] as const) {
      const somebody = await walk(t, browser, node, { language })
      await somebody.signIn('operator')
      for (const [name, path] of [
        ['neighbours', '/console/neighbours'],
        ['introduce', '/console/neighbours/introduce'],
        ['neighbour', `/console/neighbours/${other.country}`],
        ['block', `/console/neighbours/${other.country}/block`],
        ['draft', `/console/agreements/new?with=${other.country}`],
        ['calendar', '/console/calendar'],
        ['rotation', '/console/rotation'],
        ['put-back', '/console/messages/put-back'],
      ] as const)
        await somebody.see(path, name)
      somebody.check()
    }
    const { page, signIn, goto, foreign } = await walk(t, browser, node)
    await signIn('operator')
    await goto(`/console/neighbours/${other.country}`)
    await page.getByRole('button', { name: 'Test the line' }).click()
    await page.getByText('XB knows our TLS key as that of XA').waitFor()
    await page.locator('section:has(h2:text-is("Levels of service")) .facts dd:has-text("answered")').waitFor()
    // The words of the other side, as its operator reads them by phone.
    const theirs = await call<{ invite: string; words: string }>(other, 'POST', '/v1/peers/invite', {}, 'operator')
    await goto('/console/neighbours/introduce?step=theirs')
    await page.locator('textarea[name=invite]').fill(theirs.invite)
    await page.getByRole('button', { name: 'Read it' }).click()
    await page.locator('input[name=words]').fill('these are not the words')
    t.equal(await page.getByText(theirs.words).count(), 0, 'the page does not show what is to be heard')
    await page.getByRole('button', { name: 'trust XB' }).click()
    await page.locator('.notice-bad').first().waitFor()
    await page.locator('input[name=words]').fill(theirs.words)
    await page.getByRole('button', { name: 'trust XB' }).click()
    await page.getByText('XB is a neighbour of this node').waitFor()
    await goto('/console/rotation')
    await page.getByRole('button', { name: 'Rehearse now' }).click()
    await page.getByText('Not yet: see whose turn it is').waitFor()
    // The wrong words were answered by 400, of which a browser complains.
    t.same(foreign, [])
  })

  await t.test('a webhook that nobody answers shows its attempts', async (t) => {
    const made = await call<{ id: string }>(node, 'POST', '/v1/webhooks', { url: 'https://hooks.example/juxta' })
    for (const language of ['en', 'ar'] as const) {
      const somebody = await walk(t, browser, node, { language })
      await somebody.signIn('window')
      await somebody.see('/console/webhooks', 'webhooks')
      await somebody.see(`/console/webhooks/${made.id}`, 'webhook')
      somebody.check()
    }
  })

  await t.test('the node says whether anybody is woken, and an auditor whether it is all', async (t) => {
    for (const language of ['en', 'ar'] as const) {
      const operator = await walk(t, browser, node, { language })
      await operator.signIn('operator')
      for (const tab of ['alerts', 'queues', 'log', 'health', 'settings', 'keys', 'proposals', 'aside'])
        await operator.see(`/console/node?tab=${tab}`, `node-${tab}`)
      operator.check()
      const auditor = await walk(t, browser, node, { language })
      await auditor.signIn('auditor')
      for (const tab of ['period', 'trail', 'inspect', 'log'])
        await auditor.see(`/console/audit?tab=${tab}`, `audit-${tab}`)
      auditor.check()
    }
    const { page, signIn, goto, check } = await walk(t, browser, node)
    await signIn('auditor')
    await goto('/console/audit?tab=trail&what=getDocument')
    await page.getByText('Reason: case 2026/17').first().waitFor()
    await goto('/console/audit?tab=inspect')
    const [kept] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Make the package' }).click(),
    ])
    t.match(kept.suggestedFilename(), /^inspection-XB-.*\.tar$/)
    await goto('/console/audit?tab=log')
    await page.locator('input[name=index]').fill('0')
    await page.getByRole('button', { name: 'Open the leaf' }).click()
    await page.locator('.document pre').waitFor()
    check()
  })

  await t.test('what came is answered, with a reason where it is rejected', (t) => acts.answer(t, office))
  await t.test('a Single Window makes a webhook and is told', (t) => acts.beTold(t, office))
  await t.test('a key is made and revoked', (t) => acts.keepKeys(t, office))
  await t.test('a rotation is rehearsed before the switch', (t) => acts.rehearse(t, office))
  await t.test('evidence is kept and verified', (t) => acts.verify(t, office, sent['id'] as string))
  await t.test('a neighbour is blocked and let in again', (t) => acts.block(t, office))
  await t.test('many parked messages are put back by two persons, and one is withdrawn', (t) => acts.putBack(t, office))
  await acts.restart(node, { JUXTA_TWO_PERSONS: acts.TWO })
  await t.test('data are held, and the order is lifted by two', (t) => acts.hold(t, office))
  await t.test(
    'proposals are given up; an agreement is amended, signed by both, suspended in part, and ended by both, by two each time',
    async (t) => {
      await acts.giveUp(t, office)
      const path = await acts.agree(t, office)
      await acts.suspend(t, office, path)
      await acts.revoke(t, office, path)
    },
  )
  t.same(unwalked(['messages', 'neighbours', 'node', 'audit', 'webhooks']), [], 'no screen was left out')
})
