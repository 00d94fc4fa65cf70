/** The report of a study as a page and as PDF. */
import type { Cases } from '../cases/cases.ts'
import type { Runner } from '../cases/runner.ts'
import { mayRead } from '../http/caller.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import type { ReportDocument } from '../inspection/report.ts'
import type { Language } from '../peers/clauses/words.ts'
import { studyFile, studyPage, studyReport } from '../pages/study-report.ts'
import { timing } from '../procedures/release-time/crossing-record.ts'
import { crossingsIn } from '../procedures/release-time/crossing-table.ts'
import { resultOf, studyOf } from '../procedures/release-time/studies.ts'

/** It has a style of its own and nothing else. */
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

export function studyReportRoutes(cases: Cases, runner: Runner): WindowRoutes {
  const { store, country, clock } = cases.node
  const report = async ({ caller, params, query }: WindowIncoming): Promise<readonly [ReportDocument, Language]> => {
    timing(caller)
    await runner.upToDate()
    const study = await studyOf(store, params['country']!, params['id']!)
    const result = await resultOf(crossingsIn(store), study, (one) => mayRead(caller, one))
    const language = (query['language'] ?? 'en') as Language
    return [studyReport(study, result, { of: country, now: clock.now(), language }), language]
  }
  return {
    getStudyReport: async (incoming) => ({
      type: 'text/html; charset=utf-8',
      headers: PAGE_HEADERS,
      body: studyPage(...(await report(incoming))),
    }),
    getStudyReportFile: async (incoming) => ({
      type: 'application/pdf',
      headers: { 'content-disposition': 'attachment; filename="study.pdf"', 'x-content-type-options': 'nosniff' },
      body: await studyFile(...(await report(incoming))),
    }),
  }
}
