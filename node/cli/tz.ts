/** `juxta tz`: which tz database opening hours are computed with; update lays down a newer one without a release of Juxta. */
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, rename } from 'node:fs/promises'
import { resolve } from 'node:path'
import { folder } from '../operate/node-folder.ts'
import { readSettings } from '../operate/settings.ts'
import { isTimeZone, stretches, tzdbOfNode, tzdbVersion, useTzdata } from '../procedures/opening-hours/time-zones.ts'
import { parseTzdata, type Tzdata } from '../procedures/opening-hours/tzdata.ts'
import { DAY } from '../values/time.ts'
import { type Command, DIR, required, usage } from './command.ts'

/** How far ahead clocks are compared. */
const AHEAD = 3 * 366 * DAY

/** The zones whose clocks the new tz database changes within the next three years. */
function changedBy(data: Tzdata, now: number): string[] {
  const after = (zone: string): string => {
    const changes = data.changes(zone)!
    const first = changes.findLastIndex(({ from }) => from <= now)
    return JSON.stringify(
      changes
        .slice(first)
        .filter(({ from }) => from < now + AHEAD)
        .map(({ from, offset }) => [Math.max(from, now), offset]),
    )
  }
  const before = (zone: string): string =>
    JSON.stringify(stretches(zone, now, now + AHEAD).map(({ span, offset }) => [span[0], offset]))
  return data.names.filter((zone) => isTimeZone(zone) && before(zone) !== after(zone)).sort()
}

export const tz: Command = {
  usage: 'tz --dir D | tz update FILE --dir D',
  about: `Without a word: which tz database (IANA) opening hours are computed with. update: lays FILE down for the node, a tzdata.zi as every release of the tz database and
/usr/share/zoneinfo hold it; a running node computes with it from the next question on. It tells which zones' clocks are other than before within three years. Where
several processes run one country, each has its own folder: renew all of them.`,
  actions: { update: 'compute with the tz database of a file' },
  options: DIR,
  example: 'tz --dir xa',
  async run(io, [action, file, ...more], values) {
    if (more.length > 0 || (action !== undefined && action !== 'update'))
      throw usage(`unexpected: ${more[0] ?? action}`)
    const place = folder(readSettings(resolve(required(values, 'dir')), process.env).settings.dataDir).tzdata
    useTzdata(place)
    if (action === 'update') {
      if (file === undefined) throw usage('tz update needs a file: a tzdata.zi')
      if (!existsSync(file)) throw usage(`there is no file ${file}`)
      const was = tzdbVersion()
      const data = parseTzdata(readFileSync(file, 'utf8'))
      const changed = changedBy(data, Date.now())
      const lost = Intl.supportedValuesOf('timeZone').filter(
        (zone) => isTimeZone(zone) && data.changes(zone) === undefined,
      )
      await copyFile(file, `${place}.new`)
      await rename(`${place}.new`, place)
      if (io.json) io.out(JSON.stringify({ ok: true, tzdb: data.version, was, changed, lost }))
      else {
        io.out(`The tz database is ${data.version} now, it was ${was}; ${data.names.length} zones.`)
        if (lost.length > 0) io.out(`${lost.length} zones that were known are not in it, ${lost[0]} the first.`)
        io.out(changed.length === 0 ? 'No clock is other than before.' : `Clocks that are other than before: ${changed.join(', ')}.`) // prettier-ignore
      }
      return 0
    }
    if (existsSync(place)) parseTzdata(readFileSync(place, 'utf8'))
    const from = existsSync(place) ? place : 'Node.js'
    if (io.json) io.out(JSON.stringify({ ok: true, tzdb: tzdbVersion(), from, node: tzdbOfNode() }))
    else io.out(`The tz database is ${tzdbVersion()}, from ${from}.`)
    return 0
  },
}
