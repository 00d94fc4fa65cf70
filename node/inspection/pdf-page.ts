/** A page of a PDF: as much of pdfkit as is used here, and what stands at the foot. */
import type { SetParagraph } from './bidi.ts'

export type Options = Readonly<Record<string, unknown>>
export type Struct = { add(child: Struct): Struct; end(): void }
/** As much of a document of pdfkit as is used here. */
export type Pdf = {
  x: number
  y: number
  readonly page: { readonly width: number; readonly height: number; margins: { bottom: number } }
  registerFont(name: string, file: string): Pdf
  font(name: string): Pdf
  /** The font that is set, as fontkit reads it. */
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } }
  fontSize(size: number): Pdf
  fillColor(colour: string): Pdf
  strokeColor(colour: string): Pdf
  lineWidth(width: number): Pdf
  moveTo(x: number, y: number): Pdf
  lineTo(x: number, y: number): Pdf
  stroke(): Pdf
  text(text: string, x?: number, y?: number, options?: Options): Pdf
  heightOfString(text: string, options: Options): number
  widthOfString(text: string, options?: Options): number
  currentLineHeight(withGap: boolean): number
  bufferedPageRange(): { readonly start: number; readonly count: number }
  switchToPage(page: number): unknown
  struct(type: string, content?: Options | (() => void) | readonly unknown[], children?: () => void): Struct
  addStructure(struct: Struct): Pdf
  markContent(tag: string, options?: Options): Pdf
  endMarkedContent(): Pdf
  continueOnNewPage(): void
  on(event: 'data', listener: (chunk: Buffer) => void): Pdf
  on(event: 'end' | 'pageAdded', listener: () => void): Pdf
  end(): void
}

export const MARGIN = 50
export const QUIET = '#4d5b69'

/** What stands at the foot of a page: at the side where lines begin, and at the other. */
export type Foot = readonly [first: string, second?: string]

/** Sets what stands at the foot or at the head of a page, which a screen reader passes over: in a language from the right, its last part stands at the left. */
function atEdge(
  pdf: Pdf,
  place: number,
  [first, second = '']: Foot,
  { font, rtl, bidi }: { font: string; rtl: boolean; bidi?: SetParagraph | undefined },
): void {
  const { bottom } = pdf.page.margins
  const [x, y] = [pdf.x, pdf.y]
  pdf.page.margins.bottom = 0
  pdf.markContent('Artifact', { type: 'Pagination' })
  pdf.font(font).fontSize(7.5).fillColor(QUIET)
  const widthOf = (text: string): number => pdf.widthOfString(text, { features: [] })
  const set = (text: string, side: 'start' | 'end'): void => {
    const runs = bidi ? bidi(text, rtl)(0, text.length) : [{ text }]
    const width = runs.reduce((sum, run) => sum + widthOf(run.text), 0)
    let at = (side === 'start') === !rtl ? MARGIN : pdf.page.width - MARGIN - width
    for (const run of runs) {
      pdf.text(run.text, at, place, { lineBreak: false, features: [] })
      at += widthOf(run.text)
    }
  }
  set(first, 'start')
  if (second !== '') set(second, 'end')
  pdf.endMarkedContent()
  pdf.page.margins.bottom = bottom
  pdf.x = x
  pdf.y = y
}

export const footer = (pdf: Pdf, foot: Foot, rtl: boolean, bidi?: SetParagraph): void =>
  atEdge(pdf, pdf.page.height - 34, foot, { font: 'plain', rtl, bidi })

export const header = (pdf: Pdf, head: string, rtl: boolean, bidi?: SetParagraph): void =>
  atEdge(pdf, 26, [head], { font: 'bold', rtl, bidi })
