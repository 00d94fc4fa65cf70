/**
 * The tz database in the text form that zic(8) reads, whole or compact (`tzdata.zi`, which every release and every system that packs it holds): which zones
 * there are, and when their clocks change.
 */
import { JuxtaError } from '../../values/errors.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../values/time.ts'
import { addTo } from '../../values/groups.ts'

/** From when on a clock is so many milliseconds ahead of UTC. Times in milliseconds since 1970; the first holds since ever. */
export type ClockChange = { readonly from: number; readonly offset: number }

export type Tzdata = {
  /** As `2026a`. */
  readonly version: string
  /** The names of all zones and links, as they are written there. */
  readonly names: readonly string[]
  /** The changes of a zone's clock in their order, to the end of 2199; undefined where the zone is not there. Names are read without regard to case. */
  changes(zone: string): readonly ClockChange[] | undefined
}

/** Which clock a time is read on: the one on the wall, the one without summer time, or UTC. */
type Clock = 'wall' | 'standard' | 'utc'
type Moment = { readonly local: number; readonly clock: Clock }
type Rule = {
  readonly from: number
  readonly to: number
  moment(year: number): Moment
  readonly save: number
}
/** A stretch of a zone's history: its standard offset, what is added to it by rule or always, and its end. */
type Era = { readonly offset: number; readonly save: number | string; readonly until: Moment | null }

const LAST_YEAR = 2199
const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'] // prettier-ignore
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const CLOCKS: Readonly<Record<string, Clock>> = { w: 'wall', s: 'standard', u: 'utc', g: 'utc', z: 'utc' }

const invalid = (line: number, reason: string): JuxtaError =>
  new JuxtaError('request-invalid', `line ${line} of the tz database ${reason}`, { rule: 'tzdata' })

/** Reads the words of one line. */
class Words {
  readonly #words: readonly string[]
  readonly #line: number
  #at: number

  constructor(words: readonly string[], line: number, at: number) {
    this.#words = words
    this.#line = line
    this.#at = at
  }

  get more(): boolean {
    return this.#at < this.#words.length
  }

