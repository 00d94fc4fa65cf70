/** What a program of a Single Window, an operator or an auditor imports to talk to its node: in Node and in browsers. */
export {
  createJuxta,
  type Juxta,
  type JuxtaOptions,
  type Submission,
  type Submitted,
  type SubmittedMany,
} from './juxta.ts'
export { JuxtaProblem, JuxtaProposed, JuxtaUnreachable } from './problem.ts'
export type { Repetition } from './repeat.ts'
export type { FeedOptions } from './feeds.ts'
export type { JuxtaDocument } from './document.ts'
export type { UploadOptions } from './upload.ts'
export { verifyWebhook, WebhookVerificationError, type WebhookEvent, type WebhookHeaders } from './webhooks.ts'
export type { components, operations, paths } from '../../node/generated/window.ts'
