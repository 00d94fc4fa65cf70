/**
 * What the authorities that issued certificates say of them (CRLs, RFC 5280 §5): fetched on a round from the addresses that the certificates name, kept, and
 * put into evidence that is made later. Whether a list is its issuer's and what it says is for who verifies; here it is an alert.
 */
import { X509Certificate } from 'node:crypto'
import { fetchList } from '../adapters/list-client.ts'
import { isCrlOf, readCrl, readNames, type Crl, type Named } from '../log/crl.ts'
import type { Node } from '../node.ts'
import { createConditions, type Holding } from '../operate/conditions.ts'
import { folder, readText } from '../operate/node-folder.ts'
import { certificatesIn } from '../peers/certificate.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import type { Revocation } from './bundle.ts'

/** A list is fetched again so long before its successor is due, and at the latest so long after it was fetched. */
const BEFORE_MS = 3_600_000
const AGAIN_MS = 86_400_000
/** An address that gave none is asked again after so long. */
const RETRY_MS = 600_000
const MOST_LISTS = 100

type List = {
  readonly url: string
  readonly der: Buffer
  readonly thisUpdate: number
  readonly nextUpdate: number | null
  readonly fetchedAt: number
}

export const revocationIn = inStore(({ read, apart }: Store) => ({
  of: async (urls: readonly string[]): Promise<List[]> =>
    urls.length === 0 ? [] : read.selectFrom('revocation').selectAll().where('url', 'in', urls).execute(),

  /** When each list is due again is said by all but its bytes. */
  async times(): Promise<Map<string, Omit<List, 'der'>>> {
    const rows = await read.selectFrom('revocation').select(['url', 'thisUpdate', 'nextUpdate', 'fetchedAt']).execute()
    return new Map(rows.map((row) => [row.url, row]))
  },

  keep: (list: List): Promise<unknown> =>
    apart((db) =>
      db
        .insertInto('revocation')
        .values(list)
        .onConflict((c) => c.column('url').doUpdateSet(list))
        .execute(),
    ),

  /** Of certificates that nobody uses any more. */
  forget: (urls: readonly string[]): Promise<unknown> =>
    apart((db) => db.deleteFrom('revocation').where('url', 'in', urls).execute()),
}))

/** A certificate whose issuer says somewhere what it has withdrawn. `whose`: null: the timestamp authority's. */
type Listed = { readonly certificate: X509Certificate; readonly named: Named; readonly whose: Country | null }

/** Raises an alert for each certificate that a list names. */
async function tellWithdrawn(
  node: Pick<Node, 'country' | 'alert'>,
  { withdrawn }: Crl,
  of: readonly Listed[],
): Promise<void> {
  for (const { named, whose, certificate } of of) {
    const since = withdrawn.get(named.serial)
    if (since === undefined) continue
    const what = whose === null ? 'the timestamp authority' : `the signing key of ${whose}`
    await node.alert(
      'certificate-revoked',
      whose === node.country ? null : whose,
      `the certificate of ${what} (serial ${named.serial}, "${certificate.subject.replaceAll('\n', ', ')}") was withdrawn by its issuer at ${new Date(since).toISOString()}`,
      named.serial,
    )
  }
}

