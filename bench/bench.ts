export const bench = { usage: '', about: '', options: {}, run: async () => 1 }
