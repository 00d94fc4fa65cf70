/** Whose clock a page of an office goes by: the zone that its opening hours state, else that of whoever looks. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { zone, type Clock } from '../../parts/time.tsx'
import { person, session } from '../../session.ts'

type Pair = Pick<Schemas['OfficePairSummary'], 'exitOffice' | 'entryOffice' | 'countries' | 'timeZones'>
type Known = { readonly office: string; readonly ours: boolean; readonly zone: string; readonly opposite: string }

/** Pairs of offices that a node is asked for; a country with more has them in its own zone for the most part. */
const PAIRS = 200
/** Of whoever is signed in: another may read other pairs. */
const known = signal<{ readonly of: unknown; readonly offices: readonly Known[] } | null>(null)

const officesOf = (pair: Pair, us: string): Known[] =>
  (['exit', 'entry'] as const).flatMap((side) => {
    const zone = pair.timeZones[side]
    if (zone === null) return []
    const [office, opposite] =
      side === 'exit' ? [pair.exitOffice, pair.entryOffice] : [pair.entryOffice, pair.exitOffice]
    return [{ office, opposite, zone, ours: pair.countries[side] === us }]
  })

async function read(): Promise<void> {
  const of = person.value
  // Whoever may not read hours has his own clock.
  const answer = await api.GET('/v1/opening-hours', { params: { query: { limit: PAIRS } } }).catch(() => null)
  known.value = { of, offices: (answer?.data?.items ?? []).flatMap((pair) => officesOf(pair, session.value!.country)) }
}

/** Our own office of those that are named, else ours opposite one of them, else the clock that all of ours share. */
function clockOf(named: readonly string[], offices: readonly Known[]): Clock | undefined {
  const ours = offices.filter((o) => o.ours)
  const own = ours.find((o) => named.includes(o.office)) ?? ours.find((o) => named.includes(o.opposite))
  if (own) return { zone: own.zone, of: own.office }
  const theirs = named.length > 0 ? offices.find((o) => named.includes(o.office)) : undefined
  const zones = [...new Set(ours.map((o) => o.zone))]
  if (zones.length === 1) {
    const [first] = ours
    return {
      zone: zones[0]!,
      of: ours.every((o) => o.office === first!.office) ? first!.office : session.value!.country,
    }
  }
  return theirs && { zone: theirs.zone, of: theirs.office }
}

/** The clock of a page about some offices, or about all of ours where it names none. */
export function useOfficeClock(...offices: readonly (string | null | undefined)[]): Clock {
  useLive(
    {
      kinds: ['list', 'case'],
      match: (change) => change.procedure === 'opening-hours' || change.list === 'opening-hours',
    },
    () => void read(),
  )
  useEffect(() => {
    if (known.value?.of !== person.value) void read()
  }, [])
  const named = offices.filter((o): o is string => typeof o === 'string' && o !== '')
  return (known.value && clockOf(named, known.value.offices)) ?? { zone: zone.value, of: null }
}
