/**
 * The report of an inspection as a PDF for paper and for the file of a case: tagged for screen readers, set in fonts with Latin, Greek, Cyrillic and Arabic
 * letters that it brings along, and the same bytes each time from the same report.
 */
import { createRequire } from 'node:module'
import { shown } from '../values/text.ts'
import type { Block, Cell, ReportDocument } from './report.ts'

type Options = Readonly<Record<string, unknown>>
type Struct = { add(child: Struct): Struct; end(): void }
/** As much of a document of pdfkit as is used here. */
type Pdf = {
  x: number
  y: number
  readonly page: { readonly width: number; readonly height: number; margins: { bottom: number } }
  registerFont(name: string, file: string): Pdf
  font(name: string): Pdf
  fontSize(size: number): Pdf
  fillColor(colour: string): Pdf
  strokeColor(colour: string): Pdf
  lineWidth(width: number): Pdf
  moveTo(x: number, y: number): Pdf
  lineTo(x: number, y: number): Pdf
  stroke(): Pdf
  text(text: string, x?: number, y?: number, options?: Options): Pdf
  heightOfString(text: string, options: Options): number
  struct(type: string, content?: Options | (() => void) | readonly unknown[], children?: () => void): Struct
  addStructure(struct: Struct): Pdf
  markContent(tag: string, options?: Options): Pdf
  endMarkedContent(): Pdf
  continueOnNewPage(): void
  on(event: 'data', listener: (chunk: Buffer) => void): Pdf
  on(event: 'end' | 'pageAdded', listener: () => void): Pdf
  end(): void
}

