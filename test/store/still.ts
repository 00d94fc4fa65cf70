/** What is known of statements whose plan looks as if they did not seek. */

export type Listed = {
  readonly statement: RegExp
  readonly dialect?: 'sqlite' | 'postgres'
  readonly why: string
}

/** They do not seek yet: a list that only becomes shorter. Each says whose it is. */
export const STILL: readonly Listed[] = []

/** They do what they must, and no plan can say so. */
export const FINE: readonly Listed[] = [
  {
    statement: /^delete from "session" where "endsAt" < \?$/,
    dialect: 'postgres',
    why: 'sessions that have ended have an index, and are all that the table of this test holds',
  },
  {
    statement:
      /^select "event", "jti", "at", "jws" from "securityEvent" where "peer" = \? and "direction" = \? and "event" = \? and "message" is null/,
    why: 'what a peer tells of itself has an index, and is told once of each log: the table of this test holds nothing else',
  },
  {
    statement: /^(select "message" from|delete from) "traderPart" where "edition" = \?$/,
    dialect: 'sqlite',
    why: 'the parts of one edition, which is all that the tables of this test hold',
  },
  {
    statement: /^insert into "trader" .* select .* from "trader" where "edition" = \? and "former" = \?/,
    dialect: 'sqlite',
    why: 'who is no member any more is carried from one edition into the next; those have an index of their own',
  },
  {
    statement: /^select "startAt" - \(.* as "day", "stratum",/,
    dialect: 'sqlite',
    why: 'five thousand movements are brought together at a time, of an index that holds what is counted and nothing else',
  },
  {
    statement: /with recursive "named"/,
    dialect: 'sqlite',
    why: 'a minimum or a maximum by an index is one row, and is planned as all that share the beginning',
  },
  {
    statement: /^select "kind", count\(\*\) as "count" from "alert" where "closedAt" is null group by "kind"$/,
    why: 'open alerts have an index of their own, and are one for each kind, peer and subject',
  },
  {
    statement:
      /^select \* from "alert" where "closedAt" is null and "rank" in \(…\).* order by "rank", "id" desc limit \?$/,
    why: 'open alerts have an index of their own, and are one for each kind, peer and subject',
  },
  {
    statement:
      /^select "message"\.\* from "message" where .*order by "message"\."createdAt" desc, "message"\."id" desc limit \?$/,
    why: 'a search goes from the newest on and stops at a full page; what it leaves out (a direction, a procedure that is hidden) leaves most in',
  },
  {
    statement:
      /^select "manifestDigest"(, "id", "receiptIndex")? from "message" where "peer" = \? and "(receiptShard" = \? and "receiptIndex|shard" = \? and "logIndex)" >= \?/,
    dialect: 'postgres',
    why: 'a tally reads what lies since the last, a range of its index on either side: how wide it is goes by the numbers of the use that was heard',
  },
  {
    statement: /^select "direction", "state", count\(\*\) as "count" from \(select .* limit \?\) as "some" group by/,
    why: 'what passed between two countries is counted up to ten thousand messages, by an index of their time; so many and no more are grouped',
  },
  {
    statement:
      /^select "p"\.\* from "preArrival" as "p" where (?!.*"p"\."conversation" >= )(?!.*"(office|status)" = ).* order by "p"\."conversation" desc, "p"\."peer" desc limit \?$/,
    why: 'the last stretch of a page that is looked through: fewer rows than one stretch has are left',
  },
  {
    statement: /^select ("id"|\*) from "audit" where "(client|what|outcome)" = \? .*order by "id" desc limit \?/,
    dialect: 'postgres',
    why: 'it goes from the newest on where it has counted that most records are of this client, operation or outcome: what it leaves out leaves most in',
  },
  {
    statement:
      /^select (\*|"conversation") from "caseRow" where "procedure" = \? .*order by "conversation" desc, "peer" desc limit \?( offset \?)?$/,
    dialect: 'postgres',
    why: 'it goes from the newest on where it has counted that most cases are of this procedure, as in the store of this test',
  },
  {
    statement: /from pg_catalog\.pg_attribute a join pg_catalog\.pg_class c/,
    dialect: 'postgres',
    why: 'the columns of all tables, asked once when the store is opened',
  },
]
