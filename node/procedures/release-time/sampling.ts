/**
 * Which movements a study measures. Both sides find the same ones from the plan and the names of crossings and offices, which both know; a movement that is told of
 * late moves none in or out of a fraction. Pure: nothing is drawn that cannot be drawn again.
 */
import { createHash } from 'node:crypto'
import type { components } from '../../generated/procedures/release-time-2.ts'
import { date } from '../../values/time.ts'

export type Sampling = components['schemas']['study']['xSampling']

/** What of a movement says whether it is in a sample. `office`: that of the study which it passed. */
export type Drawn = { readonly crossing: string; readonly office: string; readonly startAt: number }

/** The first 48 bits of the SHA-256 of the seed, a line feed, and a name (UTF-8), as a number in [0, 1). */
export function draw(seed: string, name: string): number {
  const bytes = createHash('sha256').update(`${seed}\n${name}`, 'utf8').digest()
  return bytes.readUIntBE(0, 6) / 2 ** 48
}

/** One in `every` of each office and day (UTC), in the order of their first clock times; which is the first is drawn. */
function systematic(movements: readonly Drawn[], every: number, seed: string): ReadonlySet<string> {
  const days = new Map<string, Drawn[]>()
  for (const one of movements) {
    const key = `${one.office} ${date(one.startAt)}`
    const list = days.get(key)
    if (list) list.push(one)
    else days.set(key, [one])
  }
  const found = new Set<string>()
  for (const [key, list] of days) {
    const first = Math.floor(draw(seed, key) * every)
    list.sort((a, b) => a.startAt - b.startAt || (a.crossing < b.crossing ? -1 : 1))
    for (let i = first; i < list.length; i += every) found.add(list[i]!.crossing)
  }
  return found
}

/** The names of the crossings that are in the sample. */
export function sampleOf(sampling: Sampling, movements: readonly Drawn[]): ReadonlySet<string> {
  switch (sampling.method) {
    case 'all':
      return new Set(movements.map(({ crossing }) => crossing))
    case 'fraction':
      return new Set(
        movements.flatMap(({ crossing }) =>
          draw(sampling.seed, crossing) * 1000 < sampling.perMille ? [crossing] : [],
        ),
      )
    case 'systematic':
      return systematic(movements, sampling.every, sampling.seed)
  }
}
