/** A page of the documents, and what is found in all of them by words. */
import { html, page } from './page.ts'
import { readTree, type Link } from './tree.ts'

/** A page of the tree by its address; undefined where there is none. */
export function documentPage(address: string): string | undefined {
  const { pages } = readTree()
  if (!Object.hasOwn(pages, address)) return undefined
  const { title, html: body, sections, source } = pages[address]!
  const inner = sections.slice(1)
  const contents =
    inner.length < 4
      ? ''
      : `<details class="contents"><summary>On this page</summary><ul>${inner.map((s) => `<li><a href="#${html(s.id)}">${html(s.title)}</a></li>`).join('')}</ul></details>`
  return page({
    title,
    at: address,
    body: `${contents}${body}<p class="apart">In the source tree: <code>${html(source)}</code></p>`,
  })
}

/** Where other pages say something of an error or an alert. */
export function saidElsewhere(address: string): string {
  const { from } = readTree()
  const links: readonly Link[] = Object.hasOwn(from, address) ? from[address]! : []
  return links.length === 0
    ? ''
    : `<h2>How to</h2><ul>${links.map((l) => `<li><a href="${html(l.href)}">${html(l.title)}</a></li>`).join('')}</ul>`
}

export type Found = Link & { readonly about: string; readonly text: string }

/** So many hits are shown. */
const SHOWN = 40
/** Letters without case and marks, so that one is found however it is typed. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** The words around the first that was looked for. */
function excerpt(text: string, word: string): string {
  const at = Math.max(0, folded(text).indexOf(word) - 60)
  return `${at > 0 ? '… ' : ''}${text.slice(at, at + 200).trim()}${at + 200 < text.length ? ' …' : ''}`
}

/** The sections in which all words of `looked` stand; those that have them in a title first. `more`: what has no page in the tree. */
export function search(looked: string, more: readonly (Found & { readonly words: string })[] = []): readonly Found[] {
  const words = folded(looked).split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const all = (text: string): boolean => words.every((word) => text.includes(word))
  const found: { weight: number; hit: Found }[] = []
  for (const entry of more) {
    const { words: its, ...hit } = entry
    if (all(folded(its)))
      found.push({ weight: folded(hit.title) === words.join(' ') ? -1 : all(folded(hit.title)) ? 1 : 3, hit })
  }
  for (const [href, { title, sections }] of Object.entries(readTree().pages))
    for (const [i, section] of sections.entries()) {
      const named = folded(`${title} ${section.title}`)
      if (!all(`${named} ${folded(section.text)}`)) continue
      const weight = all(folded(i === 0 ? title : section.title)) ? (i === 0 ? 0 : 1) : all(named) ? 2 : 4
      const link = i === 0 ? href : `${href}#${section.id}`
      // The list of all changes has every word.
      const late = /\/(changelog|decisions|tests)\b/.test(href) ? 4 : 0
      found.push({
        weight: weight + late,
        hit: { href: link, title: section.title, about: title, text: excerpt(section.text, words[0]!) },
      })
    }
  return found.sort((a, b) => a.weight - b.weight).map(({ hit }) => hit)
}

export function searchPage(looked: string, found: readonly Found[]): string {
  const hits = found
    .slice(0, SHOWN)
    .map(
      (f) =>
        `<li><a href="${html(f.href)}">${html(f.title)}</a>${f.about === f.title ? '' : ` <span class="apart">in ${html(f.about)}</span>`}<br>${html(f.text)}</li>`,
    )
  const body =
    looked.trim() === ''
      ? '<p>Type one word or several; a section is shown where all of them stand in it.</p>'
      : found.length === 0
        ? `<p>No section has all of these words: <b>${html(looked)}</b>. Fewer words find more; <a href="/docs">all pages</a>.</p>`
        : `<p>${found.length === 1 ? 'One section has' : `${found.length} sections have`} all of these words: <b>${html(looked)}</b>.${found.length > SHOWN ? ` The first ${SHOWN} are shown.` : ''}</p><ol class="found">${hits.join('')}</ol>`
  return page({ title: 'Search', at: '/docs/search', looked, body })
}
