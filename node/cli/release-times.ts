/** `juxta release-times`: average and percentiles of one of the three times of movements, before and after, and the report of a study. */
import { writeFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { durationText } from '../procedures/release-time/door-to-door.ts'
import { MEASURES } from '../procedures/release-time/measures.ts'
import { KINDS } from '../procedures/release-time/release-series.ts'
import { withClient, type Client } from './client.ts'
import { DIR, optional, output, required, text, usage, type Command, type Io, type Values } from './command.ts'
import { languageIn } from './language.ts'

type Series = components['schemas']['ReleaseTimeSeries']

const WORDS: Readonly<Record<Series['measure'], string>> = {
  release: 'From arrival to physical release',
  'door-to-door': 'From door to door',
  'lead-time': 'Lodged before arrival',
}

type Figures = components['schemas']['ReleaseTimeFigures']

const figuresText = (times: Figures): string =>
  times === null
    ? 'fewer than five movements, or hidden with them'
    : `${times.movements} movements, on average ${durationText(times.meanMs)}, half within ${durationText(times.p50Ms)}, nine in ten within ${durationText(times.p90Ms)}`

const signed = (ms: number): string => `${ms < 0 ? '−' : '+'}${durationText(Math.abs(ms))}`
const changeText = (d: Figures): string =>
  d === null
    ? 'cannot be shown'
    : `${signed(d.meanMs)} on average, ${signed(d.p50Ms)} at the median, ${signed(d.p90Ms)} at the 90th percentile`

const daysText = (dayOnly: number | null): string[] =>
  dayOnly === 0 ? [] : [`${dayOnly ?? '1 to 4'} more known to the day alone, in no figure`]

const json = async <T>(client: Client, path: string): Promise<T> => (await client.request('GET', path)).json<T>()

async function series(io: Io, client: Client, query: URLSearchParams): Promise<void> {
  const told = await json<Series>(client, `/v1/release-times?${query.toString()}`)
  if (io.json) return io.out(JSON.stringify({ ok: true, ...told }))
  io.out(`${WORDS[told.measure]}, ${told.from} to ${told.to}, by ${told.by}`)
  for (const { key, times } of [...told.items, { key: 'total', times: told.total }])
    io.out(`${key}  ${figuresText(times)}`)
  for (const line of daysText(told.dayOnly)) io.out(line)
}

async function compared(io: Io, client: Client, query: URLSearchParams): Promise<void> {
  const told = await json<components['schemas']['ReleaseTimeComparison']>(client, `/v1/release-times/comparison?${query.toString()}`) // prettier-ignore
  if (io.json) return io.out(JSON.stringify({ ok: true, ...told }))
  io.out(WORDS[told.measure])
  for (const [name, { from, to, times, dayOnly }] of [
    ['before', told.before],
    ['after', told.after],
  ] as const)
    // prettier-ignore
    for (const line of [`${name}  ${from} to ${to}: ${figuresText(times)}`, ...daysText(dayOnly)]) io.out(line)
  io.out(`change  ${changeText(told.difference)}`)
}

async function study(io: Io, client: Client, values: Values, named: string): Promise<void> {
  const [peer, id] = [named.slice(0, 2), named.slice(3)]
  if (named[2] !== '/' || id === '') throw usage('--study is COUNTRY/ID, as XB/autumn')
  const path = `/v1/studies/${peer}/${encodeURIComponent(id)}`
  const file = optional(values, 'output')
  const language = languageIn(values)
  if (file !== undefined) {
    const kind = extname(file).slice(1)
    if (!['html', 'pdf', 'csv'].includes(kind)) throw usage('-o names a file that ends in .html, .pdf or .csv')
    await writeFile(resolve(file), (await client.request('GET', `${path}/report.${kind}?language=${language}`)).body)
  }
  const than = optional(values, 'than')
  if (than !== undefined) {
    const told = await json<components['schemas']['StudyComparison']>(client, `${path}/comparison?before=${encodeURIComponent(than)}`) // prettier-ignore
    if (io.json) return io.out(JSON.stringify({ ok: true, ...told }))
    io.out(`before  ${than}: ${figuresText(told.before.times)}`)
    io.out(`after  ${id}: ${figuresText(told.after.times)}`)
    io.out(`change  ${changeText(told.difference)}`)
    return io.out(`change without outliers  ${changeText(told.withoutDifference)}`)
  }
  const told = await json<components['schemas']['StudyResult']>(client, path)
  if (io.json) return io.out(JSON.stringify({ ok: true, ...told }))
  const count = (n: number | null): string => String(n ?? '1 to 4')
  io.out(`${WORDS[told.study.measure]}, ${told.study.from} to ${told.study.to}, at ${told.study.offices.join(', ')}`)
  io.out(`${count(told.population)} movements, ${count(told.sampled)} in the sample, ${count(told.measured)} measured`)
  io.out(`with outliers  ${figuresText(told.times)}`)
  io.out(`without outliers (${count(told.outliers.movements)})  ${figuresText(told.outliers.without)}`)
  for (const line of daysText(told.dayOnly)) io.out(line)
}

export const releaseTimes: Command = {
  usage: `release-times --dir D [--measure ${MEASURES.join('|')}] [--by month|day|${KINDS.join('|')}] [--from 2026-01] [--to 2026-03] [--before-from 2025-01 --before-to 2025-03] | release-times --dir D --study XB/ID [--than ID] [-o F] [--language L]`,
  about: `How long movements took, on average and at the percentiles, over whole months. The measure is from arrival to physical release, as a Time Release Study has it; door to door
and the lead time of what was lodged before are others, which are never added to it. What has fewer than five movements is hidden. With --before-from: the same movements before and
after, and what has changed. With --study: what a study comes to that is planned with that country, with and without its outliers; -o writes the report that can be published.`,
  options: {
    ...DIR,
    measure: text('MEASURE', MEASURES.join(', ')),
    by: text('WHAT', `month, day, ${KINDS.join(', ')}`),
    from: text('MONTH', 'the first month; two before the last, where absent'),
    to: text('MONTH', 'the last month; this one, where absent'),
    'before-from': text('MONTH', 'the first month of the period before'),
    'before-to': text('MONTH', 'the last month of the period before'),
    study: text('COUNTRY/ID', 'with whom a study is planned, and its id'),
    than: text('ID', 'the study before, with the same country'),
    output: output('FILE', 'where the report is written: .html, .pdf or .csv'),
    language: text('LANGUAGE', 'of the report: en (as where nothing is said), fr, es or ar'),
  },
  example: 'release-times --dir xb --by office',
  async run(io, positionals, values) {
    if (positionals.length > 0) throw usage(`unexpected: ${positionals.join(' ')}`)
    const query = new URLSearchParams()
    for (const [option, name] of [
      ['measure', 'measure'],
      ['by', 'by'],
      ['from', 'from'],
      ['to', 'to'],
      ['before-from', 'beforeFrom'],
      ['before-to', 'beforeTo'],
    ] as const) {
      const value = optional(values, option)
      if (value !== undefined) query.set(name, value)
    }
    const named = optional(values, 'study')
    await withClient(resolve(required(values, 'dir')), (client) => {
      if (named !== undefined) return study(io, client, values, named)
      return query.has('beforeFrom') ? compared(io, client, query) : series(io, client, query)
    })
    return 0
  },
}
