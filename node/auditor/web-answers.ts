/**
 * WebCrypto answers later, the verifier asks at once: a question that was not answered yet gets a preliminary no, and the verification is run again until
 * every question it asks has its answer. The verifier has no memory between runs, so the last run is as if all answers had been there from the start.
 */

const answers = new Map<string, unknown>()
let waiting: Promise<void>[] = []
const asked = new Set<string>()

/** The answer of `work` to `question`, or `meanwhile` where it is not there yet. A failure of `work` is the answer `meanwhile` too. */
export function answer<T>(question: string, work: () => Promise<T>, meanwhile: T): T {
  if (answers.has(question)) return answers.get(question) as T
  if (!asked.has(question)) {
    asked.add(question)
    waiting.push(
      work().then(
        (found) => void answers.set(question, found),
        () => void answers.set(question, meanwhile),
      ),
    )
  }
  return meanwhile
}

/** Runs `work` until it was asked nothing new, and answers what the last run found. */
export async function settled<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    const found = await work()
    if (waiting.length === 0) return found
    await Promise.all(waiting.splice(0))
    waiting = []
  }
}