export function createRevocation(
  node: Pick<Node, 'country' | 'store' | 'clock' | 'settings' | 'directory' | 'own' | 'alert' | 'settle'>,
  tsaCertificates: () => readonly X509Certificate[],
) {
  const { store, clock, settings } = node
  const kept = revocationIn(store)
  const hold = createConditions(node)
  const failed = new Map<string, { readonly at: number; readonly why: string }>()

  /** Empty where `der` cannot be read, or names no address. */
  function listed(der: Buffer, whose: Country | null): Listed[] {
    try {
      const named = readNames(der)
      return named.lists.length > 0 ? [{ certificate: new X509Certificate(der), named, whose }] : []
    } catch {
      return []
    }
  }

  /** Of all signing keys that count of this node and its peers, and of the timestamp authority. */
  function inUse(): Listed[] {
    const identities = [node.own.identity, ...node.directory.all().map((p) => p.identity)]
    return [
      ...identities.flatMap(({ country, keys }) =>
        keys
          .filter((k) => k.use === 'sig' && k.until * 1000 > clock.now())
          .flatMap((k) => k.x5c ?? [])
          .flatMap((text) => listed(Buffer.from(text, 'base64'), country)),
      ),
      ...tsaCertificates().flatMap((c) => listed(c.raw, null)),
    ]
  }

  /** Certificates that may be the issuer of another: where one is, what it did not sign is not taken. */
  function issuers(): X509Certificate[] {
    try {
      return [...certificatesIn(readText(folder(settings.dataDir).authority)), ...tsaCertificates()]
    } catch {
      return [...tsaCertificates()]
    }
  }

  async function fetchOne(url: string, of: readonly Listed[]): Promise<void> {
    const der = await fetchList(url, { anyAddress: settings.revocation === 'any' })
    const crl = readCrl(der)
    if (!of.every(({ named }) => named.issuer.equals(crl.issuer)))
      throw new JuxtaError('answer-invalid', 'the list is of another issuer', { rule: 'crl-issuer' })
    const known = issuers().filter((c) => of.some(({ certificate }) => certificate.checkIssued(c)))
    if (known.length > 0 && !known.some((c) => isCrlOf(crl, c)))
      throw new JuxtaError('answer-invalid', 'its issuer did not sign the list', { rule: 'crl-signature' })
    const before = (await kept.times()).get(url)
    if (before && before.thisUpdate > crl.thisUpdate)
      throw new JuxtaError('answer-invalid', 'the list is older than the one that it gave before', { rule: 'crl-time' })
    const { thisUpdate, nextUpdate } = crl
    await kept.keep({ url, der, thisUpdate, nextUpdate, fetchedAt: clock.now() })
    await tellWithdrawn(node, crl, of)
  }

  const isDue = (url: string, times: ReadonlyMap<string, Omit<List, 'der'>>): boolean => {
    const [last, fault, now] = [times.get(url), failed.get(url), clock.now()]
    if (fault && now - fault.at < RETRY_MS) return false
    if (!last) return true
    return (
      now - last.fetchedAt >= AGAIN_MS ||
      (last.nextUpdate !== null && last.nextUpdate - now < BEFORE_MS && now - last.fetchedAt >= RETRY_MS)
    )
  }

  return {
    /** Fetches what is due. Answers how many lists came. That one does not come stops nothing: it is an alert. */
    async round(): Promise<number> {
      if (settings.revocation === 'off') return 0
      const all = inUse()
      const urls = [...new Set(all.flatMap((l) => l.named.lists))].slice(0, MOST_LISTS)
      const times = await kept.times()
      let count = 0
      for (const url of urls.filter((u) => isDue(u, times)))
        try {
          await fetchOne(
            url,
            all.filter((l) => l.named.lists.includes(url)),
          )
          failed.delete(url)
          count++
        } catch (cause) {
          const error = asJuxtaError(cause)
          if (error.fault === 'fatal') throw error
          failed.set(url, { at: clock.now(), why: error.message })
        }
      for (const url of failed.keys()) if (!urls.includes(url)) failed.delete(url)
      const gone = [...times.keys()].filter((url) => !urls.includes(url))
      if (gone.length > 0) await kept.forget(gone)
      await hold(
        'revocation-missing',
        [...failed].map(([url, { why }]): Holding => ({
          peer: null,
          subject: url.slice(0, 200),
          detail: `${url}: ${why}`,
        })),
      )
      return count
    },

    /** The newest lists of the issuers of certificates (DER), as far as they were fetched. */
    async of(certificates: readonly Buffer[]): Promise<Revocation[]> {
      const urls = certificates.flatMap((der) => listed(der, null).flatMap((l) => l.named.lists))
      return (await kept.of([...new Set(urls)])).map(({ der }) => ({ type: 'crl', der }))
    },
  }
}
