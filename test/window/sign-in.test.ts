/** Sign-in by OpenID Connect against a real provider: who is who by its claims, and what a forged, replayed or foreign way back is worth. */
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { startTestNodes, type TestNode } from '../nodes.ts'
import { sparePort, temporaryFolder } from '../servers.ts'

type Scope = { teardown(fn: () => unknown): unknown }

/** People of the provider, by the name that they type. */
const PEOPLE: Readonly<Record<string, Record<string, unknown>>> = {
  ada: { name: 'Ada Byron', groups: ['night-shift', 'staff'], agency: 'customs' },
  bob: { name: 'Bob', groups: ['staff'], agency: 'customs' },
  eve: { name: 'Eve \u202e drow', groups: 'officers', agency: 'food-safety' },
  ina: { name: 'Ina', groups: ['officers'] },
}

type Provider = { issuer: string; secret: string; calls: string[]; stop(): Promise<void> }

/** A provider of its own on a port of this machine, that knows one client with this way back. */
async function openProvider(t: Scope, back: string): Promise<Provider> {
  const issuer = `http://127.0.0.1:${await sparePort()}`
  const secret = randomUUID()
  // Without types, as it comes.
  const { Provider } = await import(pathToFileURL(createRequire(import.meta.url).resolve('oidc-provider')).href)
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'juxta', client_secret: secret, redirect_uris: [back] }],
    jwks: { keys: [{ ...jwk, use: 'sig', alg: 'RS256', kid: 'one' }] },
    cookies: { keys: [randomUUID()] },
    claims: { openid: ['sub'], profile: ['name', 'groups', 'agency'] },
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => Promise.resolve({ sub: id, ...PEOPLE[id] }),
    }),
  })
  const calls: string[] = []
  const server: Server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url!.split('?')[0]}`)
    provider.callback()(request, response)
  })
  await new Promise<void>((done) => server.listen(Number(new URL(issuer).port), '127.0.0.1', done))
  const stop = (): Promise<void> => {
    server.closeAllConnections()
    return new Promise((done) => server.close(() => done()))
  }
  t.teardown(stop)
  return { issuer, secret, calls, stop }
}

/** A browser, as far as it matters here: it keeps cookies by host and path, and goes where it is led. */
class Visitor {
  readonly cookies = new Map<string, { value: string; path: string }>()
  async ask(url: string, form?: Record<string, string>): Promise<Response> {
    const { host, pathname } = new URL(url)
    const cookie = [...this.cookies]
      .filter(([name, { path }]) => name.startsWith(`${host} `) && pathname.startsWith(path))
      .map(([name, { value }]) => `${name.split(' ')[1]}=${value}`)
      .join('; ')
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { ...(cookie ? { cookie } : {}), accept: 'text/html' },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split('; ')
      const [name, value] = pair!.split('=') as [string, string]
      const path = attributes.find((a) => /^path=/i.test(a))?.slice(5) ?? '/'
      if (value === '' || attributes.some((a) => /^max-age=0$/i.test(a))) this.cookies.delete(`${host} ${name}`)
      else this.cookies.set(`${host} ${name}`, { value, path })
    }
    return answer
  }
  /** What a page of the console asks of the API. */
  async call(url: string, method: string, body?: object): Promise<{ status: number; body: any }> {
    const { host, origin } = new URL(url)
    const { value } = this.cookies.get(`${host} juxta_session`)!
    const answer = await fetch(url, {
      method,
      headers: {
        cookie: `juxta_session=${value}`,
        origin,
        'x-juxta-console': '1',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }
  /** Follows from `url` to the first address that `stop` names, filling in what the provider asks as `login`; answers that address. */
  async follow(url: string, login: string, stop: (url: string) => boolean): Promise<string> {
    let at = url
    for (let steps = 0; steps < 20; steps++) {
      if (stop(at)) return at
      let answer = await this.ask(at)
      if (answer.status === 200) {
        const page = await answer.text()
        const action = /action="([^"]+)"/.exec(page)?.[1]
        const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
        if (!action || !prompt) throw new Error(`no form at ${at}: ${page.slice(0, 500)}`)
        const target = new URL(action, at).href
        answer = await this.ask(target, prompt === 'login' ? { prompt, login, password: 'any' } : { prompt })
        at = new URL(answer.headers.get('location')!, target).href
      } else at = new URL(answer.headers.get('location') ?? `/failed-${answer.status}`, at).href
    }
    throw new Error(`too many steps, last at ${at}`)
  }
}

type House = { node: TestNode; origin: string; provider: Provider }

async function houseOf(t: Scope, more: Record<string, string> = {}): Promise<House> {
  const port = await sparePort()
  const origin = `http://127.0.0.1:${port}`
  const provider = await openProvider(t, `${origin}/console/sign-in/callback`)
  const secretFile = join(temporaryFolder(t), 'secret')
  writeFileSync(secretFile, `${provider.secret}\n`)
  const env = () => ({
    JUXTA_WINDOW_LISTEN: `127.0.0.1:${port}`,
    JUXTA_CONSOLE_URL: origin,
    JUXTA_OIDC_ISSUER: provider.issuer,
    JUXTA_OIDC_NAME: 'Customs accounts',
    JUXTA_OIDC_CLIENT_ID: 'juxta',
    JUXTA_OIDC_CLIENT_SECRET_FILE: secretFile,
    JUXTA_OIDC_CLAIM: 'groups',
    JUXTA_OIDC_ROLES: 'night-shift=operator,night-shift=auditor,officers=window',
    ...more,
  })
  const [node] = (await startTestNodes(t, { countries: ['XA'], env })) as [TestNode]
  return { node, origin, provider }
}

