/** The profiles by which the XML of pre-arrival is read. */
import { ensProfile } from './ens-profile.ts'
import { ics2Profile } from './ics2-profile.ts'
import { nctsProfile } from './ncts-profile.ts'
import { bareResProfile, decProfile, resProfile } from './wco-profiles.ts'

export const profiles = [decProfile, resProfile, bareResProfile, ensProfile, nctsProfile, ics2Profile]
