/** The window side for operators: the settings that this process runs with, what each means and where it comes from. */
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'

export const settingsRoutes = ({ settings }: Node): WindowRoutes => ({
  listSettings: () =>
    Promise.resolve({
      body: {
        items: settings.shown.map(({ doc, fallback, ...said }) => ({ ...said, means: doc, default: fallback })),
      },
    }),
})
