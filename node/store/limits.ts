/** The limits of the door to the store: how much may wait, for how long, and how much goes into one statement or commit. Times in milliseconds. */

/** Writes that may wait for the log at once; beyond them a caller is told to come back. */
export const WAITING = 1024
/** Writes that share one commit. */
export const AT_ONCE = 128
/** Turns of the event loop for which a commit waits at most, as long as each brings more to share it. */
export const TURNS = 4
/** Where the writes that wait are at most one in so many of those of the commit before, the rest is awaited for so long. */
export const [FEW, MOMENT_MS] = [4, 2]
/** How long a write may wait for a store that is away or locked, from its arrival on, until its caller is told so. */
export const PATIENCE_MS = 8000
/** The longest pause between two attempts. */
export const PAUSE_MS = 500
/** What a caller is told to wait, in seconds. */
export const RETRY_AFTER_S = 5
/** How often a read is tried on another connection where its own was lost. */
export const READ_TRIES = 3

/** Octets of the values of one insert over a network, but for a single row that has more. */
export const INSERT_BYTES = 8 * 1024 * 1024

/**
 * Pages of 8 KiB suit documents of some KiB (measured: a fifth less space than 4 KiB, and no more work). The write-ahead log is brought into the file
 * when it has so many of them; what a long read by somebody else let it grow to is given back down to the limit once the read is over.
 */
export const SQLITE_PAGE = 8192
export const SQLITE_CHECKPOINT_PAGES = 2000
export const SQLITE_WAL_BYTES = 32 * 1024 * 1024
/** KiB of pages that one connection holds in memory. */
export const SQLITE_CACHE_KIB = 16_384
/** How long SQLite waits, and holds this process, for another process that writes; then the write is tried again without holding it. */
export const SQLITE_BUSY_MS = 1000
/** Prepared statements kept for a connection, beside those of fixed text: preparing costs as much as running. */
export const STATEMENTS_KEPT = 300

/** Connections of one process to PostgreSQL: those that read, and those that write, so that readers never keep a commit waiting. */
export const READERS = 7
export const WRITERS = 3
/** How long it may take to get a connection. */
export const CONNECT_MS = 3000
/**
 * PostgreSQL gives up for us what takes longer than these. A replica that stands still inside its transaction (a frozen process, a machine that is gone)
 * so holds its locks for IDLE_MS and no longer; whoever waits for them in the server's queue, first come first served, waits a little longer than that.
 */
export const IDLE_MS = 3000
export const LOCK_MS = 6000
export const STATEMENT_MS = 15_000
/** Where PostgreSQL, or the way to it, says nothing at all. */
export const SILENCE_MS = STATEMENT_MS + 2000
/** When a connection on which nothing is acknowledged is given up, by either side. */
export const UNACKNOWLEDGED_MS = 5000
