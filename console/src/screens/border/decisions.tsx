/** What an officer can decide of a movement now; each decision is a message of its procedure, and says what it will do before it is sent. */
import type { Schemas } from '../../api.ts'
import { Choice, Field, Section, TextArea, Tick } from '../../parts/index.ts'
import { zone as officeZone } from '../../parts/time.tsx'
import { Act, Doing, type Said } from './act.tsx'
import { instantOf, localOf } from './clock.ts'
import { named, t } from '../../text.ts'
import { subjectName } from './pre-arrival.tsx'

type Detail = Schemas['PreArrival']
type Decision = {
  readonly type: string
  readonly danger?: boolean
  readonly decided?: boolean
  readonly inReplyTo?: string
  /** Of the order that it answers or lifts. */
  readonly about?: string
  readonly fields: readonly (
    'subjects' | 'agency' | 'office' | 'at' | 'reason' | 'outcome' | 'complete' | 'result' | 'disposal' | 'containers'
  )[]
  readonly document?: (values: FormData) => Record<string, unknown>
}

const text = (values: FormData, name: string): string => ((values.get(name) as string | null) ?? '').trim()

/** What can be decided, by the side that we are and where it stands. */
function open(detail: Detail): Decision[] {
  const found: Decision[] = []
  const lodged = detail.lodgement === 'lodged'
  const live = detail.lodgement === 'registered' || detail.lodgement === 'amended'
  const at = (...states: string[]): boolean => detail.subjects.some((s) => states.includes(s.movement))
  const disposals = (...states: string[]): boolean =>
    detail.subjects.some((s) => detail.agencies.some((agency) => states.includes(s.disposal[agency] ?? 'open')))
  const standing = detail.doNotLoad.filter((o) => o.subjects.some((s) => s.state === 'standing'))
  if (detail.side === 'exit') {
    for (const order of standing)
      if (order.answers.length === 0 || order.subjects.some((s) => s.outcome === null || s.outcome === 'relayed'))
        found.push({ type: 'do-not-load-answer', inReplyTo: order.id, about: order.id, fields: ['outcome', 'at'] })
    if (live && at('expected', 'diverted')) found.push({ type: 'exit', fields: ['office', 'at', 'subjects'] })
    if (live && at('expected', 'exited')) found.push({ type: 'not-arrived', fields: ['at'] })
    return found
  }
  for (const order of standing)
    found.push({
      type: 'do-not-load-lifted',
      inReplyTo: order.id,
      about: order.id,
      decided: true,
      fields: ['reason'],
      document: () => ({ xAgency: order.agency }),
    })
  if (lodged) {
    found.push({ type: 'registered', fields: [] })
    found.push({
      type: 'rejected',
      danger: true,
      fields: ['reason'],
      document: (v) => ({
        error: [{ validationCode: 'rejected', ...(text(v, 'reason') ? { description: text(v, 'reason') } : {}) }],
      }),
    })
  }
  if (live && detail.subjects.some((s) => s.risk !== 'complete'))
    found.push({
      type: 'risk-outcome',
      fields: ['complete', 'result', 'subjects'],
      document: (v) => ({
        declaration: { ...(detail.mrn === null ? {} : { id: detail.mrn }), versionId: String(detail.version) },
        xComplete: v.get('xComplete') === 'on',
        xResults: [{ resultCode: text(v, 'resultCode') }],
      }),
    })
  if (live && at('expected', 'exited', 'diverted'))
    found.push({ type: 'arrival', fields: ['office', 'at', 'subjects'] })
  if (at('arrived')) found.push({ type: 'presentation', fields: ['at', 'subjects'] })
  if (live && at('arrived', 'presented') && disposals('open', 'conditional'))
    found.push({ type: 'control-decision', decided: true, fields: ['agency', 'subjects', 'at'] })
  if (disposals('control'))
    found.push({
      type: 'control-result',
      decided: true,
      fields: ['agency', 'subjects', 'at'],
      document: (v) => ({ xResultCode: text(v, 'resultCode') || 'satisfactory' }),
    })
  if (live && at('arrived', 'presented')) {
    found.push({ type: 'agency-decision', decided: true, fields: ['agency', 'disposal', 'subjects'] })
    found.push({ type: 'release', fields: ['agency', 'subjects'] })
    found.push({ type: 'refusal-of-entry', danger: true, decided: true, fields: ['agency', 'reason', 'subjects'] })
  }
  if (live) found.push({ type: 'information-request', fields: ['reason', 'subjects'] })
  if (detail.status !== 'closed')
    found.push({ type: 'do-not-load', danger: true, decided: true, fields: ['containers', 'agency', 'reason'] })
  return found
}

