/** `juxta tz`: which tz database opening hours are computed with; update lays down a newer one without a release of Juxta. */
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, rename } from 'node:fs/promises'
import { resolve } from 'node:path'
import { folder } from '../operate/node-folder.ts'
import { readSettings } from '../operate/settings.ts'
import { isTimeZone, stretches, tzdbOfNode, tzdbVersion, useTzdata } from '../procedures/opening-hours/time-zones.ts'
import { parseTzdata, type Tzdata } from '../procedures/opening-hours/tzdata.ts'
import { DAY } from '../values/time.ts'
import { JuxtaError } from '../values/errors.ts'
import { type Command, DIR, flag, required, usage } from './command.ts'

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

/** Why a tz database is worse than the one that counts: opening hours of its lost zones would be none, and of an older one those of then. */
function worse(version: string, was: string, lost: readonly string[]): string | undefined {
  if (version < was) return `the file is the tz database ${version}, older than ${was}, which is computed with`
  if (lost.length === 0) return undefined
  return `${lost.length} zones that are known are not in the file, ${lost.slice(0, 3).join(', ')} among them`
}

export const tz: Command = {
  usage: 'tz --dir D | tz update FILE [--force] --dir D',
  about: `Without a word: which tz database (IANA) opening hours are computed with. update: lays FILE down for the node, a tzdata.zi as every release of the tz database and
/usr/share/zoneinfo hold it; a running node computes with it from the next question on. It tells which zones' clocks are other than before within three years, and refuses a file that is older than what is computed with, or that lacks a zone (--force takes it all the same). Where
several processes run one country, each has its own folder: renew all of them.`,
  actions: { update: 'compute with the tz database of a file' },
  options: { ...DIR, force: flag('also one that is older, or lacks zones') },
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
      const wrong = values['force'] === true ? undefined : worse(data.version, was, lost)
      if (wrong !== undefined)
        throw new JuxtaError('request-invalid', `${wrong}; nothing was changed (--force takes it all the same)`, {
          rule: 'tzdata',
        })
      await copyFile(file, `${place}.new`)
      await rename(`${place}.new`, place)
      if (io.json) io.out(JSON.stringify({ ok: true, tzdb: data.version, was, changed, lost }))
      else {
        io.out(`The tz database is ${data.version} now, it was ${was}; ${data.names.length} zones.`)
        if (lost.length > 0) io.out(`${lost.length} zones that were known are not in it, ${lost[0]} the first.`)
        if (changed.length > 0) io.out(`Clocks that are other than before: ${changed.join(', ')}.`)
        else if (lost.length === 0) io.out('No clock is other than before.')
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
