/** Draws with uPlot, in the colours of the page, from the side that the language reads from. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { formatNumber } from '../text.ts'
import { DASHES, labelOf, type ChartProps } from './chart.tsx'

const HEIGHT = 240
export function draw(box: HTMLElement, { kind, x, series, zone }: ChartProps): () => void {
  // What a variable holds depends on the theme, and only a colour that is used is one or the other.
  const used = getComputedStyle(box)
  const colour = (name: string): string => {
    box.style.color = `var(${name})`
    return used.color
  }
  const [ink, line, ground] = [colour('--ink-soft'), colour('--line'), colour('--ground')]
  const rtl = document.documentElement.dir === 'rtl'
  const named = typeof x[0] === 'string'
  const xs = named ? x.map((_, index) => index) : (x as readonly number[]).map((at) => at / 1000)
  const label = (at: number): string => (named ? ((x[at] as string | undefined) ?? '') : labelOf(at * 1000, zone))
  const colours = series.map((_, index) => colour(`--series-${(index % 4) + 1}`))
  box.style.color = ''
  const axis = {
    stroke: ink,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line },
    font: `12px ${used.fontFamily}`,
  }
  const plot = new uPlot(
    {
      width: box.clientWidth,
      height: HEIGHT,
      // Its key stands in the page, in the language of the page.
      legend: { show: false },
      scales: {
        x: { time: false, dir: rtl ? -1 : 1, ...(named ? { range: [-0.5, xs.length - 0.5] } : {}) },
        y: { range: (_, __, max) => [0, max * 1.1 || 1] },
      },
      axes: [
        {
          ...axis,
          values: (_, splits) => splits.map((at) => (named && !Number.isInteger(at) ? '' : label(at))),
          space: named ? 60 : 100,
          ...(named ? { incrs: [1, 2, 5, 10, 20, 50] } : {}),
        },
        { ...axis, side: rtl ? 1 : 3, size: 56, values: (_, splits) => splits.map((at) => formatNumber(at)) },
      ],
      series: [
        {},
        ...series.map((one, index) => ({
          label: one.name,
          stroke: colours[index]!,
          width: 2,
          dash: [...DASHES[index % DASHES.length]!],
          ...(kind === 'bars'
            ? // What stands in front covers what stands behind, and looks as its key does.
              {
                fill: `color-mix(in srgb, ${colours[index]} 40%, ${ground})`,
                paths: uPlot.paths.bars!({ size: [0.6, 64] }),
                dash: [],
              }
            : {}),
        })),
      ],
    },
    [xs, ...series.map((one) => [...one.values])] as uPlot.AlignedData,
    box,
  )
  const resized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }))
  resized.observe(box)
  return () => {
    resized.disconnect()
    plot.destroy()
  }
}