const BACK = '/console/sign-in/callback?'
const signIn = async (visitor: Visitor, { origin }: House, login: string, to?: string): Promise<string> => {
  const begin = `${origin}/console/sign-in${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`
  const back = await visitor.follow(begin, login, (url) => url.startsWith(`${origin}${BACK}`))
  return (await visitor.ask(back)).headers.get('location')!
}
const who = async (visitor: Visitor, { origin }: House): Promise<any> =>
  ((await (await visitor.ask(`${origin}/console/session`)).json()) as any).person

t.test('whom the provider confirms is signed in, with the roles that its claims give him', async (t) => {
  const house = await houseOf(t)
  const { node, origin, provider } = house
  const ada = new Visitor()
  t.match(await (await ada.ask(`${origin}/console/session`)).json(), { person: null, provider: 'Customs accounts' })
  t.equal(await signIn(ada, house, 'ada', '/console/messages?state=parked'), '/console/messages?state=parked')
  t.match(await who(ada, house), {
    name: 'Ada Byron',
    client: 'oidc:ada',
    roles: ['operator', 'auditor'],
    agency: null,
  })
  t.ok(provider.calls.includes('POST /token'), 'the code was exchanged')
  t.equal((await ada.ask(`${origin}/v1/queues`)).status, 200)
  t.equal((await ada.ask(`${origin}/v1/inbox`)).status, 403)
  const { items } = (await node.call('GET', '/v1/audit?what=finishSignIn')).body
  t.match(items, [{ client: 'oidc:ada', subject: 'oidc:ada', outcome: 'done' }])
  const eve = new Visitor()
  t.equal(await signIn(eve, house, 'eve'), '/console/')
  t.match(
    await who(eve, house),
    { name: 'eve', roles: ['window'] },
    'a name that would turn a line around is not shown',
  )
  const bob = new Visitor()
  t.equal(await signIn(bob, house, 'bob'), '/console/?refused=no-role')
  t.equal(await who(bob, house), null)
})

t.test('a person of an agency speaks for it, and one whose claim is missing for nobody', async (t) => {
  const house = await houseOf(t, { JUXTA_OIDC_AGENCY_CLAIM: 'agency' })
  const [eve, ina] = [new Visitor(), new Visitor()]
  await signIn(eve, house, 'eve')
  t.match(await who(eve, house), { agency: 'food-safety' })
  t.equal(await signIn(ina, house, 'ina'), '/console/?refused=no-agency')
})

