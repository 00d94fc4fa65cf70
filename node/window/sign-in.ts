/**
 * Sign-in by an identity provider: OpenID Connect, the authorization code flow with PKCE, state and nonce. What a provider says of a person is what its claims
 * say; what he may do here, the settings make of them. Everything that comes back by the browser is attacker-controlled.
 */
import type { Configuration } from 'openid-client'
import type { Node } from '../node.ts'
import type { Person } from '../peers/sessions.ts'
import type { Settings } from '../operate/settings.ts'
import { PERSON } from './sessions.ts'
import { JuxtaError } from '../values/errors.ts'
import { isObject } from '../values/members.ts'
import { clipped, isPlain, textFault } from '../values/text.ts'

/** What is kept in the browser between the way there and the way back, in a cookie of its own. */
export type Begun = {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** A page of the console. */
  readonly to: string
}

export type SignIn = {
  /** As people call the provider. */
  readonly name: string
  /** Whether the console is reached by https, whoever ends TLS. */
  readonly secure: boolean
  /** Where the browser is sent, and what it keeps. Fails with `provider-unavailable`. */
  begin(to: string): Promise<{ readonly location: string; readonly begun: Begun }>
  /** Whom the provider has confirmed. `url`: path and query of the way back. Fails with `forbidden` where it did not, or where he has no role here. */
  finish(url: string, begun: Begun): Promise<Person>
}

/** How long a provider may take, in seconds. */
const PROVIDER_SECONDS = 10
/** How long what a provider says of itself is taken for true. */
const KNOWN_MS = 3_600_000
const CALLBACK = '/console/sign-in/callback'

const refused = (rule: string, detail: string, cause?: unknown): JuxtaError =>
  new JuxtaError('forbidden', detail, { rule, ...(cause === undefined ? {} : { cause }) })

/** A page of the console, and nothing that a browser could take for another host. Fails with `request-invalid`. */
export function pageOf(to: string): string {
  const url = URL.canParse(to, 'https://console.invalid') ? new URL(to, 'https://console.invalid') : null
  const own = url?.origin === 'https://console.invalid' && /^\/console(\/|$)/.test(url.pathname)
  if (!own || !to.startsWith('/console') || to.includes('\\'))
    throw new JuxtaError('request-invalid', 'to is no page of the console', { pointer: '/query/to', rule: 'own-page' })
  return url.pathname + url.search
}

/** A member of a claim, by a path with dots: `realm_access.roles`. */
const claimAt = (claims: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce((value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), claims)

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && textFault(value) === undefined && isPlain(value)
    ? clipped(value, 100)
    : null

/** The person of these claims. Fails with `forbidden` where none of them gives a role. */
export function personOf(claims: Readonly<Record<string, unknown>>, oidc: NonNullable<Settings['oidc']>): Person {
  const subject = textOf(claims['sub'])
  if (subject === null) throw refused('subject', 'the identity provider names nobody')
  const said = claimAt(claims, oidc.claim)
  const values = new Set(Array.isArray(said) ? said : [said])
  const roles = [...new Set(oidc.roles.filter(({ value }) => values.has(value)).map(({ role }) => role))]
  if (roles.length === 0) throw refused('no-role', `${oidc.claim} of ${subject} gives no role at this node`)
  const agency = oidc.agencyClaim === null ? null : textOf(claimAt(claims, oidc.agencyClaim))
  // Whoever belongs to an agency speaks for it alone; who lacks the claim would speak for all of them.
  if (oidc.agencyClaim !== null && agency === null)
    throw refused('no-agency', `${oidc.agencyClaim} of ${subject} names no agency`)
  const name = ['name', 'preferred_username', 'email'].map((n) => textOf(claims[n])).find((n) => n !== null) ?? subject
  return { client: `${PERSON}${subject}`, name, roles, agency }
}

export function openSignIn({ settings: { oidc }, clock }: Pick<Node, 'settings' | 'clock'>): SignIn | null {
  if (oidc === null) return null
  let known: { readonly at: number; readonly configuration: Configuration } | null = null

  /** What the provider says of itself, asked for when somebody wants to sign in. */
  async function configured(): Promise<Configuration> {
    if (known && known.at + KNOWN_MS > clock.now()) return known.configuration
    // Loaded where somebody signs in so: it costs a start some time.
    const client = await import('openid-client')
    const secret = oidc!.secret ?? undefined
    const issuer = new URL(oidc!.issuer)
    const configuration = await client
      .discovery(
        issuer,
        oidc!.clientId,
        secret,
        secret === undefined ? client.None() : client.ClientSecretBasic(secret),
        {
          timeout: PROVIDER_SECONDS,
          ...(issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}),
        },
      )
      .catch((cause: unknown) => {
        throw new JuxtaError('provider-unavailable', 'the identity provider does not answer', {
          rule: 'discovery',
          cause,
        })
      })
    known = { at: clock.now(), configuration }
    return configuration
  }

  return {
    name: oidc.name,
    secure: oidc.consoleUrl.startsWith('https:'),
    async begin(to) {
      const client = await import('openid-client')
      const configuration = await configured()
      const begun: Begun = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        to: pageOf(to),
      }
      const location = client.buildAuthorizationUrl(configuration, {
        redirect_uri: `${oidc.consoleUrl}${CALLBACK}`,
        scope: oidc.scope,
        response_type: 'code',
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      })
      return { location: location.href, begun }
    },
    async finish(url, { state, nonce, verifier }) {
      const client = await import('openid-client')
      const configuration = await configured()
      const tokens = await client
        .authorizationCodeGrant(configuration, new URL(url, oidc.consoleUrl), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        .catch((cause: unknown) => {
          throw refused('not-confirmed', 'the identity provider did not confirm who this is', cause)
        })
      const claims = tokens.claims()!
      // Some providers say in the token only who it is, and the rest where they are asked.
      const more = configuration.serverMetadata().userinfo_endpoint
        ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub).catch((cause: unknown) => {
            throw refused('not-confirmed', 'the identity provider says no more of this person', cause)
          })
        : {}
      return personOf({ ...more, ...claims }, oidc)
    },
  }
}
