/** The console in somebody's hands: keys, new rows that do not push, addresses that keep what was chosen, and sessions that end while he looks. */
import t from 'tap'
import { call } from '../../node/cli/demo-nodes.ts'
import { needsChromium } from '../chromium.ts'
import { borderOf, openBrowser, walk } from './walk.ts'
import { maintenance } from './work-acts.ts'

t.test(
  'the console is worked by keys, and tells what comes without pushing what is read',
  needsChromium(),
  async (t) => {
    const [a, b] = await borderOf(t, { day: false })
    await maintenance(b, a)
    await maintenance(b, a)
    const browser = await openBrowser(t)
    const somebody = await walk(t, browser, a)
    const { page } = somebody
    const rows = page.locator('tbody tr')
    await somebody.signIn('window')
    await somebody.goto('/console/messages?direction=in')
    await rows.nth(1).waitFor()
    await page.locator('.feed .state-good').waitFor()

    await t.test('keys', async (t) => {
      await page.keyboard.press('j')
      t.ok(await rows.nth(0).evaluate((row) => row === row.ownerDocument.activeElement), 'j goes to the first row')
      await page.keyboard.press('j')
      t.ok(await rows.nth(1).evaluate((row) => row === row.ownerDocument.activeElement), 'and on')
      await page.keyboard.press('k')
      t.ok(await rows.nth(0).evaluate((row) => row === row.ownerDocument.activeElement), 'k goes back')
      await page.keyboard.press('/')
      t.ok(
        await page
          .locator('main [data-search]')
          .first()
          .evaluate((box) => box === box.ownerDocument.activeElement),
      )
      await page.keyboard.press('Escape')
      await page.keyboard.press('j')
      await page.keyboard.press('?')
      await page.locator('.keys:focus').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('.keys').waitFor({ state: 'detached' })
      await rows.nth(0).and(page.locator(':focus')).waitFor()
      t.pass('back to where it was')
      await page.locator('nav.side a[href="/console/neighbours"]').focus()
      await page.keyboard.press('Enter')
      await page.locator('h1:focus:has-text("Neighbours")').waitFor()
      await page.goBack()
      await rows.nth(1).waitFor()
    })

    await t.test('new rows', async (t) => {
      const before = await rows.count()
      await maintenance(b, a)
      await page.locator('.fresh').waitFor()
      t.equal(await rows.count(), before, 'nothing was pushed')
      await page.locator('.fresh').click()
      t.equal(await rows.count(), before + 1)
      // A second page of the same browser hears the same feed, by the first.
      const second = await page.context().newPage()
      await second.goto(`${a.window}/console/messages`)
      await second.locator('.feed .state-good').waitFor()
      await second.close()
    })

    await t.test('what was chosen is in the address, and found there again', async (t) => {
      await page.locator('main select').nth(1).selectOption('out')
      await page.waitForURL(/direction=out/)
      await somebody.settled()
      await page.reload()
      await somebody.settled()
      t.equal(await page.locator('main select').nth(1).inputValue(), 'out')
    })

    await t.test('a key that is revoked ends what is shown, and signing in again leads back there', async (t) => {
      const made = await call<{ key: { id: string }; secret: string }>(
        a,
        'POST',
        '/v1/keys',
        { name: 'guest', roles: ['operator'] },
        'operator',
      )
      const guest = await walk(t, browser, { ...a, keys: { ...a.keys, operator: made.secret } })
      await guest.signIn('operator')
      await guest.goto('/console/messages?state=queued')
      await call(a, 'POST', `/v1/keys/${made.key.id}/revoke`, undefined, 'operator')
      await maintenance(b, a)
      await guest.page.locator('.signin .notice-waiting').waitFor()
      await guest.page.fill('input[name=key]', a.keys.operator)
      await guest.page.click('button[type=submit]')
      await guest.page.locator('.house').waitFor()
      t.match(guest.page.url(), /\/console\/messages\?state=queued$/)
      t.same(guest.foreign, [])
    })

    await t.test('a form is sent by keys, and who has sent it goes on from what became of it', async (t) => {
      const operator = await walk(t, browser, a)
      await operator.signIn('operator')
      await operator.goto('/console/webhooks/new')
      const { keyboard } = operator.page
      await operator.page.locator('input[name=url]').focus()
      await keyboard.press('Enter')
      await operator.page.locator('.notice-bad:focus').waitFor()
      await keyboard.press('Tab')
      await keyboard.press('Enter')
      await operator.page.locator('input[name=url]:focus').waitFor()
      await keyboard.type('https://hooks.example/told')
      await keyboard.press('Enter')
      await operator.page.locator('.notice-good:focus, h1:focus').first().waitFor()
      await operator.page.locator('.notice-good code').waitFor()
      operator.check()
    })

    await t.test('a script that found its way into a page is not run', async (t) => {
      const context = await browser.newContext()
      t.teardown(() => context.close())
      /** What of it runs in a page of the node, with its policy and without. */
      const ran = async (policy: boolean): Promise<string[]> => {
        const victim = await context.newPage()
        await victim.route(`${a.window}/console/`, async (route) => {
          const answer = await route.fetch()
          const { 'content-security-policy': _, ...others } = answer.headers()
          const planted = `<script>ran('inline')</script><script nonce="AAAA">ran('with a nonce')</script>
            <img src="data:," onerror="ran('handler')"><style>body { outline: 7px solid }</style>
            <script src="data:text/javascript,ran('data')"></script>`
          const body = (await answer.text()).replace('<body>', `<body>${planted}`)
          await route.fulfill({ response: answer, body, headers: policy ? answer.headers() : others })
        })
        const found: string[] = []
        await victim.exposeFunction('ran', (what: string) => found.push(what))
        await victim.goto(`${a.window}/console/`)
        await victim.locator('h1').waitFor()
        await victim
          .locator('img')
          .first()
          .evaluate((img: any) => img.decode().catch(() => undefined))
        if (
          (await victim.locator('body').evaluate((b) => (globalThis as any).getComputedStyle(b).outlineWidth)) === '7px'
        )
          found.push('style')
        await victim.close()
        return found.sort()
      }
      t.same(await ran(false), ['data', 'handler', 'inline', 'style', 'with a nonce'], 'it would run')
      t.same(await ran(true), [], 'a page has no script of its own, so that no nonce lets one in either')
    })

    await t.test('that somebody is there is told by what he does, and not by all of it', async (t) => {
      let told = 0
      page.on('request', (request) => {
        if (request.url().endsWith('/console/session')) told++
      })
      await page.clock.setFixedTime(Date.now() + 61_000)
      await Promise.all([page.waitForRequest(/console\/session$/), page.keyboard.press('Shift')])
      await page.keyboard.press('Shift')
      await page.mouse.wheel(0, 40)
      await somebody.settled()
      t.equal(told, 1)
      await page.clock.setFixedTime(Date.now() + 122_000)
      await Promise.all([page.waitForRequest(/console\/session$/), page.mouse.wheel(0, -40)])
    })

    await t.test('sign-out', async (t) => {
      await page.locator('.who button').last().click()
      await page.locator('.signin').waitFor()
      t.match(await (await page.request.get(`${a.window}/console/session`)).json(), { person: null })
    })
    somebody.check()
  },
)
