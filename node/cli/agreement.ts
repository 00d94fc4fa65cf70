/** `juxta agreement`: what may pass between two peers. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readSettings } from '../operate/settings.ts'
import type { components } from '../generated/window.ts'
import { JuxtaError } from '../values/errors.ts'
import { isCountry } from '../values/country.ts'
import { oneOf } from '../values/members.ts'
import { AGREEMENT_BYTES, checkAgreementSize, parseAgreement, type AgreementDocument } from '../peers/agreement.ts'
import { withClient, type Reply } from './client.ts'
import { compareAgreements, printAgreement, saidBy } from './agreement-words.ts'
import { type Command, DIR, flag, optional, output, required, text, texts, usage } from './command.ts'
import { toldProposal } from './proposals.ts'
import { styled, tinted, type Styled } from './terminal.ts'
import { parseStrictJson } from '../values/json.ts'

type View = components['schemas']['Agreement']

/** The agreement in a file. Fails with `too-large` before it is read, however large it is, and as an agreement is read. */
async function read(file: string): Promise<AgreementDocument> {
  // Indented for people it has more bytes than as it is signed, which is judged when it is.
  checkAgreementSize((await stat(file)).size, '', 2 * AGREEMENT_BYTES)
  return parseAgreement(parseStrictJson(await readFile(file)))
}

const isStage = oneOf('test', 'parallel', 'live')

const NEEDS: Readonly<Record<string, string>> = {
  propose: 'a file',
  print: 'a file or a hash',
  compare: 'two of them, each a file or a hash',
}

const suspended = ({ suspensions }: View): string =>
  suspensions
    .flatMap(({ by, procedures }) =>
      procedures.map(
        ({ name, from, until }) => `; ${by} suspends ${name} from ${from} ${until === null ? 'on' : `until ${until}`}`,
      ),
    )
    .join('')
/** Since when it stands so, and when it ends where that is said. */
function since({ state, inForceAt, revokedAt, replacedAt, replacedBy, together }: View): string {
  const ends = state === 'revoked' ? ` from ${revokedAt}` : ''
  const wanted = [together.ours && `this side would end it at ${together.ours}`, together.theirs && `they would end it at ${together.theirs}`] // prettier-ignore
  return [
    `${ends}${inForceAt ? `${state === 'in-force' ? '' : ', in force'} since ${inForceAt}` : ''}`,
    ...(replacedAt === null ? [] : [`replaced from ${replacedAt} by ${replacedBy}`]),
    ...(state === 'in-force' ? wanted.filter(Boolean) : []),
  ].join('; ')
}
const line = (a: View): Styled => styled`${a.hash}  ${a.peer}  ${tinted(a.state)}${since(a)}${suspended(a)}`

