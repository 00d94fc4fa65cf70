/**
 * The report of an inspection as a PDF for paper and for the file of a case: tagged for screen readers, set in fonts with Latin, Greek, Cyrillic and Arabic
 * letters that it brings along, and the same bytes each time from the same report.
 */
import { createRequire } from 'node:module'
import { shown } from '../values/text.ts'
import { loadBidi } from './bidi.ts'
import { footer, header, MARGIN, QUIET, type Foot, type Options, type Pdf } from './pdf-page.ts'
import { FONTS, Sheet } from './pdf-sheet.ts'
import type { ReportDocument } from './report.ts'

/**
 * `foot`: what stands at the foot of each page, by its number. `footOf`: the same where it says how many there are, which is known when the last one is made: all of
 * them are held until then.
 */
export async function pdfReport(
  report: ReportDocument,
  foot: ((page: number) => Foot) | null,
  footOf?: (page: number, all: number) => Foot,
): Promise<Buffer> {
  const rtl = report.language === 'ar'
  const bidi = rtl || report.languages?.includes('ar') ? await loadBidi() : undefined
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
    bufferPages: footOf !== undefined,
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
  let page = 1
  const around = (): void => {
    if (report.mark !== undefined) header(pdf, report.mark, rtl, bidi)
    if (foot) footer(pdf, foot(page++), rtl, bidi)
  }
  around()
  pdf.on('pageAdded', around)
  const sheet = new Sheet(pdf, report.language, bidi)
  sheet.line('H1', 'bold', 18, report.title)
  sheet.gap(4)
  sheet.line('P', 'plain', 10, report.subtitle, { colour: QUIET, rtl: (report.languages?.[1] ?? report.language) === 'ar' }) // prettier-ignore
  sheet.gap(8)
  for (const line of report.lead) {
    sheet.line('P', 'plain', 10, line)
    sheet.gap(5)
  }
  for (const { head, blocks } of report.sections) {
    sheet.gap(10)
    sheet.line('H2', 'bold', 13, head, { leads: sheet.led(blocks) })
    sheet.gap(4)
    for (const [i, block] of blocks.entries()) sheet.block(block, blocks.slice(i + 1, i + 8))
  }
  sheet.end(report.language)
  const { start, count } = pdf.bufferedPageRange()
  if (footOf)
    for (let i = 0; i < count; i++) {
      pdf.switchToPage(start + i)
      footer(pdf, footOf(i + 1, count), rtl, bidi)
    }
  pdf.end()
  await done
  return Buffer.concat(chunks)
}
