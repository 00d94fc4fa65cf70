/** The release that this is, as evidence and reports say it of themselves; that of package.json. */
export const VERSION = '0.1.0'