t.test('a way back that is forged, replayed, or of another browser signs nobody in', async (t) => {
  const house = await houseOf(t)
  const { origin } = house
  const wayBack = async (visitor: Visitor, login: string): Promise<string> =>
    visitor.follow(`${origin}/console/sign-in`, login, (url) => url.startsWith(`${origin}${BACK}`))
  const locationOf = async (visitor: Visitor, url: string): Promise<string> => {
    const answer = await visitor.ask(url)
    return `${answer.status} ${answer.headers.get('location')}`
  }

  const ada = new Visitor()
  const back = await wayBack(ada, 'ada')
  const stranger = new Visitor()
  t.equal(await locationOf(stranger, back), '302 /console/?refused=not-begun', 'a link that was sent on')
  const forged = new URL(back)
  forged.searchParams.set('state', 'A'.repeat(43))
  t.equal(await locationOf(ada, forged.href), '302 /console/?refused=not-confirmed', 'a state that was made up')
  t.equal(await who(ada, house), null)
  t.equal(await locationOf(ada, back), '302 /console/?refused=not-begun', 'a beginning is used once')

  const again = await wayBack(ada, 'ada')
  const kept = new Map(ada.cookies)
  t.equal(await locationOf(ada, again), '302 /console/')
  t.match(await who(ada, house), { client: 'oidc:ada' })
  const thief = new Visitor()
  for (const [name, cookie] of kept) if (name.endsWith('juxta_sign_in')) thief.cookies.set(name, cookie)
  t.equal(
    await locationOf(thief, again),
    '302 /console/?refused=not-confirmed',
    'a code is used once, whatever was kept',
  )
  t.equal(await who(thief, house), null)

  // The code of one sign-in with the beginning of another: its PKCE verifier and its nonce are not the ones.
  const [mallory, victim] = [new Visitor(), new Visitor()]
  const code = new URL(await wayBack(mallory, 'ada')).searchParams.get('code')!
  const own = new URL(await wayBack(victim, 'eve'))
  own.searchParams.set('code', code)
  t.equal(await locationOf(victim, own.href), '302 /console/?refused=not-confirmed', 'a code that was put in')
  t.equal(await who(victim, house), null)
  const denied = new Visitor()
  const begun = await wayBack(denied, 'ada')
  const state = new URL(begun).searchParams.get('state')!
  t.equal(
    await locationOf(
      denied,
      `${origin}${BACK}error=access_denied&state=${state}&iss=${encodeURIComponent(house.provider.issuer)}`,
    ),
    '302 /console/?refused=not-confirmed',
  )
  for (const odd of [
    'juxta_sign_in=e30',
    'juxta_sign_in=@',
    `juxta_sign_in=${Buffer.from('{"state":1}').toString('base64url')}`,
  ]) {
    const answer = await fetch(`${origin}${BACK}code=a&state=b`, { redirect: 'manual', headers: { cookie: odd } })
    t.equal(answer.headers.get('location'), '/console/?refused=not-begun', odd)
  }
})

t.test('a sign-in leads to a page of the console and nowhere else', async (t) => {
  const house = await houseOf(t)
  const { origin } = house
  for (const to of [
    'https://evil.example/console/',
    '//evil.example/console/',
    '/\\evil.example',
    '/console\\@evil.example',
    '/console/../docs',
    '/console/%2e%2e/docs',
    '/consoles',
    'console/',
    'javascript:alert(1)',
  ]) {
    const answer = await fetch(`${origin}/console/sign-in?to=${encodeURIComponent(to)}`, { redirect: 'manual' })
    t.equal(answer.status, 400, to)
  }
  // What is kept in the browser may be somebody else's: it is judged again on the way back.
  const ada = new Visitor()
  const back = await ada.follow(`${origin}/console/sign-in`, 'ada', (url) => url.startsWith(`${origin}${BACK}`))
  const name = `${new URL(origin).host} juxta_sign_in`
  const { value, path } = ada.cookies.get(name)!
  const begun = JSON.parse(Buffer.from(value, 'base64url').toString()) as object
  ada.cookies.set(name, {
    path,
    value: Buffer.from(JSON.stringify({ ...begun, to: 'https://evil.example/' })).toString('base64url'),
  })
  t.equal((await ada.ask(back)).headers.get('location'), '/console/?refused=own-page')
  t.equal(await who(ada, house), null)
})

