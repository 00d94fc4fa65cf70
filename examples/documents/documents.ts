/**
 * Permits: the veterinary authority of XA issues a permit for 10 t of beef in as many consignments as it takes; XB reserves and uses a part, XB and XC (where the demo has three) want the last of it
 * at once, and the issuer's node decides. Usage: node dist/examples/documents/documents.js demo.json
 */
import { randomUUID } from 'node:crypto'
import { ask, officer, readNodes, say, send, sendAndHold, until, type DemoNode, type Sent } from '../demo-nodes.ts'

type Balance = { usePoint: string; state: string; granted: string; used: string; reserved: string; available: string }
type Use = {
  message: string
  country: string
  useId: string
  value: string
  state: string
  reason?: string
  contested: boolean
}
type Permit = { standing: string; balance: Balance[]; uses: Use[]; reservations: Use[] }

const [a, b, c] = readNodes() as [DemoNode, DemoNode, DemoNode?]
const id = `VET/${a.country}/${randomUUID().slice(0, 8)}`
const path = `/v1/permits/${encodeURIComponent(id)}`
const hour = 3_600_000
const time = (ms: number): string => new Date(Date.now() + ms).toISOString()
const additionalDocument = { id, typeCode: '853' }
const xIssuer = { country: a.country, agency: 'VET' }

say(`The veterinary authority of ${a.country} issues ${id}: 10 t of beef.`)
const record = {
  typeCode: '853',
  xKind: 'veterinary',
  xAgency: 'VET',
  xUse: 'multiple',
  xUsePoints: ['export', 'import'],
  xIssuedAt: time(-24 * hour),
  xDestinations: [b, c].flatMap((node) => node?.country ?? []),
  xItems: [{ xItem: '1', description: 'beef', quantityQuantity: { value: '10', unitCode: 'TNE' } }],
  xStanding: 'issued',
}
await ask(a, 'PUT', path, record)

const permitOf = (node: DemoNode): Promise<Permit> => ask(node, 'GET', path)
const left = async (node: DemoNode): Promise<string> => {
  const line = (await permitOf(node)).balance.find((l) => l.usePoint === 'import')!
  return `${line.state}: ${line.used} t used, ${line.reserved} reserved, ${line.available} left of ${line.granted}`
}
/** What a using country asks of the permit. */
const wants = (xUseId: string, value: string, more: object = {}) => ({
  procedure: 'documents',
  type: 'use',
  document: {
    xUseId,
    xMode: 'request',
    xKind: 'veterinary',
    xUsePoint: 'import',
    additionalDocument: { ...additionalDocument, writeOff: { quantityQuantity: { value, unitCode: 'TNE' } } },
    xIssuer,
    xItem: '1',
    declaration: { id: `MRN-${xUseId}` },
    xFinal: false,
    ...more,
  },
})
/** Waits until the issuer has decided, as the asking country sees it. */
const decision = (node: DemoNode, { id: message }: Sent): Promise<Use> =>
  until('the issuer has decided', async () => {
    const { uses, reservations } = await permitOf(node)
    const found = [...uses, ...reservations].find((u) => u.message === message)
    return found && found.state !== 'requested' && found
  })

say(`${b.country} asks what is left of it.`)
const query = await sendAndHold(b, a, {
  procedure: 'documents',
  type: 'query',
  document: { additionalDocument, xIssuer },
})
await until('it is answered', async () => (await permitOf(b)).balance.length > 0)
say(`  ${await left(b)}`)

say(`${b.country} reserves 4250 kg for a lorry on its way, and uses them when it arrives.`)
const { conversation } = query
const reserved = await sendAndHold(b, a, {
  procedure: 'documents',
  type: 'reservation',
  conversation,
  document: {
    additionalDocument: { ...additionalDocument, writeOff: { quantityQuantity: { value: '4250', unitCode: 'KGM' } } },
    xIssuer,
    xItem: '1',
    xUsePoint: 'import',
    xUntil: time(hour),
  },
})
say(`  ${(await decision(b, reserved)).state}; ${await left(a)}`)
const used = await sendAndHold(b, a, { ...wants('B-1', '4.25', { xReservation: reserved.id }), conversation })
say(`  ${(await decision(b, used)).state}; ${await left(a)}`)

const rival = c ?? b
say(`${b.country} and ${rival.country} want 4 t each at once; 5.75 are left. First in ${a.country}'s log has it.`)
const asked = await Promise.all([
  send(b, a, { ...wants('B-2', '4'), conversation }),
  send(rival, a, wants(c ? 'C-1' : 'B-3', '4')),
])
const answers = [await decision(b, asked[0]), await decision(rival, asked[1])]
for (const [i, answer] of answers.entries())
  say(`  ${[b, rival][i]!.country} ${answer.useId}: ${answer.state}${answer.reason ? ` (${answer.reason})` : ''}`)
if (answers.filter((x) => x.state === 'confirmed').length !== 1) throw new Error('exactly one is confirmed')
say(`  ${await left(a)}`)

say(`${a.country} revokes it; everybody who has a case about it is told.`)
const xDecidedBy = officer('MA-7')
await ask(a, 'PUT', path, { ...record, xStanding: 'revoked', xReason: 'false declaration', xDecidedBy })
for (const node of new Set([b, rival])) {
  await until(`${node.country} knows`, async () => (await permitOf(node)).standing === 'revoked')
  say(`  ${node.country}: revoked`)
}
const late = await sendAndHold(b, a, { ...wants('B-4', '1'), conversation })
const refused = await decision(b, late)
say(`  a use after that: ${refused.state} (${refused.reason})`)
