/** What the pages for drivers say, in their four languages. Texts are short: they are read at a gate, on a phone. */

export type PageWords = {
  readonly question: string
  readonly scan: string
  readonly open: string
  readonly late: string
  readonly closed: string
  readonly emergency: string
  /** Of the opening that is or comes. */
  readonly lastAdmission: string
  readonly opens: string
  readonly closes: string
  readonly longer: string
  readonly none: string
  readonly instead: string
  readonly clock: string
  readonly asOf: string
  readonly modes: Readonly<Record<string, string>>
  readonly mode: string
}

const en: PageWords = {
  question: 'Is the border open?',
  scan: 'Scan: open now? Last admission?',
  open: 'Open',
  late: 'Nobody is admitted any more',
  closed: 'Closed',
  emergency: 'Emergency closing',
  lastAdmission: 'Last admission',
  opens: 'Opens',
  closes: 'Closes',
  longer: 'Open for the next seven days and longer',
  none: 'No opening is announced',
  instead: 'Instead',
  clock: 'Clock of',
  asOf: 'As of',
  modes: { '1': 'Sea', '2': 'Rail', '3': 'Road', '4': 'Air', '8': 'Inland waterway' },
  mode: 'Mode',
}
const fr: PageWords = {
  question: 'La frontière est-elle ouverte ?',
  scan: 'Scannez : ouvert ? Dernière admission ?',
  open: 'Ouvert',
  late: 'Plus personne n’est admis',
  closed: 'Fermé',
  emergency: 'Fermeture d’urgence',
  lastAdmission: 'Dernière admission',
  opens: 'Ouvre',
  closes: 'Ferme',
  longer: 'Ouvert les sept prochains jours et au-delà',
  none: 'Aucune ouverture n’est annoncée',
  instead: 'À la place',
  clock: 'Heure de',
  asOf: 'État à',
  modes: { '1': 'Mer', '2': 'Rail', '3': 'Route', '4': 'Air', '8': 'Voie navigable' },
  mode: 'Mode',
}
const es: PageWords = {
  question: '¿Está abierta la frontera?',
  scan: 'Escanee: ¿abierto? ¿Última admisión?',
  open: 'Abierto',
  late: 'Ya no se admite a nadie',
  closed: 'Cerrado',
  emergency: 'Cierre de emergencia',
  lastAdmission: 'Última admisión',
  opens: 'Abre',
  closes: 'Cierra',
  longer: 'Abierto los próximos siete días y más',
  none: 'No se anuncia ninguna apertura',
  instead: 'En su lugar',
  clock: 'Hora de',
  asOf: 'Situación a',
  modes: { '1': 'Mar', '2': 'Ferrocarril', '3': 'Carretera', '4': 'Aire', '8': 'Vía navegable' },
  mode: 'Modo',
}
const ar: PageWords = {
  question: 'هل المعبر مفتوح؟',
  scan: 'امسح الرمز: هل هو مفتوح الآن؟ آخر موعد للدخول؟',
  open: 'مفتوح',
  late: 'لم يعد يُسمح بدخول أحد',
  closed: 'مغلق',
  emergency: 'إغلاق طارئ',
  lastAdmission: 'آخر موعد للدخول',
  opens: 'يفتح',
  closes: 'يغلق',
  longer: 'مفتوح طوال الأيام السبعة القادمة وأكثر',
  none: 'لم يُعلن عن أي افتتاح',
  instead: 'بدلاً من ذلك',
  clock: 'توقيت',
  asOf: 'الوضع في',
  modes: { '1': 'بحر', '2': 'سكة حديد', '3': 'طريق', '4': 'جو', '8': 'ممر مائي داخلي' },
  mode: 'وسيلة',
}

export const PAGE_WORDS = { en, fr, es, ar } as const
export type PageLanguage = keyof typeof PAGE_WORDS
export const isPageLanguage = (v: string): v is PageLanguage => Object.hasOwn(PAGE_WORDS, v)

/** Each language by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<PageLanguage, string>> = {
  en: 'English',
  fr: 'Français',
  es: 'Español',
  ar: 'العربية',
}

/** The language that a browser likes best of those that there are (Accept-Language, RFC 9110 §12.5.4); English, where it names none of them. */
export function languageOf(header: string | undefined): PageLanguage {
  const liked = (header ?? '')
    .split(',')
    .slice(0, 50)
    .map((one) => {
      const [tag = '', ...more] = one.trim().split(';')
      const q = more.map((x) => /^\s*q=([01](?:\.[0-9]{0,3})?)$/.exec(x)?.[1]).find((x) => x !== undefined)
      return { language: tag.split('-')[0]!.toLowerCase(), q: Number(q ?? 1) }
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
  return liked.map(({ language }) => language).find(isPageLanguage) ?? 'en'
}
