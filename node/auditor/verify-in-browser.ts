/** What runs in the page that verifies: reads a bundle and a trust file that were dropped, with the code that `juxta verify` runs, and shows every finding. */
import './web-bytes.ts'
import { JuxtaError } from '../values/errors.ts'
import { MAX_EVIDENCE_BYTES } from '../evidence/bundle.ts'
import { parseEvidence } from '../evidence/read-bundle.ts'
import { reportSections } from './report-page.ts'
import { parseTrust, type Trust } from './trust.ts'
import { unreadable, verifyEvidence, type Report } from './verify.ts'
import { evidenceCrypto } from '../seal/evidence.ts'
import { settled } from './web-answers.ts'
import { parseTime } from '../values/time.ts'

/** As much of a browser as is used here. */
type Dropped = { readonly name: string; readonly size: number; arrayBuffer(): Promise<ArrayBuffer> }
type Element = {
  innerHTML: string
  textContent: string
  value: string
  readonly files: Iterable<Dropped> | null
  readonly dataset: Record<string, string>
  addEventListener(
    name: string,
    listener: (event: { preventDefault(): void; dataTransfer?: { files: Iterable<Dropped> } }) => void,
  ): void
}
declare const document: Element & { getElementById(id: string): Element }

const shown = (id: string): Element => document.getElementById(id)
const decoder = new TextDecoder()

let trust: Trust | null = null
const bundles = new Map<string, Uint8Array>()

const MAX_TRUST_BYTES = 4 * 1024 * 1024

/** A trust file has identities and no format; everything else is taken for a bundle, which says what is wrong with it. */
function isTrust(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_TRUST_BYTES) return false
  try {
    const value = JSON.parse(decoder.decode(bytes)) as Record<string, unknown>
    return 'identities' in value && !('format' in value)
  } catch {
    return false
  }
}

async function take(files: Iterable<Dropped>): Promise<void> {
  for (const file of files) {
    if (file.size > MAX_EVIDENCE_BYTES) throw new JuxtaError('too-large', `${file.name} is larger than any bundle`)
    const bytes = new Uint8Array(await file.arrayBuffer())
    if (isTrust(bytes)) {
      trust = null
      shown('trust').textContent = `${file.name} cannot be read`
      trust = parseTrust(bytes)
      shown('trust').textContent =
        `${file.name}: ${[...trust.identities.keys()].join(', ')}; quorum ${trust.quorum ?? 'more than half'}; ${trust.tsa.length} certificates of timestamp authorities`
    } else bundles.set(file.name, bytes)
  }
}

async function verifyAll(at: number): Promise<Report[]> {
  const reports: Report[] = []
  for (const [name, bytes] of bundles)
    reports.push(
      await settled(async () => {
        try {
          return await verifyEvidence(parseEvidence(bytes), trust!, evidenceCrypto, at)
        } catch (error) {
          if (!(error instanceof JuxtaError) || error.fault === 'fatal') throw error
          return unreadable(name, error)
        }
      }),
    )
  return reports
}

async function show(files: Iterable<Dropped>): Promise<void> {
  const result = shown('result')
  try {
    await take(files)
    shown('bundles').textContent = bundles.size === 0 ? 'none yet' : [...bundles.keys()].join(', ')
    const asked = shown('at').value
    const at = Math.floor((asked === '' ? Date.now() : parseTime(asked)) / 1000)
    if (!trust || bundles.size === 0) {
      result.innerHTML = ''
      return
    }
    const reports = await verifyAll(at)
    result.innerHTML = reportSections(reports)
    result.dataset['reports'] = JSON.stringify(reports)
  } catch (error) {
    result.innerHTML = ''
    result.textContent = error instanceof Error ? error.message : String(error)
  }
}

/** A browser that lacks what signatures need must say so, and not that they are wrong. */
async function start(): Promise<void> {
  const subtle = (globalThis.crypto as typeof globalThis.crypto | undefined)?.subtle
  try {
    if (!subtle) throw new Error('this page must be opened as a file or from this machine')
    await subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify'])
  } catch (error) {
    shown('result').textContent =
      `This browser cannot verify: Ed25519 is missing (${error instanceof Error ? error.message : String(error)}). Use a newer one, or juxta verify.`
    return
  }
  document.addEventListener('dragover', (event) => event.preventDefault())
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    void show(event.dataTransfer?.files ?? [])
  })
  shown('files').addEventListener('change', () => void show(shown('files').files ?? []))
  shown('at').addEventListener('change', () => void show([]))
  shown('result').dataset['ready'] = 'true'
}

void start()