const [MARGIN, INDENT] = [50, 18]
const [INK, QUIET, LINE] = ['#16202b', '#4d5b69', '#b8c2cc']
const FONTS = { plain: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf', mono: 'DejaVuSansMono.ttf' } as const

/** How wide a character of the monospaced font is, of its size. */
const MONO_WIDTH = 0.6021
const EXACT_SIZE = 7

/** What a cell shows. A hash has no words: its lines are as long as they fit. */
function linesOf({ text, exact }: Cell, width: number): string {
  if (!exact || text.includes(' ')) return shown(text)
  const most = Math.max(8, Math.floor(width / (MONO_WIDTH * EXACT_SIZE)) - 1)
  return shown(text).replace(new RegExp(`.{${most}}(?=.)`, 'g'), '$&\n')
}

class Sheet {
  readonly #pdf: Pdf
  readonly #root: Struct
  readonly #width: number

  constructor(pdf: Pdf) {
    this.#pdf = pdf
    this.#width = pdf.page.width - 2 * MARGIN
    this.#root = pdf.struct('Document')
    pdf.addStructure(this.#root)
  }

  /** Goes on on the next page where so much does not fit on this one; answers whether it did. */
  room(height: number): boolean {
    if (this.#pdf.y + height <= this.#pdf.page.height - MARGIN) return false
    this.#pdf.continueOnNewPage()
    return true
  }

  line(tag: string, font: keyof typeof FONTS, size: number, text: string, colour = INK, within = 0): void {
    const pdf = this.#pdf
    const [left, width] = [MARGIN + within * INDENT, this.#width - within * INDENT]
    pdf.font(font).fontSize(size)
    this.room(Math.min(200, pdf.heightOfString(shown(text), { width })) + (tag.startsWith('H') ? 60 : 0))
    this.#root.add(
      pdf.struct(tag, () => {
        pdf.font(font).fontSize(size).fillColor(colour)
        pdf.text(shown(text), left, pdf.y, { width, lineGap: 2 })
      }),
    )
  }

  gap(height: number): void {
    this.#pdf.y += height
  }

  rule(): void {
    const pdf = this.#pdf
    pdf.markContent('Artifact', { type: 'Layout' })
    pdf.strokeColor(LINE).lineWidth(0.6)
    pdf
      .moveTo(MARGIN, pdf.y)
      .lineTo(MARGIN + this.#width, pdf.y)
      .stroke()
    pdf.endMarkedContent()
  }

  rows(
    columns: readonly { readonly head: string; readonly share: number }[],
    rows: Iterable<readonly Cell[]>,
    heads: boolean,
  ): void {
    const pdf = this.#pdf
    const table = pdf.struct('Table')
    const titles = columns.map(({ head }) => ({ text: head }))
    this.#root.add(table)
    const row = (cells: readonly Cell[], isHead: boolean): void => {
      const fontOf = (cell: Cell, i: number): Pdf =>
        pdf
          .font(cell.exact ? 'mono' : isHead || (!heads && i === 0) ? 'bold' : 'plain')
          .fontSize(cell.exact ? EXACT_SIZE : 8.5)
      const widthOf = (i: number): number => columns[i]!.share * this.#width - 8
      const height = Math.max(
        ...cells.map((cell, i) => {
          fontOf(cell, i)
          return pdf.heightOfString(linesOf(cell, widthOf(i)), { width: widthOf(i), lineGap: 1 })
        }),
      )
      if (this.room(height + 10) && heads && !isHead) row(titles, true)
      const [top, line] = [pdf.y + 4, pdf.struct('TR')]
      table.add(line)
      let left = MARGIN
      for (const [i, cell] of cells.entries()) {
        const at = left
        line.add(
          pdf.struct(isHead || (!heads && i === 0) ? 'TH' : 'TD', () => {
            fontOf(cell, i).fillColor(isHead ? QUIET : INK)
            pdf.text(linesOf(cell, widthOf(i)), at, top, { width: widthOf(i), lineGap: 1 })
          }),
        )
        left += columns[i]!.share * this.#width
      }
      line.end()
      pdf.y = top + height + 4
      this.rule()
    }
    if (heads) row(titles, true)
    for (const cells of rows) row(cells, false)
    table.end()
    this.gap(10)
  }

  form(lead: string, fields: readonly string[], times: number): void {
    const pdf = this.#pdf
    this.room(fields.length * 28 + 40)
    if (lead !== '') this.line('P', 'bold', 9.5, lead)
    for (let i = 0; i < times; i++) {
      this.room(fields.length * 26 + 16)
      this.gap(8)
      for (const field of fields) {
        this.line('P', 'plain', 8.5, `${field}:`)
        pdf.markContent('Artifact', { type: 'Layout' })
        pdf.strokeColor(INK).lineWidth(0.6)
        pdf
          .moveTo(MARGIN + 190, pdf.y)
          .lineTo(MARGIN + this.#width, pdf.y)
          .stroke()
        pdf.endMarkedContent()
        this.gap(12)
      }
    }
    this.gap(6)
  }

  block(b: Block): void {
    if (b.is === 'text') {
      this.line('P', 'plain', 9.5, b.text, INK, b.within)
      return this.gap(6)
    }
    if (b.is === 'form') return this.form(b.lead, b.fields, b.times)
    if (b.is === 'facts')
      return this.rows(
        [
          { head: '', share: 0.28 },
          { head: '', share: 0.72 },
        ],
        b.rows.map(([name, value]) => [{ text: name }, value]),
        false,
      )
    this.line('P', 'bold', 9.5, b.caption)
    this.gap(2)
    this.rows(b.columns, b.rows, true)
  }

  end(): void {
    this.#root.end()
  }
}

/** What it is at the foot of each page, which a screen reader passes over. */
function footers(pdf: Pdf, foot: (page: number) => string): () => void {
  let page = 1
  return () => {
    const { bottom } = pdf.page.margins
    const [x, y] = [pdf.x, pdf.y]
    pdf.page.margins.bottom = 0
    pdf.markContent('Artifact', { type: 'Pagination' })
    pdf.font('plain').fontSize(7.5).fillColor(QUIET)
    pdf.text(foot(page++), MARGIN, pdf.page.height - 34, { lineBreak: false })
    pdf.endMarkedContent()
    pdf.page.margins.bottom = bottom
    pdf.x = x
    pdf.y = y
  }
}

/** `foot`: what stands at the foot of each page, by its number. */
export async function pdfReport(report: ReportDocument, foot: (page: number) => string): Promise<Buffer> {
  // Loaded where a report is made: no node needs it to start.
  const name: string = 'pdfkit'
  const { default: PdfDocument } = (await import(name)) as { default: new (options: Options) => Pdf }
  const { resolve } = createRequire(import.meta.url)
  const date = new Date(report.at * 1000)
  const pdf = new PdfDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    tagged: true,
    lang: report.language ?? 'en',
    displayTitle: true,
    autoFirstPage: true,
    info: {
      Title: shown(report.title),
      Subject: shown(report.subtitle),
      CreationDate: date,
      ModDate: date,
      Creator: 'juxta',
      Producer: 'juxta',
    },
  })
  const chunks: Buffer[] = []
  pdf.on('data', (chunk) => void chunks.push(chunk))
  const done = new Promise<void>((resolved) => pdf.on('end', resolved))
  for (const [font, file] of Object.entries(FONTS)) pdf.registerFont(font, resolve(`dejavu-fonts-ttf/ttf/${file}`))
  const footer = footers(pdf, foot)
  footer()
  pdf.on('pageAdded', footer)
  const sheet = new Sheet(pdf)
  sheet.line('H1', 'bold', 18, report.title)
  sheet.line('P', 'plain', 10, report.subtitle, QUIET)
  sheet.gap(8)
  for (const line of report.lead) {
    sheet.line('P', 'plain', 10, line)
    sheet.gap(5)
  }
  for (const { head, blocks } of report.sections) {
    sheet.gap(10)
    sheet.line('H2', 'bold', 13, head)
    sheet.gap(4)
    for (const block of blocks) sheet.block(block)
  }
  sheet.end()
  pdf.end()
  await done
  return Buffer.concat(chunks)
}