export const agreement: Command = {
  usage:
    'agreement draft --with XB [--stage STAGE] [--instrument TITLE] [--purpose TEXT]… [--agency NAME]… [-o F] | propose F | list | show HASH [--wait N] | accept HASH [--wait N] | suspend HASH [--procedure NAME]… [--at TIME] [--until TIME] --reason R | resume HASH [--procedure NAME]… [--from TIME] [--at TIME] --reason R | revoke HASH [--at TIME] [--together] --reason R | withdraw HASH --reason R | decline HASH --reason R | print F|HASH [--language L] [-o F] | compare F|HASH F|HASH [--language L]   (each with --dir D)',
  about:
    'draft writes a proposal to edit, and leaves open what only the parties can state; propose signs it and offers it to the peer; accept countersigns what a peer proposed; suspend stops procedures, or all but system, after the notice that was agreed, and resume ends that, at once or --at a time, of several suspensions all or the one --from a time; revoke ends one for both, after its notice or, with --together, sooner where the other side says so too; withdraw takes back what this side proposed, and decline refuses what the other did. --wait waits up to so many seconds: accept until the proposal is here, show until it is in force.',
  actions: {
    draft: 'write a proposal to edit',
    propose: 'sign a draft and offer it to the neighbour',
    accept: 'countersign what a neighbour proposed',
    list: 'all, with their states',
    show: 'one of them',
    suspend: 'stop procedures of one, or all but system, until resume',
    resume: 'end what this side suspends',
    revoke: 'end one, for both',
    withdraw: 'take back what this side proposed',
    decline: 'refuse what a neighbour proposed',
    print: 'in words, to be bound and signed',
    compare: 'what two versions say differently, clause by clause',
  },
  options: {
    ...DIR,
    with: text('COUNTRY', 'draft: the neighbour to agree with'),
    stage: text('STAGE', 'draft: test (as where nothing is said), parallel or live'),
    instrument: text('TITLE', 'draft: the treaty, law or arrangement that allows the exchange'),
    purpose: texts('TEXT', 'draft: what the data may be used for; once for each'),
    agency: texts('NAME', 'draft: an agency that takes part; once for each'),
    output: output('FILE', 'draft, print: where it is written; a name that ends in .pdf is a PDF'),
    language: text('LANGUAGE', 'print, compare: en (as where nothing is said), fr, es or ar'),
    procedure: texts('NAME', 'suspend, resume: a procedure; once for each; all but system, where none is named'),
    from: text('TIME', 'resume: that alone which is suspended, or is to be, from then on'),
    at: text('TIME', 'suspend, resume, revoke: from when; of the first and the last after the notice that was agreed'),
    until: text('TIME', 'suspend: until when; until it is taken back, where nothing is said'),
    reason: text('TEXT', 'suspend, resume, revoke, withdraw, decline: why'),
    together: flag('revoke: without its notice, where the other side says so too'),
    wait: text('SECONDS', 'accept, show: wait until it is here, or in force'),
  },
  example:
    'agreement draft --dir xa --with XB --instrument "Protocol of 2026" --purpose "pre-arrival" -o agreement.json',
  async run(io, [action, subject, other], values) {
    const dir = resolve(required(values, 'dir'))
    const show = (a: View): number => {
      io.out(io.json ? JSON.stringify({ ok: true, ...a }) : line(a))
      return 0
    }
    const done = (answer: Reply): number => (toldProposal(io, answer) ? 0 : show(answer.json<View>()))
    const wait = Number(optional(values, 'wait') ?? 0)
    if (!(Number.isInteger(wait) && wait >= 0 && wait <= 300)) throw usage('--wait is a number of seconds up to 300')
    const named = (): string => {
      if (!subject) throw usage(`agreement ${action} needs ${NEEDS[action ?? ''] ?? 'a hash'}`)
      return subject
    }
    if (action === 'draft') {
      const peer = required(values, 'with')
      if (!isCountry(peer)) throw usage('--with is a country')
      const stage = optional(values, 'stage') ?? 'test'
      if (!isStage(stage)) throw usage('--stage is test, parallel or live')
      const title = optional(values, 'instrument')
      const [purposes, agencies] = [values['purpose'], values['agency']] as (string[] | undefined)[]
      const { draftAgreement, openIn } = await import('../procedures/draft-agreement.ts')
      const draft = draftAgreement(
        readSettings(dir, process.env).settings.country,
        peer,
        Math.floor(Date.now() / 1000),
        {
          stage,
          ...(title === undefined ? {} : { title }),
          ...(purposes === undefined ? {} : { purposes }),
          ...(agencies === undefined ? {} : { agencies }),
        },
      )
      const open = openIn(draft)
      const document = JSON.stringify(draft, null, 2)
      const file = optional(values, 'output')
      if (file === undefined) io.out(document)
      else {
        await writeFile(file, `${document}\n`)
        io.out(
          io.json
            ? JSON.stringify({ ok: true, file, open })
            : `${open.length === 0 ? 'Read and change' : `State what is empty (${open.length} places, ${open[0]} first) in`} ${file}, then: juxta agreement propose ${file} --dir ${dir}`,
        )
      }
      return 0
    }
    return withClient(dir, async (client) => {
      const path = (suffix = ''): string => `/v1/agreements/${encodeURIComponent(named())}${suffix}`
      const look = (): Promise<View | null> =>
        client.request('GET', path()).then(
          (answer) => answer.json<View>(),
          (error: unknown) => {
            if (error instanceof JuxtaError && error.code === 'not-found') return null
            throw error
          },
        )
      /** Until `enough` or the time of --wait is over; what comes after says what is there. */
      const waited = async (enough: (found: View | null) => boolean): Promise<void> => {
        for (let tries = wait * 5; tries > 0 && !enough(await look()); tries--) await sleep(200)
      }
      switch (action) {
        case 'print':
          return printAgreement(io, await saidBy(client, named()), values)
        case 'compare':
          if (other === undefined) throw usage('agreement compare needs two of them, the earlier one first')
          return compareAgreements(io, [await saidBy(client, named()), await saidBy(client, other)], values)
        case 'propose':
          return done(await client.request('POST', '/v1/agreements', await read(named())))
        case 'accept': {
          await waited((a) => a !== null)
          return done(await client.request('POST', path('/accept')))
        }
        case 'suspend':
        case 'resume': {
          const procedures = values['procedure'] as string[] | undefined
          const at = optional(values, 'at')
          const until = optional(values, 'until')
          const from = optional(values, 'from')
          const order = {
            reason: required(values, 'reason'),
            ...(procedures === undefined ? {} : { procedures }),
            ...(at === undefined ? {} : { effectiveAt: at }),
            ...(until === undefined ? {} : { until }),
            ...(from === undefined ? {} : { from }),
          }
          return done(await client.request('POST', path(`/${action}`), order))
        }
        case 'revoke':
          return done(
            await client.request('POST', path('/revoke'), {
              reason: required(values, 'reason'),
              ...(values['at'] === undefined ? {} : { effectiveAt: required(values, 'at') }),
              ...(values['together'] === true ? { together: true } : {}),
            }),
          )
        case 'withdraw':
        case 'decline':
          return done(await client.request('POST', path(`/${action}`), { reason: required(values, 'reason') }))
        case 'show': {
          await waited((found) => found?.state === 'in-force')
          const a = (await client.request('GET', path())).json<View>()
          show(a)
          if (!io.json) io.out(a.document ? JSON.stringify(a.document, null, 2) : `it cannot be read: ${a.fault}`)
          return 0
        }
        case 'list': {
          const { items } = (await client.request('GET', '/v1/agreements')).json<{ items: View[] }>()
          if (io.json) io.out(JSON.stringify({ ok: true, items }))
          else for (const a of items) io.out(line(a))
          return 0
        }
        default:
          throw usage(
            'the action is draft, propose, accept, list, show, suspend, resume, revoke, withdraw, decline, print or compare',
          )
      }
    })
  },
}
