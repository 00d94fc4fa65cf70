/** What the pictures of the procedures (SVG) are drawn with: text that cannot become markup, and shapes that say in a title what they show. */

import { shown } from '../values/text.ts'

/** Text of peers as XML: no markup, what would steer the text around it as an escape, and none of the other characters that XML 1.0 forbids. */
export const xml = (text: string): string =>
  shown(text)
    .replace(/[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** A coordinate with one decimal at most. */
export const n = (v: number): string => v.toFixed(1).replace(/\.0$/, '')

export type TextMore = { anchor?: 'start' | 'middle' | 'end'; size?: number; fill?: string; weight?: number }

export const text = (x: number, y: number, what: string, more: TextMore = {}): string =>
  `<text x="${n(x)}" y="${n(y)}" text-anchor="${more.anchor ?? 'start'}" font-size="${more.size ?? 12}" fill="${more.fill ?? '#1f2937'}"` +
  `${more.weight ? ` font-weight="${more.weight}"` : ''}>${xml(what)}</text>`

/** From `a` to `b`; `told` is read out and shown to who points at it. */
export const rect = (a: number, b: number, y: number, h: number, fill: string, told?: string, more = ''): string =>
  `<rect x="${n(a)}" y="${n(y)}" width="${n(Math.max(1, b - a))}" height="${n(Math.max(0, h))}" fill="${fill}"${more}>${told === undefined ? '' : `<title>${xml(told)}</title>`}</rect>`

/** Diagonal lines: told apart without colour by their angle and gap. */
export const hatch = (id: string, colour: string, turn: number, gap: number): string =>
  `<pattern id="${id}" width="${gap}" height="${gap}" patternUnits="userSpaceOnUse" patternTransform="rotate(${turn})">` +
  `<rect width="${gap}" height="${gap}" fill="${colour}" fill-opacity="0.14"/>` +
  `<line x1="0" y1="0" x2="0" y2="${gap}" stroke="${colour}" stroke-width="${gap / 2.2}"/></pattern>`

/** The picture: white ground, title and description for those who do not see it; nothing is fetched. */
export const picture = (w: number, h: number, title: string, told: string, body: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(w)} ${n(h)}" width="${n(w)}" height="${n(h)}" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" role="img" aria-labelledby="title desc">`,
    `<title id="title">${xml(title)}</title>`,
    `<desc id="desc">${xml(told)}</desc>`,
    `<rect width="${n(w)}" height="${n(h)}" fill="#ffffff"/>`,
    ...body,
    '</svg>',
  ].join('\n')
