/** The list of procedures that this node knows: a new one is its folder and a line here. Cases are pinned to a version, so that one which open cases use stays. */
import { anyProcedure } from '../cases/procedure.ts'
import { Procedures } from '../cases/procedures.ts'
import { aeo } from './aeo/aeo.ts'
import { assistanceWith } from './assistance/assistance.ts'
import { documents } from './documents/documents.ts'
import { jointControl } from './joint-control/joint-control.ts'
import { juxtaposedOffice } from './juxtaposed-office/juxtaposed-office.ts'
import { openingHours } from './opening-hours/opening-hours.ts'
import { preArrival } from './pre-arrival/pre-arrival.ts'
import { releaseTime } from './release-time/release-time.ts'
import { system } from './system/system.ts'

/** The terms by which this node reminds its own people; nothing in a case depends on them. */
export type Reminders = {
  /** Days in which mutual assistance is owed where neither request nor agreement names a term. */
  readonly assistanceDays: number
}

export const proceduresWith = ({ assistanceDays }: Reminders): Procedures =>
  new Procedures([
    anyProcedure(preArrival),
    anyProcedure(openingHours),
    anyProcedure(aeo),
    anyProcedure(jointControl),
    anyProcedure(juxtaposedOffice),
    anyProcedure(releaseTime),
    anyProcedure(documents),
    anyProcedure(assistanceWith({ answerDays: assistanceDays })),
    anyProcedure(system),
  ])

/** As they are where nothing is set. */
export const PROCEDURES = proceduresWith({ assistanceDays: 90 })