function Fields({ detail, decision }: { detail: Detail; decision: Decision }) {
  const zone = officeZone.value
  const named_ = detail.subjects.filter((s) => s.subject !== null)
  return (
    <>
      {decision.fields.map((field) => {
        switch (field) {
          case 'subjects':
            return named_.length < 2 ? null : (
              <fieldset key={field} class="field">
                <legend>{t('border.act.subjects')}</legend>
                {named_.map((s) => (
                  <Tick key={s.key} name={`subject ${s.key}`} label={subjectName(s.key)} checked />
                ))}
              </fieldset>
            )
          case 'containers':
            return named_.length > 0 ? (
              <fieldset key={field} class="field">
                <legend>{t('border.act.containers')}</legend>
                {named_.map((s) => (
                  <Tick
                    key={s.key}
                    name={`subject ${s.key}`}
                    label={subjectName(s.key)}
                    checked={named_.length === 1}
                  />
                ))}
              </fieldset>
            ) : (
              <Field
                key={field}
                name="xSubject"
                label={t('border.act.container')}
                value={detail.equipment[0] ?? detail.means ?? ''}
                required
                width={20}
              />
            )
          case 'agency':
            return (
              <Choice
                key={field}
                name="xAgency"
                label={t('border.act.agency')}
                options={(detail.agencies.length > 0 ? detail.agencies : ['customs']).map((value) => ({
                  value,
                  text: named('border.agency', value),
                }))}
              />
            )
          case 'office':
            return <Field key={field} name="office" label={t('border.office')} value={detail.office ?? ''} width={16} />
          case 'at':
            return (
              <Field
                key={field}
                name="at"
                type="datetime-local"
                label={t('border.act.at')}
                hint={t('border.act.at.hint', { zone })}
                value={localOf(Date.now(), zone)}
                width={20}
              />
            )
          case 'reason':
            return (
              <TextArea
                key={field}
                name="reason"
                label={t('border.act.reason')}
                hint={t('border.act.reason.hint', { country: detail.peer })}
                rows={2}
              />
            )
          case 'outcome':
            return (
              <Choice
                key={field}
                kind="radio"
                name="xOutcome"
                label={t('border.act.outcome')}
                value="relayed"
                options={(['relayed', 'executed', 'already-loaded', 'not-found'] as const).map((value) => ({
                  value,
                  text: t(`border.outcome.${value}`),
                }))}
              />
            )
          case 'complete':
            return <Tick key={field} name="xComplete" label={t('border.act.complete')} checked />
          case 'result':
            return (
              <Choice
                key={field}
                name="resultCode"
                label={t('border.act.result')}
                options={(['no-control', 'control'] as const).map((value) => ({
                  value,
                  text: t(`border.result.${value}`),
                }))}
              />
            )
          case 'disposal':
            return (
              <Choice
                key={field}
                name="xDisposal"
                label={t('border.act.disposal')}
                options={(['released', 'conditional', 'control', 'refused', 'seized', 'destroyed'] as const).map(
                  (value) => ({ value, text: t(`border.disposal.${value}`) }),
                )}
              />
            )
        }
      })}
    </>
  )
}

/** The document of a decision, of what was filled in. */
function built(detail: Detail, decision: Decision, values: FormData): Said | Record<string, string> {
  const zone = officeZone.value
  const has = (field: Decision['fields'][number]): boolean => decision.fields.includes(field)
  const chosen = detail.subjects.filter((s) => s.subject !== null && values.get(`subject ${s.key}`) === 'on')
  const choosable = detail.subjects.filter((s) => s.subject !== null)
  const document: Record<string, unknown> = { ...decision.document?.(values) }
  if (has('containers')) {
    if (choosable.length > 0) document['xSubject'] = chosen.map((s) => s.subject)
    else if (text(values, 'xSubject')) document['xSubject'] = [{ transportEquipment: { id: text(values, 'xSubject') } }]
    if (choosable.length > 0 ? chosen.length === 0 : !document['xSubject'])
      return { xSubject: t('border.act.containers.missing') }
  } else if (has('subjects') && choosable.length > 1) {
    if (chosen.length === 0) return { xSubject: t('border.act.containers.missing') }
    if (chosen.length < detail.subjects.length) document['xSubject'] = chosen.map((s) => s.subject)
  }
  if (has('agency')) document['xAgency'] = text(values, 'xAgency')
  if (has('disposal')) document['xDisposal'] = text(values, 'xDisposal')
  if (has('outcome')) document['xOutcome'] = text(values, 'xOutcome')
  const office = text(values, 'office')
  if (office)
    Object.assign(document, decision.type === 'exit' ? { exitOffice: { id: office } } : { xActualOffice: office })
  const at = text(values, 'at')
  if (at) {
    const instant = instantOf(at, zone)
    if (instant === undefined) return { at: t('border.act.at.wrong') }
    document[decision.type === 'exit' ? 'exitDateTime' : 'xAt'] = instant
  }
  const reason = text(values, 'reason')
  if (has('reason') && reason && decision.type !== 'rejected')
    document['additionalInformation'] = [{ statementDescription: reason }]
  return { document }
}

export function Decisions({ detail, onSent }: { detail: Detail; onSent: () => void }) {
  const decisions = open(detail)
  return (
    <Section title={t('border.decide')}>
      {decisions.length === 0 && <p class="none">{t('border.decide.none')}</p>}
      {decisions.map((decision) => (
        <Doing key={`${decision.type} ${decision.about ?? ''}`} title={t(`border.do.${decision.type}`)}>
          <Act
            saying={{
              to: detail.peer,
              procedure: 'pre-arrival',
              type: decision.type,
              conversation: detail.conversation,
              ...(decision.inReplyTo === undefined ? {} : { inReplyTo: decision.inReplyTo }),
            }}
            what={t(`border.will.${decision.type}`, {
              country: detail.peer,
              what: detail.means ?? detail.equipment[0] ?? detail.mrn ?? detail.lrn ?? '',
            })}
            submit={t(`border.do.${decision.type}`)}
            danger={decision.danger ?? false}
            decided={decision.decided ?? false}
            build={(values) => built(detail, decision, values)}
            onSent={onSent}
          >
            <Fields detail={detail} decision={decision} />
          </Act>
        </Doing>
      ))}
      {detail.status !== 'closed' && (
        <p>
          <a
            href={`/console/controls/new?peer=${detail.peer}&crossing=${encodeURIComponent(detail.crossing ?? '')}&equipment=${encodeURIComponent(detail.equipment.join(','))}&side=${detail.side}`}
          >
            {t('border.control.ask')}
          </a>
        </p>
      )}
    </Section>
  )
}
