/**
 * What the entry side's machine says of a declaration by itself: an office that is not known here is a structural fault and rejected at once; what is
 * in order is registered under an MRN of this node where the settings leave that to it, and by the Single Window otherwise.
 */
import { createHash } from 'node:crypto'
import type { OpenCase } from '../../cases/book.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Country } from '../../values/country.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Case, Due } from '../../cases/procedure.ts'
import { wcoPointer } from '../../cases/schemas.ts'
import { partiesAt } from '../aeo/at-lodgement.ts'
import { recognisedTraders } from '../aeo/recognised-traders.ts'
import { unknownOffice } from './pre-arrival.ts'
import type { PreArrival } from './state.ts'
import { statedData } from '../system/office-check-view.ts'
import { parseTimeIf, timeOfSeconds } from '../../values/time.ts'

/** The offices that our newest reference data has named to `peer`, at `at` (milliseconds since 1970); null where none was sent. */
async function publishedOffices(room: Cases, peer: Country, at: number): Promise<Set<string> | null> {
  const newest = (await statedData(room, peer)).get(room.node.country)
  if (newest === undefined) return null
  const open = newest.xOffices.filter(
    (o) => !((parseTimeIf(o.xValidFrom) ?? -Infinity) > at) && !((parseTimeIf(o.xValidTo) ?? Infinity) <= at),
  )
  return new Set(open.map((o) => o.id))
}

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** ISO 6346: digits are themselves, letters from 10 on without the multiples of 11; weights double from left to right. */
const weightOf = (c: string): number => {
  const plain = LETTERS.indexOf(c)
  return plain < 10 ? plain : plain + Math.floor((plain - 1) / 10)
}
const checkDigit = (text: string): number => ([...text].reduce((sum, c, i) => sum + weightOf(c) * 2 ** i, 0) % 11) % 10

/** A movement reference number: year, country, 13 characters, check digit. It follows from the message alone, so that every replica gives the same. */
export function mrnFor(message: string, iat: number, country: Country): string {
  let rest = BigInt(`0x${createHash('sha256').update(`mrn ${message}`).digest('hex')}`)
  let name = ''
  for (let i = 0; i < 13; i++) {
    name += LETTERS[Number(rest % 36n)]
    rest /= 36n
  }
  const text = `${new Date(iat * 1000).getUTCFullYear() % 100}`.padStart(2, '0') + country + name
  return `${text}${checkDigit(text)}`
}

/** `registered` or `rejected`, where a declaration waits for one of them and the machine is the one to say it. */
export async function registrationDue(room: Cases, { peer }: CaseName, open: OpenCase): Promise<Due[]> {
  const { country, settings } = room.node
  // Null: those that its own reference data names to the peer, and any where it names none.
  const { offices, by } = settings.preArrival
  const c = open.fold.case as Case<PreArrival> | undefined
  if (c?.procedure !== 'pre-arrival' || c.roles.entry !== country) return []
  const { state: s } = c
  if (s.lodgement !== 'lodged' || s.declaration === null || s.lodgedBy === null) return []
  const send = { at: 0, owner: country, kind: 'send' as const, ref: s.lodgedBy }
  const reference = { functionalReferenceId: s.declaration.functionalReferenceId, versionId: String(s.version) }
  const known = offices ? new Set(offices) : await publishedOffices(room, peer, s.lodgedAt * 1000)
  const fault = known ? unknownOffice(s.declaration, known) : undefined
  if (fault) {
    const pointer = wcoPointer({ procedure: c.procedure, version: c.version, type: 'declaration' }, fault.pointer)
    const error = { validationCode: fault.rule, description: `${fault.pointer}: ${fault.reason}`, pointer }
    const body = { declaration: reference, error: [error] }
    return [{ ...send, key: `registration:${s.lodgedBy}`, what: 'rejected', body }]
  }
  if (by !== 'node') return []
  // The time of the signature that is answered: the same on every replica and after every crash.
  const acceptanceDateTime = timeOfSeconds(s.lodgedAt)
  const parties = s.declaration.goodsShipment?.aeoMutualRecognitionParty ?? []
  const aeoMutualRecognitionParty =
    parties.length === 0 ? undefined : await partiesAt(recognisedTraders(room.node), parties, s.lodgedAt * 1000)
  const declaration = {
    id: s.mrn ?? mrnFor(s.lodgedBy, s.lodgedAt, country),
    ...reference,
    acceptanceDateTime,
    ...(aeoMutualRecognitionParty === undefined ? {} : { aeoMutualRecognitionParty }),
  }
  return [{ ...send, key: `registration:${s.lodgedBy}`, what: 'registered', body: { declaration } }]
}
