import type { Command } from './command.ts'
export const demo: Command = { usage: '', about: '', options: {}, run: async () => 1 }
