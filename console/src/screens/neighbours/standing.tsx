/** A neighbour is blocked, or let in again: what that means for what is under way is said first. */
import { useLocation } from 'preact-iso'
import { api, ask } from '../../api.ts'
import { Confirm } from '../../parts/index.ts'
import { t } from '../../text.ts'

export default function Standing({ params }: { params: Readonly<Record<string, string>> }) {
  const country = params['country']!
  const { route, path } = useLocation()
  const block = path.endsWith('/block')
  const back = { href: `/console/neighbours/${country}`, text: country }
  return (
    <Confirm
      title={block ? t('neighbours.block.title', { country }) : t('neighbours.unblock.title', { country })}
      what={<p>{block ? t('neighbours.block.what', { country }) : t('neighbours.unblock.what', { country })}</p>}
      {...(block ? { word: country } : {})}
      action={block ? t('neighbours.block') : t('neighbours.unblock')}
      danger={block}
      back={back}
      onConfirm={async () => {
        const params = { path: { country } }
        await ask(
          block
            ? api.POST('/v1/peers/{country}/block', { params })
            : api.POST('/v1/peers/{country}/unblock', { params }),
        )
        route(back.href)
      }}
    />
  )
}
