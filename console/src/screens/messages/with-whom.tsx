/** Which messages of a list: with which neighbour, and of which procedure. */
import { api } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Select } from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import { PROCEDURES } from './message-state.tsx'

export function WithWhom() {
  const peers = useLoad((signal) => api.GET('/v1/peers', { signal }), [])
  return (
    <>
      <Select
        label={t('messages.peer')}
        param="peer"
        options={(peers.data?.items ?? []).map((p) => ({ value: p.country, text: `${p.country} ${p.name}` }))}
      />
      <Select
        label={t('messages.procedure')}
        param="procedure"
        options={PROCEDURES.map((value) => ({ value, text: named('shell.procedure', value) }))}
      />
    </>
  )
}
