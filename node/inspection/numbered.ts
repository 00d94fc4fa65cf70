/** Characters that a font does not have are given by their number: a text that is signed or proved says what it says, and not boxes. */

/** Said after all else where there are some. */
const SAID: Readonly<Record<string, string>> = {
  en: 'Characters that the fonts of this file do not have are given by their number in Unicode, as in',
  fr: 'Les caractères que les polices de ce fichier n’ont pas sont donnés par leur numéro Unicode, comme dans',
  es: 'Los caracteres que no tienen las fuentes de este archivo se dan por su número Unicode, como en',
  ar: 'المحارف التي ليست في خطوط هذا الملف معطاة بأرقامها في يونيكود، كما في',
}

export class Numbered {
  readonly #has: (codePoint: number) => boolean
  readonly #known = new Map<string, string>()
  #first: string | null = null

  /** `has`: whether the fonts have the character of a code point. */
  constructor(has: (codePoint: number) => boolean) {
    this.#has = has
  }

  /** A text with the number of each character that is not there, as [U+6D77]. */
  text(text: string): string {
    return text.replaceAll(/[\u0080-\u{10ffff}]/gu, (character) => {
      let stands = this.#known.get(character)
      if (stands === undefined) {
        const codePoint = character.codePointAt(0)!
        const number = `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`
        stands = this.#has(codePoint) ? character : number
        this.#known.set(character, stands)
      }
      if (stands !== character) this.#first ??= stands
      return stands
    })
  }

  /** What is to be said of it; null where nothing was numbered. */
  said(language = 'en'): string | null {
    return this.#first && `${SAID[language] ?? SAID['en']} ${this.#first}`
  }
}
