/** What holds of every agreement though no member says it, since nodes keep to it: said where a reader looks for it, in each language. */
import { GRACE_SECONDS, SKEW_SECONDS, UNDER_WAY_SECONDS } from '../notice.ts'
import { filled, valueOf, type Language } from './words.ts'

const en = {
  after:
    'What was signed before an end, whatever brought it, is taken for {value} after it and has its receipt; what comes later is refused.',
  beside: 'Other agreements of the parties stay in force beside this one.',
  besideOthers: 'Agreements of the parties that are not named here stay in force beside this one.',
  overlap:
    'Each party hears of it at its own time: what was signed under an agreement that is named here is taken until {value} after this one begins.',
  last: 'Where several allow a message, the one that began last counts.',
  end: 'Each party may end it without notice.',
  together: 'Both parties together end it sooner, at the later of the two times that they say.',
  notice:
    'The notice of an end, a suspension or a maintenance counts from when it was signed, but from no earlier than {value} before it came.',
  suspension:
    'Each party may suspend a procedure, after the notice that is named for it, or at once where none is. What is suspended passes under none of their agreements.',
  data: 'What the nodes of both parties sign and follow is the JSON whose digest stands at the foot of each page. This print says it in words; in whatever language, it is a translation.',
}
type Standing = Readonly<Record<keyof typeof en, string>>

const fr: Standing = {
  after:
    'Ce qui a été signé avant une fin, quelle qu’en soit la cause, est encore reçu pendant {value} et a son accusé de réception ; ce qui vient plus tard est refusé.',
  beside: 'Les autres accords des parties restent en vigueur à côté du présent accord.',
  besideOthers: 'Les accords des parties qui ne sont pas nommés ici restent en vigueur à côté du présent accord.',
  overlap:
    'Chaque partie l’apprend à son heure : ce qui a été signé en vertu d’un accord nommé ici est reçu jusqu’à {value} après le début du présent accord.',
  last: 'Quand plusieurs permettent un message, celui qui a commencé le dernier l’emporte.',
  end: 'Chaque partie peut y mettre fin sans préavis.',
  together: 'Les deux parties ensemble y mettent fin plus tôt, au plus tardif des deux moments qu’elles indiquent.',
  notice:
    'Le préavis d’une fin, d’une suspension ou d’une maintenance court de sa signature, mais au plus tôt {value} avant son arrivée.',
  suspension:
    'Chaque partie peut suspendre une procédure, après le préavis prévu pour celle-ci, ou aussitôt s’il n’y en a pas. Ce qui est suspendu ne passe en vertu d’aucun de leurs accords.',
  data: 'Ce que les nœuds des deux parties signent et suivent est le JSON dont l’empreinte figure au pied de chaque page. Le présent imprimé le dit en mots ; en quelque langue que ce soit, c’est une traduction.',
}

const es: Standing = {
  after:
    'Lo firmado antes de un fin, cualquiera que sea su causa, se admite aún durante {value} y tiene su acuse de recibo; lo que llega más tarde se rechaza.',
  beside: 'Los demás acuerdos de las partes siguen en vigor junto a este.',
  besideOthers: 'Los acuerdos de las partes que no se nombran aquí siguen en vigor junto a este.',
  overlap:
    'Cada parte lo sabe a su hora: lo firmado en virtud de un acuerdo nombrado aquí se admite hasta {value} después del comienzo de este.',
  last: 'Cuando varios permiten un mensaje, cuenta el que empezó el último.',
  end: 'Cada parte puede ponerle fin sin preaviso.',
  together: 'Las dos partes juntas le ponen fin antes, en el más tardío de los dos momentos que indiquen.',
  notice:
    'El preaviso de un fin, una suspensión o un mantenimiento corre desde su firma, pero como muy pronto desde {value} antes de su llegada.',
  suspension:
    'Cada parte puede suspender un procedimiento, tras el preaviso fijado para él, o de inmediato si no hay ninguno. Lo suspendido no pasa en virtud de ninguno de sus acuerdos.',
  data: 'Lo que los nodos de ambas partes firman y siguen es el JSON cuya huella figura al pie de cada página. Este impreso lo dice en palabras; en cualquier idioma, es una traducción.',
}

const ar: Standing = {
  after: 'ما وُقّع قبل الانتهاء، أيًا كان سببه، يُقبل خلال {value} بعده ويُعطى إيصاله، وما يصل بعد ذلك يُرفض.',
  beside: 'تبقى سائر اتفاقات الطرفين نافذة إلى جانب هذا الاتفاق.',
  besideOthers: 'تبقى اتفاقات الطرفين غير المذكورة هنا نافذة إلى جانب هذا الاتفاق.',
  overlap: 'يعلم كل طرف بذلك في وقته: ما وُقّع بموجب اتفاق مذكور هنا يُقبل حتى مضي {value} على بدء سريان هذا الاتفاق.',
  last: 'إذا أجازت عدة اتفاقات رسالة، فالعبرة بما بدأ سريانه آخرًا.',
  end: 'لكل طرف أن ينهيه دون إخطار مسبق.',
  together: 'للطرفين معًا أن ينهياه قبل ذلك، في الوقت المتأخر من الوقتين اللذين يحددانهما.',
  notice: 'تُحسب مهلة الإخطار بإنهاء أو تعليق أو صيانة من وقت توقيعه، على ألا تبدأ قبل وصوله بأكثر من {value}.',
  suspension:
    'لكل طرف أن يعلّق إجراءً بعد مهلة الإخطار المحددة له، أو فورًا إن لم تُحدد مهلة. وما عُلّق لا يمر بموجب أي من اتفاقات الطرفين.',
  data: 'ما توقّعه عقدتا الطرفين وتعملان به هو نص JSON الذي تظهر بصمته أسفل كل صفحة. وهذا المطبوع يعبّر عنه بالكلمات، وهو ترجمة بأي لغة كان.',
}

const STANDING: Readonly<Record<Language, Standing>> = { en, fr, es, ar }

/** What holds in an article of an agreement, each with a name that it has in any language. */
export function standingIn(
  article: string,
  document: Readonly<Record<string, unknown>>,
  language: Language,
): (readonly [key: string, text: string])[] {
  const words = STANDING[language]
  const hours = (text: string, seconds: number): string =>
    filled(text, { value: valueOf('procedures.suspension.notice_hours', seconds / 3600, language) })
  const seconds = (text: string, value: number): string =>
    filled(text, { value: valueOf('service.levels.target.within_seconds', value, language) })
  if (article === 'authentic') return [['data', words.data]]
  if (article === 'procedures') return [['suspension', words.suspension]]
  if (article !== 'term') return []
  const replaces = Array.isArray(document['replaces']) && document['replaces'].length > 0
  return [
    ...(document['exit'] === undefined ? [['end', words.end] as const] : []),
    ['together', words.together],
    ['after', hours(words.after, GRACE_SECONDS)],
    ['notice', hours(words.notice, UNDER_WAY_SECONDS)],
    ...(replaces ? [['overlap', seconds(words.overlap, SKEW_SECONDS)] as const] : []),
    ['beside', `${replaces ? words.besideOthers : words.beside} ${words.last}`],
  ]
}
