/** What those whom a declaration names as authorised traders amounted to when it was lodged: that counts for its goods, whatever changes while they are on the road. */
import type { components } from '../../generated/procedures/pre-arrival.ts'
import type { KnownTrader, RecognisedTraders } from './recognised-traders.ts'

export type AtLodgement = components['schemas']['RecognisedParty']
type Party = { readonly id?: string; readonly roleCode?: string }

const told = ({ key, recognition: { recognised, status, reason, benefits } }: KnownTrader) => ({
  xRecognised: recognised,
  xStatus: status === 'withdrawn' ? ('unknown' as const) : status,
  ...(reason === undefined ? {} : { xReason: reason }),
  xProgramme: key.programme,
  ...(key.type === undefined ? {} : { xType: key.type }),
  xBenefits: benefits.filter((b) => b.recognised).map((b) => b.benefit),
})

/** Each party as it was at `at` (milliseconds since 1970), by the authorisation that brings it most. An authorisation for another role is none of the party's. */
export async function partiesAt(
  traders: Pick<RecognisedTraders, 'ask'>,
  parties: readonly Party[],
  at: number,
): Promise<AtLodgement[]> {
  const named = parties.filter((p): p is Party & { id: string } => p.id !== undefined)
  const known = await traders.ask(
    named.map(({ id }) => ({ id })),
    at,
  )
  return named.map(({ id, roleCode }, i) => {
    const party = { id, ...(roleCode === undefined ? {} : { roleCode }) }
    const best = known[i]!.filter(
      ({ key }) => key.role === undefined || roleCode === undefined || key.role === roleCode,
    )
      .map(told)
      .sort((a, b) => Number(b.xRecognised) - Number(a.xRecognised) || b.xBenefits.length - a.xBenefits.length)[0]
    return { ...party, ...(best ?? { xRecognised: false, xStatus: 'unknown', xBenefits: [] }) }
  })
}
