/** Where the lines of a text in a PDF end. */
import { shown } from '../values/text.ts'
import type { Pdf } from './pdf-page.ts'
import type { Cell } from './report.ts'

/** How wide a character of the monospaced font is, of its size. */
const MONO_WIDTH = 0.6021
export const EXACT_SIZE = 7

/** What a cell shows. A hash has no words: its lines are as long as they fit. */
export function linesOf({ text, exact }: Cell, width: number): string {
  if (!exact || text.includes(' ')) return shown(text)
  const most = Math.max(8, Math.floor(width / (MONO_WIDTH * EXACT_SIZE)) - 1)
  return shown(text).replace(new RegExp(`.{${most}}(?=.)`, 'g'), '$&\n')
}

/** Where each line of a text that fits a width begins and ends: between words, and within one only where it is longer than a line. `name`: so much of it is in bold. */
export function wrap(pdf: Pdf, text: string, width: number, name = 0): (readonly [start: number, end: number])[] {
  const lines: (readonly [number, number])[] = []
  let [start, end, used] = [0, 0, 0]
  for (const { 0: word, index } of text.matchAll(/[^ \n]+|\n/g)) {
    if (word === '\n') {
      lines.push([start, end])
      ;[start, end, used] = [index + 1, index + 1, 0]
      continue
    }
    if (name > 0) pdf.font(index < name ? 'bold' : 'plain')
    const [own, space] = [pdf.widthOfString(word), pdf.widthOfString(' ') * (index - end)]
    if (used > 0 && used + space + own > width) {
      lines.push([start, end])
      ;[start, used] = [index, 0]
    } else if (used === 0) start = index
    used += (used === 0 ? 0 : space) + own
    end = index + word.length
    for (; used > width && end - start > 1; used = pdf.widthOfString(text.slice(start, end))) {
      let cut = start + 1
      while (pdf.widthOfString(text.slice(start, cut + 1)) <= width) cut++
      lines.push([start, cut])
      start = cut
    }
  }
  lines.push([start, end])
  return lines
}
