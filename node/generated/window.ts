/** Types of openapi/window.yaml, written by "npm run api-types". */
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
      /** @description The leaf of the log over the batch that this record is in; null until there is one, within a minute */
      leaf: null | {
        shard: string
        index: number
      }
    }
    Proposal: {
      id: components['schemas']['MessageId']
      /** @enum {string} */
      state: 'open' | 'confirmed' | 'expired'
      /** @enum {string} */
      action: 'erase' | 'rollback' | 'withdraw-key' | 'trust-peer'
      /** @description The operationId of what was asked for */
      what: string
      subject: string
      /** @description What whoever confirms must know: the reason, the words of a key, the keys that end */
      detail: string
      /** Format: date-time */
      at: string
      /** Format: date-time */
      expiresAt: string
      /** @description The API client */
      proposedBy: string
      confirmedBy: string | null
      /** Format: date-time */
      confirmedAt: string | null
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
      /** @description For each subject, where an objective was asked about */
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
      dossiers: {
        by: components['schemas']['Country']
        message: components['schemas']['MessageId']
        version: number
        /** @description The version that the other side has agreed to */
        agreed: number | null
        zones: {
          id: string
          territory: components['schemas']['Country']
          lanes: {
            id: string
            modeCode?: string
          }[]
        }[]
        /** Format: date-time */
        validFrom: string
        /** Format: date-time */
        validTo: string | null
      }[]
      suspension: null | {
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
      }
      links: {
        [key: string]: string
      }
    }
    /**
     * @description split: some of it has entered, and the rest went back
     * @enum {string}
     */
    MovementState: 'open' | 'done' | 'returned' | 'split'
    /** @enum {string} */
    MovementStage: 'exit' | 'handover' | 'entry' | 'done' | 'refused' | 'returned'
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
        stage: components['schemas']['MovementStage']
        /** Format: date-time */
        since: string
        message: components['schemas']['MessageId']
        detained: boolean
        /** @description Its exit was reversed */
        readmitted: boolean
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
      flags: ('office-unknown' | 'office-not-in-force' | 'office-suspended' | 'zone-unknown' | 'lane-unknown')[]
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
      /** @description Clock times that count */
      times: number
      /** @description Door to door */
      ms: number | null
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
      start: components['schemas']['NullableTime']
      end: components['schemas']['NullableTime']
      /** @description Door to door; null with fewer than two clock times */
      ms: number | null
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
      }[]
      events: {
        id: string
        message: components['schemas']['MessageId']
        side: components['schemas']['Country']
        code: string
        /** @description As last corrected; null where it was struck out */
        at: components['schemas']['NullableTime']
        said: components['schemas']['Time']
        clock: string
        uncertaintyMs: number
        /** @enum {string} */
        capture: 'automatic' | 'manual' | 'derived'
        office: string | null
        outOfOrder: boolean
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
      by: 'day' | 'month' | 'office' | 'mode' | 'channel'
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
          /** @description Whether the proposal states the same; null where it states none */
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
      outOfHours: {
        id: components['schemas']['MessageId']
        side: components['schemas']['HoursSide']
        from: components['schemas']['Time']
        to: components['schemas']['Time']
        crossing: string
        modeCode: string | null
        granted: boolean | null
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
    /** @enum {string} */
    PermitKind: 'cites' | 'phytosanitary' | 'veterinary' | 'food-safety' | 'origin'
    /** @enum {string} */
    UsePoint: 'export' | 're-export' | 'import'
    /** @enum {string} */
    PermitStanding: 'unknown' | 'issued' | 'revoked' | 'expired' | 'replaced'
    PermitQuantity: {
      value: components['schemas']['Decimal']
      unitCode: components['schemas']['PermitCode']
    }
    PermitItem: {
      xItem: components['schemas']['PermitCode']
      description?: string
      xSpecimenMarks?: components['schemas']['PermitText']
      quantityQuantity: components['schemas']['PermitQuantity']
    }
    /** @description A permit as its agency has issued it, in the names of the procedure `documents`; its number stands in the path */
    PermitRecord: {
      typeCode: components['schemas']['PermitCode']
      categoryCode?: components['schemas']['PermitCode']
      xKind: components['schemas']['PermitKind']
      xAgency: components['schemas']['PermitId']
      xUse: components['schemas']['PermitScope']
      xUsePoints: components['schemas']['UsePoint'][]
      /** Format: date-time */
      xIssuedAt: string
      /**
       * Format: date-time
       * @description CITES: six months for export by default
       */
      xValidTo?: string
      xDigest?: components['schemas']['Digest']
      xItems: components['schemas']['PermitItem'][]
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
        kind: string
        ref: components['schemas']['PermitId']
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
        /** @description The country whose statement is to be mended */
        at: components['schemas']['Country']
        office?: string
        route?: {
          exitOffice: string
          entryOffice: string
          modeCode: string
        }
        member?: string
        ours?: unknown
        theirs?: unknown
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
      /** @enum {string} */
      reason?: 'not-active' | 'recognition-suspended' | 'not-yet' | 'over'
      /** @description Not active any more, but this crossing was on the road */
      grace?: boolean
      /** @description Identifier of the authorisation holder */
      holder: string
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
      mrn: string | null
      lrn: string | null
      /** @description Where it came in, or else is announced to */
      office: string | null
      /** @description UNECE Recommendation 19 */
      mode: string | null
      estimatedArrival: string | null
      /** Format: date-time */
      lodgedAt: string | null
      /** @description Null: the declaration does not say enough */
      lodgingDeadline: string | null
      /** @description Lodged after its deadline */
      late: boolean
      /** @description Something of it must not be loaded */
      doNotLoad: boolean
      /** @description Subjects by movement */
      movements: {
        [key: string]: number
      }
      attention: components['schemas']['Attention'][]
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
      mrn: string | null
      lrn: string | null
      /** @description Where it came in, or else is announced to */
      office: string | null
      /** @description UNECE Recommendation 19 */
      mode: string | null
      estimatedArrival: string | null
      /** Format: date-time */
      lodgedAt: string | null
      /** @description Null: the declaration does not say enough */
      lodgingDeadline: string | null
      /** @description Lodged after its deadline */
      late: boolean
      attention: components['schemas']['Attention'][]
      test: boolean
      roles: {
        exit: components['schemas']['Country']
        entry: components['schemas']['Country']
      }
      heads: components['schemas']['MessageId'][]
      hash: string
      amendments: number
      /** @description Those that must decide */
      agencies: string[]
      /** @description Minutes that hold in this case, as agreed or by default */
      limits: {
        [key: string]: number
      }
      subjects: {
        key: string
        /** @description Null: the consignment as a whole */
        subject: Record<string, never> | null
        /** @description The version that touched it last */
        since: number
        /** @enum {string} */
        risk: 'pending' | 'referred' | 'complete'
        /** @enum {string} */
        movement: 'expected' | 'exited' | 'arrived' | 'presented' | 'left' | 'returned' | 'diverted' | 'not-arrived'
        /** @description By agency */
        disposal: {
          [key: string]:
            'open' | 'control' | 'released' | 'conditional' | 'refused' | 'seized' | 'destroyed' | 'returned'
        }
        doNotLoad: components['schemas']['MessageId'][]
      }[]
      doNotLoad: {
        id: components['schemas']['MessageId']
        /** @description Which alone lifts it */
        agency: string
        /** Format: date-time */
        issuedAt: string
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
      /** @description Accepted all the same: lodged-late, late, unannounced, left-despite-do-not-load */
      flags: {
        rule: string
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
      next: null
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
        inReplyTo?: components['schemas']['MessageId']
        /** Format: date-time */
        issuedAt: string
        /**
         * @description noted: its document is not one that the case reads, and changes nothing
         * @enum {string}
         */
        status: 'applied' | 'noted' | 'fault'
        fault?: components['schemas']['CaseFault']
        note?: components['schemas']['CaseFault']
        /** @description Whether its sender held the same case as this node at the same heads */
        sameCase?: boolean
      }[]
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
    Role: 'window' | 'operator' | 'auditor' | 'assistance'
    Reference: {
      /** @enum {string} */
      type: 'mrn' | 'lrn' | 'ucr' | 'national'
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
      /** @description The profile by which an XML document is read into the fields of its type, one of `ProfileName`. Without it XML is carried and not read: it changes nothing in its case. `GET /v1/messages/{id}/fields` shows what was read */
      xProfile?: string
      /** @description With `xProfile`: members of the type (`x…`) that the XML has no place for */
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
     * @description wco-dec-dms-2: declarations of the WCO Data Model (DMS). wco-res-dms-2, wco-res-bare: responses. ens-ics1: entry summary declarations of ICS1. ephyto-sps-17: phytosanitary certificates (UN/CEFACT SPS)
     * @enum {string}
     */
    ProfileName: 'wco-dec-dms-2' | 'wco-res-dms-2' | 'wco-res-bare' | 'ens-ics1' | 'ephyto-sps-17'
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
      state: 'draft' | 'proposed' | 'received' | 'in-force' | 'revoked'
      document?: components['schemas']['AgreementDocument']
      /** @description In place of the document: why what is stored cannot be read */
      fault?: string
      /** Format: date-time */
      inForceAt: string | null
      /** Format: date-time */
      revokedAt: string | null
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
          checks?: {
            [key: string]: string
          }
        }
      }
    }
  }
  parameters: {
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
    /** @description Who was admitted then may still be served in an emergency */
    AdmittedAt: string
    Shard: string
    Id: components['schemas']['MessageId']
    /** @description Its number, percent-encoded */
    Permit: components['schemas']['PermitId']
    Country: components['schemas']['Country']
    Hash: string
    /** @description The `next` of the page before; the beginning, where it is empty or absent */
    Cursor: string
    /** @description How many at most */
    Limit: number
    /** @description The granting country */
    Granting: components['schemas']['Country']
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
