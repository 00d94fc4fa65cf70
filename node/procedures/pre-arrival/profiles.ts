/** The profiles by which documents of pre-arrival are read. */
import type { Profile } from '../../documents/profile.ts'
import { ensProfile } from './ens-profile.ts'
import { ics2Profile } from './ics2-profile.ts'
import { nctsProfile } from './ncts-profile.ts'
import { oneRecordProfile } from './one-record-profile.ts'
import { bareResProfile, decProfile, resProfile } from './wco-profiles.ts'

export const profiles: readonly Profile[] = [
  decProfile,
  resProfile,
  bareResProfile,
  ensProfile,
  nctsProfile,
  ics2Profile,
  oneRecordProfile,
]
