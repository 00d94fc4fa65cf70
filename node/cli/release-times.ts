/** `juxta release-times`: average and percentiles of one of the three times of movements. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { durationText } from '../procedures/release-time/door-to-door.ts'
import { MEASURES } from '../procedures/release-time/measures.ts'
import { withClient } from './client.ts'
import { DIR, optional, required, text, usage, type Command } from './command.ts'

type Series = components['schemas']['ReleaseTimeSeries']

const WORDS: Readonly<Record<Series['measure'], string>> = {
  release: 'From arrival to physical release',
  'door-to-door': 'From door to door',
  'lead-time': 'Lodged before arrival',
}

export const releaseTimes: Command = {
  usage: `release-times --dir D [--measure ${MEASURES.join('|')}] [--by month|day|office|mode|channel] [--from 2026-01] [--to 2026-03]`,
  about: `How long movements took, on average and at the percentiles, over whole months. The measure is from arrival to physical release, as a Time Release Study has it; door to door
and the lead time of what was lodged before are others, which are never added to it. What has fewer than five movements is hidden.`,
  options: {
    ...DIR,
    measure: text('MEASURE', MEASURES.join(', ')),
    by: text('WHAT', 'month, day, office, mode or channel'),
    from: text('MONTH', 'the first month; two before the last, where absent'),
    to: text('MONTH', 'the last month; this one, where absent'),
  },
  example: 'release-times --dir xb --by office',
  async run(io, positionals, values) {
    if (positionals.length > 0) throw usage(`unexpected: ${positionals.join(' ')}`)
    const query = new URLSearchParams()
    for (const name of ['measure', 'by', 'from', 'to']) {
      const value = optional(values, name)
      if (value !== undefined) query.set(name, value)
    }
    const series = await withClient(resolve(required(values, 'dir')), async (client) =>
      (await client.request('GET', `/v1/release-times?${query.toString()}`)).json<Series>(),
    )
    if (io.json) io.out(JSON.stringify({ ok: true, ...series }))
    else {
      io.out(`${WORDS[series.measure]}, ${series.from} to ${series.to}, by ${series.by}`)
      for (const { key, times } of [...series.items, { key: 'total', times: series.total }])
        io.out(
          times === null
            ? `${key}  fewer than five movements, or hidden with them`
            : `${key}  ${times.movements} movements, on average ${durationText(times.meanMs)}, half within ${durationText(times.p50Ms)}, nine in ten within ${durationText(times.p90Ms)}`,
        )
    }
    return 0
  },
}
