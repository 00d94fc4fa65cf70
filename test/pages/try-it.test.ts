/** The documents in a browser: no barrier in light or dark, nothing asked elsewhere; and operations that are tried from the page of the API, on the node that serves it. */
import t from 'tap'
import { needsChromium } from '../chromium.ts'
import { borderOf, openBrowser, walk } from '../console/walk.ts'

t.test('the documents in a browser', needsChromium(), async (t) => {
  const [node] = await borderOf(t, { day: false })
  const browser = await openBrowser(t)

  await t.test('pages have no barrier, and ask nobody else', async (t) => {
    const reader = await walk(t, browser, node)
    for (const [path, name] of [
      ['/docs', 'documents'],
      ['/docs/concepts', 'documents-concepts'],
      ['/docs/procedures/pre-arrival', 'documents-sheet'],
      ['/docs/start/operator', 'documents-start'],
      ['/docs/search?q=receipt', 'documents-search'],
      ['/docs/alerts/split-view', 'documents-alert'],
      ['/problems', 'documents-errors'],
      ['/problems/case-conflict', 'documents-error'],
      ['/docs/api', 'documents-api'],
    ] as const)
      await reader.see(path, name)
    reader.check()
    const narrow = await walk(t, browser, node, { width: 400 })
    await narrow.goto('/docs/procedures/aeo')
    t.ok(
      await narrow.page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
      'a telephone scrolls down alone',
    )
    narrow.check()
  })

  await t.test('an operation is tried with a key that stays in the page', async (t) => {
    const reader = await walk(t, browser, node)
    const { page } = reader
    await reader.goto('/docs/api#searchMessages')
    const form = (operation: string) => page.locator(`#${operation} details.try`)
    const tried = async (operation: string): Promise<string> => {
      const status = form(operation).locator('[data-status]')
      await form(operation).locator('button').first().click()
      await page.waitForFunction(
        (id) => /^\d{3} /.test((globalThis as any).document.querySelector(`#${id} [data-status]`).textContent),
        operation,
      )
      return status.innerText()
    }
    await form('searchMessages').locator('summary').press('Enter')
    t.match(await tried('searchMessages'), /^401 .*: what it means$/, 'without a key it says so, and leads on')
    await page.fill('#key', node.keys.window)
    await form('searchMessages').locator('[data-name=limit]').fill('3')
    t.match(await tried('searchMessages'), /^200 /)
    const told = await form('searchMessages').locator('[data-curl]').innerText()
    t.match(told, /limit=3/)
    t.match(told, /Bearer \$KEY/)
    t.notOk(told.includes(node.keys.window), 'the key is not in the line for a terminal')
    t.match(JSON.parse(await form('searchMessages').locator('[data-answer]').innerText()), { items: [], next: null })

    await form('submitMessage').locator('summary').press('Enter')
    t.match(await form('submitMessage').locator('[data-name=Idempotency-Key]').inputValue(), /^[0-9a-f-]{36}$/)
    t.match(await tried('submitMessage'), /^202 /, 'the body that stands there can be sent as it stands')
    const { id } = JSON.parse(await form('submitMessage').locator('[data-answer]').innerText())
    await form('getMessage').locator('summary').click()
    await form('getMessage').locator('[data-name=id]').fill(id)
    t.match(await tried('getMessage'), /^200 /)
    // Whatever is typed into a field goes where the field belongs.
    await form('getMessage').locator('[data-name=id]').fill('../keys?a=b#c')
    t.match(await tried('getMessage'), /^400 /)
    t.match(await form('getMessage').locator('[data-curl]').innerText(), '/v1/messages/..%2Fkeys%3Fa%3Db%23c')

    await page.reload()
    t.equal(await page.inputValue('#key'), '', 'the key went with the page')
    t.equal(await page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length'), 0)
    t.same(reader.foreign, [], 'no request left the node')
    t.same(
      reader.complaints.filter((text) => !/status of 40[01]/.test(text)),
      [],
    )
  })
})
