/** The pages of a report as they fill: paragraphs, tables and lines to be filled in, each where it is not torn from what it belongs to. */
import { shown } from '../values/text.ts'
import { fromLeft, type SetLine, type SetParagraph } from './bidi.ts'
import { Numbered } from './numbered.ts'
import { EXACT_SIZE, linesOf, wrap } from './pdf-lines.ts'
import { MARGIN, QUIET, type Pdf, type Struct } from './pdf-page.ts'
import { colonOf, type Block, type Cell } from './report.ts'

const INDENT = 28
/** Between lines, and so much of a paragraph stays together. */
const [GAP, TOGETHER] = [2, 200]
/** Of a heading with all that it leads to, at most this much is kept on one page. */
const LED = 320
/** Of a table its heads and its first row are not torn apart. */
const LEAST_TABLE = 90
const [INK, LINE] = ['#16202b', '#b8c2cc']
export const FONTS = { plain: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf', mono: 'DejaVuSansMono.ttf' } as const

/** How high a row of it is, with two lines. */
const EXACT_ROW = 34

export class Sheet {
  readonly #pdf: Pdf
  readonly #root: Struct
  readonly #width: number
  /** Whether the report is of a language from the right: lines begin there, and so do tables. */
  readonly #rtl: boolean
  /** Sets paragraphs in which there may be some of that; absent, where all languages of the report are written from the left. */
  readonly #bidi: SetParagraph | undefined

  readonly #colon: string
  /** Characters that plain and bold do not both have are given by their number. */
  readonly #numbered: Numbered

  constructor(pdf: Pdf, language: string | undefined, bidi?: SetParagraph) {
    const rtl = language === 'ar'
    this.#colon = colonOf(language)
    this.#pdf = pdf
    const fonts = [pdf.font('plain')._font.font, pdf.font('bold')._font.font]
    this.#numbered = new Numbered((codePoint) => fonts.every((font) => font.hasGlyphForCodePoint(codePoint)))
    this.#rtl = rtl
    this.#bidi = bidi
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

  /** Sets one line at `y` between two margins, from the side from which the language is written. `name`: so much of the text is in bold. */
  #set(
    text: string,
    line: SetLine | undefined,
    [start, end]: readonly [number, number],
    left: number,
    right: number,
    rtl = this.#rtl,
    name = 0,
  ): void {
    const pdf = this.#pdf
    const y = pdf.y
    if (line === undefined) pdf.text(text.slice(start, end), left, y, { lineBreak: false })
    else {
      const runs = line(start, end, name)
      const weigh = (run: { readonly from: number }): Pdf =>
        name === 0 ? pdf : pdf.font(run.from < name ? 'bold' : 'plain')
      const widths = runs.map((run) => weigh(run).widthOfString(run.text, { features: [] }))
      let x = rtl ? right - widths.reduce((sum, one) => sum + one, 0) : left
      for (const [i, run] of runs.entries()) {
        weigh(run).text(run.text, x, y, { lineBreak: false, features: [] })
        x += widths[i]!
      }
    }
    pdf.y = y
  }

  #shown(text: string): string {
    return shown(this.#numbered.text(text))
  }

  #cell(cell: Cell): Cell {
    const text = this.#numbered.text(cell.text)
    if (text === cell.text) return cell
    const { name } = cell
    return {
      ...cell,
      text,
      ...(name === undefined ? {} : { name: this.#numbered.text(cell.text.slice(0, name)).length }),
    }
  }

  /** How high a paragraph is, so far as it stays together. */
  height(font: keyof typeof FONTS, size: number, text: string, within = 0): number {
    this.#pdf.font(font).fontSize(size)
    const lines = wrap(this.#pdf, this.#shown(text), this.#width - within * INDENT).length
    return Math.min(TOGETHER, lines * (this.#pdf.currentLineHeight(true) + GAP))
  }

  /** `leads`: how high what it must not be torn from is. `mark`: what stands before the first line, where that is further in. */
  line(
    tag: string,
    font: keyof typeof FONTS,
    size: number,
    said: string,
    {
      colour = INK,
      within = 0,
      mark = '',
      leads = 0,
      rtl = this.#rtl,
    }: { colour?: string; within?: number; mark?: string; leads?: number; rtl?: boolean } = {},
  ): void {
    const pdf = this.#pdf
    const text = this.#shown(said)
    this.room(Math.min(LED, this.height(font, size, text, within) + leads))
    // What stands around a new page was set in another font.
    pdf.font(font).fontSize(size)
    const lines = wrap(this.#pdf, text, this.#width - within * INDENT)
    const step = pdf.currentLineHeight(true) + GAP
    const bidi = this.#bidi?.(text, rtl)
    const [left, right] = this.#rtl
      ? [MARGIN, MARGIN + this.#width - within * INDENT]
      : [MARGIN + within * INDENT, MARGIN + this.#width]
    const set = (): void => {
      pdf.font(font).fontSize(size).fillColor(colour)
      for (const [i, line] of lines.entries()) {
        if (this.room(step)) pdf.font(font).fontSize(size).fillColor(colour)
        if (i === 0 && mark !== '')
          this.#set(mark, this.#bidi?.(mark, this.#rtl), [0, mark.length], left - INDENT, right + INDENT)
        this.#set(text, bidi, line, left, right, rtl)
        pdf.y += step
      }
    }
    // In the order in which it is read, not in that in which it is set.
    const spoken = bidi ? { actual: mark === '' ? text : `${mark} ${text}` } : {}
    this.#root.add(pdf.struct(tag, { ...spoken }, set))
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

  /** How high a cell is. */
  #cellHeight(cell: Cell, width: number): number {
    const pdf = this.#pdf
    const text = linesOf(cell, width)
    return (this.#bidi || cell.name !== undefined) && !cell.exact
      ? wrap(this.#pdf, text, width, cell.name).length * (pdf.currentLineHeight(true) + 1)
      : pdf.heightOfString(text, { width, lineGap: 1 })
  }

  /** Sets a cell between two margins. What is exact has one direction, whatever stands around it. */
  #setCell(cell: Cell, left: number, top: number, width: number): void {
    const pdf = this.#pdf
    const text = linesOf(cell, width)
    const { rtl = this.#rtl, name } = cell
    if (cell.exact || (!this.#bidi && name === undefined)) {
      pdf.text(text, left, top, { width, lineGap: 1, ...(rtl ? { align: 'right' } : {}) })
      return
    }
    const line = this.#bidi?.(text, rtl, name) ?? fromLeft(text)
    pdf.y = top
    for (const of of wrap(this.#pdf, text, width, name)) {
      this.#set(text, line, of, left, left + width, rtl, name)
      pdf.y += pdf.currentLineHeight(true) + 1
    }
  }

  rows(
    columns: readonly { readonly head: string; readonly share: number; readonly rtl?: boolean }[],
    rows: Iterable<readonly Cell[]>,
    heads: boolean,
  ): void {
    const pdf = this.#pdf
    const table = pdf.struct('Table')
    const titles = columns.map(({ head, rtl }) => ({ text: head, ...(rtl === undefined ? {} : { rtl }) }))
    this.#root.add(table)
    const row = (written: readonly Cell[], isHead: boolean, follows = 0): void => {
      const cells = written.map((cell) => this.#cell(cell))
      const fontOf = (cell: Cell, i: number): Pdf =>
        pdf
          .font(cell.exact ? 'mono' : isHead || (!heads && i === 0) ? 'bold' : 'plain')
          .fontSize(cell.exact ? EXACT_SIZE : 8.5)
      const widthOf = (i: number): number => columns[i]!.share * this.#width - 8
      const height = Math.max(
        ...cells.map((cell, i) => {
          fontOf(cell, i)
          return this.#cellHeight(cell, widthOf(i))
        }),
      )
      if (this.room(height + 10 + follows) && heads && !isHead) row(titles, true)
      const [top, line] = [pdf.y + 4, pdf.struct('TR')]
      table.add(line)
      let before = 0
      for (const [i, cell] of cells.entries()) {
        const own = columns[i]!.share * this.#width
        const left = this.#rtl ? MARGIN + this.#width - before - own + 8 : MARGIN + before
        const spoken = this.#bidi && !cell.exact ? { actual: shown(cell.text) } : {}
        line.add(
          pdf.struct(isHead || (!heads && i === 0) ? 'TH' : 'TD', spoken, () => {
            fontOf(cell, i).fillColor(isHead ? QUIET : INK)
            this.#setCell(cell, left, top, widthOf(i))
          }),
        )
        before += own
      }
      line.end()
      pdf.y = top + height + 4
      this.rule()
    }
    if (heads) row(titles, true)
    let before: readonly Cell[] | undefined
    for (const cells of rows) {
      // What is exact stands below what it is called.
      if (before) row(before, false, cells[0]?.exact && !before[0]?.exact ? EXACT_ROW : 0)
      before = cells
    }
    if (before) row(before, false)
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
        this.line('P', 'plain', 8.5, `${field}${this.#colon}`, { leads: 12 })
        pdf.markContent('Artifact', { type: 'Layout' })
        pdf.strokeColor(INK).lineWidth(0.6)
        const [from, to] = this.#rtl ? [0, this.#width - 190] : [190, this.#width]
        pdf
          .moveTo(MARGIN + from, pdf.y)
          .lineTo(MARGIN + to, pdf.y)
          .stroke()
        pdf.endMarkedContent()
        this.gap(12)
      }
    }
    this.gap(6)
  }

  /** How high what `blocks` begin with is, as far as it must not be torn apart. */
  led(blocks: readonly Block[]): number {
    let height = 0
    for (const b of blocks) {
      if (b.is !== 'text') return height + (b.is === 'form' ? b.fields.length * 28 + 40 : LEAST_TABLE)
      height += this.height('plain', 9.5, b.text, b.within) + 6
      if (!b.leads || height > LED) return height
    }
    return height
  }

  /** `after`: what follows it. */
  block(b: Block, after: readonly Block[] = []): void {
    if (b.is === 'text') {
      const { within = 0, mark = '' } = b
      this.line('P', 'plain', 9.5, b.text, { within, mark, leads: b.leads ? this.led(after) : 0 })
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
    if (b.caption !== '') {
      this.line('P', 'bold', 9.5, b.caption)
      this.gap(2)
    }
    this.rows(b.columns, b.rows, true)
  }

  end(language: string | undefined): void {
    const said = this.#numbered.said(language)
    if (said !== null) this.line('P', 'plain', 8.5, said, { colour: QUIET })
    this.#root.end()
  }
}
