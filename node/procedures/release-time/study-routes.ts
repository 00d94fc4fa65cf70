/** The window side for studies: their plans, who is in the sample, what they come to, and two of them compared. */
import type { Cases } from '../../cases/cases.ts'
import { mayRead, type Caller } from '../../http/caller.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'
import type { Language } from '../../peers/clauses/words.ts'
import { timing } from './crossing-record.ts'
import { crossingsIn } from './crossing-table.ts'
import { csv } from './series-output.ts'
import { studyLines } from './study-csv.ts'
import { studySpeech } from './study-speech.ts'
import { comparedStudies, resultOf, resultView, sampleIn, studiesIn, studyOf, studyView } from './studies.ts'

export function studyRoutes({ node }: Cases): WindowRoutes {
  const { store } = node
  const rows = crossingsIn(store)
  const result = async (caller: Caller, country: string, id: string) => {
    timing(caller)
    const study = await studyOf(store, country, id)
    return { study, result: await resultOf(rows, study, (one) => mayRead(caller, one)) }
  }
  return {
    async listStudies({ caller }) {
      timing(caller)
      return { body: { items: (await studiesIn(store)).map(studyView), next: null } }
    },
    async listStudySample({ caller, params, query }) {
      timing(caller)
      const study = await studyOf(store, params['country']!, params['id']!)
      const { population, sample } = await sampleIn(rows, study, (one) => mayRead(caller, one))
      const asked = query['crossing']
      const items = asked === undefined ? sample : sample.filter(({ crossing }) => crossing === asked)
      return { body: { population, sampled: sample.length, items, next: null } }
    },
    async releaseTimesOfStudy({ caller, params }) {
      const found = await result(caller, params['country']!, params['id']!)
      return { body: { study: studyView(found.study), ...resultView(found.result) } }
    },
    async releaseTimesOfStudyFile({ caller, params, query }) {
      const found = await result(caller, params['country']!, params['id']!)
      return {
        type: 'text/csv; charset=utf-8; header=present',
        headers: {
          'content-disposition': 'attachment; filename="study.csv"',
          'x-content-type-options': 'nosniff',
        },
        body: csv(studyLines(found.study, found.result, studySpeech((query['language'] ?? 'en') as Language))),
      }
    },
    async releaseTimesOfStudies({ caller, params, query }) {
      const before = await result(caller, query['beforePeer'] ?? params['country']!, query['before']!)
      const after = await result(caller, params['country']!, params['id']!)
      return { body: comparedStudies(before, after) }
    },
  }
}
