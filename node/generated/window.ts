/** Types of openapi/window.yaml, written by "npm run api-types". */
export interface paths {
  '/v1/messages': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Messages, newest first */
    get: operations['searchMessages']
    put?: never
    /**
     * Send a document to one or several countries
     * @description Either a JSON envelope, or the raw document with `to`, `procedure` and `type` in the query. The exact bytes of the document arrive. The same Idempotency-Key with the same request is answered as the first time; with another request it is a conflict. A raw document gets the default context of the agreement, where the two have agreed on one, and beside it what `schema` and `profile` say; nothing else is stated for you. Where two persons must want a grave act (`JUXTA_TWO_PERSONS`, `grave`) it is judged as ever, kept as a proposal as it was submitted, and sent when another person confirms it; which acts are grave stands in the sheet of each procedure. The answer is then the proposal, known by its `proposedBy`, and no message is there. The clients of `JUXTA_TWO_PERSONS_ELSEWHERE` send at once.
     */
    post: operations['submitMessage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** A message with its whole history and its receipt */
    get: operations['getMessage']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/uploads/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * How much of an upload is there
     * @description `HEAD` answers the same headers
     */
    get: operations['getUpload']
    /**
     * Hand over a document that is too large for a submission, in as many requests as it takes
     * @description The caller chooses the id. The first request states how long the whole is (`Upload-Length`; where it has the whole itself, its Content-Length will do) and of which media type. Where a request breaks off, what has come stays: `HEAD` tells the offset, and the next request goes on from there with `Upload-Offset`. A complete upload is named by a submission, as `{ "upload": "…" }`, of the same client alone. One to which nothing is added, or that no message has used, ends at `expiresAt`. Headers and problems are those of draft-ietf-httpbis-resumable-upload, where it has them.
     */
    put: operations['putUpload']
    post?: never
    /**
     * Give an upload up
     * @description What has come of it is erased, unless a message has named it; its bytes count no more for `upload-bytes`
     */
    delete: operations['deleteUpload']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/document': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The bytes exactly as sent
     * @description Whole, or a range of them (RFC 9110 §14): the `ETag` is the digest in the manifest, and `If-Range` is kept. One range a request
     */
    get: operations['getDocument']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/fields': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The fields of the document, as the profile that its context names maps them
     * @description For XML and JSON-LD the bytes are the truth; this is derived from them, with the version of the mapping. Without a named profile nothing is guessed: `fields` is null and `note` says why.
     */
    get: operations['getFields']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/evidence': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The evidence bundle: what proves the message to somebody who trusts neither node */
    get: operations['getEvidence']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/inspections': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * One package for an inspection: all bundles of a period and a peer, with what shows that none is omitted
     * @description A tar of the bundles, the leaves of the log between two cosigned checkpoints around the period, a statement, a report (HTML and PDF) and `manifest.json` with the SHA-256 of each, signed in `manifest.jws`. It is written file by file: a package without `manifest.jws` at its end is cut off. What the key may not see is counted in it and not shown. Check it with `juxta inspect --check`.
     */
    get: operations['getInspection']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/log': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The message log, its keys and how far it is published and cosigned */
    get: operations['getLog']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/log/{shard}/checkpoint': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The newest cosigned checkpoint (C2SP tlog-checkpoint, signed-note) */
    get: operations['getCheckpoint']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/log/{shard}/checkpoints': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The newest checkpoints of a shard of the log, with who has cosigned each */
    get: operations['listCheckpoints']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/log/{shard}/tile/{tile}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** A hash tile or entry bundle (C2SP tlog-tiles) */
    get: operations['getTile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/log/{shard}/proof/{index}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Inclusion proof of a leaf (C2SP tlog-proof) */
    get: operations['getProof']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/log/{shard}/leaves/{index}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A leaf of the log’s own, opened: what it commits to, the salt, and its inclusion proof
     * @description Of the kinds operator, erased, key, agreement and shard. What a message’s leaves commit to is in its evidence bundle. A leaf that names messages of a procedure which is reserved for another role is not opened.
     */
    get: operations['openLeaf']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/erase': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Erases the documents of a message on order; manifest, receipt and proofs stay */
    post: operations['eraseDocuments']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/forward': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Onward transit: passes a received message on to a third country, where the agreement that it came under allows it
     * @description The originator's signed manifest and the salts of its parts go along, so that the receiver can see who said it.
     */
    post: operations['forwardMessage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/originator': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Who said what was passed on to us: the originator, its signature, and whether its parts are as it signed them */
    get: operations['getOriginator']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/sealed': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Contingency: the sealed bytes of a message of ours that cannot be delivered, to be carried to its receiver on a stick */
    get: operations['getSealed']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/import': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Contingency: takes the sealed bytes of a message that somebody has brought; exempt from its expiry, and flagged
     * @description Every other check is that of the exchange. The sender gets the same receipt as soon as it can try again.
     */
    post: operations['importSealed']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/cancel': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Withdraw: at once before any attempt, after one with the signed answer of the receiver */
    post: operations['cancelMessage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/retry': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Try again now; puts a parked message back */
    post: operations['retryMessage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/retry': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Try many messages again now, after a look at how many they are; puts parked ones back
     * @description With `preview` nothing changes, and the answer says how many there are and shows some. Without it `expected` must be the number that the preview named: where another number waits by now nothing is done (409, rule `count`). More than JUXTA_RETRY_ALONE at once wait for a second person. What is ordered is durable at once and is carried out a hundred messages at a time, so that nothing else waits for it; what a crash leaves of it the node goes on with.
     */
    post: operations['retryMessages']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/messages/{id}/timeline': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The way of a message by its six stations: who signed what, with which key and certificate, and where the log has it
     * @description Always all six, in their order; one that is not reached has no `at`. A station that several agencies have answered stands once for each.
     */
    get: operations['getTimeline']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/submissions/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The messages of a fan-out and their one status */
    get: operations['getSubmission']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/changes': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Every change of state that the key may see, one durable feed in the order of commits
     * @description Messages, cases, what registers hold, and for operators alerts. Reading changes nothing; whoever keeps `next` goes on where he was after any restart, of his own or of the node, and misses nothing. What is older than the node keeps (`JUXTA_CHANGE_DAYS`) is answered by 410 and names in `next` from where to go on. Asked with `Accept: text/event-stream` it is a stream of Server-Sent Events that goes on until the key may not follow it any more, or the node stops: `id` is the cursor, `event` the kind, `data` the change; each 15 seconds at least it says where the reader is.
     */
    get: operations['listChanges']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/inbox': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Durable feed in commit order; reading changes nothing */
    get: operations['readInbox']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/inbox/{id}/collected': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** The Single Window holds the message now; signed back to the sender */
    post: operations['collectMessage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/inbox/{id}/answer': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Accept or reject this message; signed back to the sender
     * @description The first answer counts. The same answer again is answered as the first time, so that it can be repeated when a connection broke; another one is a conflict that names the answer that was given.
     */
    post: operations['answerMessage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/cases': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The cases of a procedure, newest first */
    get: operations['listCases']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/cases/{conversation}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A case as both countries hold it, rebuilt from its messages alone
     * @description `hash` is the end of a chain over its messages, each link of which covers what the message changed (docs/decisions/0018): the same at both countries once the same messages are in the case. A message is in it once it was received, or once the receipt for it is held. `messages` are a page of them; of whatever else grows with a case (members of `state`, `waiting`, `pending`, `due`) no more than `limit` entries are there, and `leftOut` says how many are not: what came into the state first, what waits since last, and what is due last. The lists of the procedure have all of it.
     */
    get: operations['getCase']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/cases/{conversation}/retry': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Tries a case again that was set aside
     * @description A case whose work has failed is set aside with an alert, and the node goes on with the others. What has failed is tried again now; where it succeeds, the alert is closed. Another replica may be at it still: then the answer says what is set aside meanwhile.
     */
    post: operations['retryCase']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/set-aside': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Cases that were set aside, because the work on them has failed */
    get: operations['listSetAside']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/search': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Search that forgives: what stands on the paper, typed as people type it
     * @description MRN, LRN, UCR, plates, containers, waybills, permits, crossings, identifiers and names of traders, and ids of messages and conversations, from their beginning on. Spaces, case, dashes, full-width forms, marks over letters and the digits of other scripts make no difference; `read` says how it was understood. Of what the key may not read nothing is found.
     */
    get: operations['search']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/pre-arrivals': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Pre-arrivals, newest first; by a key of an arrival, the case that it belongs to */
    get: operations['listPreArrivals']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/pre-arrivals/board': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What the night operator must look at now, the most urgent first */
    get: operations['getPreArrivalBoard']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/pre-arrivals/vehicle': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Whether a vehicle, trailer, wagon or container may drive on: what holds the consignments that it carries
     * @description The verdict is made of the cases that name it: those that hold it by a do-not-load, a refusal, a seizure or a control, at any time (what is over, unless it must not be loaded, where it began within 45 days), those whose goods are here, that are expected between seven days ago and two days ahead, and those that were let go within a day. A key that reads a part of them is never told that it may: others may hold it.
     */
    get: operations['checkVehicle']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/pre-arrivals/{conversation}/changes': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What a version of a declaration says otherwise than another */
    get: operations['getPreArrivalChanges']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/pre-arrivals/{conversation}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** One pre-arrival whole: lodgement, risk, movement and disposal per subject and agency; do-not-load; deadlines */
    get: operations['getPreArrival']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/traders': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Authorised traders of the neighbours and their recognition here */
    get: operations['listTraders']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/traders/lookup': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Up to 10,000 traders at once, answered in their order */
    post: operations['lookupTraders']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/traders/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Is this trader recognised here, now, and since when
     * @description `id` is an identifier (WCO TIN) or an alias. Nothing is told apart about a trader that was never known and one that withdrew its consent: both are `unknown`. A merger loses no goods on the road: for a crossing that the granting country named, what was before goes on.
     */
    get: operations['getTrader']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/traders/{id}/under-way': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Goods under way of an authorised trader, ours or a neighbour’s, with what it was when they were declared
     * @description Open pre-arrivals whose registration states the trader with its status at lodgement, newest first. That status counts for them, whatever became of the trader since: after a suspension or revocation this is what is on the road, on both sides.
     */
    get: operations['listTraderUnderWay']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/permits': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Permits and certificates: our own over all who use them, others as their issuers have stated them */
    get: operations['listPermits']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/permit-kinds': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Kinds of permits that agreements in force add to those of everybody, or hold to narrower rules */
    get: operations['listPermitKinds']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/permits/{permit}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * One permit with its balance per item and use point, and what was used of it
     * @description Of whatever grows with a permit the newest hundred are there, the newest at the end, and `more` names the lists of which there is more: uses and reservations together, all of which [`listPermitUses`](#listpermituses) has, and what was said in the cases, all of which [`listCases`](#listcases) has by their reference `permit:NUMBER`.
     */
    get: operations['getPermit']
    /**
     * The issuing agency states what it has issued, and later what became of it
     * @description Logged as a fact of the window side. Uses are decided by what stands here: who asks first in the order of this node's log gets what is left, and a decision is final. A revocation or replacement takes effect at once and is told to everybody who has a case about the permit. Whoever changes what he has read sends its `ETag` as `If-Match`, and whoever means a new one `If-None-Match: *`: where the record is another by then, it is refused (`precondition-failed`). Without them it is put whatever stands there, for the register of an agency of which this is a copy. What stands there already is put again by any request. A revocation that waits for a second person is done on the record that stood when it was proposed, and refused where that has changed.
     */
    put: operations['putPermit']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/permits/{permit}/uses': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What was used and reserved of a permit, newest first */
    get: operations['listPermitUses']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/assistance': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The register of mutual assistance with its terms; for the role assistance alone */
    get: operations['listAssistance']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/office-check': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Before go-live: where our offices and routes and those of each neighbour do not fit */
    get: operations['checkOffices']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/contacts': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Whom each side reaches at the other, day and night
     * @description What a side has stated last by message; until it has, and where a newer agreement says otherwise, the contacts of the agreement.
     */
    get: operations['listContacts']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/interruptions': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Outages and contingencies of both sides, and what has still to be brought into the exchange
     * @description A contingency that is over is to be regularised within the term of the agreement (`deadlines.system.regularisation`), after which it is overdue on both sides.
     */
    get: operations['listInterruptions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/corrections': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Data of both sides that the other has found wrong, and what became of each
     * @description They are put right within the hours that the agreement under which they were sent states for their procedure (`data_protection.correction_hours`), after which that is overdue on both sides. Where it states none, `due` is null.
     */
    get: operations['listCorrections']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/breaches': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Breaches of data that passed between this side and its neighbours, as either has told the other
     * @description They are told within the hours of the agreement under which the data were sent (`data_protection.breach_notice_hours`), and answered within as many. Where it states none, `due` and `answerBy` are null. What happened stands in the notice, a message of `system`.
     */
    get: operations['listBreaches']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/peers/{country}/service-levels': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What was agreed of the service of a neighbour, and what this node has measured of it in a month
     * @description Each side measures the other, from its own records, by the calendar month in UTC. A neighbour is available when it answers the question whether it is there, which is put to it every 20 seconds while this node runs; its silence in a maintenance of all of its system, which it has announced as long before as was agreed, takes nothing off. The time of a receipt runs from when a message was made until its receipt was held; what waited in such a maintenance of either side is not counted, what expired without a receipt or waits for longer than was promised is not in time. Figures of messages are up to a minute old.
     */
    get: operations['getServiceLevels']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/peers/{country}/readiness': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What is missing before going live with a neighbour
     * @description Each item is derived from what the node holds: agreements, results of tests, keys, cosignatures, contacts, offices, hours, editions, the tz database, backups, restores that were tried, alerts.
     */
    get: operations['checkReadiness']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Pairs of offices with the versions of their hours */
    get: operations['listOpeningHours']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What two offices have said and agreed about their hours
     * @description `versions[].intervals` names the digest of the materialised intervals in UTC and the tz database: what an acceptance of the version states as `xIntervalsDigest` and `xTzdb`.
     */
    get: operations['getOpeningHours']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}/out-of-hours': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What was asked for out of hours, and what was answered
     * @description Case by case, the newest first, and in each from what is over first; a request stays for 366 days after its time is over.
     */
    get: operations['listOutOfHours']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}/open': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Open at T, for road, live animals? */
    get: operations['isOpen']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}/next': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The common opening that holds a time, or comes next */
    get: operations['nextOpening']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}/intervals': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The materialised intervals of a span, of each side and of both */
    get: operations['openingIntervals']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}/what-if': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** If we opened two hours longer: against recorded arrivals */
    get: operations['whatIfOpen']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}/calendar': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The public calendar of a border crossing */
    get: operations['hoursCalendar']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}/calendar.ics': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The public calendar as iCalendar (RFC 5545) */
    get: operations['hoursCalendarFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}/week.svg': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The week as a picture, both sides and the overlap */
    get: operations['hoursWeek']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}/now': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * For drivers: whether both offices are open now, and when the last is admitted
     * @description A page without scripts in four languages, for phones. It is there, and open to all, where the operator has set `JUXTA_HOURS_URL`.
     */
    get: operations['hoursNow']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/opening-hours/{exitOffice}/{entryOffice}/poster': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A page to be printed and put up, with the code that drivers scan
     * @description The QR code holds the address of `hoursNow` under `JUXTA_HOURS_URL`; without that setting there is no such page.
     */
    get: operations['hoursPoster']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/crossings': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Movements over the border that any case is about, newest first */
    get: operations['listCrossings']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/crossings/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** All cases and messages that are about a crossing */
    get: operations['getCrossing']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/crossings/{id}/release-times': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Door to door: every clock time, whose time each interval was, idle time per side, closed hours apart
     * @description Times come from `release-time` events and, where a side has recorded none, from its messages of other procedures about the same crossing (`capture: derived`). An interval below what the two clocks can tell is shown as at most that.
     */
    get: operations['getReleaseTimes']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/crossings/{id}/release-times.svg': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The release times of a crossing as a picture */
    get: operations['getReleaseTimesPicture']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/release-times': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Release times of many movements: average and percentiles
     * @description Per day, month, office, mode, channel, customs procedure (`regime`), authorised trader or not, chapter of the Harmonized System or agency, over whole months (UTC, by the first clock time at a border). A movement counts as its own country's office has cleared it, or, where that has recorded nothing, the neighbour's. No figure of fewer than five movements is shown, and more is hidden where such a figure could be worked out from totals; totals are of what is shown.
     */
    get: operations['releaseTimes']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/release-times.csv': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The same as CSV (RFC 4180), in minutes */
    get: operations['releaseTimesFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/release-times.svg': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The same as a picture */
    get: operations['releaseTimesChart']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/release-times/comparison': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Before and after: two periods of whole months, with the difference of their average and percentiles */
    get: operations['releaseTimesCompared']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/studies': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Time release studies that are planned with neighbours, newest first */
    get: operations['listStudies']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/studies/{country}/{id}/sample': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Who is in the sample of a study */
    get: operations['listStudySample']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/studies/{country}/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What a study comes to: with and without outliers, and by what movements are told apart
     * @description Of the release on the side of this node. Nothing is shown of a month of which the sample leaves out fewer than five movements, so that they cannot be worked out.
     */
    get: operations['releaseTimesOfStudy']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/studies/{country}/{id}/comparison': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Before and after: two studies of the same measure */
    get: operations['releaseTimesOfStudies']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/studies/{country}/{id}/report.csv': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The report of a study as CSV (RFC 4180), in minutes */
    get: operations['releaseTimesOfStudyFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/studies/{country}/{id}/report.html': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The report of a study that can be published */
    get: operations['getStudyReport']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/studies/{country}/{id}/report.pdf': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The same as PDF */
    get: operations['getStudyReportFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/controls': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Already controlled, same objective, seal intact? The joint controls of what moves or of a crossing, or all of them
     * @description Each control with a record says for each subject and objective (with `objective`, of that one alone) whether the other side has controlled it for that, whether this country has recognised it (null: it has not said so, which is no recognition), and with `seal` whether all seals that the control left are there.
     */
    get: operations['listControls']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/controls/{conversation}/record.html': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The record of a joint control in two languages side by side, as a page to be printed and signed */
    get: operations['getControlPrint']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/controls/{conversation}/record.pdf': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The same as PDF, in English, French and Spanish */
    get: operations['getControlFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/juxtaposed-offices': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Juxtaposed offices: dossiers, what was agreed, suspension, and how each stands now */
    get: operations['listJuxtaposedOffices']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/rosters': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Who is on duty at a juxtaposed office, by function: what each country has told that is not over */
    get: operations['listRosters']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/movements': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The board of a juxtaposed office: each movement and at which stage each of its subjects stands */
    get: operations['listMovements']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/peers': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Peers of this node */
    get: operations['listPeers']
    put?: never
    /** Read an invitation, or trust it once its words were compared */
    post: operations['acceptPeer']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/peers/invite': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** An invitation to this node, to be given to a neighbour */
    post: operations['invitePeer']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/peers/{country}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** One peer with its keys */
    get: operations['getPeer']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/peers/{country}/test': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** A round trip over mutual TLS, naming what is wrong and whose turn it is */
    post: operations['testPeer']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/peers/{country}/block': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Take nothing from this peer any more */
    post: operations['blockPeer']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/peers/{country}/unblock': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Take messages from this peer again */
    post: operations['unblockPeer']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/identity': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The identity of this node: its keys, each with the time from which and until which it counts */
    get: operations['showIdentity']
    put?: never
    /** Publish a new version, signed by the offline identity key; peers fetch it, and are told of keys that it withdraws */
    post: operations['publishIdentity']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/identity/rehearse': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * What would come of a rotation, before anything changes
     * @description Judges the next TLS key and certificate in the folder of the node, calls every peer with them, and judges the identity that is sent, where one is, as publishing it would. Nothing is published and nothing is switched.
     */
    post: operations['rehearseIdentity']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/traffic': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What passed with each neighbour in a period, by state, and whether both sides count the same
     * @description Of one neighbour up to 10,000 messages are counted, the newest first; `more` says that there are others. What the key may not see is not counted.
     */
    get: operations['getTraffic']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/calendar': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Keys, certificates and agreements of the whole neighbourhood, by the day on which they end */
    get: operations['getCalendar']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Agreements with peers */
    get: operations['listAgreements']
    put?: never
    /**
     * Sign an agreement and offer it to the peer
     * @description Two persons may have to want it (`JUXTA_TWO_PERSONS`, `agree`).
     */
    post: operations['proposeAgreement']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements/draft': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * An agreement for all procedures in both directions, to be read and changed before it is proposed
     * @description The instrument and purposes are left open, as only the parties can state them; a draft without them is not taken. Agencies are those whose acts the procedures are: strike out what a country does not have. Of the stages parallel and live all is there that these need, and open where only the parties can state it.
     */
    get: operations['draftAgreement']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements/{hash}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** One agreement */
    get: operations['getAgreement']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements/{hash}/document.html': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** An agreement in words, as a page to be printed, bound and signed */
    get: operations['getAgreementPrint']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements/{hash}/document.pdf': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The same as PDF */
    get: operations['getAgreementFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements/{hash}/accept': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Countersign what the peer proposed
     * @description Two persons may have to want it (`JUXTA_TWO_PERSONS`, `agree`).
     */
    post: operations['acceptAgreement']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements/{hash}/suspend': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Suspend procedures of an agreement
     * @description All that it names but `system`, by which outages are announced, where `procedures` is absent. It takes effect on both sides after the notice that was agreed (`suspension.notice_hours`), or at `effectiveAt`; what is signed from then on is refused on both sides, in cases that are open too where the agreement says so. What is planned for another time goes on beside it; of the same beginning it says another end. The other side hears of it by a signed event. Two persons may have to want it (`JUXTA_TWO_PERSONS`, `suspend`).
     */
    post: operations['suspendAgreement']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements/{hash}/resume': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * End what this side suspends
     * @description All of it, planned or begun, where `procedures` is absent, and at once; `from` names one of several. What the other side suspends it ends itself.
     */
    post: operations['resumeAgreement']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements/{hash}/revoke': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * End an agreement
     * @description Two persons may have to want it (`JUXTA_TWO_PERSONS`, `suspend`).
     */
    post: operations['revokeAgreement']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements/{hash}/withdraw': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Take back what this side proposed
     * @description Until the other side accepts it. The other side hears of it by a signed event.
     */
    post: operations['withdrawAgreement']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/agreements/{hash}/decline': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Decline what the other side proposed
     * @description It is not accepted any more. The other side hears of it by a signed event.
     */
    post: operations['declineAgreement']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/legal-holds': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Which data are kept beyond their time because somebody has ordered it, newest first */
    get: operations['listLegalHolds']
    put?: never
    /**
     * Order that data are kept beyond their time
     * @description Of one `conversation`, or all of a `procedure` that were exchanged with `peer`, under whatever agreement. No retention erases them on either side until the order is lifted or `until` is over, and nobody on order. The agreement of the two says who may order it (`data_protection.legal_hold`); where none does it is refused. The other side hears of it by a signed event.
     */
    post: operations['setLegalHold']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/legal-holds/{id}/lift': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Lift an order of this side to keep data
     * @description What the other side has ordered it lifts itself. What is due by then is erased with the next round of retention, so that two persons may have to want it (`JUXTA_TWO_PERSONS`, `lift-hold`).
     */
    post: operations['liftLegalHold']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/keys': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** API keys; secrets are not kept */
    get: operations['listKeys']
    put?: never
    /**
     * A new API key; its secret is answered once
     * @description Nobody grants what he lacks: roles, agency, procedures, types, addresses and end stay within those of the key that makes it.
     */
    post: operations['createKey']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/keys/{id}/revoke': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** End a key at once */
    post: operations['revokeKey']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/subscriptions': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What the agencies of this country subscribe to */
    get: operations['listSubscriptions']
    put?: never
    /**
     * An agency wants the messages of a procedure that are addressed to no agency in particular
     * @description An agency without subscriptions gets all that its keys may read. What is addressed to an agency it always gets; nobody else does. Each agency has its own cursor, collects and answers for itself, and is told to the sender by name. A key with an agency may only subscribe that agency.
     */
    post: operations['subscribe']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/subscriptions/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /** End a subscription */
    delete: operations['unsubscribe']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/settings': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The settings that this process runs with, what they mean and where each comes from
     * @description What in a value opens something is hidden.
     */
    get: operations['listSettings']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/health': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** How each part of the node is, since when, and why */
    get: operations['getHealth']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/webhooks': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Who is told where
     * @description Those of the client of the key, of which the key may see all that they are told; for operators those of every client, without what is secret
     */
    get: operations['listWebhooks']
    put?: never
    /**
     * Be told of changes at an address
     * @description By Standard Webhooks: each change that the key may see is posted to `url` as `{type, timestamp, data}`, `data` being the change as `GET /v1/changes` has it, with the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. Each at least once, with the same `webhook-id` whenever it is told; of one conversation in its order, and a conversation that fails holds back itself alone. What is not answered by 2xx is tried again over three days, later each time; then, or after 410, nothing is told until it is enabled again, and nothing is left out. The webhook belongs to the client of the key and is told by the rights of this key; when that ends, another key of the client takes it over by enabling it. Of the persons whom an identity provider confirms, operators make one for the client of a key that they name: what a person may see is known only when he signs in, and a webhook goes on when he has left. The secret is shown now and never again.
     */
    post: operations['createWebhook']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/webhooks/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** One webhook, how it stands, and what waits for it */
    get: operations['getWebhook']
    /**
     * Change where it leads and what it tells
     * @description All of it is replaced, and from then on it is told by the rights of this key. For keys of its client alone; its secret stays.
     */
    put: operations['putWebhook']
    post?: never
    /** Be told no more */
    delete: operations['deleteWebhook']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/webhooks/{id}/deliveries': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Every attempt, the newest first */
    get: operations['listWebhookDeliveries']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/webhooks/{id}/replay': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Tell again, one event or what was in a stretch of time
     * @description With the `webhook-id` of the first time. A stretch is told in the background, beside what is told as it comes; one at a time. What waits is tried at once.
     */
    post: operations['replayWebhook']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/webhooks/{id}/rotate': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * A new secret, beside which the one before signs for a while
     * @description The secret is shown now and never again. One that was before the one before signs nothing any more.
     */
    post: operations['rotateWebhookSecret']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/webhooks/{id}/enable': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Go on where it was
     * @description What waits is tried at once. By a key of its client it is told by the rights of that key from then on: so it is taken over before a key ends, or after it has.
     */
    post: operations['enableWebhook']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/webhooks/{id}/disable': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Tell nothing until it is enabled
     * @description What it is to be told stays in the feed, as long as changes are kept
     */
    post: operations['disableWebhook']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/webhooks/{id}/test': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Post an event `webhook.test` now, and see what comes of it */
    post: operations['testWebhook']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/queues': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What waits for whom */
    get: operations['listQueues']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/alerts': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Alerts, those about security first, then by severity; the newest first of each */
    get: operations['listAlerts']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/alerts/{id}/close': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Somebody has seen to it */
    post: operations['closeAlert']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/audit': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Who did and read what, newest first
     * @description Every action, every read that hands out content, and every refusal, written in the transaction of the action, and before content leaves. Lists and polls that hand out no content leave no record. One request has a second record where it failed after something was written.
     */
    get: operations['listAudit']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/audit/{id}/proof': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What shows that a record is the one that was logged
     * @description The records since the last leaf are the leaves of a tree (RFC 6962, each the RFC 8785 JSON of the record as it is shown here without `leaf`); the leaf of the log commits to `batch.object`, which holds the root of that tree, under `batch.salt`. `juxta log check --record` checks it against an export.
     */
    get: operations['proveAudit']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/proposals': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What was proposed and is to be confirmed by another person, newest first
     * @description What operators do is there for operators and auditors; a grave act of a case for all who see that its messages pass. Which of a page the caller may not see is left out.
     */
    get: operations['listProposals']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/proposals/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** One of them, with the whole agreement where it would sign one, or all that was submitted of a grave act */
    get: operations['getProposal']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/proposals/{id}/confirm': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Confirms what another person proposed, which is then done
     * @description By a key of another client, made before the proposal, within a day. A grave act of a case is confirmed by whoever may do it himself, for the same agency; it is judged again as the case stands now, and sent as it was submitted, for whoever proposed it. It is confirmed and done in one commit, on record with both. Where it cannot be done, the answer says why and the proposal stays open.
     */
    post: operations['confirmProposal']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/proposals/{id}/refuse': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Refuses what was proposed, with the reason
     * @description By whoever could confirm it, or by whoever proposed it and wants it no more. What was submitted is not kept beyond it, nor beyond the day for which it waits.
     */
    post: operations['refuseProposal']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/schemas': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The body schemas of all messages */
    get: operations['listSchemas']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/schemas/{procedure}/{version}/{type}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What the document of a message says: JSON Schema 2020-12, whole in itself */
    get: operations['getSchema']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/problems': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Every kind of error that this node answers
     * @description JSON for programs; a page for a browser, which asks for `text/html`.
     */
    get: operations['listProblems']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/problems/{code}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What an error means and whose turn it is; where the `type` of a problem leads
     * @description JSON for programs; a page for a browser, which asks for `text/html`.
     */
    get: operations['getProblem']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Leads a browser to the console, and everybody else to the documentation */
    get: operations['home']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/console': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The pages for people */
    get: operations['consolePage']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/console/{screen}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The same page, which shows what its address names */
    get: operations['consoleScreen']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/console/assets/{file}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** A file of the pages; its name changes with what is in it */
    get: operations['consoleAsset']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/console/session': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Who is signed in with the cookie of this request, and at which node
     * @description Counts as an act of the person whose session it is, as what writes does: without one for `JUXTA_SESSION_IDLE_MINUTES` the session ends, whatever else is read with its cookie.
     */
    get: operations['getConsoleSession']
    put?: never
    /**
     * Sign in with an API key
     * @description Answers the cookie `juxta_session`, which no script reads, and with which the operations of this document are called as with the key. What writes then needs the header `x-juxta-console: 1`, and comes from a page of this node.
     */
    post: operations['openConsoleSession']
    /** Sign out */
    delete: operations['endConsoleSession']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/console/sign-in': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Sign in by the identity provider
     * @description OpenID Connect, the authorization code flow with PKCE, for browsers. Where nothing comes of it, it leads back to the console, which says why.
     */
    get: operations['beginSignIn']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/console/sign-in/callback': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Where the identity provider leads back to */
    get: operations['finishSignIn']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/livez': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The process lives */
    get: operations['livez']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/readyz': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Messages can be taken */
    get: operations['readyz']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/metrics': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Prometheus text */
    get: operations['metrics']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/openapi.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** This document */
    get: operations['openapi']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/verify': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** One HTML page that verifies evidence bundles in the browser, offline; keep it as a file */
    get: operations['verifyPage']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/docs': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The documents, to read */
    get: operations['docs']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/docs/{page}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A page of the documents, or what pages are made of
     * @description `api` is this document, where each operation can be tried; `search` finds words; `alerts/{kind}` tells of a kind of alert.
     */
    get: operations['docsPage']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    /**
     * @description `critical`: something that is promised to others is in doubt, now; `warning`: something does not go on until somebody looks; `info`: nothing waits for it
     * @enum {string}
     */
    Severity: 'critical' | 'warning' | 'info'
    /**
     * @description `done`: done or handed out; `proposed`: another person is to confirm it; `refused`: the caller may not, or asked for what there is not; `failed`: the node could not
     * @enum {string}
     */
    AuditOutcome: 'done' | 'proposed' | 'refused' | 'failed'
    AuditRecord: {
      id: components['schemas']['MessageId']
      /** Format: date-time */
      at: string
      /** @description The request that it was part of, as `traceId` of problems names it; empty of a command */
      request: string
      /** @description The id of the API key; null where none of this node was shown, or a command worked on the store */
      key: string | null
      /** @description The API client; `nobody` without a key, `command line` of a command */
      client: string
      agency: string | null
      /** @description Where it came from; `local` without a network */
      address: string
      /** @description The operationId or the command */
      what: string
      /** @description What it was about; empty where nothing is to be named */
      subject: string
      outcome: components['schemas']['AuditOutcome']
      /** @description The code of the problem and the rule that was broken */
      problem: string | null
      /** @description The client that had proposed what this one confirmed */
      proposer: string | null
      /** @description Why contents were opened, where it was said */
      reason: string | null
      /** @description The leaf of the log over the batch that this record is in; null until there is one, within a minute */
      leaf: null | {
        shard: string
        index: number
      }
    }
    Signature: {
      /** @enum {string} */
      what: 'manifest' | 'receipt' | 'event'
      /** @description The country that signed */
      issuer: string
      /** @description Thumbprint of its key (RFC 7638) */
      kid: string
      alg: string
      /**
       * Format: date-time
       * @description By the clock of whoever signed
       */
      signedAt: string
      /** @description Of that key, as the identity of the country has it; null where no identity that is known here does */
      certificate: null | {
        subject: string
        issuer: string
        serial: string
        /** Format: date-time */
        from: string
        /** Format: date-time */
        until: string
      }
    }
    Station: {
      /** @enum {string} */
      station: 'submitted' | 'sealed' | 'received' | 'receipted' | 'collected' | 'answered'
      /**
       * Format: date-time
       * @description Null where it is not reached, or not known here
       */
      at: string | null
      /** @description The country at which it stands */
      by: string
      agency: string | null
      /** @enum {string|null} */
      outcome: 'accepted' | 'rejected' | null
      signature: null | components['schemas']['Signature']
      leaf: null | {
        /** @description The log, with its shard */
        origin: string
        index: number
      }
      /** @description Seconds since the station before it that was reached */
      after: number | null
    }
    Timeline: {
      message: components['schemas']['MessageId']
      /** @enum {string} */
      direction: 'in' | 'out'
      peer: string
      state: components['schemas']['MessageState']
      stations: components['schemas']['Station'][]
      /** @description What took it from its way, where it is refused, expired, parked or cancelled */
      aside: null | {
        state: components['schemas']['MessageState']
        /** Format: date-time */
        at: string
        cause: string
      }
    }
    Rehearsal: {
      ok: boolean
      steps: {
        /** @enum {string} */
        check:
          'identity' | 'new-keys' | 'withdrawn' | 'next-files' | 'next-certificate' | 'published' | 'waited' | 'peer'
        peer: string | null
        ok: boolean
        detail: string
        /** @enum {string} */
        turn?: 'ours' | 'theirs'
      }[]
    }
    Traffic: {
      peer: components['schemas']['Country']
      sent: components['schemas']['Counted']
      received: components['schemas']['Counted']
      more: boolean
      tallies: {
        /**
         * Format: date-time
         * @description When this node told last what it has counted
         */
        sent: string | null
        /**
         * Format: date-time
         * @description When the neighbour did
         */
        received: string | null
        /** @description An alert that says so is open */
        differ: boolean
      }
    }
    Counted: {
      count: number
      states: {
        [key: string]: number
      }
    }
    CalendarEntry: {
      country: string
      own: boolean
      /** @enum {string} */
      what:
        | 'tls-key'
        | 'signing-key'
        | 'encryption-key'
        | 'second-key'
        | 'signing-certificate'
        | 'tls-certificate'
        | 'window-certificate'
        | 'authority'
        | 'agreement'
      id: string
      /** @description The algorithm of a key, the subject of a certificate, the title of an agreement; empty for a key of TLS */
      detail: string
      /** @description The version of the identity that names a key; null for all else */
      identity: number | null
      /** Format: date-time */
      from: string
      /** Format: date-time */
      until: string
      /** @enum {string} */
      state: 'waits' | 'counts' | 'ended' | 'withdrawn'
    }
    Proposal: {
      id: components['schemas']['MessageId']
      /** @enum {string} */
      state: 'open' | 'confirmed' | 'refused' | 'expired'
      /** @enum {string} */
      action:
        | 'erase'
        | 'rollback'
        | 'withdraw-key'
        | 'trust-peer'
        | 'lift-hold'
        | 'suspend'
        | 'agree'
        | 'grave'
        | 'retry-many'
      /** @description The operationId of what was asked for */
      what: string
      subject: string
      /** @description What whoever confirms must know: the reason, the words of a key, the keys that end */
      detail: string
      /** Format: date-time */
      at: string
      /** Format: date-time */
      expiresAt: string
      /** @description What would be signed and offered; not in lists */
      agreement?: components['schemas']['AgreementDocument']
      /** @description The API client */
      proposedBy: string
      confirmedBy: string | null
      /** Format: date-time */
      confirmedAt: string | null
      refusedBy: string | null
      /** Format: date-time */
      refusedAt: string | null
      /** @description Why it was refused */
      reason: string | null
      act: components['schemas']['ProposedAct'] | null
      /** @description Of a grave act what would be sent, for those who may read it; not in lists, and gone once it is settled */
      submission?: components['schemas']['ProposedSubmission']
      /** @description What would be put into the register; as `submission` */
      permit?: components['schemas']['PermitRecord']
    }
    /** @description Of a grave act, what it is of */
    ProposedAct: {
      procedure: components['schemas']['Name']
      type: components['schemas']['Name']
      to: components['schemas']['Country'][]
      /** @description Null where it opens a case */
      conversation: string | null
      /** @description For which it was proposed; null: for all of them */
      agency: string | null
      /** @description What was sent, once it is confirmed */
      message: string | null
    }
    ProposedSubmission: {
      /** @description As it was submitted */
      context: Record<string, never> | null
      /** @description The document, and then the attachments */
      documents: {
        mediaType: string
        size: number
        /** @description Null of what is no text, or longer than 100000 bytes */
        text: string | null
      }[]
    }
    AuditProof: {
      record: {
        id: components['schemas']['MessageId']
        /** Format: date-time */
        at: string
        /** @description The request that it was part of, as `traceId` of problems names it; empty of a command */
        request: string
        /** @description The id of the API key; null where none of this node was shown, or a command worked on the store */
        key: string | null
        /** @description The API client; `nobody` without a key, `command line` of a command */
        client: string
        agency: string | null
        /** @description Where it came from; `local` without a network */
        address: string
        /** @description The operationId or the command */
        what: string
        /** @description What it was about; empty where nothing is to be named */
        subject: string
        outcome: components['schemas']['AuditOutcome']
        /** @description The code of the problem and the rule that was broken */
        problem: string | null
        /** @description The client that had proposed what this one confirmed */
        proposer: string | null
        /** @description Why contents were opened, where it was said */
        reason: string | null
      }
      /** @description Its place in its batch */
      index: number
      /** @description The hashes from there to the root, in base64 */
      path: string[]
      batch: {
        /** @description What the leaf commits to */
        object: string
        /** @description In base64url */
        salt: string
      }
      leaf: {
        shard: string
        index: number
      }
    }
    Alert: {
      id: components['schemas']['MessageId']
      /** Format: date-time */
      at: string
      kind: string
      severity: components['schemas']['Severity']
      /** @description Somebody may lie, or speak for another */
      security: boolean
      means: string
      /** @description What to do */
      mend: string
      /** @description When it closes by itself; without it somebody closes it */
      closes?: string
      peer: string | null
      /** @description What it is about, such as a case; empty: the peer, or the node itself. One alert is open for each kind, peer and subject */
      subject: string
      /** @description What was said last */
      detail: string
      /** @description How often it was raised while it is open */
      count: number
      /** Format: date-time */
      lastAt: string
      /** Format: date-time */
      closedAt: string | null
    }
    Month: string
    JointControl: {
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      /**
       * @description What this country is in it
       * @enum {string}
       */
      side: 'exit' | 'entry'
      crossing: string | null
      /** @description What both call it */
      control: string
      /** @enum {string} */
      phase: 'requested' | 'agreed' | 'running' | 'recorded' | 'recognised' | 'declined' | 'aborted' | 'no-show'
      place: string | null
      /** Format: date-time */
      start: string | null
      objectives: string[]
      subjects: string[]
      record: null | {
        digest: string
        signedBy: components['schemas']['Country'][]
      }
      /** @description While it runs: the agencies of both sides that have not stated all of their final results */
      owed: {
        by: components['schemas']['Country']
        agency: string
        subjects: string[]
        /**
         * Format: date-time
         * @description Null where its side has not started
         */
        due: string | null
        /** @description The other side too may conclude without it */
        overdue: boolean
      }[]
      /** @description The agencies without which it was concluded, by name */
      without: {
        of: components['schemas']['Country']
        agency: string
        /** @description Who said so */
        by: components['schemas']['Country']
        message: components['schemas']['MessageId']
        reason: string
      }[]
      /** @description What each country has said of the control of the other; silence is not recognition */
      recognition: {
        by: components['schemas']['Country']
        message: components['schemas']['MessageId']
        recognised: boolean
        objectives: string[]
        subjects: string[]
        /** Format: date-time */
        until?: string
        reason?: string
      }[]
      /** @description Those that the control left */
      seals: {
        equipment: string
        seal: string
        /**
         * Format: date-time
         * @description By the control or by whoever recognised it
         */
        lastSeen: string
      }[]
      /** @description Of one control no more than 200 answers are given: whoever names the thing and the objective is given what is left off */
      moreAnswers: boolean
      /** @description For each subject: of the objective that was asked about; of each that was agreed, where none was and there is a record */
      answers: {
        subject: string
        objective: string
        /** @description The other side has controlled it for that, on record */
        controlled: boolean
        /** @description Whether that counts here; null where it was not said */
        recognised: boolean | null
        /** @description It was recognised until a time that is over */
        lapsed: boolean
        /** @description Null where nobody looked or nothing was sealed */
        sealsIntact: boolean | null
        /** @description What the agencies of the other side found, each outcome once; where there are two they disagree */
        found: ('satisfactory' | 'discrepancy')[]
        /**
         * @description check-seal: relied upon where the seals that it left are there; discrepancy: its control counts, and found that something was not as declared; not: its control does not count here, its seals are broken, or its agencies disagree
         * @enum {string}
         */
        verdict: 'relied-upon' | 'check-seal' | 'discrepancy' | 'not'
        /**
         * Format: date-time
         * @description When that control ended
         */
        at: string | null
      }[]
      links: {
        [key: string]: string
      }
    }
    /**
     * @description complete: goes on to its end; return: what was handed over goes back
     * @enum {string}
     */
    OfficeEnds: 'complete' | 'return'
    JuxtaposedOffice: {
      office: string
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      /**
       * @description What this country is there
       * @enum {string}
       */
      side: 'exit' | 'entry'
      /**
       * @description How it stands now; not-valid: agreed, but a dossier is not valid yet or not any more
       * @enum {string}
       */
      state: 'proposed' | 'in-force' | 'suspended' | 'not-valid'
      /** @description Of each side those that are in force, those that are agreed and begin later, and what it has stated last */
      dossiers: {
        by: components['schemas']['Country']
        message: components['schemas']['MessageId']
        version: number
        /** @description The other side has agreed to it */
        agreed: boolean
        /** @description It counts now, until the next agreed one begins */
        inForce: boolean
        zones: {
          id: string
          territory: components['schemas']['Country']
          lanes: {
            id: string
            modeCode?: string
          }[]
        }[]
        /** @description Those of its side that are there */
        agencies: string[]
        /** Format: date-time */
        validFrom: string
        /** Format: date-time */
        validTo: string | null
      }[]
      /** @description Of either side, those that run or begin later; the office is open again once none runs */
      suspensions: {
        by: components['schemas']['Country']
        message: components['schemas']['MessageId']
        reason: string
        /** Format: date-time */
        from: string
        /** Format: date-time */
        until: string | null
        ends: components['schemas']['OfficeEnds']
        exceptions: {
          movement: components['schemas']['MessageId']
          ends: components['schemas']['OfficeEnds']
        }[]
      }[]
      links: {
        [key: string]: string
      }
    }
    /** @description Who is on duty at a juxtaposed office, by function, as a country has told. At a time that one counts which covers it and was told last; whoever decides for the country then is one of them */
    Roster: {
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      by: components['schemas']['Country']
      message: components['schemas']['MessageId']
      /** Format: date-time */
      from: string
      /** Format: date-time */
      to: string
      duty: {
        agency: string
        function: string
        /** @description The types of message; null for all that a person decides */
        decides: string[] | null
      }[]
    }
    /** @description Of agencies that hold it: to which end of the goods by which other they consent */
    DisposalConsents: {
      agency: string
      to: string
      /** @enum {string} */
      disposal: 'destroyed' | 'returned' | 'abandoned' | 'confiscated'
    }[]
    /**
     * @description split: not all of it has ended alike
     * @enum {string}
     */
    MovementState: 'open' | 'done' | 'returned' | 'seized' | 'disposed' | 'split'
    /** @enum {string} */
    MovementStage: 'exit' | 'handover' | 'entry' | 'done' | 'refused' | 'returned' | 'seized' | 'disposed'
    Movement: {
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      /**
       * @description What this country is in it
       * @enum {string}
       */
      side: 'exit' | 'entry'
      crossing: string | null
      office: string
      /** @description The case of the office; null where none is known */
      officeCase: string | null
      zone: string
      lane: string
      state: components['schemas']['MovementState']
      subjects: {
        key: string
        /** @description Whether its exit was completed; otherwise it was found at the office */
        declared: boolean
        stage: components['schemas']['MovementStage']
        /** Format: date-time */
        since: string
        message: components['schemas']['MessageId']
        /** @description Whose law governs its control now: of the exit side until the handover and of what has gone back, of the entry side between */
        law: components['schemas']['Country']
        /** @description Which agencies control it, of both sides; it goes on once all of a side have ended theirs */
        agencies: {
          of: components['schemas']['Country']
          agency: string
          ended: boolean
          detains: boolean
          seizes: boolean
        }[]
        /** @description By one of them at least */
        detained: boolean
        consents: components['schemas']['DisposalConsents']
        /**
         * @description What became of it once it was seized or refused
         * @enum {string|null}
         */
        disposal: 'destroyed' | 'returned' | 'abandoned' | 'confiscated' | null
        /** @description Its exit was reversed */
        readmitted: boolean
        /** @description The exit side wants to control it once more after the handover, and what the entry side has answered */
        again: null | {
          message: components['schemas']['MessageId']
          consent: boolean | null
        }
      }[]
      incidents: {
        message: components['schemas']['MessageId']
        by: components['schemas']['Country']
        /** Format: date-time */
        at: string
        zone: string
        lawApplied: components['schemas']['Country']
      }[]
      /** @description Where a movement that is open does not fit the office that it names, as that stands now */
      flags: (
        | 'office-unknown'
        | 'office-not-in-force'
        | 'office-suspended'
        | 'zone-unknown'
        | 'lane-unknown'
        | 'not-on-duty'
        | 'undeclared'
      )[]
      /** @description How it ends, since the office is suspended */
      ending: null | {
        ends: components['schemas']['OfficeEnds']
        message: components['schemas']['MessageId']
        /**
         * @description In whose case that was said
         * @enum {string}
         */
        told: 'movement' | 'office'
      }
      links: {
        [key: string]: string
      }
    }
    CrossingSummary: {
      crossing: string
      /** @description Other names of the same crossing */
      linked: string[]
      seenAt: components['schemas']['Time']
      start: components['schemas']['NullableTime']
      procedures: string[]
      peers: components['schemas']['Country'][]
      offices: {
        [key: string]: string
      }
      /** @description The country that the movement leaves */
      leaves: string | null
      mode: string | null
      channel: string | null
      /** @description The customs procedure */
      regime: string | null
      /** @description Whether one of its parties was an authorised trader */
      aeo: boolean | null
      /** @description Of the Harmonized System; `mixed`, where it is not one */
      chapter: string | null
      /** @description Agencies whose events it has, joined by + */
      agency: string | null
      /** @description Clock times that count */
      times: number
      /** @description From arrival to physical release at the office that it is counted for */
      releaseMs: number | null
      /** @description Door to door */
      ms: number | null
      /** @description How long before its arrival it was first lodged; null where it was not lodged before */
      leadMs: number | null
      /** @description Of these times there are days alone, and no minutes */
      dayOnly: ('release' | 'door-to-door' | 'lead-time')[]
      closedMs: number
      links: {
        [key: string]: string
      }
    }
    Crossing: {
      crossing: string
      linked: string[]
      cases: {
        conversation: components['schemas']['MessageId']
        peer: components['schemas']['Country']
        procedure: string
        roles: {
          [key: string]: string
        }
        hash: string
        messages: {
          id: components['schemas']['MessageId']
          from: components['schemas']['Country']
          type: string
          issuedAt: components['schemas']['Time']
          /** @enum {string} */
          status: 'applied' | 'noted' | 'fault'
        }[]
        links: {
          [key: string]: string
        }
      }[]
      links: {
        [key: string]: string
      }
    }
    CrossingReleaseTimes: {
      crossing: string
      offices: {
        [key: string]: string
      }
      leaves: string | null
      mode: string | null
      /** @description The customs procedure */
      regime: string | null
      /** @description Whether one of its parties was an authorised trader */
      aeo: boolean | null
      /** @description Of the Harmonized System; `mixed`, where it is not one */
      chapter: string | null
      /** @description Agencies whose events it has, joined by + */
      agency: string | null
      start: components['schemas']['NullableTime']
      end: components['schemas']['NullableTime']
      /** @description Door to door, from when something is first at a border; null with fewer than two clock times there, and where of one of them the day alone is known */
      ms: number | null
      /** @description What a Time Release Study measures: of each side that has recorded both, from the arrival of the goods to their physical release */
      releases: {
        side: components['schemas']['Country']
        arrival: components['schemas']['Time']
        release: components['schemas']['Time']
        /**
         * @description The goods were taken away; where nobody has recorded that, they might be
         * @enum {string}
         */
        end: 'removal' | 'release'
        ms: number | null
        /** @description Of one of the two the day alone is known: the time is the middle of it */
        dayOnly: boolean
      }[]
      /** @description How long before its arrival it was first lodged; null where it was not lodged before */
      leadMs: number | null
      leadDayOnly: boolean
      /** @description Where the hours of the two offices are not known, no time counts as closed */
      hoursKnown: boolean
      /** @description When not both offices were open */
      closedMs: number
      /** @description Milliseconds without closed hours */
      byActor: {
        [key: string]: number
      }
      /** @description Milliseconds in which nothing of that side began or ended */
      idle: {
        [key: string]: number
      }
      legs: {
        from: string
        to: string
        /** @description Whose event ended it */
        side: components['schemas']['Country']
        start: components['schemas']['Time']
        ms: number
        uncertaintyMs: number
        atMost: boolean
        /** @description For people: `1 h 20 min`, `≤ 1 s` */
        shown: string
        /** @enum {string} */
        actor: 'customs' | 'agency' | 'trader' | 'carrier' | 'operator'
        closedMs: number
        /** @description Of one of its ends the day alone is known */
        dayOnly: boolean
      }[]
      events: {
        id: string
        message: components['schemas']['MessageId']
        side: components['schemas']['Country']
        code: string
        /** @description As last corrected; null where it was struck out, is doubted, or what it tells was taken back */
        at: components['schemas']['NullableTime']
        said: components['schemas']['Time']
        /** @description The day of the office, where no more is known of the time, which is the middle of it */
        day: string | null
        clock: string
        uncertaintyMs: number
        /** @enum {string} */
        capture: 'automatic' | 'manual' | 'derived'
        office: string | null
        outOfOrder: boolean
        /** @description It lies further before its message than the schema has for it (`x-fact`): it enters no figure */
        doubted: boolean
        /** @description The message by which what it tells was undone: who arrived has turned round, a release was revoked; it enters no figure */
        takenBack: string | null
        corrections: {
          message: components['schemas']['MessageId']
          at: components['schemas']['NullableTime']
          reason: string
        }[]
      }[]
    }
    /** @description Null: fewer than five movements, or hidden so that fewer than five cannot be worked out */
    ReleaseTimeFigures: {
      movements: number
      p50Ms: number
      p75Ms: number
      p90Ms: number
      p95Ms: number
      meanMs: number
    } | null
    ReleaseTimeSeries: {
      /** @enum {string} */
      measure: 'release' | 'door-to-door' | 'lead-time'
      /** @enum {string} */
      by: 'day' | 'month' | 'office' | 'mode' | 'channel' | 'regime' | 'aeo' | 'chapter' | 'agency'
      from: components['schemas']['Month']
      to: components['schemas']['Month']
      only: {
        [key: string]: string
      } | null
      items: {
        key: string
        times: components['schemas']['ReleaseTimeFigures']
      }[]
      total: components['schemas']['ReleaseTimeFigures']
      /** @description Movements of which the day alone is known, and which are in no figure; null: fewer than five */
      dayOnly: number | null
    }
    ReleaseTimePeriod: {
      from: components['schemas']['Month']
      to: components['schemas']['Month']
      times: components['schemas']['ReleaseTimeFigures']
      /** @description Movements of which the day alone is known, and which are in no figure; null: fewer than five */
      dayOnly: number | null
    }
    ReleaseTimeComparison: {
      /** @enum {string} */
      measure: 'release' | 'door-to-door' | 'lead-time'
      only: {
        [key: string]: string
      } | null
      before: components['schemas']['ReleaseTimePeriod']
      after: components['schemas']['ReleaseTimePeriod']
      /** @description After less before */
      difference: components['schemas']['ReleaseTimeFigures']
    }
    Study: {
      id: string
      peer: components['schemas']['Country']
      title: string | null
      proposedBy: components['schemas']['Country']
      proposedAt: components['schemas']['Time']
      agreedAt: components['schemas']['NullableTime']
      /** Format: date */
      from: string
      /** Format: date */
      to: string
      offices: string[]
      modes: string[] | null
      /** @enum {string} */
      measure: 'release' | 'door-to-door' | 'lead-time'
      sampling: {
        /** @enum {string} */
        method: 'all' | 'fraction' | 'systematic'
        perMille?: number
        every?: number
        seed?: string
      }
      outliers: {
        /** @enum {string} */
        rule: 'none' | 'tukey' | 'limit'
        factor?: string
        minutes?: number
      }
      message: components['schemas']['MessageId']
      conversation: components['schemas']['MessageId']
    }
    StudySample: {
      population: number
      sampled: number
      items: {
        crossing: string
        /** Format: date */
        day: string
        office: string
      }[]
      next: null
    }
    StudyResult: {
      study: components['schemas']['Study']
      /** @description Movements of its offices, days and modes; null: fewer than five */
      population: number | null
      sampled: number | null
      measured: number | null
      /** @description Movements of which the day alone is known, and which are in no figure; null: fewer than five */
      dayOnly: number | null
      /** @description Of all that were measured */
      times: components['schemas']['ReleaseTimeFigures']
      outliers: {
        lowMs: number | null
        highMs: number | null
        /** @description Beyond the fences; null: fewer than five */
        movements: number | null
        without: components['schemas']['ReleaseTimeFigures']
      }
      tables: {
        /** @enum {string} */
        by: 'office' | 'mode' | 'channel' | 'regime' | 'aeo' | 'chapter' | 'agency' | 'month'
        items: {
          key: string
          times: components['schemas']['ReleaseTimeFigures']
        }[]
      }[]
    }
    StudyFigures: {
      study: components['schemas']['Study']
      times: components['schemas']['ReleaseTimeFigures']
      /** @description Without outliers */
      without: components['schemas']['ReleaseTimeFigures']
    }
    StudyComparison: {
      before: components['schemas']['StudyFigures']
      after: components['schemas']['StudyFigures']
      /** @description After less before */
      difference: components['schemas']['ReleaseTimeFigures']
      /** @description The same without outliers */
      withoutDifference: components['schemas']['ReleaseTimeFigures']
    }
    /** Format: date-time */
    Time: string
    ThingId: string
    Duration: string
    /** Format: date-time */
    NullableTime: string | null
    /** @enum {string} */
    HoursSide: 'exit' | 'entry'
    Interval: {
      from: components['schemas']['Time']
      to: components['schemas']['Time']
    }
    Opening: {
      from: components['schemas']['Time']
      to: components['schemas']['Time']
      /** @description Who is there by then is served */
      admittedUntil: components['schemas']['Time']
    }
    SideCountries: {
      exit: components['schemas']['Country']
      entry: components['schemas']['Country']
    }
    OfficePairSummary: {
      exitOffice: string
      entryOffice: string
      peer: components['schemas']['Country']
      countries: components['schemas']['SideCountries']
      /** @description The zone of the clock of each office; null where nobody has stated it */
      timeZones: {
        exit: string | null
        entry: string | null
      }
      modes: string[]
      states: {
        side: components['schemas']['HoursSide']
        version: number
        state: string
      }[]
      cases: {
        conversation: components['schemas']['MessageId']
        hash: string
      }[]
      links: {
        [key: string]: string
      }
    }
    OfficePair: {
      exitOffice: string
      entryOffice: string
      peer: components['schemas']['Country']
      countries: components['schemas']['SideCountries']
      /** @description The zone of the clock of each office; null where nobody has stated it */
      timeZones: {
        exit: string | null
        entry: string | null
      }
      modes: string[]
      states: {
        side: components['schemas']['HoursSide']
        version: number
        state: string
      }[]
      cases: {
        conversation: components['schemas']['MessageId']
        hash: string
      }[]
      links: {
        [key: string]: string
      }
      /** @description The tz database of this node */
      tzdb: string
      versions: {
        id: components['schemas']['MessageId']
        side: components['schemas']['HoursSide']
        version: number
        /** @enum {string} */
        state: 'proposed' | 'countered' | 'in-force' | 'superseded' | 'withdrawn' | 'lapsed'
        timeZone: string
        /** @description In force from; null where it never was */
        from: components['schemas']['NullableTime']
        until: components['schemas']['NullableTime']
        counters: string | null
        acceptedBy: string | null
        rejectedBy: string | null
        /** @description What an acceptance of this version names, as this node computes it */
        intervals: {
          digest: string
          tzdb: string
          /** @description Whether this node computes what the proposal and its acceptance state; null where neither states any */
          sameIntervals: boolean | null
        }
        hours: Record<string, never>
      }[]
      changes: {
        id: components['schemas']['MessageId']
        side: components['schemas']['HoursSide']
        state: string
        closed: boolean
        from: components['schemas']['Time']
        to: components['schemas']['Time']
        scope: Record<string, never>
      }[]
      closings: {
        id: components['schemas']['MessageId']
        side: components['schemas']['HoursSide']
        from: components['schemas']['Time']
        reopened: components['schemas']['NullableTime']
        admittedBefore: components['schemas']['NullableTime']
        reviewAt: components['schemas']['Time']
        /** @description It stays closed */
        reviewOverdue: boolean
        alternatives: string[]
        scope: Record<string, never>
        instructions: Record<string, never>[]
      }[]
      slots: components['schemas']['HoursSlot'][]
      offices: components['schemas']['HoursOffices']
    }
    OutOfHours: {
      /** @description The message that asked */
      id: components['schemas']['MessageId']
      conversation: components['schemas']['MessageId']
      side: components['schemas']['HoursSide']
      from: components['schemas']['Time']
      to: components['schemas']['Time']
      crossing: string
      modeCode: string | null
      /** @description Who asked for the service */
      declarant: string | null
      /** @description The slot of which a place was asked for */
      slot: string | null
      granted: boolean | null
      /** @description By whoever had asked */
      withdrawn: boolean
      /** @description What the service costs; null where the answer names nothing */
      charge: {
        value: string
        currencyCode: string
      } | null
    }
    /** @description Out of hours its side serves as many crossings as there are places */
    HoursSlot: {
      slot: string
      side: components['schemas']['HoursSide']
      from: components['schemas']['Time']
      to: components['schemas']['Time']
      /** @description null where it is for any */
      modeCode: string[] | null
      capacity: number
      /** @description Places that are left */
      free: number
      /** @description What one place costs */
      charge: {
        value: string
        currencyCode: string
      } | null
      /** @description The approximate cost of the service, which limits the charge */
      cost: {
        value: string
        currencyCode: string
      } | null
    }
    HoursOffices: {
      exit: components['schemas']['HoursOffice']
      entry: components['schemas']['HoursOffice']
    }
    /** @description What an office may handle, how many vehicles it takes, and the lists of days that its exceptions name */
    HoursOffice: {
      /** @description Each list is closed; what none is about is not limited */
      competence: {
        currentCode?: string[]
        modeCode?: string[]
        classificationId?: string[]
        goodsMeasure?: Record<string, never>
      } | null
      capacity:
        | {
            modeCode: string
            lanes: number
            vehiclesPerHour: number
          }[]
        | null
      dateLists: {
        dateList: string
        days: string[]
      }[]
    }
    OpenAt: {
      at: components['schemas']['Time']
      /** @description Both sides are */
      open: boolean
      sides: {
        exit: boolean
        entry: boolean
      }
      /** @description Whether each office may handle what is asked about */
      competence: {
        exit: boolean
        entry: boolean
      }
      opening: components['schemas']['Opening'] | null
      next: components['schemas']['Opening'] | null
    }
    NextOpening: {
      after: components['schemas']['Time']
      next: components['schemas']['Opening'] | null
    }
    OpeningIntervals: {
      from: components['schemas']['Time']
      to: components['schemas']['Time']
      tzdb: string
      timeZones: {
        exit: string | null
        entry: string | null
      }
      exit: components['schemas']['Interval'][]
      entry: components['schemas']['Interval'][]
      both: components['schemas']['Opening'][]
    }
    HoursCalendar: {
      from: components['schemas']['Time']
      to: components['schemas']['Time']
      tzdb: string
      timeZones: {
        exit: string | null
        entry: string | null
      }
      exit: components['schemas']['Interval'][]
      entry: components['schemas']['Interval'][]
      both: components['schemas']['Opening'][]
      /** @description Those that are not over, the next ones first */
      slots: components['schemas']['HoursSlot'][]
      offices: components['schemas']['HoursOffices']
      exitOffice: string
      entryOffice: string
      countries: components['schemas']['SideCountries']
      direction: components['schemas']['HoursSide']
      modeCode: string
      versions: {
        side: components['schemas']['HoursSide']
        version: number
        from: components['schemas']['NullableTime']
        until: components['schemas']['NullableTime']
      }[]
      changes: {
        side: components['schemas']['HoursSide']
        closed: boolean
        from: components['schemas']['Time']
        to: components['schemas']['Time']
        scope: Record<string, never>
      }[]
      closings: {
        side: components['schemas']['HoursSide']
        from: components['schemas']['Time']
        reopened: components['schemas']['NullableTime']
        admittedBefore: components['schemas']['NullableTime']
        reviewAt: components['schemas']['Time']
        /** @description It stays closed */
        reviewOverdue: boolean
        alternatives: string[]
        scope: Record<string, never>
      }[]
    }
    WhatIf: {
      from: components['schemas']['Time']
      to: components['schemas']['Time']
      arrivals: number
      now: {
        /** @description On both sides, in the span */
        hoursOpen: number
        servedAtOnce: number
        /** @description From arrival to the next common opening */
        meanWaitSeconds: number | null
      }
      then: {
        /** @description On both sides, in the span */
        hoursOpen: number
        servedAtOnce: number
        /** @description From arrival to the next common opening */
        meanWaitSeconds: number | null
      }
    }
    /**
     * @description single: for one consignment
     * @enum {string}
     */
    PermitScope: 'single' | 'multiple'
    PermitId: string
    Decimal: string
    PermitCode: string
    PermitText: string
    /** @description One of everybody: cites, phytosanitary, veterinary, food-safety, origin, kimberley, waste, catch, timber, due-diligence, dual-use, cultural-goods, firearms; or one that an agreement adds */
    PermitKind: string
    AgreedPermitKind: {
      peer: components['schemas']['Country']
      code: components['schemas']['PermitKind']
      /** @description As the agreement has it (`permit_kinds`) */
      kind: {
        [key: string]: unknown
      }
    }
    /** @enum {string} */
    UsePoint: 'export' | 're-export' | 'import'
    /** @description Which document of its kind, as the table of kinds has them (docs/procedures/documents.md) or an agreement does */
    PermitSubtype: string
    /** @enum {string} */
    PermitStanding: 'unknown' | 'issued' | 'revoked' | 'expired' | 'replaced'
    PermitQuantity: {
      value: components['schemas']['Decimal']
      unitCode: components['schemas']['PermitCode']
    }
    /** @description What an item states beside its quantity is by the kind of its document (docs/procedures/documents.md) */
    PermitItem: {
      xItem: components['schemas']['PermitCode']
      description?: string
      xSpecimenMarks?: components['schemas']['PermitText']
      xScientificName?: string
      /**
       * @description Of the Convention
       * @enum {string}
       */
      xAppendix?: 'I' | 'II' | 'III'
      /**
       * @description Where the specimen is from (CITES permit, box 10)
       * @enum {string}
       */
      xSourceCode?: 'W' | 'X' | 'R' | 'D' | 'A' | 'C' | 'F' | 'U' | 'I' | 'O' | 'Y'
      /**
       * @description Confiscated, or from before the Convention, beside where it is from
       * @enum {string}
       */
      xSecondSourceCode?: 'I' | 'O'
      /** @description The annual export quota of which it is (CITES permit, box 11a) */
      xQuota?: {
        id: components['schemas']['PermitId']
        year: number
        quantityQuantity: components['schemas']['PermitQuantity']
      }
      origin?: {
        countryCode: components['schemas']['Country']
      }
      /** @description Harmonized System, at least six digits */
      classification?: {
        id: string
      }
      /** @description Entry of the list by which it is controlled: of waste, of dual-use items, of cultural goods, of firearms */
      xListCode?: components['schemas']['PermitCode']
      valueAmount?: {
        value: components['schemas']['Decimal']
        currencyCode: string
      }
      /** @description Where it was caught (FAO area) */
      xCatchArea?: string
      /** @description Packages in which it is, by their kind (UNECE Recommendation 21) */
      packaging?: {
        typeCode: components['schemas']['PermitCode']
        quantityQuantity: number
      }[]
      /** @description Permits and certificates under which it came before (CITES permit, boxes 12 and 12a) */
      previousDocument?: {
        id: components['schemas']['PermitId']
        xCountry?: components['schemas']['Country']
        /** Format: date-or-time */
        xIssuedAt?: string
      }[]
      quantityQuantity: components['schemas']['PermitQuantity']
    }
    /** @description What a document states beside its balance, as its issuer has stated it; of each kind what it has */
    PermitParticulars: {
      xKind?: components['schemas']['PermitKind']
      xSubtype?: components['schemas']['PermitSubtype']
      /**
       * @description Purpose of the transaction (CITES permit, box 5a)
       * @enum {string}
       */
      xPurposeCode?: 'T' | 'Z' | 'G' | 'Q' | 'S' | 'H' | 'P' | 'M' | 'E' | 'N' | 'B' | 'L'
      /** @description Number of the security stamp (CITES permit, box 5) */
      xSecurityStampId?: components['schemas']['PermitId']
      /** @description Of annotated timber of Appendix II or III; a country of import may extend its validity once (Res. Conf. 12.3) */
      xTimber?: boolean
      /** @description The other document that it needs beside it: of Appendix I the import permit for which this one was granted, or the document under which goods leave (CITES Art. III) */
      xCorrespondingPermit?: {
        id: components['schemas']['PermitId']
        typeCode: components['schemas']['PermitCode']
        categoryCode?: components['schemas']['PermitCode']
        xIssuer: {
          country: components['schemas']['Country']
          agency: components['schemas']['PermitId']
        }
      }
      /** @description Disinfestation or disinfection (ISPM 12) */
      xTreatments?: {
        xTreatment: string
        /** Format: date-time */
        xTreatedAt?: string
        xActiveIngredient?: string
        xConcentration?: string
        xDuration?: string
        xTemperature?: string
      }[]
      /** @description In these alone it is used for import */
      xDestinations?: components['schemas']['Country'][]
      /** @description Of export, re-export or transit, as it names them beside those of destination: they are told what stands in it */
      xCountriesConcerned?: components['schemas']['Country'][]
      /** @description What the goods are for and with whom they stay */
      xEndUse?: components['schemas']['PermitText']
      xFishingVessel?: {
        /** @description IMO number, or the one of its register */
        id: components['schemas']['PermitId']
        name?: string
        xFlag: components['schemas']['Country']
      }
      seal?: {
        id: components['schemas']['PermitId']
      }
      /** @description In how many parcels the shipment is */
      xParcels?: number
      /** @description For how many shipments a notification of waste is (Basel Convention, notification, block 4) */
      xShipments?: number
      xItems?: {
        xItem?: components['schemas']['PermitCode']
        description?: string
        xSpecimenMarks?: components['schemas']['PermitText']
        xScientificName?: string
        /**
         * @description Of the Convention
         * @enum {string}
         */
        xAppendix?: 'I' | 'II' | 'III'
        /**
         * @description Where the specimen is from (CITES permit, box 10)
         * @enum {string}
         */
        xSourceCode?: 'W' | 'X' | 'R' | 'D' | 'A' | 'C' | 'F' | 'U' | 'I' | 'O' | 'Y'
        /**
         * @description Confiscated, or from before the Convention, beside where it is from
         * @enum {string}
         */
        xSecondSourceCode?: 'I' | 'O'
        /** @description The annual export quota of which it is (CITES permit, box 11a) */
        xQuota?: {
          id?: components['schemas']['PermitId']
          year?: number
          quantityQuantity: components['schemas']['PermitQuantity']
          /** @description In its unit: how much was granted of it in the year, with this permit, as its issuer counts it */
          xGranted?: components['schemas']['Decimal']
        }
        origin?: {
          countryCode: components['schemas']['Country']
        }
        /** @description Harmonized System, at least six digits */
        classification?: {
          id: string
        }
        /** @description Entry of the list by which it is controlled: of waste, of dual-use items, of cultural goods, of firearms */
        xListCode?: components['schemas']['PermitCode']
        valueAmount?: {
          value: components['schemas']['Decimal']
          currencyCode: string
        }
        /** @description Where it was caught (FAO area) */
        xCatchArea?: string
        /** @description Packages in which it is, by their kind (UNECE Recommendation 21) */
        packaging?: {
          typeCode: components['schemas']['PermitCode']
          quantityQuantity: number
        }[]
        /** @description Permits and certificates under which it came before (CITES permit, boxes 12 and 12a) */
        previousDocument?: {
          id: components['schemas']['PermitId']
          xCountry?: components['schemas']['Country']
          /** Format: date-or-time */
          xIssuedAt?: string
        }[]
        quantityQuantity?: components['schemas']['PermitQuantity']
        /** @description Of a movement of waste, as it is counted against its notification: how many shipments were notified and made, and how much of the item */
        xNotified?: {
          xShipments: number
          xShipment: number
          quantityQuantity: components['schemas']['PermitQuantity']
          xGranted: components['schemas']['Decimal']
        }
      }[]
    }
    /** @description A permit as its agency has issued it, in the names of the procedure `documents`; its number stands in the path */
    PermitRecord: {
      typeCode: components['schemas']['PermitCode']
      categoryCode?: components['schemas']['PermitCode']
      xKind: components['schemas']['PermitKind']
      xSubtype?: components['schemas']['PermitSubtype']
      /**
       * @description Purpose of the transaction (CITES permit, box 5a)
       * @enum {string}
       */
      xPurposeCode?: 'T' | 'Z' | 'G' | 'Q' | 'S' | 'H' | 'P' | 'M' | 'E' | 'N' | 'B' | 'L'
      /** @description Number of the security stamp (CITES permit, box 5) */
      xSecurityStampId?: components['schemas']['PermitId']
      /** @description Of annotated timber of Appendix II or III; a country of import may extend its validity once (Res. Conf. 12.3) */
      xTimber?: boolean
      /** @description The other document that it needs beside it: of Appendix I the import permit for which this one was granted, or the document under which goods leave (CITES Art. III) */
      xCorrespondingPermit?: {
        id: components['schemas']['PermitId']
        typeCode: components['schemas']['PermitCode']
        categoryCode?: components['schemas']['PermitCode']
        xIssuer: {
          country: components['schemas']['Country']
          agency: components['schemas']['PermitId']
        }
      }
      /** @description Disinfestation or disinfection (ISPM 12) */
      xTreatments?: {
        xTreatment: string
        /** Format: date-time */
        xTreatedAt?: string
        xActiveIngredient?: string
        xConcentration?: string
        xDuration?: string
        xTemperature?: string
      }[]
      /** @description In these alone it is used for import */
      xDestinations?: components['schemas']['Country'][]
      /** @description Of export, re-export or transit, as it names them beside those of destination: they are told what stands in it */
      xCountriesConcerned?: components['schemas']['Country'][]
      /** @description What the goods are for and with whom they stay */
      xEndUse?: components['schemas']['PermitText']
      xFishingVessel?: {
        /** @description IMO number, or the one of its register */
        id: components['schemas']['PermitId']
        name?: string
        xFlag: components['schemas']['Country']
      }
      seal?: {
        id: components['schemas']['PermitId']
      }
      /** @description In how many parcels the shipment is */
      xParcels?: number
      /** @description For how many shipments a notification of waste is (Basel Convention, notification, block 4) */
      xShipments?: number
      xItems: components['schemas']['PermitItem'][]
      xAgency: components['schemas']['PermitId']
      xUse: components['schemas']['PermitScope']
      xUsePoints: components['schemas']['UsePoint'][]
      /** Format: date-time */
      xIssuedAt: string
      /**
       * Format: date-time
       * @description At most for as many months as its kind is good (CITES: six for export, twelve for import, three years for ownership and exhibitions), and until then by default
       */
      xValidTo?: string
      xDigest?: components['schemas']['Digest']
      /** @enum {string} */
      xStanding: 'issued' | 'revoked' | 'replaced'
      xReason?: components['schemas']['PermitText']
      xReplacement?: {
        id: components['schemas']['PermitId']
        typeCode: components['schemas']['PermitCode']
        categoryCode?: components['schemas']['PermitCode']
      }
      /** @description Who has decided a revocation: a person */
      xDecidedBy?: {
        /** @enum {string} */
        kind: 'officer' | 'head-of-office' | 'authority' | 'court'
        ref: string
        function: string
        office: string
        legalGround: string
        /** @description By whose call it was stated; the node writes it */
        client?: string
      }
    }
    /** @description Exact decimals; what is available is not reserved and not used */
    PermitBalance: {
      item: string
      usePoint: components['schemas']['UsePoint']
      /** @enum {string} */
      state: 'issued' | 'reserved' | 'partly-used' | 'used' | 'revoked' | 'expired' | 'replaced'
      granted: components['schemas']['Decimal']
      reserved: components['schemas']['Decimal']
      used: components['schemas']['Decimal']
      available: components['schemas']['Decimal']
      unitCode: string
    }
    PermitUse: {
      message: components['schemas']['MessageId']
      conversation: components['schemas']['MessageId']
      country: components['schemas']['Country']
      useId?: string
      item: string
      usePoint: components['schemas']['UsePoint']
      value: components['schemas']['Decimal']
      unitCode: string
      declaration?: string
      provisional?: boolean
      final?: boolean
      /** @enum {string} */
      state: 'requested' | 'reserved' | 'provisional' | 'confirmed' | 'refused' | 'cancelled' | 'lapsed' | 'used'
      reason?: string
      /** @description One of two that wanted the same */
      contested: boolean
      /** Format: date-time */
      until?: string
      /** @description Why its issuer wants back what is reserved */
      withdrawn?: string
      /** Format: date-time */
      at: string
    }
    PermitSummary: {
      id: string
      /** @description Issued here: the balance is over all who use it. Else as its issuer has stated it */
      own: boolean
      issuer: components['schemas']['Country']
      agency?: string
      typeCode: string
      kind?: components['schemas']['PermitKind']
      use?: components['schemas']['PermitScope']
      standing: components['schemas']['PermitStanding']
      /** Format: date-time */
      validFrom?: string
      /** Format: date-time */
      validTo: string | null
      replacedBy: string | null
      balance: components['schemas']['PermitBalance'][]
      links: {
        [key: string]: string
      }
    }
    Permit: {
      id: string
      /** @description Issued here: the balance is over all who use it. Else as its issuer has stated it */
      own: boolean
      issuer: components['schemas']['Country']
      agency?: string
      typeCode: string
      kind?: components['schemas']['PermitKind']
      use?: components['schemas']['PermitScope']
      standing: components['schemas']['PermitStanding']
      /** Format: date-time */
      validFrom?: string
      /** Format: date-time */
      validTo: string | null
      replacedBy: string | null
      balance: components['schemas']['PermitBalance'][]
      links: {
        [key: string]: string
      }
      /** @description Lists of which there is more than is here; `uses`: of uses and reservations */
      more: ('uses' | 'interceptions' | 'discrepancies' | 'questions' | 'cases')[]
      /** @description As its agency has put it into the register here; absent from those of other countries */
      record?: components['schemas']['PermitRecord']
      /** @description What its issuer states of it; absent while it has stated nothing */
      particulars?: components['schemas']['PermitParticulars']
      uses: components['schemas']['PermitUse'][]
      reservations: components['schemas']['PermitUse'][]
      interceptions: {
        country: components['schemas']['Country']
        reason: string
        item?: string
        measure?: string
        /** Format: date-time */
        at: string
      }[]
      discrepancies: {
        use: string
        reason: string
        overdrawn?: string
      }[]
      /** @description What we have asked of one of another country; none of our own */
      questions: {
        message: components['schemas']['MessageId']
        conversation: components['schemas']['MessageId']
        /** Format: date-time */
        at: string
        /**
         * @description Whether what was presented is what was issued, or how it stands; null while nothing was answered
         * @enum {string|null}
         */
        answer:
          'conforms' | 'differs' | 'not-compared' | 'unknown' | 'issued' | 'revoked' | 'expired' | 'replaced' | null
        /** @description Members that are not as issued */
        differs: string[]
        /** @description Members that were not compared */
        notCompared: string[]
      }[]
      cases: {
        peer: components['schemas']['Country']
        conversation: components['schemas']['MessageId']
      }[]
    }
    /** @enum {string} */
    AssistanceState: 'received' | 'accepted' | 'conditional' | 'postponed' | 'refused' | 'answered' | 'closed'
    AssistanceEntry: {
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      /**
       * @description What this country is in it
       * @enum {string}
       */
      role: 'requesting' | 'requested'
      state: components['schemas']['AssistanceState']
      reason?: string
      instrument?: string
      urgent?: boolean
      /** @description Its classification */
      marking?: string
      /** @description BCP 47 */
      language?: string
      /** @enum {string} */
      evidentialForm?: 'information' | 'copy' | 'certified-copy' | 'original' | 'statement'
      personalData: boolean
      /** Format: date-time */
      openedAt: string
      /**
       * Format: date-time
       * @description Where an answer is owed
       */
      due?: string
      overdue: boolean
      /** Format: date-time */
      postponedUntil?: string
      /**
       * @description A later term was named than was asked or agreed; the one that was is `due`
       * @constant
       */
      laterTerm?: true
      /**
       * Format: date-time
       * @description When retention of all that was given ends
       */
      retainUntil?: string
      answers: number
      spontaneous: number
      onwardUses: number
      onwardOpen?: number
      links: {
        [key: string]: string
      }
    }
    OfficeCheck: {
      peer: components['schemas']['Country']
      /** @description The version of our reference data; null where we stated none */
      ours: number | null
      theirs: number | null
      /** @description Both are there and nothing differs */
      ready: boolean
      differences: {
        /** @enum {string} */
        kind:
          | 'route-missing'
          | 'route-differs'
          | 'office-unknown'
          | 'office-missing'
          | 'office-differs'
          | 'office-not-valid'
          | 'mode-not-served'
          | 'code-list-missing'
          | 'code-list-differs'
          | 'code-list-not-agreed'
          | 'hs-edition-differs'
          | 'rate-source-differs'
          | 'tzdb-differs'
        /** @description The country whose statement is to be mended */
        at: components['schemas']['Country']
        office?: string
        route?: {
          exitOffice: string
          entryOffice: string
          modeCode: string
        }
        /** @description What is said differently: a member, or the name of a code list */
        member?: string
        ours?: unknown
        theirs?: unknown
        /** @description The edition that the agreement names */
        agreed?: string
      }[]
    }
    Contacts: {
      /** @description With whom it was agreed or stated */
      peer: components['schemas']['Country']
      /** @description Whose contacts they are */
      country: components['schemas']['Country']
      /** @enum {string} */
      by: 'message' | 'agreement'
      statedAt: components['schemas']['Time']
      contacts: {
        /** @enum {string} */
        role: 'duty-desk' | 'technical' | 'legal' | 'data-protection'
        name: string
        reach: string[]
        hours: string
        languages?: string[]
      }[]
    }
    Correction: {
      /** @description The message that says that they are wrong */
      id: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      conversation: components['schemas']['MessageId']
      /** @description Whose data they are */
      country: components['schemas']['Country']
      procedure: string
      /** @description By which they were sent */
      message: components['schemas']['MessageId']
      /** @description What is wrong in its document; empty where that is all of it */
      pointers: string[]
      /** @enum {string} */
      state: 'open' | 'overdue' | 'corrected' | 'refused'
      /** Format: date-time */
      asked: string
      /** Format: date-time */
      due: string | null
      /** Format: date-time */
      answered: string | null
      /** @description The message that puts them right */
      correctedBy: string | null
    }
    Breach: {
      /** @description The notice, which says what happened */
      id: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      conversation: components['schemas']['MessageId']
      /** @description At whom it happened */
      country: components['schemas']['Country']
      /** @description Whose data they are */
      procedure: string
      /** @description By which the data came; null: it is not known, or all of the procedure */
      messages: components['schemas']['MessageId'][] | null
      kinds: ('confidentiality' | 'integrity' | 'availability')[]
      /**
       * @description overdue: not answered within the hours; remedied: answered, and over
       * @enum {string}
       */
      state: 'told' | 'overdue' | 'answered' | 'remedied'
      /** @description It was told after the hours of the agreement had passed */
      late: boolean
      /**
       * Format: date-time
       * @description When it was found
       */
      known: string
      /** Format: date-time */
      told: string
      /**
       * Format: date-time
       * @description Until when it was to be told
       */
      due: string | null
      /** Format: date-time */
      answerBy: string | null
      /** Format: date-time */
      answered: string | null
      /**
       * Format: date-time
       * @description When more was told of it last
       */
      updated: string | null
      /** Format: date-time */
      remedied: string | null
    }
    ServiceLevel: {
      name: string
      /** @description As the agreement says it */
      level: string
      /** @description The same as data; null where it is said in words alone, and not measured */
      target: {
        /** @enum {string} */
        measure: 'availability' | 'receipt'
        /** @description At least */
        percent: string
        withinSeconds: number | null
      } | null
      measured: {
        /** @description Rounded down; null where nothing was counted */
        percent: string | null
        asPromised: number
        /** @description Questions whether it is there, or messages */
        of: number
      } | null
      /** @description So far, where the month is not over */
      kept: boolean | null
    }
    ServiceLevels: {
      peer: components['schemas']['Country']
      month: string
      /** Format: date-time */
      from: string
      /** Format: date-time */
      until: string
      over: boolean
      availability: {
        percent: string | null
        answered: number
        silent: number
        /** @description Silent as it was announced in time: not counted */
        maintenance: number
      }
      receipts: {
        receipted: number
        /** @description Expired without a receipt */
        unreceipted: number
        /** @description Have none yet, counted up to 10000 */
        waiting: number
        /** @description Waited in a maintenance that was announced in time: not counted */
        excused: number
        /** @description Half of the receipts took no longer */
        p50Seconds: number | null
        /** @description 95 of 100 receipts took no longer */
        p95Seconds: number | null
      }
      /** @description Which states the levels; null where none does */
      agreement: string | null
      levels: components['schemas']['ServiceLevel'][]
    }
    Interruption: {
      /** @description Of the message that announced it */
      id: string
      peer: components['schemas']['Country']
      /** @description Whose it is */
      country: components['schemas']['Country']
      /** @enum {string} */
      what: 'outage' | 'contingency'
      scope: {
        [key: string]: unknown
      }
      from: components['schemas']['Time']
      expected: components['schemas']['NullableTime']
      ended: components['schemas']['NullableTime']
      /** @description What stands in for the exchange */
      procedure: string | null
      /** @enum {string} */
      state: 'open' | 'to-regularise' | 'overdue' | 'over'
      regulariseBy: components['schemas']['NullableTime']
      regularised: components['schemas']['NullableTime']
    }
    Readiness: {
      peer: components['schemas']['Country']
      /** @description Nothing is missing */
      ready: boolean
      items: {
        /** @enum {string} */
        item:
          | 'agreement'
          | 'live'
          | 'tests'
          | 'own-keys'
          | 'peer-keys'
          | 'witnesses'
          | 'contacts'
          | 'offices'
          | 'hours'
          | 'editions'
          | 'tz-database'
          | 'backup'
          | 'restore'
          | 'alerts'
        met: boolean
        detail: string
        /** @enum {string|null} */
        turn: 'ours' | 'theirs' | 'both' | null
      }[]
    }
    TraderId: string
    /** @enum {string} */
    TraderStatus: 'active' | 'suspended' | 'revoked' | 'expired' | 'succeeded' | 'withdrawn'
    TraderLookup: {
      /** Format: date-time */
      at?: string
      crossing?: string
      traders: {
        id: components['schemas']['TraderId']
        /** @description Of the alias, as EORI or TIN */
        scheme?: string
        granting?: components['schemas']['Country']
        programme?: string
        type?: string
        role?: string
        crossing?: string
      }[]
    }
    TraderAnswer: {
      id: string
      /** Format: date-time */
      at: string
      incomplete: components['schemas']['Incomplete']
      /** @description Which lists lack what, where one trader is asked for; a lookup says it once for all */
      incompleteLists?: components['schemas']['IncompleteList'][]
      /** @description In at least one of the items */
      recognised: boolean
      /** @enum {string} */
      status: 'active' | 'suspended' | 'revoked' | 'expired' | 'succeeded' | 'withdrawn' | 'unknown'
      /**
       * Format: date-time
       * @description Since when it is so
       */
      since?: string
      /** @description For what it is recognised, in at least one of the items, of what the agreement with its granting country names */
      benefits: string[]
      /** @description One for each granting country, programme, type and role */
      items: components['schemas']['Trader'][]
    }
    /** @description A list that this answer comes from does not hold all that its granting country has said. Who stands as recognised may have been suspended or revoked since: it is for the reader to decide what that is worth until the resync was applied. */
    Incomplete: boolean
    IncompleteList: {
      granting: components['schemas']['Country']
      conversation: components['schemas']['MessageId']
      /** @description Of the last delta or snapshot that is in it; -1 where there is none */
      sequence: number
      /**
       * @description A delta is missing; it does not come to the hash that was stated; a newer snapshot is not whole yet
       * @enum {string}
       */
      reason: 'gap' | 'hash' | 'parts'
      message: components['schemas']['MessageId']
      /**
       * Format: date-time
       * @description When the message was signed that showed it
       */
      since: string
    }
    Trader: {
      granting: components['schemas']['Country']
      key: {
        id: string
        programme: string
        type?: string
        role?: string
      }
      recognised: boolean
      status: components['schemas']['TraderStatus']
      /** Format: date-time */
      since: string
      /**
       * @description The agreement that holds names nothing that this country grants (`not-agreed`), or not this programme, this type or this role of authorisation; or the status does not allow it.
       * @enum {string}
       */
      reason?:
        | 'not-active'
        | 'recognition-suspended'
        | 'not-yet'
        | 'over'
        | 'not-agreed'
        | 'programme-not-agreed'
        | 'type-not-agreed'
        | 'role-not-agreed'
      /** @description Not active any more, but this crossing was on the road */
      grace?: boolean
      /** @description Every benefit that the agreement names for what this country grants, and whether this authorisation brings it */
      benefits: {
        benefit: string
        recognised: boolean
        /**
         * @description The agreement that holds names nothing that this country grants (`not-agreed`), or not this programme, this type or this role of authorisation; or the status does not allow it.
         * @enum {string}
         */
        reason?:
          | 'not-active'
          | 'recognition-suspended'
          | 'not-yet'
          | 'over'
          | 'not-agreed'
          | 'programme-not-agreed'
          | 'type-not-agreed'
          | 'role-not-agreed'
      }[]
      /** @description Identifier of the authorisation holder */
      holder: string
      certificateNumber?: string
      issuingAuthority?: string
      /**
       * Format: date-time
       * @description When the authorisation ends by itself
       */
      validUntil: string | null
      /** @description The sites that the certificate covers */
      sites: {
        id?: string
        name?: string
        address: Record<string, never>
      }[]
      /**
       * @description On what the trader is published
       * @enum {string}
       */
      ground?: 'consent' | 'legal-obligation' | 'public-task' | 'international-agreement'
      name?: string
      address?: Record<string, never>
      /** @description The alias by which it was found */
      alias?: string
      aliases: {
        scheme: string
        id: string
      }[]
      successorOf: string[]
      succeededBy: string[]
      history: {
        status: components['schemas']['TraderStatus']
        from: string
        to?: string
      }[]
      /** @description The list that says so */
      list: {
        conversation: components['schemas']['MessageId']
        sequence: number
        /** Format: date-time */
        appliedAt: string
        incomplete: components['schemas']['Incomplete']
      }
    }
    TraderAtLodgement: {
      id: string
      roleCode?: string
      xRecognised: boolean
      /** @enum {string} */
      xStatus: 'active' | 'suspended' | 'revoked' | 'expired' | 'succeeded' | 'unknown'
      /**
       * @description The agreement that holds names nothing that this country grants (`not-agreed`), or not this programme, this type or this role of authorisation; or the status does not allow it.
       * @enum {string}
       */
      xReason?:
        | 'not-active'
        | 'recognition-suspended'
        | 'not-yet'
        | 'over'
        | 'not-agreed'
        | 'programme-not-agreed'
        | 'type-not-agreed'
        | 'role-not-agreed'
      xProgramme?: string
      xType?: string
      xBenefits: string[]
    }
    TraderUnderWay: {
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      /**
       * @description What this node is
       * @enum {string}
       */
      side: 'exit' | 'entry'
      status: components['schemas']['PreArrivalStatus']
      mrn: string | null
      lrn: string | null
      crossing: string | null
      /** @description The plate, or what else names the means of transport */
      means: string | null
      /** @description At most five of its containers */
      equipment: string[]
      office: string | null
      estimatedArrival: string | null
      /** @description What the trader was when the goods were declared, in each of its roles */
      atLodgement: components['schemas']['TraderAtLodgement'][]
      links: components['schemas']['Links']
    }
    /** @enum {string} */
    PreArrivalStatus: 'expected' | 'unannounced' | 'arrived' | 'rejected' | 'closed'
    Attention: {
      /** @enum {string} */
      cause:
        | 'do-not-load-unanswered'
        | 'do-not-load-not-carried-out'
        | 'left-despite-do-not-load'
        | 'unannounced'
        | 'request-unanswered'
        | 'lodged-late'
        | 'risk-open-after-arrival'
        | 'to-register'
        | 'amendment-to-decide'
        | 'invalidation-to-decide'
        | 'declaration-not-lodged'
        | 'overdue'
        | 'transit-overdue'
        | 'transit-enquiry-unanswered'
        | 'transit-result-due'
        | 'transit-irregular'
        | 'transit-to-discharge'
        | 'under-control'
      /** @description 0 first */
      urgency: number
      /** @description From when on it is to be looked at; null: at once */
      from: string | null
      /** @description When it becomes or became overdue */
      due: string | null
      /**
       * @description The side that must act
       * @enum {string}
       */
      turn: 'exit' | 'entry'
      ref?: components['schemas']['MessageId']
      /** @description At most 20 of them */
      subjects?: string[]
      /** @description How many subjects it is about */
      count?: number
    }
    SearchResults: {
      /** @description How the question was understood */
      read: {
        /** @description What was looked for */
        as: string
        /** @description What was made no difference of */
        forgiven: ('width' | 'marks' | 'digits' | 'case' | 'punctuation' | 'spaces')[]
      }
      items: components['schemas']['SearchResult'][]
      /** @description More begins so than is shown or was looked through */
      more: boolean
    }
    SearchResult: {
      /** @enum {string} */
      kind: 'crossing' | 'pre-arrival' | 'movement' | 'permit' | 'trader' | 'case' | 'message'
      /** @description The conversation of a pre-arrival, movement or case */
      id: string
      /** @description The other country */
      peer: string | null
      /** @description Of a case or message */
      procedure: string | null
      /** @description By what it was found, as it is recorded */
      by: {
        type: string
        value: string
        /** @description All of it was asked for, not its beginning alone */
        whole: boolean
      }
      title: string | null
      state: string | null
      office: string | null
      /**
       * Format: date-time
       * @description When it is expected, began, or is so since
       */
      at: string | null
      links: {
        [key: string]: string
      }
    }
    PreArrivalAttention: {
      /** @enum {string} */
      cause:
        | 'do-not-load-unanswered'
        | 'do-not-load-not-carried-out'
        | 'left-despite-do-not-load'
        | 'unannounced'
        | 'request-unanswered'
        | 'lodged-late'
        | 'risk-open-after-arrival'
        | 'to-register'
        | 'amendment-to-decide'
        | 'invalidation-to-decide'
        | 'declaration-not-lodged'
        | 'overdue'
        | 'transit-overdue'
        | 'transit-enquiry-unanswered'
        | 'transit-result-due'
        | 'transit-irregular'
        | 'transit-to-discharge'
        | 'under-control'
      /** @description 0 first */
      urgency: number
      /** @description From when on it is to be looked at; null: at once */
      from: string | null
      /** @description When it becomes or became overdue */
      due: string | null
      /**
       * @description The side that must act
       * @enum {string}
       */
      turn: 'exit' | 'entry'
      ref?: components['schemas']['MessageId']
      /** @description At most 20 of them */
      subjects?: string[]
      /** @description How many subjects it is about */
      count?: number
      overdue: boolean
      /** @description It is this node's turn */
      ours: boolean
      case: {
        conversation: components['schemas']['MessageId']
        peer: components['schemas']['Country']
        /** @enum {string} */
        side: 'exit' | 'entry'
        mrn: string | null
        lrn: string | null
        office: string | null
        mode: string | null
      }
      links: components['schemas']['Links']
    }
    /**
     * @description Why something must not be loaded
     * @enum {string}
     */
    StopReason:
      | 'security-threat'
      | 'weapons'
      | 'dangerous-goods'
      | 'drugs'
      | 'prohibited-goods'
      | 'sanctions'
      | 'health'
      | 'goods-description'
      | 'parties'
      | 'not-declared'
      | 'information-missing'
      | 'screening'
      | 'investigation'
      | 'other'
    /** @description Whether the goods may drive on, made of what was decided of them: nobody types it */
    DriveOn: {
      /**
       * @description conditions: let go, some of it under conditions; none: nothing of it is on the way or here
       * @enum {string}
       */
      verdict: 'may-drive-on' | 'conditions' | 'held' | 'none'
      /** @description Some of it was released for when it arrives, and has not arrived */
      onArrival: boolean
      holds: {
        /** @enum {string} */
        cause:
          'do-not-load' | 'not-registered' | 'refused' | 'seized' | 'under-control' | 'under-transit' | 'not-decided'
        /** @description Those that hold it, where it is agencies */
        agencies: string[]
        /** @description At most 20 of them */
        subjects: string[]
        /** @description How many subjects are held by it */
        count: number
      }[]
    }
    VehicleVerdict: {
      /** Format: date-time */
      at: string
      reference: {
        /** @enum {string|null} */
        type: 'transport-means' | 'equipment' | null
        value: string
      }
      /**
       * @description held: by one consignment at least; none: no consignment of it is known; in-part: nothing that the key may see holds it, and it may not see all, or more cases name it than are looked at (1000, of which 50 are opened)
       * @enum {string}
       */
      verdict: 'may-drive-on' | 'conditions' | 'held' | 'none' | 'in-part'
      /** @description At most 100 of them */
      consignments: {
        /**
         * @description conditions: let go, some of it under conditions; none: nothing of it is on the way or here
         * @enum {string}
         */
        verdict: 'may-drive-on' | 'conditions' | 'held' | 'none'
        /** @description Some of it was released for when it arrives, and has not arrived */
        onArrival: boolean
        holds: {
          /** @enum {string} */
          cause:
            'do-not-load' | 'not-registered' | 'refused' | 'seized' | 'under-control' | 'under-transit' | 'not-decided'
          /** @description Those that hold it, where it is agencies */
          agencies: string[]
          /** @description At most 20 of them */
          subjects: string[]
          /** @description How many subjects are held by it */
          count: number
        }[]
        case: {
          conversation: components['schemas']['MessageId']
          peer: components['schemas']['Country']
          /** @enum {string} */
          side: 'exit' | 'entry'
          mrn: string | null
          lrn: string | null
          office: string | null
          mode: string | null
        }
        means: string | null
        status: components['schemas']['PreArrivalStatus']
        estimatedArrival: string | null
        links: components['schemas']['Links']
      }[]
      /** @description How many consignments it carries */
      count: number
      /** @description Its consignments that are not over and of another journey: they count for nothing here */
      others: number
    }
    PreArrivalChanges: {
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      from: number
      to: number
      /** @description All that the declaration has */
      versions: {
        version: number
        message: components['schemas']['MessageId']
        /** @description The type of the message that made it */
        type: string
        /**
         * Format: date-time
         * @description When that was signed
         */
        at: string
      }[]
      changes: {
        /** @description JSON pointer into the declaration of `to`, or of `from` where the element is gone */
        pointer: string
        /** @description As text; null: it was not there */
        before: string | null
        /** @description As text; null: it is gone */
        after: string | null
      }[]
      /** @description How many elements differ in all */
      count: number
    }
    /**
     * @description office-not-competent: by what was agreed an office that it names is not competent for the goods, and sends the trader on
     * @enum {string}
     */
    PreArrivalFlag:
      | 'lodged-late'
      | 'late'
      | 'unannounced'
      | 'left-despite-do-not-load'
      | 'office-not-competent'
      | 'transit-late'
      | 'transit-elsewhere'
    PreArrivalSummary: {
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      /**
       * @description What this node is
       * @enum {string}
       */
      side: 'exit' | 'entry'
      status: components['schemas']['PreArrivalStatus']
      /** @enum {string} */
      lodgement: 'none' | 'lodged' | 'registered' | 'rejected' | 'amended' | 'invalidated' | 'lapsed'
      /** @description Of the declaration; 0 where there is none */
      version: number
      /** @description That under which the entry side registered it */
      mrn: string | null
      /** @description That of the export declaration */
      exportMrn: string | null
      lrn: string | null
      /** @description Where it came in, or else is announced to */
      office: string | null
      /** @description UNECE Recommendation 19 */
      mode: string | null
      /** @description The crossing that it is part of */
      crossing: string | null
      /** @description The plate, or whatever else names the means of transport at the border */
      means: string | null
      /** @description At most five of its containers */
      equipment: string[]
      /** @description When its journey began as each side has seen it: its first exit, and its first arrival */
      begunAt: {
        /** Format: date-time */
        exit: string | null
        /** Format: date-time */
        entry: string | null
      }
      /**
       * Format: date-time
       * @description When it last moved: exit, arrival, presentation, release
       */
      movedAt: string | null
      estimatedArrival: string | null
      /** Format: date-time */
      lodgedAt: string | null
      /** @description Null: the declaration does not say enough */
      lodgingDeadline: string | null
      /** @description Lodged after its deadline */
      late: boolean
      /** @description What was accepted all the same, each once; the case says of which message */
      flags: components['schemas']['PreArrivalFlag'][]
      /** @description Something of it must not be loaded */
      doNotLoad: boolean
      /** @description Subjects by movement */
      movements: {
        [key: string]: number
      }
      driveOn: components['schemas']['DriveOn']
      attention: components['schemas']['Attention'][]
      /** @description Authorised traders that the declaration names, as the entry side recognised them when it was lodged: that counts for this declaration, whatever changes later. Empty where the entry side has not said so. */
      aeo: components['schemas']['TraderAtLodgement'][]
      links: components['schemas']['Links']
    }
    PreArrival: {
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      /**
       * @description What this node is
       * @enum {string}
       */
      side: 'exit' | 'entry'
      status: components['schemas']['PreArrivalStatus']
      /** @enum {string} */
      lodgement: 'none' | 'lodged' | 'registered' | 'rejected' | 'amended' | 'invalidated' | 'lapsed'
      /** @description Of the declaration; 0 where there is none */
      version: number
      /** @description That under which the entry side registered it */
      mrn: string | null
      /** @description That of the export declaration */
      exportMrn: string | null
      lrn: string | null
      /** @description Where it came in, or else is announced to */
      office: string | null
      /** @description UNECE Recommendation 19 */
      mode: string | null
      /** @description The crossing that it is part of */
      crossing: string | null
      /** @description The plate, or whatever else names the means of transport at the border */
      means: string | null
      /** @description At most five of its containers */
      equipment: string[]
      /** @description When its journey began as each side has seen it: its first exit, and its first arrival */
      begunAt: {
        /** Format: date-time */
        exit: string | null
        /** Format: date-time */
        entry: string | null
      }
      /**
       * Format: date-time
       * @description When it last moved: exit, arrival, presentation, release
       */
      movedAt: string | null
      estimatedArrival: string | null
      /** Format: date-time */
      lodgedAt: string | null
      /** @description Null: the declaration does not say enough */
      lodgingDeadline: string | null
      /** @description Lodged after its deadline */
      late: boolean
      driveOn: components['schemas']['DriveOn']
      attention: components['schemas']['Attention'][]
      test: boolean
      roles: {
        exit: components['schemas']['Country']
        entry: components['schemas']['Country']
      }
      heads: components['schemas']['MessageId'][]
      hash: string
      amendments: number
      /** @description Authorised traders that the declaration names, as the entry side recognised them when it was lodged: that counts for this declaration, whatever changes later. Empty where the entry side has not said so. */
      aeo: components['schemas']['TraderAtLodgement'][]
      /** @description Those that must decide */
      agencies: string[]
      /** @description Seals by which it was declared, on containers and load compartments; a hundred at most */
      seals: string[]
      /** @description Minutes that hold in this case, as agreed or by default */
      limits: {
        [key: string]: number
      }
      /** @description The transit under which its goods move; null: none was told of */
      transit: {
        mrn: string
        /** @description T1, T2, TIR, or of a national transit */
        type: string
        message: components['schemas']['MessageId']
        /**
         * @description What the entry side is to it
         * @enum {string}
         */
        entryIs: 'destination' | 'transit'
        /** @description Office of departure */
        departure: string
        officesOfTransit: string[]
        /** @description Office of destination */
        destination: string
        /**
         * Format: date-time
         * @description By when it must be presented there; of a day, when that ends there, or everywhere, where the zone of the office is not agreed
         */
        limit: string
        /**
         * Format: date
         * @description The day, where the limit is stated as one
         */
        limitDay: string | null
        guarantees: {
          type: string
          /** @description GRN or number of the carnet */
          reference: string | null
          /** @description The amount covered */
          amount: {
            value: string
            currencyCode: string
          } | null
        }[]
        /** @enum {string} */
        phase: 'under-transit' | 'crossed' | 'diverted' | 'arrived' | 'ended' | 'irregular' | 'discharged'
        /**
         * Format: date-time
         * @description When the office of transit saw it pass or that of destination had it
         */
        at: string | null
        /** @description Customs may not release its goods for free circulation yet */
        held: boolean
        /** @description It was presented at the office of destination after its limit */
        late: boolean
        result: {
          id: components['schemas']['MessageId']
          outcome: string
          /**
           * Format: date-time
           * @description When it was said
           */
          at: string
        } | null
        discharge: {
          id: components['schemas']['MessageId']
          ground: string
        } | null
        enquiries: {
          message: components['schemas']['MessageId']
          /** Format: date-time */
          askedAt: string
          /** @enum {string|null} */
          outcome: 'not-found' | 'arrived' | 'diverted' | 'lost' | null
        }[]
      } | null
      subjects: {
        key: string
        /** @description Null: the consignment as a whole */
        subject: Record<string, never> | null
        /** @description The version that touched it last; 0: none has named it */
        since: number
        /** @description Whether a declaration names it that is lodged or in effect */
        declared: boolean
        /** @enum {string} */
        risk: 'pending' | 'referred' | 'complete'
        /** @enum {string} */
        movement:
          | 'expected'
          | 'exited'
          | 'arrived'
          | 'presented'
          | 'withdrawn'
          | 'left'
          | 'returned'
          | 'diverted'
          | 'not-arrived'
        /** @description By agency */
        disposal: {
          [key: string]:
            | 'open'
            | 'control'
            | 'released'
            | 'conditional'
            | 'refused'
            | 'seized'
            | 'destroyed'
            | 'returned'
            | 'abandoned'
            | 'confiscated'
        }
        /** @description By agency, what it has decided before the goods are there; it takes effect when they arrive */
        onArrival: {
          [key: string]: 'released' | 'conditional'
        }
        consents: components['schemas']['DisposalConsents']
        doNotLoad: components['schemas']['MessageId'][]
      }[]
      doNotLoad: {
        id: components['schemas']['MessageId']
        /** @description Which alone lifts it */
        agency: string
        /** Format: date-time */
        issuedAt: string
        /** @description Why, of the closed list of `xReasonCodes`; empty where it does not say */
        reasons: components['schemas']['StopReason'][]
        /** @description Whether the carrier and the declarant may be told why */
        disclosable: boolean
        /** Format: date-time */
        answerDue: string
        subjects: {
          subject: string
          /** @enum {string} */
          state: 'standing' | 'lifted'
          liftedBy?: components['schemas']['MessageId']
          /** @enum {string|null} */
          outcome: 'relayed' | 'executed' | 'already-loaded' | 'not-found' | null
        }[]
        answers: {
          id: components['schemas']['MessageId']
          /** @enum {string} */
          outcome: 'relayed' | 'executed' | 'already-loaded' | 'not-found'
          at: string | null
        }[]
        /** @description From its signature until the carrier had it */
        timeToCarrierMs: number | null
      }[]
      requests: {
        id: components['schemas']['MessageId']
        /** @enum {string} */
        kind: 'information' | 'screening'
        /** Format: date-time */
        askedAt: string
        answered: boolean
        limit: string | null
        subjects: string[]
      }[]
      rejections: {
        message: string
        rule: string
      }[]
      /** @description What was accepted all the same */
      flags: {
        rule: components['schemas']['PreArrivalFlag']
        message: string
      }[]
    }
    Fields: {
      /** @description Null for JSON and where none is named */
      profile: string | null
      /** @description The version of the mapping */
      mapping: string | null
      fields: {
        [key: string]: unknown
      } | null
      /** @description Of a document that was mapped: the paths of what it holds and no field takes, the first thousand, of each name its first hundred characters */
      unread?: string[]
      note?: components['schemas']['CaseFault']
    }
    CaseSummary: {
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      procedure: string
      /** @description Whether a message has opened it */
      open: boolean
      heads: components['schemas']['MessageId'][]
      hash: string
      links: {
        [key: string]: string
      }
    }
    SetAsideCases: {
      next: string | null
      items: {
        conversation: components['schemas']['MessageId']
        peer: components['schemas']['Country']
        /** @description What has failed: what the node does in the case, or what it keeps of it */
        projection: string
        error: string
        /** Format: date-time */
        since: string
        attempts: number
      }[]
    }
    /** @enum {string} */
    CaseStage: 'test' | 'parallel' | 'live'
    Case: {
      conversation: components['schemas']['MessageId']
      peer: components['schemas']['Country']
      procedure: string | null
      /** @description Pinned by the first message */
      version: string | null
      /** @description Which country is what in this case */
      roles: {
        [key: string]: string
      }
      test: boolean
      /** @description The stages of its messages, from the one under which most counts. What came under the stage parallel has no effect in law: the paper counts. Of several the case is mixed, as where an agreement went live while it was open: each message says which is its own */
      stages: components['schemas']['CaseStage'][]
      /** @description The key does not read all messages of the case, or their contents: what they come to (`state`, `due`) and the messages that it does not read are left out */
      inPart?: boolean
      /** @description What the procedure keeps, in the form that is hashed, null before a message has opened the case. Times in it are as in the messages that they come from: RFC 3339 of documents, NumericDate (seconds since 1970) of manifests. The views of the procedures show them as RFC 3339 */
      state: Record<string, never> | null
      heads: components['schemas']['MessageId'][]
      hash: string
      /** @description In the order in which they are applied */
      messages: {
        id: components['schemas']['MessageId']
        from: components['schemas']['Country']
        type: string
        /** @description That of its agreement, or test where it says that it is one; null where the agreement cannot be read */
        stage: components['schemas']['CaseStage'] | null
        inReplyTo?: components['schemas']['MessageId']
        /** Format: date-time */
        issuedAt: string
        /**
         * @description noted: its document is not one that the case reads, and changes nothing
         * @enum {string}
         */
        status: 'applied' | 'noted' | 'fault'
        fault?: components['schemas']['CaseFault']
        /** @description JSON pointers to times that lie further before the message than the schema has for what has happened (`x-fact`): they enter no figure */
        doubted?: string[]
        note?: components['schemas']['CaseFault']
        /** @description Whether its sender held the same case as this node at the same heads */
        sameCase?: boolean
      }[]
      /** @description The cursor of the next page of `messages`; null at their end */
      next: string | null
      /** @description How many entries are not here, by the JSON pointer of where they would be (`/state/outOfHours`); absent where all are */
      leftOut?: {
        [key: string]: number
      }
      /** @description Messages that arrived before something that their sender had seen */
      waiting: {
        id: components['schemas']['MessageId']
        waitsFor: components['schemas']['MessageId'][]
      }[]
      /** @description Messages of ours whose receipt is not held yet */
      pending: components['schemas']['MessageId'][]
      due: {
        what: string
        /**
         * Format: date-time
         * @description Null: at once
         */
        at: string | null
        owner: string
        /** @enum {string} */
        kind: 'send' | 'alert'
      }[]
    }
    CaseFault: {
      rule: string
      pointer: string
      reason: string
      wcoPointer?: Record<string, never>[]
    }
    /** @description ISO 3166-1 alpha-2 */
    Country: string
    Name: string
    /** @description Message types that may be sent and read: `type`, or `procedure/type` */
    TypeNames: string[]
    /** @description Of Standard Webhooks, symmetric: 32 bytes in base64 */
    WebhookSecret: string
    /** @description The `webhook-id` of an event, the same whenever it is told */
    WebhookEventId: string
    /** @description Where to, and which changes; a change is told where it is among all that are named, and one that lacks what is asked for is not */
    NewWebhook: {
      /** @description https, at a public address or one that the operator allows (`JUXTA_WEBHOOK_TARGETS`), without user or password, at 443 or a port from 1024 on. Redirects are not followed */
      url: string
      kinds?: components['schemas']['ChangeKind'][]
      procedures?: components['schemas']['Name'][]
      /** @description Of messages */
      states?: components['schemas']['MessageState'][]
      description?: string
      /** @description The id of the key by whose rights it is told, to whose client it belongs: named by whoever shows none, which is an operator whom an identity provider has confirmed. He may himself see all that it is told. Where it is changed, the one that it has unless another of its client is named */
      key?: string
    }
    Webhook: {
      id: components['schemas']['MessageId']
      /** @description For others than its client the host alone */
      url: string
      kinds?: components['schemas']['ChangeKind'][]
      procedures?: string[]
      states?: string[]
      description?: string
      /** @description Whose it is */
      client: string
      /** @description The key by whose rights it is told */
      key: string
      /** Format: date-time */
      createdAt: string
      /**
       * @description `failing`: the last attempt failed, and it is tried again; `paused`: the target has asked to be left in peace; `without-key`: its key has ended, or nothing can be signed for it
       * @enum {string}
       */
      state: 'active' | 'failing' | 'paused' | 'without-key' | 'disabled'
      /**
       * @description Why it is told nothing: somebody has said so, the target has (410), or for three days nothing was taken
       * @enum {string}
       */
      disabled?: 'asked' | 'gone' | 'failing'
      /** Format: date-time */
      disabledAt: string | null
      /** Format: date-time */
      failingSince: string | null
      /** Format: date-time */
      pausedUntil: string | null
      /** @description How many events wait */
      waiting: number
      /** Format: date-time */
      waitingSince: string | null
      replaying: boolean
      /** @description Where it was made, and never again */
      secret?: components['schemas']['WebhookSecret']
      /**
       * Format: date-time
       * @description Until when the secret before signs too
       */
      previousSecretUntil: string | null
    }
    WebhookDelivery: {
      id: components['schemas']['MessageId']
      event: components['schemas']['WebhookEventId']
      /** @description Such as `message.accepted`, `case.changed`, `list.changed`, `alert.opened` */
      type: string
      /** Format: date-time */
      at: string
      /** @description The first, second … of this event */
      attempt: number
      /** @description What the target answered; null: nothing */
      status: number | null
      /** @description Why nothing was answered */
      error?: string
      /** @description The beginning of what it answered, for its client alone */
      answer?: string
      /** @description How long it took */
      ms: number
      /**
       * Format: date-time
       * @description When it is tried again
       */
      nextAt: string | null
    }
    Subscription: {
      id: components['schemas']['MessageId']
      agency: string
      procedure: string
      types?: string[]
      /** Format: date-time */
      createdAt: string
    }
    /** @description UUIDv7 in lower case */
    MessageId: string
    Digest: string
    /** @enum {string} */
    Role: 'window' | 'operator' | 'auditor' | 'assistance' | 'incidents'
    Reference: {
      /** @enum {string} */
      type:
        | 'mrn'
        | 'export-mrn'
        | 'entry-mrn'
        | 'lrn'
        | 'ucr'
        | 'national'
        | 'transport-means'
        | 'equipment'
        | 'receptacle'
        | 'transport-document'
        | 'tir-carnet'
        | 'ata-carnet'
      value: string
    }
    /** @description A document or an attachment with its media type */
    Content:
      | components['schemas']['TextContent']
      | components['schemas']['DataContent']
      | components['schemas']['UploadContent']
    UploadContent: {
      /** @description A complete upload of the same client, with the media type that it was uploaded with */
      upload: string
    }
    Upload: {
      id: string
      mediaType: string
      /** @description Bytes that it is to have */
      length: number
      /** @description The first of them, which are there */
      offset: number
      complete: boolean
      /** Format: date-time */
      expiresAt: string
    }
    TextContent: {
      mediaType: components['schemas']['MediaType']
      /** @description The document as text; its UTF-8 bytes are sent */
      text: string
    }
    DataContent: {
      mediaType: components['schemas']['MediaType']
      /** @description The document in base64 */
      data: string
    }
    /**
     * Format: media-type
     * @description RFC 2045, as `application/xml`
     */
    MediaType: string
    /** @description Our JSON beside the document, in the names of the procedures; it is signed and goes along. Other members are kept as they are */
    Context: {
      /** @description The procedure whose schema the document claims to satisfy (`GET /v1/schemas`). The claim is checked at submission and by the receiver: what breaks it is refused as `schema-invalid`. Without it a document that does not fit goes over and changes nothing in its case */
      xSchema?: string
      /** @description The profile by which XML or JSON-LD is read into the fields of its type, one of `ProfileName`. Without it they are carried and not read: it changes nothing in its case. `GET /v1/messages/{id}/fields` shows what was read */
      xProfile?: string
      /** @description With `xProfile`: members of the type that the document has no place for: those that begin with `x`, and those that the profile names beside them */
      xDocument?: Record<string, never>
      xReferences?: components['schemas']['Reference'][]
      /** @description The movement over the border that this is part of */
      xCrossing?: string
      /** @description What the data may be used for; stated by whoever sends */
      xPurpose?: string
      /** @description By which law it is sent; stated by whoever sends */
      xLegalBasis?: string
      /** @description The agency that it is addressed to */
      xAgency?: string
      /** @description The agency that sends: that of the key, where it has one */
      xFromAgency?: string
    }
    /**
     * @description wco-dec-dms-2: declarations of the WCO Data Model (DMS). wco-res-dms-2, wco-res-bare: responses. ens-ics1: entry summary declarations of ICS1. ncts-6: transit documents of NCTS (CC015C, CC029C, CC007C, CC025C, CC045C). ics2-2: messages of ICS2 between a national entry system and the common repository. iata-one-record-3: shipments, their notifications and customs information of IATA ONE Record (JSON-LD). ephyto-sps-17: phytosanitary certificates (UN/CEFACT SPS). cites-epix-2: permits and certificates of CITES (EPIX)
     * @enum {string}
     */
    ProfileName:
      | 'wco-dec-dms-2'
      | 'wco-res-dms-2'
      | 'wco-res-bare'
      | 'ens-ics1'
      | 'ncts-6'
      | 'ics2-2'
      | 'iata-one-record-3'
      | 'ephyto-sps-17'
      | 'cites-epix-2'
    /**
     * @description Sent: `queued` waits for its first attempt; `sealed` is being tried; `delivered` its signed receipt is held; `collected` the Single Window there took it; `accepted` or `rejected` there; `refused` by the peer; `expired`; `parked` waits for a person here; `cancelled`. Received: `received`, `notified`, `collected`, `answered`.
     * @enum {string}
     */
    MessageState:
      | 'queued'
      | 'sealed'
      | 'delivered'
      | 'collected'
      | 'accepted'
      | 'rejected'
      | 'refused'
      | 'expired'
      | 'parked'
      | 'cancelled'
      | 'received'
      | 'notified'
      | 'answered'
    BodySchema: {
      procedure: string
      version: string
      type: string
      /** Format: uri-reference */
      href: string
    }
    ProblemKind: {
      /** Format: uri-reference */
      type: string
      code: string
      /** @description Its name between nodes */
      urn: string
      title: string
      /** @description What whoever gets it can do */
      mend: string
      status: number
      /** @description Whether the same request can succeed later */
      retryable: boolean
      /**
       * @description Who has to do something: the caller, nobody but time, whoever runs the node
       * @enum {string}
       */
      turn: 'caller' | 'later' | 'node'
    }
    Submission: {
      to:
        | components['schemas']['Country']
        | {
            country: components['schemas']['Country']
            agency?: string
          }[]
      procedure: components['schemas']['Name']
      type: components['schemas']['Name']
      /** @description Of the procedure. Where none is named a message goes in the version of its case, and a new case begins in the newest that both nodes know and the agreement names. One that this node does not know is `request-invalid`, one that is not agreed `no-agreement`, and one that the other node says it does not know `unsupported-version` */
      version?: string
      context?: components['schemas']['Context']
      document: components['schemas']['Content']
      attachments?: components['schemas']['Content'][]
      conversation?: components['schemas']['MessageId']
      inReplyTo?: components['schemas']['MessageId']
      /** Format: date-time */
      expiresAt?: string
      priority?: number
      test?: boolean
    }
    Links: {
      [key: string]: string
    }
    Submitted: {
      id: components['schemas']['MessageId']
      to?: components['schemas']['Country']
      state: components['schemas']['MessageState']
      conversation: components['schemas']['MessageId']
      links: components['schemas']['Links']
    }
    SubmittedMany: {
      submission: components['schemas']['MessageId']
      messages: components['schemas']['Submitted'][]
    }
    MessageSummary: {
      id: components['schemas']['MessageId']
      /** @enum {string} */
      direction: 'in' | 'out'
      peer: components['schemas']['Country']
      procedure: string
      type: string
      version: string
      conversation: components['schemas']['MessageId']
      inReplyTo?: components['schemas']['MessageId']
      submission?: components['schemas']['MessageId']
      agency?: string
      state: components['schemas']['MessageState']
      /** @description 0 goes first */
      priority: number
      /**
       * Format: date-time
       * @description When this node first knew it
       */
      createdAt: string
      /** Format: date-time */
      expiresAt: string
      test: boolean
    }
    Part: {
      id: string
      mediaType: string
      size: number
      digest: components['schemas']['Digest']
    }
    Message: {
      id: components['schemas']['MessageId']
      /** @enum {string} */
      direction: 'in' | 'out'
      peer: components['schemas']['Country']
      procedure: string
      type: string
      version: string
      conversation: components['schemas']['MessageId']
      inReplyTo?: components['schemas']['MessageId']
      submission?: components['schemas']['MessageId']
      agency?: string
      state: components['schemas']['MessageState']
      /** @description 0 goes first */
      priority: number
      /**
       * Format: date-time
       * @description When this node first knew it
       */
      createdAt: string
      /** Format: date-time */
      expiresAt: string
      test: boolean
      /** @description Brought by a person instead of over the network: exempt from its expiry */
      contingency?: boolean
      agreement: components['schemas']['Digest']
      context?: Record<string, never>
      /** @description JWS compact */
      manifest: string
      manifestDigest: components['schemas']['Digest']
      /** @description The receiver's SET */
      receipt: string | null
      log: {
        origin: string
        index: number
      }
      history: {
        state: components['schemas']['MessageState']
        /** Format: date-time */
        at: string
        cause: string
      }[]
      parts: components['schemas']['Part'][]
      references: components['schemas']['Reference'][]
      /** @description How far each agency of the receiver is that spoke for itself */
      agencies: {
        agency: string
        /** @enum {string} */
        state: 'collected' | 'answered' | 'accepted' | 'rejected'
        /** Format: date-time */
        at: string
      }[]
      events: {
        event: string
        /** @enum {string} */
        direction: 'issued' | 'received'
        /** Format: date-time */
        at: string
        /** @description Left out of a rejection where the contents are not for the key */
        set?: string
      }[]
      delivery: null | {
        attempts: number
        /** Format: date-time */
        nextAttemptAt: string
        lastError: string | null
        withdrawing: boolean
      }
      links: components['schemas']['Links']
    }
    /** @enum {string} */
    ChangeKind: 'message' | 'case' | 'list' | 'alert'
    /** @description Something that has changed, once; its members are those of its kind */
    Change: {
      /** @description Stable, and unique among all changes of the node */
      id: string
      /** Format: date-time */
      at: string
      kind: components['schemas']['ChangeKind']
      message?: components['schemas']['MessageId']
      /** @enum {string} */
      direction?: 'in' | 'out'
      /** @description The neighbour; null: it is about the node itself */
      peer?: string | null
      procedure?: string
      type?: string
      conversation?: components['schemas']['MessageId']
      /** @description Of a message what it is now; of an alert `open` or `closed` */
      state?: string
      /** @description Why a message has moved, in words */
      cause?: string
      /** @description Which register: traders, permits, opening-hours, agreements, peers, identity, proposals (made, confirmed, refused, or over) */
      list?: string
      /** @description Of a register the row that has changed; empty: the list as a whole. Of an alert what it is about */
      subject?: string
      alert?: components['schemas']['MessageId']
      /** @description The kind of the alert */
      name?: string
      severity?: components['schemas']['Severity']
    }
    InboxMessage: {
      id: components['schemas']['MessageId']
      from: components['schemas']['Country']
      procedure: string
      type: string
      version: string
      conversation: components['schemas']['MessageId']
      inReplyTo?: components['schemas']['MessageId']
      agency?: string
      /** @description 0 goes first */
      priority?: number
      /** Format: date-time */
      receivedAt: string
      /**
       * @description How far the reader is with it
       * @enum {string}
       */
      state: 'received' | 'notified' | 'collected' | 'answered'
      test: boolean
      context?: Record<string, never>
      parts: components['schemas']['Part'][]
      references: components['schemas']['Reference'][]
      links: components['schemas']['Links']
    }
    Introduction: {
      country: components['schemas']['Country']
      name: string
      exchange: string
      /** @description Eight words to compare by phone */
      words: string
      fingerprint: string
      known: boolean
      trusted: boolean
    }
    /** @description A key of an identity: `id` is the RFC 7638 thumbprint, of a TLS key the SHA-256 of its SubjectPublicKeyInfo */
    PeerKey: {
      /** @enum {string} */
      use: 'tls' | 'signing' | 'encryption' | 'second'
      id: string
      /** @enum {string} */
      curve?: 'P-256' | 'Ed25519' | 'X25519'
      /** Format: date-time */
      from: string
      /** Format: date-time */
      until: string
      /** Format: date-time */
      revokedAt?: string
    }
    Identity: {
      country: components['schemas']['Country']
      name: string
      version: number
      /** Format: date-time */
      issuedAt: string
      keys: components['schemas']['PeerKey'][]
      /** @description Signed by the identity key */
      jws: string
    }
    Peer: {
      country: components['schemas']['Country']
      name: string
      /** @enum {string} */
      state: 'active' | 'blocked'
      exchange: string
      identityVersion: number
      words: string
      /** @enum {string} */
      circuit: 'closed' | 'open'
      keys: components['schemas']['PeerKey'][]
      agreements: components['schemas']['Digest'][]
      /** @description Why what is stored of this peer cannot be read; nothing is exchanged with it then */
      fault?: string
    }
    PeerList: {
      items: components['schemas']['Peer'][]
      next: null
    }
    PeerTest: {
      peer: components['schemas']['Country']
      ok: boolean
      steps: {
        check: string
        ok: boolean
        detail: string
        /** @enum {string} */
        turn?: 'ours' | 'theirs'
      }[]
    }
    /** @description As in wire format; checked member by member when it is read */
    AgreementDocument: Record<string, never>
    Agreement: {
      hash: components['schemas']['Digest']
      peer: components['schemas']['Country']
      /** @enum {string} */
      state: 'draft' | 'proposed' | 'received' | 'in-force' | 'revoked' | 'withdrawn' | 'declined'
      document?: components['schemas']['AgreementDocument']
      /** @description In place of the document: why what is stored cannot be read */
      fault?: string
      /** Format: date-time */
      inForceAt: string | null
      /** Format: date-time */
      revokedAt: string | null
      /** @description Why it was revoked, withdrawn or declined, in the words of whoever did so */
      reason: string | null
      /** @description The agreement that takes its place */
      replacedBy: string | null
      /** Format: date-time */
      replacedAt: string | null
      /** @description When either side would have it end sooner than after its notice, where the other wants that too; as long as that can be answered */
      together: {
        /** Format: date-time */
        ours: string | null
        /** Format: date-time */
        theirs: string | null
      }
      suspensions: components['schemas']['Suspension'][]
    }
    AgreementEnd: {
      reason: string
      /**
       * Format: date-time
       * @description When it ends: after its notice, and where absent at the end of that
       */
      effectiveAt?: string
      /** @description Without its notice, once the other side says so too within 72 hours after that time: at the later of the two. Later either side can say so again */
      together?: boolean
    }
    Resumption: {
      procedures?: string[]
      /**
       * Format: date-time
       * @description That alone which is suspended, or to be, from then on
       */
      from?: string
      /**
       * Format: date-time
       * @description When it goes on; at once, where absent
       */
      effectiveAt?: string
      reason: string
    }
    /** @description What one side suspends, or is to suspend, by its newest word; a procedure may stand there several times */
    Suspension: {
      by: components['schemas']['Country']
      procedures: {
        name: string
        /** Format: date-time */
        from: string
        /** Format: date-time */
        until: string | null
      }[]
      /** Format: date-time */
      saidAt: string
      /** @description The API client of this node; null of what the other side says */
      saidBy: string | null
      reason: string | null
    }
    LegalHoldOrder: {
      peer: components['schemas']['Country']
      /** @description Needed where no conversation is named */
      procedure?: string
      conversation?: components['schemas']['MessageId']
      /**
       * @description `documents`: with what was signed about them; `manifests`: that alone
       * @enum {string}
       */
      keeps: 'documents' | 'manifests'
      /** @description The court or office that ordered it */
      authority: string
      reason: string
      /** Format: date-time */
      until?: string
    }
    /** @description An order to keep data beyond their time, by its newest word */
    LegalHold: {
      id: components['schemas']['MessageId']
      by: components['schemas']['Country']
      peer: components['schemas']['Country']
      /** @description The hash of the agreement that says who may order it */
      agreement: string
      procedure: string
      /** @description Null where all of the procedure is kept */
      conversation: string | null
      /** @enum {string} */
      keeps: 'documents' | 'manifests'
      authority: string
      reason: string
      /** Format: date-time */
      until: string | null
      /** Format: date-time */
      setAt: string
      /** @description The API client; null where the other side has ordered it */
      setBy: string | null
      /** Format: date-time */
      liftedAt: string | null
      liftedBy: string | null
      liftReason: string | null
    }
    AgreementList: {
      items: components['schemas']['Agreement'][]
      next: null
    }
    Key: {
      id: components['schemas']['MessageId']
      client: string
      name: string
      roles: components['schemas']['Role'][]
      agency?: string
      procedures?: string[]
      types?: string[]
      addresses?: string[]
      /** Format: date-time */
      createdAt: string
      /**
       * Format: date-time
       * @description Null: the key of the folder, which the command line uses
       */
      expiresAt: string | null
      /** Format: date-time */
      revokedAt: string | null
    }
    ConsoleSession: {
      country: components['schemas']['Country']
      /** @description The administration */
      name: string
      /**
       * Format: date-time
       * @description By the clock of the node
       */
      now: string
      /** @description The identity provider by which one may sign in, as people know it */
      provider: string | null
      person: {
        name: string
        /** @description As the audit trail calls him */
        client: string
        roles: components['schemas']['Role'][]
        agency: string | null
        /** Format: date-time */
        expiresAt: string | null
      } | null
    }
    KeyList: {
      items: components['schemas']['Key'][]
      next: null
    }
    Problem: {
      /**
       * Format: uri-reference
       * @description What went wrong; an address of this node that says more
       */
      type: string
      title: string
      status: number
      /** @description What went wrong here */
      detail?: string
      /** Format: uri-reference */
      instance?: string
      /** @description JSON pointer (RFC 6901) to the field at fault: into the body, or below /query, /path or /header */
      pointer?: string
      /** @description The rule that was broken, short and stable */
      rule?: string
      /** @description Whether the same request can succeed later */
      retryable: boolean
      /** @description Of `state-conflict` with the rule `answered`: the answer that was given */
      given?: Record<string, never>
      /**
       * Format: uuid
       * @description The line of the node's journal
       */
      traceId?: string
    }
  }
  responses: {
    /** @description The webhook */
    Webhook: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Webhook']
      }
    }
    /** @description How far it is */
    Upload: {
      headers: {
        /** @description How many bytes are there */
        'Upload-Offset'?: number
        /** @description How many there will be */
        'Upload-Length'?: number
        /** @description `?1` where all are there */
        'Upload-Complete'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Upload']
      }
    }
    /** @description RFC 9457 with a JSON pointer to the field and the rule it broke */
    Problem: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description A parameter or the body is not what this document says */
    BadRequest: {
      headers: {
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/request-invalid",
         *       "title": "The request does not satisfy its schema",
         *       "status": 400,
         *       "detail": "/query/limit must be <= 500",
         *       "pointer": "/query/limit",
         *       "rule": "maximum",
         *       "retryable": false,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description There is no API key, or one that does not count (any more) */
    Unauthorized: {
      headers: {
        /** @description RFC 6750 */
        'WWW-Authenticate'?: string
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/unauthorized",
         *       "title": "A valid API key is required",
         *       "status": 401,
         *       "detail": "send a valid API key as \"Authorization: Bearer …\"",
         *       "rule": "bearer",
         *       "retryable": false,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description The key has none of the roles that this operation wants, or may not use the procedure or type */
    Forbidden: {
      headers: {
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/forbidden",
         *       "title": "The API key may not do this",
         *       "status": 403,
         *       "detail": "blockPeer needs one of the roles operator; the key single-window has window",
         *       "rule": "role",
         *       "retryable": false,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description There is no such thing, or none that this key may see */
    NotFound: {
      headers: {
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/not-found",
         *       "title": "There is no such resource",
         *       "status": 404,
         *       "detail": "there is no such message",
         *       "retryable": false,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description What was to be changed is not as `If-Match` or `If-None-Match` says: `precondition-failed` */
    PreconditionFailed: {
      headers: {
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/precondition-failed",
         *       "title": "What was to be changed is not as the request says",
         *       "status": 412,
         *       "detail": "it has changed since it was read",
         *       "pointer": "/header/if-match",
         *       "rule": "changed",
         *       "retryable": false
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description What stands does not allow this: `case-conflict`, `state-conflict`, `idempotency-conflict` or `conflict` */
    Conflict: {
      headers: {
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/case-conflict",
         *       "title": "The case does not allow this message",
         *       "status": 409,
         *       "detail": "/document: only its agency lifts a do-not-load",
         *       "pointer": "/document",
         *       "rule": "agency",
         *       "retryable": false,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description The content was erased; the proofs stay */
    Gone: {
      headers: {
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/gone",
         *       "title": "The content was erased",
         *       "status": 410,
         *       "detail": "the document was erased",
         *       "retryable": false,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description The body is larger than the limit */
    TooLarge: {
      headers: {
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/too-large",
         *       "title": "The body is larger than the limit",
         *       "status": 413,
         *       "detail": "the body is larger than the limit of 8454144 bytes",
         *       "rule": "body-limit",
         *       "retryable": false,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description The media type, its charset or a Content-Encoding is not one that is read */
    UnsupportedMediaType: {
      headers: {
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/media-type",
         *       "title": "The media type is not supported",
         *       "status": 415,
         *       "detail": "the body must be application/json",
         *       "rule": "media-type",
         *       "retryable": false,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description The document breaks the schema that it claims, or states what does not hold */
    Unprocessable: {
      headers: {
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/schema-invalid",
         *       "title": "The document does not satisfy its schema",
         *       "status": 422,
         *       "detail": "/document: required: must have required property functionalReferenceId",
         *       "pointer": "/document/functionalReferenceId",
         *       "rule": "schema",
         *       "retryable": false,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description The peer cannot be reached, or answers what is not acceptable */
    BadGateway: {
      headers: {
        /** @description Seconds after which to try again */
        'Retry-After'?: number
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/unreachable",
         *       "title": "The peer cannot be reached",
         *       "status": 502,
         *       "detail": "XB cannot be reached: ECONNREFUSED",
         *       "retryable": true,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description The store, the log or the node can take nothing at the moment */
    Unavailable: {
      headers: {
        /** @description Seconds after which to try again */
        'Retry-After'?: number
        [name: string]: unknown
      }
      content: {
        /**
         * @example {
         *       "type": "/problems/log-unavailable",
         *       "title": "The message log cannot be written at the moment",
         *       "status": 503,
         *       "detail": "the message log cannot be written at the moment",
         *       "retryable": true,
         *       "traceId": "6f1f3f0e-9a63-4c0b-8a55-0d5b2d1f9c11"
         *     }
         */
        'application/problem+json': components['schemas']['Problem']
      }
    }
    /** @description State */
    Health: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @enum {string} */
          status: 'ok' | 'failing'
          /**
           * Format: date-time
           * @description When it was first seen so, at this process
           */
          since?: string
          checks?: {
            [key: string]: string
          }
        }
      }
    }
  }
  parameters: {
    /** @description Why the contents are opened, for the record. A session of the console has to say it, and whoever else does where JUXTA_READ_REASON is `always` */
    Reason: string
    /** @description A UUID (RFC 9562) in lower case, new for each document */
    UploadId: string
    /** @description The id of the office of exit (WCO G005) */
    ExitOffice: components['schemas']['ThingId']
    /** @description The id of the office of entry */
    EntryOffice: components['schemas']['ThingId']
    /** @description As traffic goes: `exit`, the default, leaves the country of the office of exit */
    Direction: 'exit' | 'entry'
    /** @description UNECE Recommendation 19; road (3) where it is absent and the hours know it */
    ModeCode: string
    Lane: components['schemas']['ThingId']
    /** @description Kind of cargo (WCO 166), such as live-animals */
    CurrentCode: components['schemas']['ThingId']
    /** @description Commodity code (WCO 145) */
    ClassificationId: string
    /** @description Only this agency; each that has a say, where it is absent */
    Agency: components['schemas']['ThingId']
    Service: components['schemas']['ThingId']
    /** @description Service out of hours granted to it counts */
    Crossing: components['schemas']['ThingId']
    /** @description The vehicle with its load, in kg: an office may have no competence for it */
    GrossMassMeasure: string
    /** @description What the browser asks for (Accept-Language), or English, where it is absent */
    PageLanguage: 'en' | 'fr' | 'es' | 'ar'
    /** @description Who was admitted then may still be served in an emergency */
    AdmittedAt: string
    Shard: string
    Id: components['schemas']['MessageId']
    /** @description Its number, percent-encoded */
    Permit: components['schemas']['PermitId']
    /** @description Where several countries have issued one of this number */
    Issuer: components['schemas']['Country']
    Country: components['schemas']['Country']
    Hash: string
    /** @description What some message names, however it is written: `value`, or `type:value` with mrn (of whichever declaration), export-mrn, entry-mrn, lrn, ucr, national, transport-means (plate, trailer, wagon, vessel, flight), equipment (container), receptacle, transport-document (CMR, bill of lading, waybill), tir-carnet, ata-carnet or crossing */
    Reference: string
    /** @description The `next` of the page before; the beginning, where it is empty or absent */
    Cursor: string
    /** @description How many at most */
    Limit: number
    /** @description The granting country */
    Granting: components['schemas']['Country']
    /** @description The id of a study, percent-encoded */
    Study: components['schemas']['ThingId']
    /** @description Which time of a movement: from arrival to physical release (the measure of a Time Release Study), from door to door, or how long before arrival it was lodged; they are never added */
    Measure: 'release' | 'door-to-door' | 'lead-time'
    /** @description As `EORI` or `TIN`: `id` is looked for among the aliases of this scheme alone */
    AliasScheme: string
    Programme: string
    /** @description Of the authorisation, as AEOF */
    TraderType: string
    TraderRole: string
    /** @description As of this time; now, where absent */
    At: string
    /** @description For goods of this crossing */
    OfCrossing: string
  }
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  searchMessages: {
    parameters: {
      query?: {
        peer?: components['schemas']['Country']
        direction?: 'in' | 'out'
        procedure?: components['schemas']['Name']
        type?: components['schemas']['Name']
        state?: components['schemas']['MessageState']
        conversation?: components['schemas']['MessageId']
        /** @description What some message names, however it is written: `value`, or `type:value` with mrn (of whichever declaration), export-mrn, entry-mrn, lrn, ucr, national, transport-means (plate, trailer, wagon, vessel, flight), equipment (container), receptacle, transport-document (CMR, bill of lading, waybill), tir-carnet, ata-carnet or crossing */
        reference?: components['parameters']['Reference']
        since?: string
        until?: string
        test?: boolean
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['MessageSummary'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  submitMessage: {
    parameters: {
      query?: {
        to?: components['schemas']['Country']
        procedure?: components['schemas']['Name']
        type?: components['schemas']['Name']
        /** @description Of the procedure, as `version` of a JSON envelope */
        version?: string
        conversation?: components['schemas']['MessageId']
        inReplyTo?: components['schemas']['MessageId']
        /** @description Of a raw document of XML or JSON-LD, the profile by which it is read into the fields of its type; it becomes `xProfile` of the context */
        profile?: components['schemas']['ProfileName']
        /** @description Of a raw document, the procedure whose schema it claims to satisfy; it becomes `xSchema` of the context. What breaks the claim is refused as `schema-invalid` */
        schema?: components['schemas']['Name']
      }
      header: {
        'Idempotency-Key': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Submission']
        'application/vnd.juxta.submission+json': components['schemas']['Submission']
        'application/xml': string
      }
    }
    responses: {
      /** @description Taken, durable and logged; or kept as a proposal, because this node wants two persons for it */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json':
            | components['schemas']['Submitted']
            | components['schemas']['SubmittedMany']
            | components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      422: components['responses']['Unprocessable']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getMessage: {
    parameters: {
      query?: never
      header?: {
        /** @description wait=N (RFC 7240): waits up to N seconds, at most 60, until its receipt is held and its leaf is under a published checkpoint */
        prefer?: string
      }
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The message */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Message']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getUpload: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description A UUID (RFC 9562) in lower case, new for each document */
        id: components['parameters']['UploadId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: components['responses']['Upload']
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  putUpload: {
    parameters: {
      query?: never
      header?: {
        /** @description How many bytes of the document are before those of this request; 0, where it is absent */
        'Upload-Offset'?: number
        /** @description Bytes of the whole document */
        'Upload-Length'?: number
        /** @description `?0`: other requests are to follow (RFC 9651) */
        'Upload-Complete'?: '?0' | '?1'
      }
      path: {
        /** @description A UUID (RFC 9562) in lower case, new for each document */
        id: components['parameters']['UploadId']
      }
      cookie?: never
    }
    /** @description The bytes, in the media type of the document */
    requestBody: {
      content: {
        '*/*': string
        'application/octet-stream': string
      }
    }
    responses: {
      200: components['responses']['Upload']
      201: components['responses']['Upload']
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  deleteUpload: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description A UUID (RFC 9562) in lower case, new for each document */
        id: components['parameters']['UploadId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Given up */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getDocument: {
    parameters: {
      query?: {
        /** @description Why the contents are opened, for the record. A session of the console has to say it, and whoever else does where JUXTA_READ_REASON is `always` */
        reason?: components['parameters']['Reason']
        /** @description A part other than the document */
        part?: string
      }
      header?: {
        /** @description `bytes=0-1023` */
        Range?: string
        /** @description The `ETag` of what was read before */
        'If-Range'?: string
      }
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The bytes, in the media type the sender stated */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          '*/*': unknown
        }
      }
      /** @description The range of them */
      206: {
        headers: {
          [name: string]: unknown
        }
        content: {
          '*/*': unknown
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      410: components['responses']['Gone']
      416: components['responses']['Problem']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getFields: {
    parameters: {
      query?: {
        /** @description Why the contents are opened, for the record. A session of the console has to say it, and whoever else does where JUXTA_READ_REASON is `always` */
        reason?: components['parameters']['Reason']
      }
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The fields */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Fields']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      410: components['responses']['Gone']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getEvidence: {
    parameters: {
      query?: {
        /** @description Why the contents are opened, for the record. A session of the console has to say it, and whoever else does where JUXTA_READ_REASON is `always` */
        reason?: components['parameters']['Reason']
        documents?: boolean
        /** @description SHARD/SIZE: a checkpoint under which bundles that are asked for one after the other stand together, as `GET /v1/log` names it; of other shards the newest that is cosigned */
        under?: string
      }
      header?: {
        /** @description wait=N (RFC 7240): waits up to N seconds, at most 60, until two neighbours, or the only one, have cosigned all that the log of this node has of the message */
        prefer?: string
      }
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The bundle */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/vnd.juxta.evidence+json': Record<string, never>
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      410: components['responses']['Gone']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getInspection: {
    parameters: {
      query: {
        peer: components['schemas']['Country']
        /** @description From this time on */
        from: string
        /** @description Before this time */
        to: string
        /** @description Of this one alone */
        procedure?: components['schemas']['Name']
        /** @description How many messages the sample has */
        sample?: number
        /** @description What the sample is drawn with; by chance where it is not given */
        seed?: string
        /** @description With the documents, of the sample where there is one */
        documents?: boolean
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The package */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/octet-stream': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getLog: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The log */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            origin: string
            shard: string
            size: number
            published: number | null
            vkey: string
            witness: string
            cosigned: {
              witness: string
              size: number
            }[]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getCheckpoint: {
    parameters: {
      query?: never
      header?: never
      path: {
        shard: components['parameters']['Shard']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The checkpoint with its cosignatures */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/plain': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listCheckpoints: {
    parameters: {
      query?: {
        limit?: number
      }
      header?: never
      path: {
        shard: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The newest first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: {
              size: number
              /** @description Base64 */
              root: string
              /** Format: date-time */
              at: string
              witnesses: {
                witness: string
                /**
                 * Format: date-time
                 * @description As the witness says
                 */
                at: string
              }[]
            }[]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getTile: {
    parameters: {
      query?: never
      header?: never
      path: {
        shard: components['parameters']['Shard']
        /**
         * @description L/N or L/N.p/W, slashes as they are or percent-encoded; L may be entries
         * @example 0/000
         */
        tile: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The tile */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/octet-stream': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getProof: {
    parameters: {
      query?: never
      header?: never
      path: {
        shard: components['parameters']['Shard']
        /** @description Of the leaf */
        index: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The proof */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/plain': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  openLeaf: {
    parameters: {
      query?: never
      header?: never
      path: {
        shard: components['parameters']['Shard']
        /** @description Of the leaf */
        index: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The leaf */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            shard: string
            index: number
            /** @enum {string} */
            kind: 'operator' | 'erased' | 'key' | 'agreement' | 'shard'
            /** @description Canonical JSON whose `c` is the commitment */
            leaf: string
            /** @description The exact text that it commits to */
            object: string
            /** @description base64url */
            salt: string
            /** @description A signed note with its cosignatures */
            checkpoint: string
            /** @description The audit path (RFC 6962), in base64 */
            proof: string[]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  eraseDocuments: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          reason: string
        }
      }
    }
    responses: {
      /** @description What is left */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Message']
        }
      }
      /** @description Kept for another person to confirm, where the node wants two for this */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  forwardMessage: {
    parameters: {
      query?: never
      header: {
        'Idempotency-Key': string
      }
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          to: components['schemas']['Country']
          /** @description The conversation with the third country that it goes on in; a new one, where absent */
          conversation?: components['schemas']['MessageId']
        }
      }
    }
    responses: {
      /** @description Taken */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Submitted']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      410: components['responses']['Gone']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      422: components['responses']['Unprocessable']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getOriginator: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The origin */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            originator: string
            forwardedBy: components['schemas']['Country']
            /**
             * @description unknown-key: the originator is no peer of this node
             * @enum {string}
             */
            signature: 'verified' | 'unknown-key' | 'invalid'
            reason?: string
            message?: components['schemas']['MessageId']
            /** Format: date-time */
            issuedAt?: string
            parts: {
              id: string
              same: boolean
            }[]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      410: components['responses']['Gone']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getSealed: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description JWE compact: only the receiver can open it */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/jose': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      410: components['responses']['Gone']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  importSealed: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/jose': string
      }
    }
    responses: {
      /** @description The message */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['MessageSummary']
        }
      }
      /** @description Taken; what it is, is not for this key */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      422: components['responses']['Unprocessable']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  cancelMessage: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What it is now */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Message']
        }
      }
      /** @description The receiver is being asked */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Message']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  retryMessage: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What it is now */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Message']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  retryMessages: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          peer?: string
          procedure?: string
          type?: string
          /** @description Which of those that wait; `parked` alone where nothing is said */
          states?: ('parked' | 'sealed' | 'queued')[]
          /**
           * Format: date-time
           * @description Made at this time or later
           */
          since?: string
          /**
           * Format: date-time
           * @description Made before this time
           */
          until?: string
          preview?: boolean
          /** @description The number that the preview named */
          expected?: number
        }
      }
    }
    responses: {
      /** @description How many there are, and some of them; with `retried` how many were put back or made due */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            count: number
            /** @description There are more; those that are counted come first */
            more: boolean
            /** @description False where a second person has to want it too */
            alone: boolean
            retried?: number
            sample: components['schemas']['MessageSummary'][]
          }
        }
      }
      /** @description Kept for another person to confirm */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getTimeline: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The stations */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Timeline']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getSubmission: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The submission */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            submission: components['schemas']['MessageId']
            /** @enum {string} */
            status: 'pending' | 'delivered' | 'accepted' | 'failed' | 'partly-failed'
            messages: components['schemas']['MessageSummary'][]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listChanges: {
    parameters: {
      query?: {
        /** @description The `next` of an earlier answer of this node; the beginning of what is kept, where it is empty or absent; `now`: what comes from now on */
        after?: string
        /** @description Those of this kind alone */
        kind?: components['schemas']['ChangeKind']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
        /** @description Seconds to wait for the first change */
        wait?: number
      }
      header?: {
        /** @description The `id` of the last event that was read; counts instead of `after` */
        'Last-Event-ID'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Changes after the cursor */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['Change'][]
            /** @description Where the next page begins; also of an empty one */
            next: string
          }
          'text/event-stream': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      410: components['responses']['Gone']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  readInbox: {
    parameters: {
      query?: {
        /** @description The `next` of an earlier answer of this node; the beginning, where it is empty or absent */
        after?: string
        /** @description How many at most */
        limit?: components['parameters']['Limit']
        /** @description Seconds to wait for the first message */
        wait?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Messages after the cursor */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            messages: components['schemas']['InboxMessage'][]
            next: string
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  collectMessage: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What it is now */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Message']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  answerMessage: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          outcome: 'accepted' | 'rejected'
          reason?: string
          pointer?: string
        }
      }
    }
    responses: {
      /** @description What it is now */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Message']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listCases: {
    parameters: {
      query: {
        procedure: components['schemas']['Name']
        peer?: components['schemas']['Country']
        /** @description What some message names, however it is written: `value`, or `type:value` with mrn (of whichever declaration), export-mrn, entry-mrn, lrn, ucr, national, transport-means (plate, trailer, wagon, vessel, flight), equipment (container), receptacle, transport-document (CMR, bill of lading, waybill), tir-carnet, ata-carnet or crossing */
        reference?: components['parameters']['Reference']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of cases */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['CaseSummary'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getCase: {
    parameters: {
      query?: {
        /** @description Where the conversation is led with several countries */
        peer?: components['schemas']['Country']
        /** @description The case as this node held it then */
        asOf?: string
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many messages at most, and how many of whatever else grows with a case */
        limit?: number
      }
      header?: never
      path: {
        conversation: components['schemas']['MessageId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The case */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Case']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  retryCase: {
    parameters: {
      query?: never
      header?: never
      path: {
        conversation: components['schemas']['MessageId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What is set aside still */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['SetAsideCases']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listSetAside: {
    parameters: {
      query?: {
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of cases */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['SetAsideCases']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  search: {
    parameters: {
      query: {
        q: string
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What begins so, what fits best first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['SearchResults']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listPreArrivals: {
    parameters: {
      query?: {
        peer?: components['schemas']['Country']
        /** @description What this node is */
        side?: 'exit' | 'entry'
        /** @description late and do-not-load: among those that are not over */
        state?: 'expected' | 'late' | 'do-not-load' | 'unannounced' | 'arrived' | 'rejected' | 'closed'
        /** @description Where it came in or is to */
        office?: string
        mode?: string
        /** @description Estimated arrival */
        since?: string
        /** @description Exclusive */
        until?: string
        crossing?: string
        /** @description What some message names, however it is written: `value`, or `type:value` with mrn (of whichever declaration), export-mrn, entry-mrn, lrn, ucr, national, transport-means (plate, trailer, wagon, vessel, flight), equipment (container), receptacle, transport-document (CMR, bill of lading, waybill), tir-carnet, ata-carnet or crossing */
        reference?: components['parameters']['Reference']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['PreArrivalSummary'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getPreArrivalBoard: {
    parameters: {
      query?: {
        office?: string
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Of at most `limit` cases */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: date-time */
            at: string
            items: components['schemas']['PreArrivalAttention'][]
            next: null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  checkVehicle: {
    parameters: {
      query: {
        /** @description Its plate or number, however it is written: `value`, or `type:value` with transport-means (plate, trailer, wagon, vessel, flight) or equipment (container) */
        reference: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The verdict, and each consignment with what holds it, those that hold it first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['VehicleVerdict']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getPreArrivalChanges: {
    parameters: {
      query?: {
        peer?: components['schemas']['Country']
        /** @description The one before `to` where absent */
        from?: number
        /** @description The last where absent */
        to?: number
      }
      header?: never
      path: {
        conversation: components['schemas']['MessageId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The elements that differ: the first 500 of them, texts as far as 200 characters */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PreArrivalChanges']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getPreArrival: {
    parameters: {
      query?: {
        peer?: components['schemas']['Country']
      }
      header?: never
      path: {
        conversation: components['schemas']['MessageId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The pre-arrival */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PreArrival']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listTraders: {
    parameters: {
      query?: {
        /** @description An identifier or an alias */
        id?: components['schemas']['TraderId']
        /** @description As `EORI` or `TIN`: `id` is looked for among the aliases of this scheme alone */
        scheme?: components['parameters']['AliasScheme']
        /** @description The granting country */
        granting?: components['parameters']['Granting']
        programme?: components['parameters']['Programme']
        /** @description Of the authorisation, as AEOF */
        type?: components['parameters']['TraderType']
        role?: components['parameters']['TraderRole']
        /** @description As of this time; now, where absent */
        at?: components['parameters']['At']
        /** @description For goods of this crossing */
        crossing?: components['parameters']['OfCrossing']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: string
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page, by list and key */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['Trader'][]
            incomplete: components['schemas']['Incomplete']
            incompleteLists: components['schemas']['IncompleteList'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  lookupTraders: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['TraderLookup']
      }
    }
    responses: {
      /** @description What is known of each */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: date-time */
            at: string
            items: components['schemas']['TraderAnswer'][]
            incomplete: components['schemas']['Incomplete']
            incompleteLists: components['schemas']['IncompleteList'][]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getTrader: {
    parameters: {
      query?: {
        /** @description As `EORI` or `TIN`: `id` is looked for among the aliases of this scheme alone */
        scheme?: components['parameters']['AliasScheme']
        /** @description The granting country */
        granting?: components['parameters']['Granting']
        programme?: components['parameters']['Programme']
        /** @description Of the authorisation, as AEOF */
        type?: components['parameters']['TraderType']
        role?: components['parameters']['TraderRole']
        /** @description As of this time; now, where absent */
        at?: components['parameters']['At']
        /** @description For goods of this crossing */
        crossing?: components['parameters']['OfCrossing']
      }
      header?: never
      path: {
        id: components['schemas']['TraderId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TraderAnswer']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listTraderUnderWay: {
    parameters: {
      query?: {
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path: {
        id: components['schemas']['TraderId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['TraderUnderWay'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listPermits: {
    parameters: {
      query?: {
        issuer?: components['schemas']['Country']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: string
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page in the order of the ids; filters apply to it */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['PermitSummary'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listPermitKinds: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Those of each neighbour */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['AgreedPermitKind'][]
            next: null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getPermit: {
    parameters: {
      query?: {
        /** @description Where several countries have issued one of this number */
        issuer?: components['parameters']['Issuer']
      }
      header?: never
      path: {
        /** @description Its number, percent-encoded */
        permit: components['parameters']['Permit']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The permit; of one in the register of this side the `ETag` is of its record, for `If-Match` of a request that changes it: it changes when that does, and not with each use */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Permit']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  putPermit: {
    parameters: {
      query?: never
      header?: {
        /** @description The `ETag` of the record that is changed (RFC 9110 §13.1.1); `*`: of any that is there */
        'If-Match'?: string
        /** @description `*`: the record is new (RFC 9110 §13.1.2) */
        'If-None-Match'?: string
      }
      path: {
        /** @description Its number, percent-encoded */
        permit: components['parameters']['Permit']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['PermitRecord']
      }
    }
    responses: {
      /** @description It stands so now; the `ETag` is of its record */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Permit']
        }
      }
      /** @description It is new; the `ETag` is of its record */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Permit']
        }
      }
      /** @description It is revoked, and kept as a proposal, because this node wants two persons for it */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      412: components['responses']['PreconditionFailed']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      422: components['responses']['Unprocessable']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listPermitUses: {
    parameters: {
      query?: {
        /** @description Where several countries have issued one of this number */
        issuer?: components['parameters']['Issuer']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path: {
        /** @description Its number, percent-encoded */
        permit: components['parameters']['Permit']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['PermitUse'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listAssistance: {
    parameters: {
      query?: {
        peer?: components['schemas']['Country']
        state?: components['schemas']['AssistanceState']
        role?: 'requesting' | 'requested'
        /** @description Of which the answer is owed before then */
        dueBefore?: string
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page, newest first; filters apply to it */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['AssistanceEntry'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  checkOffices: {
    parameters: {
      query?: {
        peer?: components['schemas']['Country']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One for each neighbour */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['OfficeCheck'][]
            next: null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listContacts: {
    parameters: {
      query?: {
        peer?: components['schemas']['Country']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One for each side that has stated any, of each neighbour */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['Contacts'][]
            next: null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listInterruptions: {
    parameters: {
      query?: {
        peer?: components['schemas']['Country']
        /** @description The one that this message has told of */
        id?: components['schemas']['MessageId']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Told last, first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['Interruption'][]
            /** @description The cursor of the next page */
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listCorrections: {
    parameters: {
      query?: {
        peer?: components['schemas']['Country']
        /** @description The one that this message has told of */
        id?: components['schemas']['MessageId']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Told last, first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['Correction'][]
            /** @description The cursor of the next page */
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listBreaches: {
    parameters: {
      query?: {
        peer?: components['schemas']['Country']
        /** @description The one that this message has told of */
        id?: components['schemas']['MessageId']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Told last, first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['Breach'][]
            /** @description The cursor of the next page */
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getServiceLevels: {
    parameters: {
      query?: {
        /** @description In UTC; without it, the one that it is now */
        month?: string
      }
      header?: never
      path: {
        country: components['schemas']['Country']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The levels of the newest agreement that was in force at the end of the month, with what was measured */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ServiceLevels']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  checkReadiness: {
    parameters: {
      query?: {
        /** @description In which details are said, `en` where nothing is said */
        language?: 'en' | 'fr' | 'es' | 'ar'
      }
      header?: never
      path: {
        country: components['schemas']['Country']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The items, in the order in which they are done */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Readiness']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listOpeningHours: {
    parameters: {
      query?: {
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of pairs */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['OfficePairSummary'][]
            next: string | null
            /** @description The tz database of this node, which a proposal names */
            tzdb: string
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getOpeningHours: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The pair */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['OfficePair']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listOutOfHours: {
    parameters: {
      query?: {
        /** @description Those alone that have no answer, or that were granted */
        state?: 'waiting' | 'granted'
        /** @description Those alone that are not over by then */
        since?: string
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of requests */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['OutOfHours'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  isOpen: {
    parameters: {
      query?: {
        /** @description As traffic goes: `exit`, the default, leaves the country of the office of exit */
        direction?: components['parameters']['Direction']
        /** @description UNECE Recommendation 19; road (3) where it is absent and the hours know it */
        modeCode?: components['parameters']['ModeCode']
        lane?: components['parameters']['Lane']
        /** @description Kind of cargo (WCO 166), such as live-animals */
        currentCode?: components['parameters']['CurrentCode']
        /** @description Commodity code (WCO 145) */
        classificationId?: components['parameters']['ClassificationId']
        /** @description The vehicle with its load, in kg: an office may have no competence for it */
        grossMassMeasure?: components['parameters']['GrossMassMeasure']
        /** @description Only this agency; each that has a say, where it is absent */
        agency?: components['parameters']['Agency']
        service?: components['parameters']['Service']
        /** @description Service out of hours granted to it counts */
        crossing?: components['parameters']['Crossing']
        /** @description Who was admitted then may still be served in an emergency */
        admittedAt?: components['parameters']['AdmittedAt']
        /** @description Now, where it is absent */
        at?: string
      }
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Whether both sides are open, and until when; otherwise when they are next */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['OpenAt']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  nextOpening: {
    parameters: {
      query?: {
        /** @description As traffic goes: `exit`, the default, leaves the country of the office of exit */
        direction?: components['parameters']['Direction']
        /** @description UNECE Recommendation 19; road (3) where it is absent and the hours know it */
        modeCode?: components['parameters']['ModeCode']
        lane?: components['parameters']['Lane']
        /** @description Kind of cargo (WCO 166), such as live-animals */
        currentCode?: components['parameters']['CurrentCode']
        /** @description Commodity code (WCO 145) */
        classificationId?: components['parameters']['ClassificationId']
        /** @description The vehicle with its load, in kg: an office may have no competence for it */
        grossMassMeasure?: components['parameters']['GrossMassMeasure']
        /** @description Only this agency; each that has a say, where it is absent */
        agency?: components['parameters']['Agency']
        service?: components['parameters']['Service']
        /** @description Service out of hours granted to it counts */
        crossing?: components['parameters']['Crossing']
        /** @description Who was admitted then may still be served in an emergency */
        admittedAt?: components['parameters']['AdmittedAt']
        /** @description Now, where it is absent */
        after?: string
      }
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The opening; null where there is none within 60 weeks */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['NextOpening']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  openingIntervals: {
    parameters: {
      query?: {
        /** @description As traffic goes: `exit`, the default, leaves the country of the office of exit */
        direction?: components['parameters']['Direction']
        /** @description UNECE Recommendation 19; road (3) where it is absent and the hours know it */
        modeCode?: components['parameters']['ModeCode']
        lane?: components['parameters']['Lane']
        /** @description Kind of cargo (WCO 166), such as live-animals */
        currentCode?: components['parameters']['CurrentCode']
        /** @description Commodity code (WCO 145) */
        classificationId?: components['parameters']['ClassificationId']
        /** @description The vehicle with its load, in kg: an office may have no competence for it */
        grossMassMeasure?: components['parameters']['GrossMassMeasure']
        /** @description Only this agency; each that has a say, where it is absent */
        agency?: components['parameters']['Agency']
        service?: components['parameters']['Service']
        /** @description Service out of hours granted to it counts */
        crossing?: components['parameters']['Crossing']
        /** @description Who was admitted then may still be served in an emergency */
        admittedAt?: components['parameters']['AdmittedAt']
        from?: string
        to?: string
      }
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Intervals in UTC */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['OpeningIntervals']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  whatIfOpen: {
    parameters: {
      query?: {
        /** @description As traffic goes: `exit`, the default, leaves the country of the office of exit */
        direction?: components['parameters']['Direction']
        /** @description UNECE Recommendation 19; road (3) where it is absent and the hours know it */
        modeCode?: components['parameters']['ModeCode']
        lane?: components['parameters']['Lane']
        /** @description Kind of cargo (WCO 166), such as live-animals */
        currentCode?: components['parameters']['CurrentCode']
        /** @description Commodity code (WCO 145) */
        classificationId?: components['parameters']['ClassificationId']
        /** @description The vehicle with its load, in kg: an office may have no competence for it */
        grossMassMeasure?: components['parameters']['GrossMassMeasure']
        /** @description Only this agency; each that has a say, where it is absent */
        agency?: components['parameters']['Agency']
        service?: components['parameters']['Service']
        from?: string
        to?: string
        /** @description Whose hours would be other */
        side?: 'exit' | 'entry' | 'both'
        /** @description Opened that much earlier, `PT1H` */
        before?: components['schemas']['Duration']
        /** @description Open that much longer, `PT2H` */
        after?: components['schemas']['Duration']
        /** @description Or: this version (the id of its message) as if it were in force */
        version?: components['schemas']['MessageId']
      }
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The recorded arrivals of the span, by default of the last 28 days, under the hours as they are and as they would be */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['WhatIf']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  hoursCalendar: {
    parameters: {
      query?: {
        /** @description As traffic goes: `exit`, the default, leaves the country of the office of exit */
        direction?: components['parameters']['Direction']
        /** @description UNECE Recommendation 19; road (3) where it is absent and the hours know it */
        modeCode?: components['parameters']['ModeCode']
        lane?: components['parameters']['Lane']
        /** @description Kind of cargo (WCO 166), such as live-animals */
        currentCode?: components['parameters']['CurrentCode']
        /** @description Commodity code (WCO 145) */
        classificationId?: components['parameters']['ClassificationId']
        /** @description The vehicle with its load, in kg: an office may have no competence for it */
        grossMassMeasure?: components['parameters']['GrossMassMeasure']
        /** @description Only this agency; each that has a say, where it is absent */
        agency?: components['parameters']['Agency']
        service?: components['parameters']['Service']
        from?: string
        to?: string
      }
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What is agreed, from before it is in force */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['HoursCalendar']
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  hoursCalendarFile: {
    parameters: {
      query?: {
        /** @description As traffic goes: `exit`, the default, leaves the country of the office of exit */
        direction?: components['parameters']['Direction']
        /** @description UNECE Recommendation 19; road (3) where it is absent and the hours know it */
        modeCode?: components['parameters']['ModeCode']
        lane?: components['parameters']['Lane']
        /** @description Kind of cargo (WCO 166), such as live-animals */
        currentCode?: components['parameters']['CurrentCode']
        /** @description Commodity code (WCO 145) */
        classificationId?: components['parameters']['ClassificationId']
        /** @description The vehicle with its load, in kg: an office may have no competence for it */
        grossMassMeasure?: components['parameters']['GrossMassMeasure']
        /** @description Only this agency; each that has a say, where it is absent */
        agency?: components['parameters']['Agency']
        service?: components['parameters']['Service']
        from?: string
        to?: string
      }
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description An event for each common opening and each emergency closing */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/calendar': string
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  hoursWeek: {
    parameters: {
      query?: {
        /** @description As traffic goes: `exit`, the default, leaves the country of the office of exit */
        direction?: components['parameters']['Direction']
        /** @description UNECE Recommendation 19; road (3) where it is absent and the hours know it */
        modeCode?: components['parameters']['ModeCode']
        lane?: components['parameters']['Lane']
        /** @description Kind of cargo (WCO 166), such as live-animals */
        currentCode?: components['parameters']['CurrentCode']
        /** @description Commodity code (WCO 145) */
        classificationId?: components['parameters']['ClassificationId']
        /** @description The vehicle with its load, in kg: an office may have no competence for it */
        grossMassMeasure?: components['parameters']['GrossMassMeasure']
        /** @description Only this agency; each that has a say, where it is absent */
        agency?: components['parameters']['Agency']
        service?: components['parameters']['Service']
        /** @description A day of the week that is shown */
        date?: string
        /** @description Whose clock the rows show */
        zone?: 'exit' | 'entry'
      }
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The picture */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/svg+xml': string
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  hoursNow: {
    parameters: {
      query?: {
        /** @description What the browser asks for (Accept-Language), or English, where it is absent */
        language?: components['parameters']['PageLanguage']
      }
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  hoursPoster: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The id of the office of exit (WCO G005) */
        exitOffice: components['parameters']['ExitOffice']
        /** @description The id of the office of entry */
        entryOffice: components['parameters']['EntryOffice']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listCrossings: {
    parameters: {
      query?: {
        /** @description What some message names, however it is written: `value`, or `type:value` with mrn (of whichever declaration), export-mrn, entry-mrn, lrn, ucr, national, transport-means (plate, trailer, wagon, vessel, flight), equipment (container), receptacle, transport-document (CMR, bill of lading, waybill), tir-carnet, ata-carnet or crossing */
        reference?: components['parameters']['Reference']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of crossings */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['CrossingSummary'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getCrossing: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The crossing */
        id: components['schemas']['ThingId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The crossing under the least of its names, with those that messages have merged into it */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Crossing']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getReleaseTimes: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The crossing */
        id: components['schemas']['ThingId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The release times */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CrossingReleaseTimes']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getReleaseTimesPicture: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The crossing */
        id: components['schemas']['ThingId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The picture */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/svg+xml': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  releaseTimes: {
    parameters: {
      query?: {
        /** @description Which time of a movement: from arrival to physical release (the measure of a Time Release Study), from door to door, or how long before arrival it was lodged; they are never added */
        measure?: components['parameters']['Measure']
        by?: 'day' | 'month' | 'office' | 'mode' | 'channel' | 'regime' | 'aeo' | 'chapter' | 'agency'
        /** @description A month, `2026-11`; two before the last, where absent */
        from?: components['schemas']['Month']
        /** @description The last month; this one, where absent */
        to?: components['schemas']['Month']
        /** @description One of office, mode, channel, regime, aeo, chapter and agency at a time */
        office?: components['schemas']['ThingId']
        mode?: components['schemas']['ThingId']
        channel?: components['schemas']['ThingId']
        regime?: components['schemas']['ThingId']
        aeo?: 'yes' | 'no' | 'unknown'
        chapter?: components['schemas']['ThingId']
        agency?: components['schemas']['ThingId']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The series; what is hidden has no figures */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ReleaseTimeSeries']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  releaseTimesFile: {
    parameters: {
      query?: {
        /** @description Which time of a movement: from arrival to physical release (the measure of a Time Release Study), from door to door, or how long before arrival it was lodged; they are never added */
        measure?: components['parameters']['Measure']
        by?: 'day' | 'month' | 'office' | 'mode' | 'channel' | 'regime' | 'aeo' | 'chapter' | 'agency'
        /** @description A month, `2026-11`; two before the last, where absent */
        from?: components['schemas']['Month']
        /** @description The last month; this one, where absent */
        to?: components['schemas']['Month']
        /** @description One of office, mode, channel, regime, aeo, chapter and agency at a time */
        office?: components['schemas']['ThingId']
        mode?: components['schemas']['ThingId']
        channel?: components['schemas']['ThingId']
        regime?: components['schemas']['ThingId']
        aeo?: 'yes' | 'no' | 'unknown'
        chapter?: components['schemas']['ThingId']
        agency?: components['schemas']['ThingId']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/csv': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  releaseTimesChart: {
    parameters: {
      query?: {
        /** @description Which time of a movement: from arrival to physical release (the measure of a Time Release Study), from door to door, or how long before arrival it was lodged; they are never added */
        measure?: components['parameters']['Measure']
        by?: 'day' | 'month' | 'office' | 'mode' | 'channel' | 'regime' | 'aeo' | 'chapter' | 'agency'
        /** @description A month, `2026-11`; two before the last, where absent */
        from?: components['schemas']['Month']
        /** @description The last month; this one, where absent */
        to?: components['schemas']['Month']
        /** @description One of office, mode, channel, regime, aeo, chapter and agency at a time */
        office?: components['schemas']['ThingId']
        mode?: components['schemas']['ThingId']
        channel?: components['schemas']['ThingId']
        regime?: components['schemas']['ThingId']
        aeo?: 'yes' | 'no' | 'unknown'
        chapter?: components['schemas']['ThingId']
        agency?: components['schemas']['ThingId']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The picture */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/svg+xml': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  releaseTimesCompared: {
    parameters: {
      query: {
        /** @description Which time of a movement: from arrival to physical release (the measure of a Time Release Study), from door to door, or how long before arrival it was lodged; they are never added */
        measure?: components['parameters']['Measure']
        beforeFrom: components['schemas']['Month']
        beforeTo?: components['schemas']['Month']
        from: components['schemas']['Month']
        to: components['schemas']['Month']
        /** @description One of office, mode, channel, regime, aeo, chapter and agency at a time */
        office?: components['schemas']['ThingId']
        mode?: components['schemas']['ThingId']
        channel?: components['schemas']['ThingId']
        regime?: components['schemas']['ThingId']
        aeo?: 'yes' | 'no' | 'unknown'
        chapter?: components['schemas']['ThingId']
        agency?: components['schemas']['ThingId']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Both periods; a difference only where both are shown */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ReleaseTimeComparison']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listStudies: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description All of them */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['Study'][]
            next: null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listStudySample: {
    parameters: {
      query?: {
        /** @description This one alone, where it is in it */
        crossing?: components['schemas']['ThingId']
      }
      header?: never
      path: {
        country: components['parameters']['Country']
        /** @description The id of a study, percent-encoded */
        id: components['parameters']['Study']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Those of the days that have begun, the same on both sides */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['StudySample']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  releaseTimesOfStudy: {
    parameters: {
      query?: never
      header?: never
      path: {
        country: components['parameters']['Country']
        /** @description The id of a study, percent-encoded */
        id: components['parameters']['Study']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What is hidden has no figures */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['StudyResult']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  releaseTimesOfStudies: {
    parameters: {
      query: {
        before: components['schemas']['ThingId']
        /** @description With whom the study before is planned, where that is another */
        beforePeer?: components['schemas']['Country']
      }
      header?: never
      path: {
        country: components['parameters']['Country']
        /** @description The id of a study, percent-encoded */
        id: components['parameters']['Study']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Both studies; a difference only where both are shown */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['StudyComparison']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  releaseTimesOfStudyFile: {
    parameters: {
      query?: {
        /** @description In which it is said, `en` where nothing is said */
        language?: 'en' | 'fr' | 'es' | 'ar'
      }
      header?: never
      path: {
        country: components['parameters']['Country']
        /** @description The id of a study, percent-encoded */
        id: components['parameters']['Study']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/csv': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getStudyReport: {
    parameters: {
      query?: {
        /** @description In which it is said, `en` where nothing is said */
        language?: 'en' | 'fr' | 'es' | 'ar'
      }
      header?: never
      path: {
        country: components['parameters']['Country']
        /** @description The id of a study, percent-encoded */
        id: components['parameters']['Study']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page that loads nothing */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getStudyReportFile: {
    parameters: {
      query?: {
        /** @description In which it is said, `en` where nothing is said */
        language?: 'en' | 'fr' | 'es' | 'ar'
      }
      header?: never
      path: {
        country: components['parameters']['Country']
        /** @description The id of a study, percent-encoded */
        id: components['parameters']['Study']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/pdf': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listControls: {
    parameters: {
      query?: {
        /** @description What some message names, however it is written: `value`, or `type:value` with mrn (of whichever declaration), export-mrn, entry-mrn, lrn, ucr, national, transport-means (plate, trailer, wagon, vessel, flight), equipment (container), receptacle, transport-document (CMR, bill of lading, waybill), tir-carnet, ata-carnet or crossing */
        reference?: components['parameters']['Reference']
        crossing?: components['schemas']['ThingId']
        objective?: string
        /** @description The seals that are seen now, separated by commas; empty where there is none; absent where nobody looked */
        seal?: string
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page, newest first; of a crossing all */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['JointControl'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getControlPrint: {
    parameters: {
      query?: {
        /** @description Where the conversation is led with several */
        peer?: components['schemas']['Country']
        /** @description Two of en, fr, es and ar; the working languages of the agreement, where nothing is said */
        languages?: string
      }
      header?: never
      path: {
        conversation: components['schemas']['MessageId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getControlFile: {
    parameters: {
      query?: {
        /** @description Where the conversation is led with several */
        peer?: components['schemas']['Country']
        /** @description Two of en, fr, es and ar; the working languages of the agreement, where nothing is said */
        languages?: string
      }
      header?: never
      path: {
        conversation: components['schemas']['MessageId']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/pdf': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listJuxtaposedOffices: {
    parameters: {
      query?: {
        office?: components['schemas']['ThingId']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: string
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page in the order of their ids; one for each case in which an office was described */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['JuxtaposedOffice'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listRosters: {
    parameters: {
      query: {
        office: components['schemas']['ThingId']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page, case by case, the newest first; of each case what the exit side has told first, and of each side the newest last */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['Roster'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listMovements: {
    parameters: {
      query: {
        office: components['schemas']['ThingId']
        peer?: components['schemas']['Country']
        state?: components['schemas']['MovementState']
        stage?: components['schemas']['MovementStage']
        /** @description What some message names, however it is written: `value`, or `type:value` with mrn (of whichever declaration), export-mrn, entry-mrn, lrn, ucr, national, transport-means (plate, trailer, wagon, vessel, flight), equipment (container), receptacle, transport-document (CMR, bill of lading, waybill), tir-carnet, ata-carnet or crossing */
        reference?: components['parameters']['Reference']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page, newest first; it may hold fewer than the limit although there are more */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['Movement'][]
            next: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listPeers: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Peers */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PeerList']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  acceptPeer: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          invite: string
          /** @description Without it nothing changes and the words to compare are answered */
          trust?: boolean
          words?: string
        }
      }
    }
    responses: {
      /** @description Who it is */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Introduction']
        }
      }
      /** @description Kept for another person to confirm, where the node wants two for this */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      502: components['responses']['BadGateway']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  invitePeer: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The invitation and the words to compare */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            invite: string
            words: string
            fingerprint: string
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getPeer: {
    parameters: {
      query?: never
      header?: never
      path: {
        country: components['parameters']['Country']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The peer */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Peer']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  testPeer: {
    parameters: {
      query?: never
      header?: never
      path: {
        country: components['parameters']['Country']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was found */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PeerTest']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  blockPeer: {
    parameters: {
      query?: never
      header?: never
      path: {
        country: components['parameters']['Country']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The peer */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Peer']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  unblockPeer: {
    parameters: {
      query?: never
      header?: never
      path: {
        country: components['parameters']['Country']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The peer */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Peer']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  showIdentity: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The newest version */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Identity']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  publishIdentity: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @description JWS with typ juxta-identity+jwt */
          identity: string
          /** @description The public identity key as JWK */
          identityKey: Record<string, never>
        }
      }
    }
    responses: {
      /** @description What stands now */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Identity']
        }
      }
      /** @description Kept for another person to confirm, where the node wants two for this */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  rehearseIdentity: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @description JWS with typ juxta-identity+jwt */
          identity?: string
          /** @description The public identity key as JWK */
          identityKey?: Record<string, never>
        }
      }
    }
    responses: {
      /** @description Step by step */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Rehearsal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getTraffic: {
    parameters: {
      query?: {
        /** @description From this time on; a day before the end where it is not said */
        since?: string
        /** @description Before this time; now where it is not said */
        until?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Neighbours by their country */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: date-time */
            since: string
            /** Format: date-time */
            until: string
            items: components['schemas']['Traffic'][]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getCalendar: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What ends first comes first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['CalendarEntry'][]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listAgreements: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Agreements */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AgreementList']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  proposeAgreement: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['AgreementDocument']
      }
    }
    responses: {
      /** @description Proposed; or kept as a proposal, because this node wants two persons for it */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Agreement'] | components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      502: components['responses']['BadGateway']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  draftAgreement: {
    parameters: {
      query: {
        with: string
        stage?: 'test' | 'parallel' | 'live'
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The draft */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AgreementDocument']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getAgreement: {
    parameters: {
      query?: never
      header?: never
      path: {
        hash: components['parameters']['Hash']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The agreement */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Agreement']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getAgreementPrint: {
    parameters: {
      query?: {
        /** @description In which it is said, `en` where nothing is said */
        language?: 'en' | 'fr' | 'es' | 'ar'
      }
      header?: never
      path: {
        hash: components['parameters']['Hash']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getAgreementFile: {
    parameters: {
      query?: {
        /** @description In which it is said, `en` where nothing is said */
        language?: 'en' | 'fr' | 'es' | 'ar'
      }
      header?: never
      path: {
        hash: components['parameters']['Hash']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/pdf': string
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  acceptAgreement: {
    parameters: {
      query?: never
      header?: never
      path: {
        hash: components['parameters']['Hash']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description In force */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Agreement']
        }
      }
      /** @description Kept as a proposal, because this node wants two persons for it */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      502: components['responses']['BadGateway']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  suspendAgreement: {
    parameters: {
      query?: never
      header?: never
      path: {
        hash: components['parameters']['Hash']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          procedures?: string[]
          reason: string
          /** Format: date-time */
          effectiveAt?: string
          /**
           * Format: date-time
           * @description When it ends; when it is taken back, where absent
           */
          until?: string
        }
      }
    }
    responses: {
      /** @description What holds now */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Agreement']
        }
      }
      /** @description Kept as a proposal, because this node wants two persons for it */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  resumeAgreement: {
    parameters: {
      query?: never
      header?: never
      path: {
        hash: components['parameters']['Hash']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Resumption']
      }
    }
    responses: {
      /** @description What holds now */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Agreement']
        }
      }
      /** @description Kept as a proposal, because this node wants two persons for it */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  revokeAgreement: {
    parameters: {
      query?: never
      header?: never
      path: {
        hash: components['parameters']['Hash']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['AgreementEnd']
      }
    }
    responses: {
      /** @description Revoked */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Agreement']
        }
      }
      /** @description Kept as a proposal, because this node wants two persons for it */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  withdrawAgreement: {
    parameters: {
      query?: never
      header?: never
      path: {
        hash: components['parameters']['Hash']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          reason: string
        }
      }
    }
    responses: {
      /** @description What holds now */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Agreement']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  declineAgreement: {
    parameters: {
      query?: never
      header?: never
      path: {
        hash: components['parameters']['Hash']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          reason: string
        }
      }
    }
    responses: {
      /** @description What holds now */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Agreement']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listLegalHolds: {
    parameters: {
      query?: {
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Orders of either side, those that were lifted too */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @description The cursor of the next page */
            next: string | null
            items: components['schemas']['LegalHold'][]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  setLegalHold: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['LegalHoldOrder']
      }
    }
    responses: {
      /** @description It is ordered */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['LegalHold']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  liftLegalHold: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          reason: string
        }
      }
    }
    responses: {
      /** @description It is lifted */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['LegalHold']
        }
      }
      /** @description Kept as a proposal, because this node wants two persons for it */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listKeys: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Keys */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['KeyList']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  createKey: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          name: string
          /** @description Keys of one client share their Idempotency-Keys */
          client?: string
          roles: components['schemas']['Role'][]
          agency?: string
          procedures?: components['schemas']['Name'][]
          types?: components['schemas']['TypeNames']
          /** @description From where it may be used: addresses and ranges (CIDR), as the socket of a request tells them */
          addresses?: string[]
          /** @description Until when; a year where it is not said, or until the key that makes it ends */
          expiresAt?: components['schemas']['Time']
        }
      }
    }
    responses: {
      /** @description The key with its secret */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            key: components['schemas']['Key']
            secret: string
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  revokeKey: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Revoked */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listSubscriptions: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Subscriptions */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['Subscription'][]
            next: null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  subscribe: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          agency: string
          procedure: components['schemas']['Name']
          /** @description All, where absent */
          types?: components['schemas']['Name'][]
        }
      }
    }
    responses: {
      /** @description The subscription */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Subscription']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  unsubscribe: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Ended */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listSettings: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description In the order of the documentation */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: {
              name: string
              /** @description Null where it is not set */
              value: string | null
              means: string
              /** @enum {string} */
              from: 'environment' | 'juxta.env' | 'default' | 'unset'
              default: string | null
            }[]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getHealth: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The parts */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'ok' | 'failing'
            /** Format: date-time */
            since: string
            /** Format: date-time */
            startedAt: string
            version: string
            checks: {
              check: string
              /**
               * @description degraded: messages are taken all the same
               * @enum {string}
               */
              state: 'ok' | 'degraded' | 'failing'
              /** @description Why; `ok` where nothing is the matter */
              detail: string
              /**
               * Format: date-time
               * @description When it was first seen so, at this process
               */
              since: string
            }[]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listWebhooks: {
    parameters: {
      query?: {
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Webhooks, in the order of their making */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @description The cursor of the next page */
            next: string | null
            items: components['schemas']['Webhook'][]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  createWebhook: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['NewWebhook']
      }
    }
    responses: {
      /** @description The webhook, and the secret with which its deliveries are signed */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Webhook']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: components['responses']['Webhook']
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  putWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['NewWebhook']
      }
    }
    responses: {
      200: components['responses']['Webhook']
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  deleteWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is gone, and what waited for it */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listWebhookDeliveries: {
    parameters: {
      query?: {
        /** @description Of this event alone */
        event?: components['schemas']['WebhookEventId']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Attempts */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @description The cursor of the next page */
            next: string | null
            items: components['schemas']['WebhookDelivery'][]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  replayWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json':
          | {
              event: components['schemas']['WebhookEventId']
            }
          | {
              /** Format: date-time */
              since: string
              /**
               * Format: date-time
               * @description Now, where it is absent
               */
              until?: string
            }
      }
    }
    responses: {
      /** @description It will be */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @description How many */
            events: number
            /** @description More than that, which were not counted */
            more: boolean
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  rotateWebhookSecret: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': {
          /**
           * @description For how long both sign; 0 where the one before has been seen by others
           * @default 24
           */
          previousHours?: number
        }
      }
    }
    responses: {
      /** @description The new secret */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            secret: components['schemas']['WebhookSecret']
            /** Format: date-time */
            previousUntil: string | null
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  enableWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: components['responses']['Webhook']
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  disableWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: components['responses']['Webhook']
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  testWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The attempt */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['WebhookDelivery']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listQueues: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Queues */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            next: null
            items: {
              peer: components['schemas']['Country']
              waiting: number
              due: number
              parked: number
              /** Format: date-time */
              oldest: string | null
              /** @enum {string} */
              circuit: 'closed' | 'open'
            }[]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listAlerts: {
    parameters: {
      query?: {
        /** @description Also those that were closed */
        all?: boolean
        severity?: components['schemas']['Severity']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Alerts */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @description The cursor of the next page */
            next: string | null
            items: components['schemas']['Alert'][]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  closeAlert: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Closed */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listAudit: {
    parameters: {
      query?: {
        /** @description The name of an API client, or the id of a key */
        who?: string
        /** @description An operationId or a command */
        what?: string
        /** @description The id of a message, case or key, a country, a hash */
        subject?: string
        outcome?: components['schemas']['AuditOutcome']
        /** @description From this time on */
        from?: string
        /** @description Before this time */
        to?: string
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Records */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @description The cursor of the next page */
            next: string | null
            items: components['schemas']['AuditRecord'][]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  proveAudit: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The proof */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AuditProof']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      410: components['responses']['Gone']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listProposals: {
    parameters: {
      query?: {
        /** @description Those alone that wait still */
        state?: 'open'
        conversation?: components['schemas']['MessageId']
        /** @description The `next` of the page before; the beginning, where it is empty or absent */
        after?: components['parameters']['Cursor']
        /** @description How many at most */
        limit?: components['parameters']['Limit']
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Proposals */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @description The cursor of the next page */
            next: string | null
            items: components['schemas']['Proposal'][]
          }
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  getProposal: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The proposal */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  confirmProposal: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It was done */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  refuseProposal: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: components['parameters']['Id']
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          reason: string
        }
      }
    }
    responses: {
      /** @description It was refused */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Proposal']
        }
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['Conflict']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  listSchemas: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One for each type of message */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['BodySchema'][]
            next: null
          }
        }
      }
      400: components['responses']['BadRequest']
      default: components['responses']['Problem']
    }
  }
  getSchema: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @example pre-arrival */
        procedure: components['schemas']['Name']
        /** @example 1 */
        version: string
        /** @example declaration */
        type: components['schemas']['Name']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The schema */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/schema+json': Record<string, never>
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      default: components['responses']['Problem']
    }
  }
  listProblems: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The catalogue */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            items: components['schemas']['ProblemKind'][]
            next: null
          }
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      default: components['responses']['Problem']
    }
  }
  getProblem: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @example case-conflict */
        code: components['schemas']['Name']
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The kind of error */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProblemKind']
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      default: components['responses']['Problem']
    }
  }
  home: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description To /console/ or /docs */
      302: {
        headers: {
          Location?: string
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      default: components['responses']['Problem']
    }
  }
  consolePage: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description HTML */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      default: components['responses']['Problem']
    }
  }
  consoleScreen: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @example messages */
        screen: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description HTML */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      default: components['responses']['Problem']
    }
  }
  consoleAsset: {
    parameters: {
      query?: never
      header?: never
      path: {
        file: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/javascript': string
          'text/css': string
          'image/svg+xml': string
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      default: components['responses']['Problem']
    }
  }
  getConsoleSession: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The node; `person` is null where nobody is signed in */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ConsoleSession']
        }
      }
      400: components['responses']['BadRequest']
      default: components['responses']['Problem']
    }
  }
  openConsoleSession: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          key: string
        }
      }
    }
    responses: {
      /** @description Signed in */
      204: {
        headers: {
          'Set-Cookie'?: string
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      401: components['responses']['Unauthorized']
      403: components['responses']['Forbidden']
      413: components['responses']['TooLarge']
      415: components['responses']['UnsupportedMediaType']
      default: components['responses']['Problem']
    }
  }
  endConsoleSession: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Signed out */
      204: {
        headers: {
          'Set-Cookie'?: string
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      403: components['responses']['Forbidden']
      default: components['responses']['Problem']
    }
  }
  beginSignIn: {
    parameters: {
      query?: {
        /**
         * @description The page of the console to which the sign-in leads
         * @example /console/messages
         */
        to?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description To the provider */
      302: {
        headers: {
          Location?: string
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      default: components['responses']['Problem']
    }
  }
  finishSignIn: {
    parameters: {
      query?: {
        code?: string
        state?: string
        iss?: string
        session_state?: string
        error?: string
        error_description?: string
        error_uri?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description To the console, signed in or not */
      302: {
        headers: {
          Location?: string
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      default: components['responses']['Problem']
    }
  }
  livez: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: components['responses']['Health']
      400: components['responses']['BadRequest']
      default: components['responses']['Problem']
    }
  }
  readyz: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      200: components['responses']['Health']
      400: components['responses']['BadRequest']
      503: components['responses']['Health']
      default: components['responses']['Problem']
    }
  }
  metrics: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Metrics */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/plain': string
        }
      }
      400: components['responses']['BadRequest']
      503: components['responses']['Unavailable']
      default: components['responses']['Problem']
    }
  }
  openapi: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description OpenAPI */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': Record<string, never>
        }
      }
      400: components['responses']['BadRequest']
      default: components['responses']['Problem']
    }
  }
  verifyPage: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description HTML */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      default: components['responses']['Problem']
    }
  }
  docs: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description HTML */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['BadRequest']
      default: components['responses']['Problem']
    }
  }
  docsPage: {
    parameters: {
      query?: {
        /** @description Words that `search` looks for */
        q?: string
      }
      header?: never
      path: {
        /**
         * @description Its place in the documents, slashes and all: `start/operator`
         * @example start/operator
         */
        page: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
          'text/css': string
          'text/javascript': string
          'image/png': string
          'image/svg+xml': string
          'application/json': Record<string, never>
        }
      }
      400: components['responses']['BadRequest']
      404: components['responses']['NotFound']
      default: components['responses']['Problem']
    }
  }
}
