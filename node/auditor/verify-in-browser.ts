/** What runs in the page that verifies: reads the bundles and the trust file that were chosen, with the code that `juxta verify` runs, and shows every finding. */
import './web-bytes.ts'
import { JuxtaError } from '../values/errors.ts'
import { MAX_EVIDENCE_BYTES } from '../evidence/bundle.ts'
import { askedTrust, namedFile, type Asked, type AskedTrust } from './asked.ts'
import { apart, escape, exact, mark } from './markup.ts'
import { askedSection, reportSections } from './report-page.ts'
import { takeFile } from './take-file.ts'
import { parseTrust, type Trust } from './trust.ts'
import { Verification, type Report } from './verify.ts'
import { evidenceCrypto } from '../seal/evidence.ts'
import { settled } from './web-answers.ts'
import { parseTime } from '../values/time.ts'

/** As much of a browser as is used here. */
type Dropped = { readonly name: string; readonly size: number; arrayBuffer(): Promise<ArrayBuffer> }
type Dom = {
  innerHTML: string
  textContent: string
  value: string
  readonly files: Iterable<Dropped> | null
  readonly dataset: Record<string, string>
  readonly classList: { toggle(name: string, on: boolean): void }
  focus(): void
  addEventListener(
    name: string,
    listener: (event: { preventDefault(): void; dataTransfer?: { files: Iterable<Dropped> } }) => void,
  ): void
}
declare const document: Dom & { getElementById(id: string): Dom }

const shown = (id: string): Dom => document.getElementById(id)
const decoder = new TextDecoder()

let trust: { readonly read: Trust; readonly asked: AskedTrust } | null = null
const bundles = new Map<string, Uint8Array>()

const MAX_TRUST_BYTES = 4 * 1024 * 1024

/** What looks like a trust file among the evidence: it has identities and no format. It is never taken for one unless it was chosen as one. */
function isTrust(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_TRUST_BYTES) return false
  try {
    const value = JSON.parse(decoder.decode(bytes)) as Record<string, unknown>
    return 'identities' in value && !('format' in value)
  } catch {
    return false
  }
}

const fault = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const tell = (text: string): void => void (shown('status').textContent = text)
/** What was found before is of other files, or of another trust file. */
const forget = (): void => {
  shown('result').innerHTML = ''
  delete shown('result').dataset['reports']
}

async function chooseTrust(file: Dropped): Promise<void> {
  trust = null
  forget()
  try {
    if (file.size > MAX_TRUST_BYTES) throw new JuxtaError('too-large', 'it is larger than any trust file')
    const bytes = new Uint8Array(await file.arrayBuffer())
    const read = parseTrust(bytes)
    trust = { read, asked: await askedTrust(namedFile(file.name, bytes), read) }
    const { asked } = trust
    shown('trust').innerHTML =
      `<p>${apart(file.name)}, SHA-256 ${exact(asked.file.sha256)}</p><ul class="file-list">${asked.keys.map(({ country, words }) => `<li>${escape(country)}: ${exact(words)}</li>`).join('')}</ul><p class="quiet">Compare the words of each country with those that you have been told by phone.</p>`
  } catch (error) {
    shown('trust').innerHTML =
      `<p class="invalid">${mark('invalid')} ${apart(file.name)} is not used: ${apart(fault(error))}</p>`
    tell(`The trust file is not used: ${fault(error)}`)
  }
}

async function addFiles(files: Iterable<Dropped>): Promise<void> {
  forget()
  const aside: string[] = []
  for (const file of files) {
    if (file.size > MAX_EVIDENCE_BYTES) {
      aside.push(`${apart(file.name)} is larger than any bundle.`)
      continue
    }
    const bytes = new Uint8Array(await file.arrayBuffer())
    if (isTrust(bytes))
      aside.push(
        `${apart(file.name)} looks like a trust file and was left aside: choose it in step 1 if it is your own.`,
      )
    else bundles.set(file.name, bytes)
  }
  const list = [...bundles].map(([name, bytes]) => namedFile(name, bytes))
  shown('bundles').innerHTML =
    `${list.length === 0 ? '<p class="quiet">None is chosen yet.</p>' : `<ul class="file-list">${list.map((f) => `<li>${apart(f.name)} <span class="quiet">(${f.size} bytes)</span></li>`).join('')}</ul>`}${aside.map((text) => `<p>${text}</p>`).join('')}`
}

const verifyAll = (read: Trust, at: number): Promise<Report[]> =>
  settled(async () => {
    const verification = new Verification(read, evidenceCrypto, at)
    for (const [name, bytes] of bundles)
      try {
        await takeFile(verification, name, bytes)
      } catch (error) {
        if (!(error instanceof JuxtaError) || error.fault === 'fatal') throw error
        verification.refuse(name, error)
      }
    return verification.reports()
  })

async function show(): Promise<void> {
  const result = shown('result')
  forget()
  try {
    if (!trust) return tell('Choose a trust file first (step 1).')
    if (bundles.size === 0) return tell('Choose an evidence file (step 2).')
    const written = shown('at').value.trim()
    const at = Math.floor((written === '' ? Date.now() : parseTime(written)) / 1000)
    tell('Verifying…')
    const reports = await verifyAll(trust.read, at)
    const files = [...bundles].map(([name, bytes]) => namedFile(name, bytes))
    const asked: Asked = { at, trust: trust.asked, files }
    result.innerHTML = reportSections(reports, files) + askedSection(asked)
    result.dataset['reports'] = JSON.stringify(reports)
    const n = (verdict: string): number => reports.filter((r) => r.verdict === verdict).length
    tell(`Verified: ${n('valid')} valid, ${n('incomplete')} incomplete, ${n('invalid')} invalid.`)
    shown('answer').focus()
  } catch (error) {
    tell(fault(error))
  }
}

/** A browser that lacks what signatures need must say so, and not that they are wrong. */
async function start(): Promise<void> {
  const subtle = (globalThis.crypto as typeof globalThis.crypto | undefined)?.subtle
  try {
    if (!subtle) throw new Error('this page must be opened as a file or from this machine')
    await subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify'])
  } catch (error) {
    tell(`This browser cannot verify: Ed25519 is missing (${fault(error)}). Use a newer one, or juxta verify.`)
    return
  }
  const over = (on: boolean): void => shown('drop').classList.toggle('over', on)
  document.addEventListener('dragover', (event) => {
    event.preventDefault()
    over(true)
  })
  document.addEventListener('dragleave', () => over(false))
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    over(false)
    void addFiles(event.dataTransfer?.files ?? [])
  })
  shown('trust-file').addEventListener('change', () => {
    const [file] = shown('trust-file').files ?? []
    if (file) void chooseTrust(file)
  })
  shown('files').addEventListener('change', () => void addFiles(shown('files').files ?? []))
  shown('at').addEventListener('change', forget)
  shown('form').addEventListener('submit', (event) => {
    event.preventDefault()
    void show()
  })
  shown('result').dataset['ready'] = 'true'
}

void start()
