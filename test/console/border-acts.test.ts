/** What officers do on their screens at one side until the other knows, against two nodes with a day behind them. */
import t from 'tap'
import { call } from '../../node/cli/demo-nodes.ts'
import { needsChromium } from '../chromium.ts'
import {
  atOneStop,
  changeHours,
  closeInEmergency,
  controlTogether,
  helpEachOther,
  onTheWay,
  permitsLife,
  turnsRound,
  type Officers,
} from './border-acts.ts'
import { crowdBorder } from './border-day.ts'
import {
  ACTED,
  assist,
  compareTimes,
  correctData,
  negotiateHours,
  planStudy,
  proposeFirst,
  tellBreach,
  type Sides,
} from './border-more-acts.ts'
import { borderOf, openBrowser, unwalked, walk } from './walk.ts'

t.test('what officers do', needsChromium(), async (t) => {
  const nodes = await borderOf(t)
  const [a, b] = nodes
  const day = await crowdBorder(nodes)
  const browser = await openBrowser(t)
  const signedIn: Officers['signedIn'] = async (node, language = 'en') => {
    const somebody = await walk(t, browser, node, { language })
    await somebody.signIn('window')
    return somebody
  }
  const { items } = await call<{ items: { exitOffice: string; entryOffice: string }[] }>(b, 'GET', '/v1/opening-hours')
  const hours = `/console/hours/${items[0]!.exitOffice}/${items[0]!.entryOffice}`

  const officers: Officers = { a, b, day, signedIn }
  await t.test('a joint control is put off, found, recorded and counts', (t) => controlTogether(t, officers))
  await t.test('a movement is asked about, and goes elsewhere', (t) => onTheWay(t, officers))
  await t.test('a permit lives from issue to revocation', (t) => permitsLife(t, officers))
  await t.test('assistance is given and destroyed', (t) => helpEachOther(t, officers))
  await t.test('one turns round, and is released for when it comes again', () => turnsRound(officers))
  await t.test('hours change for a day', (t) => changeHours(t, officers, hours))
  await t.test('an office at one stop is agreed, used and suspended', (t) => atOneStop(t, officers))
  await t.test('an office closes in an emergency and reopens', () => closeInEmergency(officers, hours))

  const sides: Sides = { a, b, signedIn }
  await t.test('hours are proposed, countered, accepted and withdrawn', () => negotiateHours(sides, hours))
  await t.test('assistance is asked for and given on conditions', (t) => assist(t, sides))
  await t.test('hours of two offices are proposed for the first time', (t) => proposeFirst(t, sides))
  await t.test('release times of two periods are compared', (t) => compareTimes(t, sides))
  await t.test('data that were found wrong are put right, or stand', () => correctData(sides))
  await t.test('a breach of data is told, answered and completed', () => tellBreach(sides))
  await t.test('a study is planned and agreed', (t) => planStudy(t, sides))
  t.same(
    unwalked(['border']).filter((path) => ACTED.includes(path)),
    [],
    'no screen was left out',
  )
})
