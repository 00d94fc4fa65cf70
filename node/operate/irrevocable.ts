/** What cannot be undone, or stops others, as the setting JUXTA_TWO_PERSONS names it. By itself, so that who reads the settings loads no store. */
export const IRREVOCABLE = [
  'erase',
  'rollback',
  'withdraw-key',
  'trust-peer',
  'lift-hold',
  'suspend',
  'agree',
  'grave',
] as const
export type Irrevocable = (typeof IRREVOCABLE)[number]

export const isIrrevocable = (v: unknown): v is Irrevocable => IRREVOCABLE.includes(v as Irrevocable)