  fault(reason: string): JuxtaError {
    return invalid(this.#line, reason)
  }

  word(what: string): string {
    const word = this.#words[this.#at++]
    if (word === undefined) throw this.fault(`has no ${what}`)
    return word
  }

  /** One of `names`, by as many letters as tell it from the others. */
  named(names: readonly string[], what: string, word = this.word(what)): number {
    const found = names.filter((name) => word !== '' && name.startsWith(word.toLowerCase()))
    if (found.length !== 1) throw this.fault(`names no ${what}: ${word}`)
    return names.indexOf(found[0]!)
  }

  year(what: string): number {
    const word = this.word(what)
    if (!/^\d{1,4}$/.test(word)) throw this.fault(`names no year: ${word}`)
    return Number(word)
  }

  /** Hours, with minutes and seconds where there are any, in milliseconds. */
  duration(what: string, word = this.word(what)): number {
    const [, sign, hours, minutes, seconds] = /^(-?)(\d{1,3})(?::(\d{1,2}))?(?::(\d{1,2}))?$/.exec(word) ?? []
    if (word === '-') return 0
    if (hours === undefined) throw this.fault(`names no time: ${word}`)
    const ms = Number(hours) * HOUR + Number(minutes ?? 0) * MINUTE + Number(seconds ?? 0) * SECOND
    return sign === '-' ? -ms : ms
  }

  time(what: string): { readonly ms: number; readonly clock: Clock } {
    const word = this.word(what)
    const clock = CLOCKS[word.at(-1)!]
    return { ms: this.duration(what, clock ? word.slice(0, -1) : word), clock: clock ?? 'wall' }
  }

  /** A day of a month, as `15`, `lastSu` or `Su>=8`: of each year the midnight on which it begins. */
  day(): (year: number, month: number) => number {
    const word = this.word('day')
    if (/^\d{1,2}$/.test(word)) return (year, month) => Date.UTC(year, month, Number(word))
    const [, last, name, sign, number] = /^(last)?([A-Za-z]+)(?:([<>])=(\d{1,2}))?$/.exec(word) ?? []
    const weekday = name === undefined ? NaN : this.named(DAYS, 'day', name)
    if (Number.isNaN(weekday) || (last === undefined) === (sign === undefined))
      throw this.fault(`names no day: ${word}`)
    return (year, month) => {
      const from = last === undefined ? Date.UTC(year, month, Number(number)) : Date.UTC(year, month + 1, 0)
      const is = new Date(from).getUTCDay()
      return from + (sign === '>' ? (weekday - is + 7) % 7 : -((is - weekday + 7) % 7)) * DAY
    }
  }
}

/** `R NAME FROM TO - IN ON AT SAVE LETTERS` */
function ruleOf(w: Words): Rule {
  const from = w.year('first year')
  const last = w.word('last year')
  const to = /^o/i.test(last) ? from : /^ma/i.test(last) ? LAST_YEAR : Number(last)
  if (!Number.isInteger(to)) throw w.fault(`names no year: ${last}`)
  w.word('type')
  const month = w.named(MONTHS, 'month')
  const day = w.day()
  const at = w.time('time')
  const save = w.duration('saving', w.word('saving').replace(/[sd]$/, ''))
  return { from, to, save, moment: (year) => ({ local: day(year, month) + at.ms, clock: at.clock }) }
}

/** `STDOFF RULES FORMAT [YEAR [MONTH [DAY [TIME]]]]` */
function eraOf(w: Words): Era {
  const offset = w.duration('offset')
  const rules = w.word('rules')
  w.word('format')
  const save = /^(-|-?\d[\d:]*)$/.test(rules) ? w.duration('saving', rules) : rules
  if (!w.more) return { offset, save, until: null }
  const year = w.year('year')
  const month = w.more ? w.named(MONTHS, 'month') : 0
  const day = w.more ? w.day()(year, month) : Date.UTC(year, month, 1)
  const at = w.more ? w.time('time') : ({ ms: 0, clock: 'wall' } as const)
  return { offset, save, until: { local: day + at.ms, clock: at.clock } }
}

const instantOf = ({ local, clock }: Moment, offset: number, save: number): number =>
  clock === 'utc' ? local : local - offset - (clock === 'wall' ? save : 0)

/** When each of a set of rules begins to hold, in their order. */
const startsOf = (rules: readonly Rule[]): { readonly moment: Moment; readonly save: number }[] =>
  rules
    .flatMap((rule) =>
      Array.from({ length: Math.max(0, Math.min(rule.to, LAST_YEAR) - rule.from + 1) }, (_, i) => ({
        moment: rule.moment(rule.from + i),
        save: rule.save,
      })),
    )
    .sort((a, b) => a.moment.local - b.moment.local)

function changesOf(eras: readonly Era[], rules: ReadonlyMap<string, readonly Rule[]>): ClockChange[] {
  const found: ClockChange[] = []
  const add = (from: number, offset: number): void => {
    const [before, last] = [found.at(-2), found.at(-1)]
    // Two changes at what one clock calls the same time are one: that of the rule goes with that of the era (as zic has it).
    if (before && last && from + last.offset <= last.from + before.offset) {
      found.pop()
      add(last.from, offset)
    } else if (last?.offset !== offset) found.push({ from, offset })
  }
  let begins = -Infinity
  for (const { offset, save: by, until } of eras) {
    let save = typeof by === 'number' ? by : 0
    const ends = (): number => (until === null ? Infinity : instantOf(until, offset, save))
    const starts = typeof by === 'number' ? [] : startsOf(rules.get(by)!)
    let begun = false
    for (const start of starts) {
      const at = instantOf(start.moment, offset, save)
      if (at > begins && !begun) {
        add(begins, offset + save)
        begun = true
      }
      if (at >= ends()) break
      save = start.save
      if (begun) add(at, offset + save)
    }
    if (!begun) add(begins, offset + save)
    begins = ends()
  }
  return found
}

/** Reads a tz database. Fails with `request-invalid`, rule `tzdata`, where a line is none of it. */
export function parseTzdata(text: string): Tzdata {
  const version = /^# version (20\d\d[a-z]{1,2})$/m.exec(text)?.[1]
  if (version === undefined)
    throw new JuxtaError('request-invalid', 'the file does not begin with "# version 2026a": it is no tzdata.zi', { rule: 'tzdata' }) // prettier-ignore
  const rules = new Map<string, Rule[]>()
  const zones = new Map<string, Era[]>()
  const links = new Map<string, string>()
  const names: string[] = []
  /** The zone whose next line is awaited: the last one has an end. */
  let open: Era[] | null = null
  for (const [i, whole] of text.split('\n').entries()) {
    const words = whole.replace(/#.*$/, '').trim().split(/\s+/)
    const kind = words[0]!.toLowerCase()
    if (kind === '') continue
    const w = new Words(words, i + 1, 1)
    if (open !== null) {
      const era = eraOf(new Words(words, i + 1, 0))
      open.push(era)
      if (era.until === null) open = null
    } else if ('rule'.startsWith(kind)) {
      const name = w.word('name')
      addTo(rules, name, ruleOf(w))
    } else if ('zone'.startsWith(kind)) {
      const name = w.word('name')
      const era = eraOf(w)
      const eras = [era]
      names.push(name)
      zones.set(name.toLowerCase(), eras)
      open = era.until === null ? null : eras
    } else if ('link'.startsWith(kind)) {
      const target = w.word('target')
      const name = w.word('name')
      names.push(name)
      links.set(name.toLowerCase(), target.toLowerCase())
    } else throw w.fault('is neither a rule nor a zone nor a link')
  }
  if (open !== null || names.length === 0)
    throw new JuxtaError('request-invalid', 'the tz database ends within a zone, or has none', { rule: 'tzdata' })
  for (const eras of zones.values())
    for (const { save } of eras)
      if (typeof save === 'string' && !rules.has(save))
        throw new JuxtaError('request-invalid', `the tz database has no rules ${save}`, { rule: 'tzdata' })
  const known = new Map<string, readonly ClockChange[]>()
  const erasOf = (name: string, depth = 0): Era[] | undefined =>
    zones.get(name) ?? (links.has(name) && depth < 5 ? erasOf(links.get(name)!, depth + 1) : undefined)
  return {
    version,
    names,
    changes(zone) {
      const name = zone.toLowerCase()
      const eras = erasOf(name)
      if (eras === undefined) return undefined
      if (!known.has(name)) known.set(name, changesOf(eras, rules))
      return known.get(name)
    },
  }
}
