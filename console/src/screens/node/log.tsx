/** The log: checkpoints as beads on a string, witnesses as threads through those that they have cosigned, a split in red. */
import { api, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Ago, Broken, DataTable, Facts, Id, Notice, Section, Time, Waiting } from '../../parts/index.ts'
import { formatNumber, language, t } from '../../text.ts'

type Checkpoint = {
  readonly size: number
  readonly root: string
  readonly at: string
  readonly witnesses: readonly { readonly witness: string; readonly at: string }[]
}
type Split = Pick<Schemas['Alert'], 'kind' | 'peer' | 'detail' | 'at'>

const BEADS = 16
const LEFT = 184
const WIDTH = 960
const GAP = 28

/** `juxta.xb.baf8fafb/witness` is the witness of XB to people; of others the whole name. */
export const witnessName = (name: string): string => {
  const country = /^juxta\.([a-z]{2})\./.exec(name)?.[1]
  return country === undefined ? name : country.toUpperCase()
}

function Beads({ checkpoints, split }: { checkpoints: readonly Checkpoint[]; split: boolean }) {
  const shown = checkpoints.slice(0, BEADS).reverse()
  const witnesses = [...new Set(shown.flatMap((c) => c.witnesses.map((w) => w.witness)))].sort()
  const rtl = language.value === 'ar'
  const side = (at: number): number => (rtl ? WIDTH - at : at)
  const x = (i: number): number => LEFT + 24 + (i * (WIDTH - LEFT - 56)) / Math.max(1, shown.length - 1)
  const [top, height] = [56, 96 + witnesses.length * GAP]
  const every = Math.ceil(shown.length / 8)
  const begin = rtl ? 'end' : 'start'
  return (
    <svg class="beads" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={t('node.log.picture')}>
      <text x={side(0)} y={top + 5} text-anchor={begin}>
        {t('node.log.checkpoints')}
      </text>
      <line
        class={split ? 'string string-split' : 'string'}
        x1={side(x(0))}
        x2={side(x(shown.length - 1))}
        y1={top}
        y2={top}
      />
      {split && (
        <>
          <path
            class="string string-split"
            d={`M ${side(x(shown.length - 2))} ${top} L ${side(x(shown.length - 1))} ${top - 32}`}
          />
          <circle class="bead bead-split" cx={side(x(shown.length - 1))} cy={top - 32} r={8} />
        </>
      )}
      {shown.map((c, i) => (
        <g key={c.size}>
          <circle class={`bead ${c.witnesses.length > 0 ? 'bead-seen' : ''}`} cx={side(x(i))} cy={top} r={9}>
            <title>{t('node.log.bead', { size: c.size, count: c.witnesses.length })}</title>
          </circle>
          {(i % every === 0 || i === shown.length - 1) && (
            <text class="bead-size" x={side(x(i))} y={top - 18} text-anchor="middle">
              {formatNumber(c.size)}
            </text>
          )}
        </g>
      ))}
      {witnesses.map((witness, row) => {
        const y = top + 40 + row * GAP
        const seen = shown.flatMap((c, i) => (c.witnesses.some((w) => w.witness === witness) ? [i] : []))
        return (
          <g key={witness}>
            <text x={side(0)} y={y + 5} text-anchor={begin}>
              {t('node.log.witness', { name: witnessName(witness) })}
            </text>
            <line class="thread" x1={side(x(seen[0]!))} x2={side(x(seen.at(-1)!))} y1={y} y2={y} />
            {seen.map((i) => (
              <g key={i}>
                <line class="knot-line" x1={side(x(i))} x2={side(x(i))} y1={top + 9} y2={y} />
                <circle class="knot" cx={side(x(i))} cy={y} r={4} />
              </g>
            ))}
          </g>
        )
      })}
    </svg>
  )
}

export function Log({ splits }: { splits: readonly Split[] }) {
  const log = useLoad((signal) => api.GET('/v1/log', { signal }), [])
  const shard = log.data?.shard
  const checkpoints = useLoad<{ items: readonly Checkpoint[] }>(
    (signal) =>
      shard === undefined
        ? Promise.resolve({})
        : api.GET('/v1/log/{shard}/checkpoints', { params: { path: { shard }, query: { limit: 50 } }, signal }),
    [shard],
  )
  const problem = log.problem ?? checkpoints.problem
  if (problem) return <Broken problem={problem} again={log.again} />
  if (!log.data || !checkpoints.data) return <Waiting lines={6} />
  const { items } = checkpoints.data
  const l = log.data
  return (
    <>
      {splits.map((s) => (
        <Notice key={`${s.kind} ${s.peer}`} kind="bad" title={t('node.log.split', { peer: s.peer ?? '' })} role="alert">
          <p dir="auto" lang="en" class="detail">
            {s.detail}
          </p>
        </Notice>
      ))}
      {items.length > 1 && (
        <figure class="ring-figure">
          <Beads checkpoints={items} split={splits.length > 0} />
          <figcaption>{t('node.log.legend')}</figcaption>
        </figure>
      )}
      <Facts
        items={[
          { term: t('node.log.origin'), value: <bdi dir="ltr">{l.origin}</bdi> },
          { term: t('node.log.size'), value: formatNumber(l.size) },
          { term: t('node.log.published'), value: l.published === null ? t('shell.none') : formatNumber(l.published) },
          { term: t('node.log.key'), value: <Id value={l.vkey} /> },
          { term: t('node.log.witness.key'), value: <Id value={l.witness} /> },
        ]}
      />
      <Section title={t('node.log.cosigned')}>
        <DataTable
          label={t('node.log.cosigned')}
          rows={l.cosigned}
          rowKey={(c) => c.witness}
          empty={<p>{t('node.log.nobody')}</p>}
          mark={(c) => (l.published !== null && l.published - c.size > 1000 ? 'late' : undefined)}
          columns={[
            { key: 'who', title: t('node.log.who'), cell: (c) => <bdi dir="ltr">{c.witness}</bdi> },
            { key: 'size', title: t('node.log.upto'), numeric: true, cell: (c) => formatNumber(c.size) },
            {
              key: 'behind',
              title: t('node.log.behind'),
              numeric: true,
              cell: (c) => formatNumber(Math.max(0, (l.published ?? c.size) - c.size)),
            },
          ]}
        />
      </Section>
      <Section title={t('node.log.checkpoints')}>
        <DataTable
          label={t('node.log.checkpoints')}
          rows={items}
          rowKey={(c) => String(c.size)}
          empty={<p>{t('node.log.nothing')}</p>}
          columns={[
            { key: 'size', title: t('node.log.size'), numeric: true, cell: (c) => formatNumber(c.size) },
            { key: 'at', title: t('node.at'), cell: (c) => <Ago at={c.at} /> },
            { key: 'root', title: t('node.log.root'), cell: (c) => <Id value={c.root} /> },
            {
              key: 'witnesses',
              title: t('node.log.cosigned'),
              cell: (c) =>
                c.witnesses.map((w) => (
                  <span key={w.witness} class="witness">
                    <bdi>{witnessName(w.witness)}</bdi> <Time at={w.at} />
                  </span>
                )),
            },
          ]}
        />
      </Section>
    </>
  )
}