t.test(
  'of the persons of a provider an operator sets up webhooks, for the client of a key that he names',
  async (t) => {
    const house = await houseOf(t)
    const { node, origin } = house
    const [ada, eve] = [new Visitor(), new Visitor()]
    await signIn(ada, house, 'ada')
    await signIn(eve, house, 'eve')
    const made = async (name: string, roles: string[]): Promise<{ id: string; secret: string }> => {
      const { body } = await node.call('POST', '/v1/keys', { name, client: 'operations', roles })
      return { id: body.key.id as string, secret: body.secret as string }
    }
    const [own, next, wider] = [
      await made('watch', ['operator']),
      await made('watch again', ['operator']),
      await made('window', ['window']),
    ]
    const webhooks = `${origin}/v1/webhooks`
    const asked = { url: 'https://hooks.example/told?token=1', kinds: ['alert'] }

    t.match(
      await eve.call(webhooks, 'POST', { ...asked, key: wider.id }),
      { status: 403, body: { rule: 'key', pointer: '/key' } },
      'who is no operator names no key',
    )
    for (const [key, rule] of [
      [undefined, 'key'],
      [randomUUID(), 'key'],
      [wider.id, 'role'],
    ] as const)
      t.match(await ada.call(webhooks, 'POST', { ...asked, ...(key ? { key } : {}) }), {
        status: 403,
        body: { rule, pointer: '/key' },
      })

    const { status, body } = await ada.call(webhooks, 'POST', { ...asked, key: own.id })
    t.equal(status, 201)
    t.match(body, { client: 'operations', key: own.id, url: asked.url, state: 'active', secret: /^whsec_/ })
    const at = `${webhooks}/${body.id}`
    const asKey = { authorization: `Bearer ${next.secret}` }
    t.match(
      (await node.call('GET', `/v1/webhooks/${body.id}`, undefined, asKey)).body,
      { url: asked.url },
      'it is of the client of the key, with all that is secret of it',
    )
    t.match(await ada.call(at, 'PUT', { ...asked, kinds: ['message'] }), {
      status: 200,
      body: { kinds: ['message'], key: own.id },
    })
    t.equal((await eve.call(at, 'GET')).status, 404)

    await node.call('POST', `/v1/keys/${own.id}/revoke`)
    t.match((await ada.call(at, 'GET')).body, { state: 'without-key' }, 'with the key it ends, whoever made it')
    t.match(await ada.call(`${at}/enable`, 'POST'), { status: 409, body: { rule: 'webhook-key' } })
    t.match(await ada.call(at, 'PUT', { ...asked, key: own.id }), { status: 403, body: { rule: 'key' } })
    const { body: foreign } = await node.call('POST', '/v1/keys', {
      name: 'other',
      client: 'another',
      roles: ['operator'],
    })
    t.match(
      await ada.call(at, 'PUT', { ...asked, key: foreign.key.id }),
      { status: 403, body: { rule: 'client' } },
      'nobody gives it to another client',
    )
    t.match(await ada.call(at, 'PUT', { ...asked, key: next.id }), {
      status: 200,
      body: { key: next.id, state: 'active' },
    })
    t.match(
      await node.call('POST', '/v1/webhooks', { ...asked, key: own.id }, asKey),
      { status: 403, body: { rule: 'key' } },
      'whoever shows a key is told by its rights',
    )
    t.match((await node.call('GET', '/v1/audit?what=createWebhook')).body.items, [
      { outcome: 'refused' },
      { client: 'oidc:ada', subject: body.id, outcome: 'done' },
    ])
  },
)

t.test('a provider that is away is said, a key still opens, and nobody names a key like a person', async (t) => {
  const house = await houseOf(t)
  const { node, origin, provider } = house
  await provider.stop()
  const answer = await fetch(`${origin}/console/sign-in`, { redirect: 'manual' })
  t.equal(answer.headers.get('location'), '/console/?refused=provider-unavailable')
  t.match(await node.call('POST', '/v1/keys', { name: 'a', client: 'oidc:ada', roles: ['operator'] }), {
    status: 400,
    body: { pointer: '/client', rule: 'person' },
  })
  const [plain] = (await startTestNodes(t, { countries: ['XB'] })) as [TestNode]
  t.match(await plain.call('GET', '/console/sign-in'), { status: 404, body: { rule: 'oidc' } })
})
