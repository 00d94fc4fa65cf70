/** The window side of a node: the server for Single Windows, operators and auditors, with the routes of every room. */
import type { Cases } from '../cases/cases.ts'
import type { EvidenceRoom } from '../evidence/evidence.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { logRoutes } from '../exchange/log-routes.ts'
import type { ServiceLevels } from '../exchange/service-levels.ts'
import { buildServer, type Server } from '../http/server.ts'
import type { Caller } from '../http/caller.ts'
import { identifyBy, type WindowHandler, type WindowRoutes } from '../http/window-auth.ts'
import { listsOf, renewOwn, type Node } from '../node.ts'
import { windowTls } from '../http/mtls.ts'
import { keysIn } from '../peers/registry.ts'
import type { ProcedureRoom } from '../procedures/procedures.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'
import { logIn } from '../store/log.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'
import { auditRoutes } from './audit-routes.ts'
import { caseRoutes } from './case-routes.ts'
import { changeRoutes } from './change-routes.ts'
import { consoleRoutes } from './console-routes.ts'
import { contingencyRoutes } from './contingency-routes.ts'
import { documentationRoutes } from './documentation-routes.ts'
import { inboxRoutes } from './inbox-routes.ts'
import { inspectionRoutes } from './inspection-routes.ts'
import { keyRoutes } from './key-routes.ts'
import { messageRoutes, sendingRoutes } from './message-routes.ts'
import { onwardRoutes } from './onward-routes.ts'
import { operationsRoutes } from './operations-routes.ts'
import { operatorRoutes } from './operator-routes.ts'
import { agreementPrintRoutes } from './agreement-print-routes.ts'
import { controlPrintRoutes } from './control-print-routes.ts'
import { legalHoldRoutes } from './legal-hold-routes.ts'
import { agreementRoutes, peerRoutes } from './peer-routes.ts'
import { searchRoutes } from './search-routes.ts'
import { neighbourhoodRoutes } from './neighbourhood-routes.ts'
import { retryManyRoutes } from './retry-many.ts'
import { serviceLevelRoutes } from './service-level-routes.ts'
import { studyReportRoutes } from './study-report-routes.ts'
import { settingsRoutes } from './settings-routes.ts'
import { consoleSessions } from './sessions.ts'
import { subscriptionRoutes } from './subscription-routes.ts'
import { trafficRoutes } from './traffic-routes.ts'
import { createTrail } from './trail.ts'
import { twoPersons } from './two-persons.ts'
import { uploadRoutes } from './upload-routes.ts'
import { webhookRoutes } from './webhook-routes.ts'

/** The end of this node's own log, as it stands and as others have witnessed it. */
const headRoutes = (node: Node): WindowRoutes => ({
  async getLog() {
    await renewOwn(node)
    const { store, own } = node
    const head = await logIn(store).head()
    const sizes = await logIn(store).cosignedSizes(head.shard)
    return {
      body: {
        ...head,
        published: (await logIn(store).published(head.shard))?.size ?? null,
        vkey: own.identity.log.vkey,
        witness: own.identity.witness.vkey,
        cosigned: [...sizes].map(([name, size]) => ({ witness: name, size })),
      },
    }
  },
})

/** Who is a peer, and what is agreed, may have been written by another replica or a command a moment ago: it is read before such a request is answered. */
const current = (node: Node, routes: WindowRoutes): WindowRoutes =>
  Object.fromEntries(
    Object.entries(routes).map(([id, handler]): [string, WindowHandler] => [
      id,
      async (incoming) => {
        await node.directory.refresh()
        return handler(incoming)
      },
    ]),
  )

const HEALTH: ReadonlySet<string> = new Set(['livez', 'readyz', 'metrics'])

/** The rooms whose routes it has. */
export type WindowRooms = {
  readonly cases: Cases
  readonly exchange: Exchange
  readonly procedures: ProcedureRoom
  readonly evidence: EvidenceRoom
  readonly webhooks: Webhooks
  readonly levels: ServiceLevels
}

export function openWindow(
  node: Node,
  { cases, exchange, procedures, evidence, webhooks, levels }: WindowRooms,
): Server<Caller> {
  const { settings, store } = node
  const shown = node.tls.window?.used()
  const tls = shown && windowTls(shown)
  const sessions = consoleSessions(node, cases.procedures.reserved)
  const identified = identifyBy(keysIn(store), sessions, cases.procedures.reserved, node.clock)
  const window = buildServer<Caller>({
    side: 'window',
    lists: listsOf(node),
    // Base64 in a JSON envelope swells a document by a third, and escapes can double a text.
    bodyLimit: settings.messageBytes * 2 + 65_536,
    logger: node.logger,
    ...(tls ? { tls } : {}),
    async identify(operation, request, known) {
      try {
        return await identified(operation, request, known)
      } catch (error) {
        // Whoever tries keys is not asked for his name.
        if (error instanceof JuxtaError && error.code === 'unauthorized') node.quotas.address.enter(request.ip).leave()
        throw error
      }
    },
    enter({ open, id }, { ip }, caller) {
      // A person has one quota, however many sessions he opens.
      if (!open) return node.quotas.key.enter(sessions.isPerson(caller) ? caller.client : caller.id)
      // Behind a proxy the public has the address of the load balancer, which must not take the node for dead.
      return node.quotas.address.enter(HEALTH.has(id) ? `${ip} health` : ip)
    },
    trail: createTrail(node),
  })
  const ofNeighbours = [
    contingencyRoutes(node, exchange),
    peerRoutes(node, exchange),
    agreementRoutes(node, exchange),
    agreementPrintRoutes(node, exchange),
    controlPrintRoutes(cases),
    legalHoldRoutes(exchange),
    neighbourhoodRoutes(node),
    trafficRoutes(node),
    serviceLevelRoutes(node, levels),
  ]
  const rooms: readonly WindowRoutes[] = [
    ...ofNeighbours.map((routes) => current(node, routes)),
    sendingRoutes(node, exchange),
    retryManyRoutes(node),
    uploadRoutes(node),
    messageRoutes(cases, evidence),
    inboxRoutes(node, exchange),
    changeRoutes(node),
    onwardRoutes(node, exchange),
    subscriptionRoutes(cases),
    webhookRoutes(node, webhooks, cases.procedures.reserved),
    caseRoutes(cases, procedures.runner),
    studyReportRoutes(cases, procedures.runner),
    ...procedures.routes,
    searchRoutes(node, procedures.find),
    keyRoutes(node),
    auditRoutes(node, evidence),
    inspectionRoutes(node, evidence),
    documentationRoutes(cases.procedures),
    consoleRoutes(node, sessions),
    operatorRoutes(node, exchange),
    settingsRoutes(node),
    operationsRoutes(node, procedures.runner),
    headRoutes(node),
    logRoutes(store, () => null),
  ]
  const two = twoPersons(node, exchange, procedures.grave, async (caller) =>
    sessions.isPerson(caller) ? 0 : (await keysIn(store).keyById(caller.id as MessageId))?.createdAt,
  )
  for (const routes of [...rooms, two.routes]) window.routes(two.guard(routes))
  return window
}
