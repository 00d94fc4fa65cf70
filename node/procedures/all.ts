/** The procedures that this node knows, in the versions that cases may be pinned to. */
import { aeo } from './aeo/aeo.ts'
import { assistance, assistanceWith } from './assistance/assistance.ts'
import { documents } from './documents/documents.ts'
import type { Lookup } from '../cases/engine.ts'
import { jointControl } from './joint-control/joint-control.ts'
import { juxtaposedOffice } from './juxtaposed-office/juxtaposed-office.ts'
import { openingHours } from './opening-hours/opening-hours.ts'
import { preArrival } from './pre-arrival/pre-arrival.ts'
import { anyProcedure, type AnyProcedure } from '../cases/procedure.ts'
import { releaseTime } from './release-time/release-time.ts'
import { system } from './system/system.ts'

const KNOWN: readonly AnyProcedure[] = [
  anyProcedure(preArrival),
  anyProcedure(openingHours),
  anyProcedure(aeo),
  anyProcedure(jointControl),
  anyProcedure(juxtaposedOffice),
  anyProcedure(releaseTime),
  anyProcedure(documents),
  anyProcedure(assistance),
  anyProcedure(system),
]

/** The procedure of that name and version; undefined where this node does not know it. */
export const lookupProcedure: Lookup = (name, version) => KNOWN.find((p) => p.name === name && p.version === version)

/** The same, with the terms by which this node is reminded; nothing in a case depends on them. */
export function lookupWith({ assistanceDays }: { readonly assistanceDays: number }): Lookup {
  const own = anyProcedure(assistanceWith({ answerDays: assistanceDays }))
  return (name, version) => (name === own.name && version === own.version ? own : lookupProcedure(name, version))
}
