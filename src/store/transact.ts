import type { DelegationMoved } from '../domain/delegation.ts';
import type { Delegation } from '../domain/delegation-record.ts';
import type { Drift } from '../domain/drift-record.ts';
import type { Preferences } from '../domain/preferences.ts';
import { type AccessRequest, type Grant, NEXT_GRANT, NEXT_REQUEST } from '../domain/records.ts';
import type { Review, ReviewPart } from '../domain/review-records.ts';
import { type Moved, type Refused, refused } from '../domain/transition.ts';
import type { Stored, TimedClaim } from './commit.ts';
import { StoreError } from './errors.ts';
import { KINDS, type OtherRecord } from './kinds.ts';
import type { Store } from './store.ts';

/** What a transition starts from: the records as read, or nothing where there are none. */
export type Found = {
  request: AccessRequest | undefined;
  grant: Grant | undefined;
  others: Grant[];
  delegation: Delegation | undefined;
  preferences: Preferences | undefined;
  review: Review | undefined;
  part: ReviewPart | undefined;
  drift: Drift | undefined;
};
/** Names the records: a request brings the grant that it is about. `others` are grants that may change with it. */
export type Subject = {
  request?: string;
  grant?: string;
  others?: readonly string[];
  delegation?: string;
  preferences?: string;
  review?: string;
  part?: string;
  drift?: string;
};

const TRIES = 10;

/**
 * Reads the records, lets `decide` say what becomes of them, and writes that in one step. When somebody else changed
 * them in between, it reads and decides again, so the loser's answer says who won. `decide` must be pure.
 * Throws {@link StoreError} `claim_held` when a unique name belongs to another, `forbidden_move` on a fault of ours.
 */
export async function transact<M extends Moved = Moved>(
  store: Store,
  subject: Subject,
  decide: (found: Found) => M | Refused,
  extraClaims: TimedClaim[] = [],
): Promise<M | Refused> {
  return inTurns(async () => {
    const request = subject.request === undefined ? undefined : await store.request(subject.request);
    const grantId = subject.grant ?? request?.record.grant;
    const grant = grantId === undefined ? undefined : await store.grant(grantId);
    const others = await storedGrants(store, subject.others ?? []);
    const kinds = await storedKinds(store, subject);
    const outcome = decide({
      request: request?.record,
      grant: grant?.record,
      others: others.map(({ record }) => record),
      delegation: kinds.delegation?.record,
      preferences: kinds.preferences?.record,
      review: kinds.review?.record,
      part: kinds.part?.record,
      drift: kinds.drift?.record,
    });
    if (!outcome.ok) return outcome;
    const records = movedKinds(outcome, kinds);
    if (records.length === 0 && changesNothing(outcome, request, grant)) return outcome;
    await store.commit({
      requests: [
        ...(outcome.request ? [moved(outcome.request, request, NEXT_REQUEST)] : []),
        ...(outcome.also ? [moved(outcome.also, undefined, NEXT_REQUEST)] : []),
      ],
      grants: [
        ...(outcome.grant && outcome.grant !== grant?.record ? [moved(outcome.grant, grant, NEXT_GRANT)] : []),
        ...(outcome.others ?? []).map((one) =>
          moved(
            one,
            others.find(({ record }) => record.id === one.id),
            NEXT_GRANT,
          ),
        ),
      ],
      records,
      events: outcome.events,
      effects: outcome.effects,
      claims: [...(outcome.claims ?? []), ...extraClaims],
      releases: outcome.releases ?? [],
    });
    return outcome;
  });
}

async function storedGrants(store: Store, ids: readonly string[]): Promise<Stored<Grant>[]> {
  const found = await Promise.all(ids.map((id) => store.grant(id)));
  return found.flatMap((stored) => stored ?? []);
}

type StoredKinds = { [Kind in keyof typeof KINDS]: Awaited<ReturnType<Store[Kind]>> };

async function storedKinds(store: Store, subject: Subject): Promise<StoredKinds> {
  const { delegation, preferences, review, part, drift } = subject;
  return {
    delegation: delegation === undefined ? undefined : await store.delegation(delegation),
    preferences: preferences === undefined ? undefined : await store.preferences(preferences),
    review: review === undefined ? undefined : await store.review(review),
    part: part === undefined ? undefined : await store.part(part),
    drift: drift === undefined ? undefined : await store.drift(drift),
  };
}

function movedKinds(outcome: Moved, stored: StoredKinds): Stored<OtherRecord>[] {
  return (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((kind) => {
    const [after, before]: [OtherRecord | undefined, Stored<OtherRecord> | undefined] = [outcome[kind], stored[kind]];
    return after === undefined || after === before?.record ? [] : [moved(after, before, KINDS[kind].next)];
  });
}

/** The same for the delegation by which somebody hands over. */
export async function transactDelegation(
  store: Store,
  id: string,
  decide: (found: Delegation | undefined) => DelegationMoved | Refused,
): Promise<DelegationMoved | Refused> {
  return transact(store, { delegation: id }, ({ delegation }) => decide(delegation));
}

/** Tries again while somebody else writes in between. */
export async function inTurns<T>(turn: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await turn();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'record_moved' || attempt === TRIES) throw error;
    }
  }
}

/** Refuses what names a record that is not there; for `decide` functions. */
export function missing(what: string): Refused {
  return refused('not_found', `There is no ${what}.`);
}

function changesNothing(outcome: Moved, request?: Stored<AccessRequest>, grant?: Stored<Grant>): boolean {
  const same =
    (outcome.request ?? request?.record) === request?.record && (outcome.grant ?? grant?.record) === grant?.record;
  return same && outcome.events.length === 0 && outcome.effects.length === 0;
}

function moved<T extends { id: string; state: string }>(
  record: T,
  before: Stored<T> | undefined,
  next: Record<string, readonly string[]>,
): Stored<T> {
  const from = before?.record.state;
  const allowed = from === undefined || from === record.state || next[from]?.includes(record.state);
  if (!allowed) throw new StoreError('forbidden_move', `${record.id}: ${from} → ${record.state}`);
  return { record, version: before?.version ?? 0 };
}
