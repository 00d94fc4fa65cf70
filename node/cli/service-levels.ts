/** `juxta service-levels`: what was agreed of the service of a neighbour, and what this node has measured of it in a month. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { isCountry } from '../values/country.ts'
import { withClient } from './client.ts'
import { DIR, optional, required, text, usage, type Command } from './command.ts'
import { paint, styled, type Styled } from './terminal.ts'

type Schemas = components['schemas']

const MEASURES = { availability: 'answers', receipt: 'receipts' } as const

function line({ name, level, target, measured, kept }: Schemas['ServiceLevel']): Styled {
  if (target === null || measured === null) return styled`in words   ${name}: ${level}`
  const promised = `${target.percent} %${target.withinSeconds === null ? '' : ` within ${target.withinSeconds} s`}`
  const found = measured.percent === null ? 'nothing counted' : `${measured.percent} %, ${measured.asPromised} of ${measured.of} ${MEASURES[target.measure]}` // prettier-ignore
  const mark = kept === null ? paint('dim', 'unknown ') : kept ? paint('green', 'kept    ') : paint('red', 'not kept')
  return styled`${mark}   ${name}: ${promised} agreed, ${found}`
}

const seconds = (s: number | null): string => (s === null ? 'none' : `at most ${s} s`)

export const serviceLevels: Command = {
  usage: 'service-levels COUNTRY --dir D [--month 2026-11]',
  about: `What was agreed of the service of COUNTRY and what this node has measured of it in a month (UTC; without --month the one that it is now): how often COUNTRY
has answered, how soon messages had their receipt, and on how many that was counted. Its silence in a maintenance that it announced in time takes nothing off. COUNTRY
measures this node for itself. Exits 0 where nothing is less than was agreed, 1 where something is.`,
  options: { ...DIR, month: text('MONTH', 'the month, as in 2026-11') },
  example: 'service-levels XB --dir xa',
  async run(io, [country, ...more], values) {
    if (country === undefined || more.length > 0 || !isCountry(country)) throw usage('one country is asked about')
    const month = optional(values, 'month')
    const told = await withClient(resolve(required(values, 'dir')), async (client) =>
      (
        await client.request(
          'GET',
          `/v1/peers/${country}/service-levels${month === undefined ? '' : `?month=${encodeURIComponent(month)}`}`,
        )
      ).json<Schemas['ServiceLevels']>(),
    )
    const kept = told.levels.every((one) => one.kept !== false)
    if (io.json) io.out(JSON.stringify({ ok: kept, ...told }))
    else {
      const { availability: a, receipts: r } = told
      io.out(`${country} in ${told.month}${told.over ? '' : ', so far'}`)
      io.out(
        `available  ${a.percent === null ? 'never asked' : `${a.percent} %`}: answered ${a.answered}, silent ${a.silent}, and ${a.maintenance} in maintenance`,
      )
      io.out(
        `receipts   ${r.receipted}, half of them ${seconds(r.p50Seconds)}, 95 % ${seconds(r.p95Seconds)}; none: ${r.unreceipted}, waiting: ${r.waiting}, in maintenance: ${r.excused}`,
      )
      for (const one of told.levels) io.out(line(one))
      if (told.levels.length === 0) io.out('No agreement in force states a level.')
    }
    return kept ? 0 : 1
  },
}
