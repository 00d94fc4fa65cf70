/** What is worked out of opening hours, in threads with a limit; what everybody may ask is kept for a minute by what it is made of. */
import { extname } from 'node:path'
import { Workshop, type Payer } from '../../threads/workshop.ts'
import { JuxtaError } from '../../values/errors.ts'
import { calendarText } from './hours-calendar.ts'
import { calendarView, intervalsView, nextView, openView, pairView, whatIfView } from './hours-view.ts'
import { nowPage, posterPage } from './hours-page.ts'
import { intervalsDigest } from './office-hours.ts'
import type { OfficePair } from './office-pairs.ts'
import { weekPicture } from './week-picture.ts'

export const HOURS_VIEWS = {
  pairView,
  openView,
  nextView,
  intervalsView,
  whatIfView,
  calendarView,
  calendarText,
  weekPicture,
  nowPage,
  posterPage,
  intervalsDigest,
}
type Views = typeof HOURS_VIEWS
type View = keyof Views
export type HoursPiece = { readonly view: View; readonly args: readonly unknown[] }

const THREADS = 2
const MEGABYTES = 256
const WAITING = 16
/** Answers that are kept. */
const KEPT = 200
const MINUTE = 60_000

export type HoursWork = ReturnType<typeof openHoursWork>

/** `ms`: how long one question may take; `tzdata`: where a tz database may lie. */
export function openHoursWork(ms: number, tzdata: string) {
  const workshop = new Workshop<HoursPiece, unknown>({
    script: new URL(`./hours-thread${extname(import.meta.url)}`, import.meta.url),
    data: tzdata,
    threads: THREADS,
    ms,
    megabytes: MEGABYTES,
    waiting: WAITING,
    tooExpensive: () =>
      new JuxtaError('busy', `these opening hours cannot be worked out within ${ms} ms: ask for less at once`, {
        rule: 'too-expensive',
        retryAfter: 60,
      }),
  })
  const kept = new Map<string, Promise<unknown>>()

  /** Fails with `busy`, rule `too-expensive` or where too many wait, and as `payer` has it whose time is used up. */
  const work = <V extends View>(payer: Payer, view: V, ...args: Parameters<Views[V]>): Promise<ReturnType<Views[V]>> =>
    workshop.run({ view, args }, { payer }) as Promise<ReturnType<Views[V]>>

  return {
    work,

    /** The minute in which `now` lies: what is shown to everybody does not change within it. */
    minute: (now: number): number => Math.floor(now / MINUTE) * MINUTE,

    /** The same for the same cases and arguments: asked often, it is worked out once, for whoever asks first. */
    shared<V extends View>(
      payer: Payer,
      pair: OfficePair,
      view: V,
      ...args: Parameters<Views[V]>
    ): Promise<ReturnType<Views[V]>> {
      // A hash says what is in a case; what is made of the cases need not be compared.
      const asked = args.map((arg) => (arg === pair || arg === pair.hours ? null : arg))
      const of = pair.cases.map(({ conversation, hash }) => [conversation, hash])
      const key = JSON.stringify([view, pair.exitOffice, pair.entryOffice, of, asked])
      const known = kept.get(key)
      if (known) return known as Promise<ReturnType<Views[V]>>
      const made = work(payer, view, ...args)
      kept.set(key, made)
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
      made.catch(() => kept.delete(key))
      return made
    },

    close: () => workshop.close(),
  }
}
