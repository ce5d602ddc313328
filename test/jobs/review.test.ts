import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { Grant } from '../../src/domain/records.ts';
import { answerReview } from '../../src/domain/review-answer.ts';
import { lookAgain } from '../../src/domain/review-hand-on.ts';
import { ADMINS, type Review, type ReviewPart } from '../../src/domain/review-records.ts';
import { reportHeader } from '../../src/domain/review-report.ts';
import { sumOf } from '../../src/domain/review-tally.ts';
import { beginReviewIfDue } from '../../src/jobs/review.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import type { SweepParts } from '../../src/jobs/sweep-parts.ts';
import { reviewRules } from '../../src/policy/review-rules.ts';
import type { Policy } from '../../src/policy/schema.ts';
import type { Directory } from '../../src/slack/directory.ts';
import { acceptGrant } from '../../src/slack/use-cases/transfer.ts';
import { beginReview } from '../../src/store/begin-review.ts';
import { readReportRows, reportDigest } from '../../src/store/review-report.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { ADMIN, ANA, BEN, DIGEST, grant, later, NOW, terms } from '../support/domain-cases.ts';
import { policy as policyWith } from '../support/domain-policy.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;
let now = NOW;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
});
beforeEach(async () => {
  await bench.raw.flushall();
  now = NOW;
});
afterAll(() => bench.close());

const withReviews = (reviews: string): Policy => policyWith(['rules:', `reviews: ${reviews}\nrules:`]);
const BY_OWNER = withReviews('{ every: 90d, answer_within: 14d, remind_after: [3d] }');
const SUSPENDING = withReviews('{ every: 90d, answer_within: 14d, remind_after: [3d], unanswered: suspend }');
const BY_FINANCE = withReviews('{ every: 90d, by: [finance] }');

const gone = new Set<string>();
const unknown = new Set<string>();

async function hasLeft(person: string): Promise<boolean> {
  if (unknown.has(person)) throw new Error(`Slack does not answer about ${person}.`);
  return gone.has(person);
}

const parts = (policy: Policy, on: Store = store): SweepParts => ({
  store: on,
  policy: () => policy,
  digest: () => DIGEST,
  clock: { now: () => now },
  colleaguesFor: async () => () => [],
  reviewers: { hasLeft, peopleIn: async () => [ANA, BEN] },
});

/** Sweeps once at a time, and answers the faults that it met. */
async function sweepAt(at: Date, policy: Policy = BY_OWNER, on: Store = store): Promise<unknown[]> {
  now = at;
  const faults: unknown[] = [];
  await sweep(parts(policy, on), (_, error) => faults.push(error));
  return faults;
}

/** Stores live grants; nothing else about them is ever due. */
async function live(owners: readonly string[], changes: Partial<Grant> = {}): Promise<void> {
  const grants = owners.map((owner, at) => {
    const number = at + 1;
    const own = { clientName: `export ${number}`, expires: '2029-01-01' };
    return grant({ id: `GRANT-${number}`, createdBy: `REQ-${number}`, owner, terms: terms(own), ...changes });
  });
  await store.commit(change({ grants: grants.map((record) => ({ record, version: 0 })) }));
}

const review = async (id = 'REVIEW-1') => (await store.review(id))?.record as Review;
const partsOf = async (id = 'REVIEW-1'): Promise<ReviewPart[]> => {
  const all: ReviewPart[] = [];
  for await (const { record } of store.reviews.parts(id)) all.push(record);
  return all;
};
const sharedOut = async () =>
  Object.fromEntries((await partsOf()).map(({ id, items }) => [id, items.map(({ grant: one }) => one)]));
const actions = async (action: string) => (await store.audit.read()).filter((event) => event.action === action);

async function answer(part: string, id: string, by: string): Promise<void> {
  const given = { by, answer: 'keep' as const, admins: [ADMIN], reviewers: [], request: '', digest: DIGEST, now };
  const outcome = await transact(store, { review: 'REVIEW-1', part, grant: id }, (found) => {
    if (!found.review || !found.part || !found.grant) throw new Error('There is no such part.');
    return answerReview({ review: found.review, part: found.part, grant: found.grant }, given);
  });
  if (!outcome.ok) throw new Error(outcome.refusal.sentence);
}

describe('a review begins', () => {
  test('when the policy has reviews, and not without', async () => {
    await live([ANA]);
    await sweepAt(NOW, policyWith());
    expect(await store.reviews.latest()).toBeUndefined();
    await sweepAt(NOW);
    expect(await review()).toMatchObject({ state: 'open', startedBy: 'grantdesk', grants: 1, openParts: 1 });
  });

  test('once, however many processes look', async () => {
    await live([ANA]);
    const processes = Array.from({ length: 4 }, () => bench.open().store);
    await Promise.all(processes.map((one) => beginReviewIfDue(parts(BY_OWNER, one), NOW)));
    expect((await store.reviews.newest(10)).map(({ id }) => id)).toEqual(['REVIEW-1']);
    expect(await actions('review.started')).toHaveLength(1);
  });

  test('again so long after the last began, and not before', async () => {
    await live([ANA]);
    await sweepAt(NOW);
    await answer(`REVIEW-1-${ANA}-1`, 'GRANT-1', ANA);
    await sweepAt(later(89 * DAY));
    expect((await store.reviews.latest())?.record.id).toBe('REVIEW-1');
    await sweepAt(later(90 * DAY));
    expect(await review('REVIEW-2')).toMatchObject({ state: 'open', grants: 1 });
  });

  test('not by itself while no grant is live, so that the first one is not put off', async () => {
    await sweepAt(NOW);
    expect(await store.reviews.latest()).toBeUndefined();
    await live([ANA]);
    await sweepAt(later(DAY));
    expect(await review()).toMatchObject({ state: 'open', grants: 1 });
  });

  test('and ends at once where an operator begins one although no grant is live', async () => {
    await live([ANA], { state: 'revoked' });
    const rules = reviewRules(BY_OWNER);
    if (!rules) throw new Error('This policy has reviews.');
    await beginReview(store, { by: 'operator', rules, now: NOW });
    expect(await sweepAt(NOW)).toEqual([]);
    expect(await review()).toMatchObject({ state: 'closed', grants: 0 });
  });
});

describe('every live grant is shared out', () => {
  test('to its owner, and to the admins where the owner has left', async () => {
    gone.add(BEN);
    await live([ANA, BEN, ANA]);
    await sweepAt(NOW);
    gone.clear();
    expect(await sharedOut()).toEqual({
      [`REVIEW-1-${ADMINS}-1`]: ['GRANT-2'],
      [`REVIEW-1-${ANA}-1`]: ['GRANT-1', 'GRANT-3'],
    });
  });

  test('to its owner, where Slack cannot say whether they have left', async () => {
    unknown.add(BEN);
    await live([BEN]);
    expect(await sweepAt(NOW)).toEqual([new Error(`Slack does not answer about ${BEN}.`)]);
    unknown.clear();
    expect(await sharedOut()).toEqual({ [`REVIEW-1-${BEN}-1`]: ['GRANT-1'] });
    expect(await review()).toMatchObject({ state: 'open' });
  });

  test('among the people of the groups, nobody their own', async () => {
    await live([ANA, ANA, BEN, 'U0CY']);
    await sweepAt(NOW, BY_FINANCE);
    expect(await sharedOut()).toEqual({
      [`REVIEW-1-${ANA}-1`]: ['GRANT-3', 'GRANT-4'],
      [`REVIEW-1-${BEN}-1`]: ['GRANT-1', 'GRANT-2'],
    });
  });

  test('in parts of a hundred, and the reviewer is asked once', async () => {
    await live(Array.from({ length: 250 }, () => ANA));
    await sweepAt(NOW);
    expect((await partsOf()).map(({ items }) => items.length)).toEqual([100, 100, 50]);
    const asked = (await bench.raw.xrange(bench.keys.outbox, '-', '+')).filter(([, [, effect]]) =>
      effect?.includes('"message":"review"'),
    );
    expect(asked).toHaveLength(1);
  });

  test('once each, when several processes share out at the same time', async () => {
    const owners = Array.from({ length: 60 }, (_, at) => `U0OWNER${at % 30}`);
    await live(owners);
    await beginReviewIfDue(parts(BY_OWNER), NOW);
    await Promise.all(Array.from({ length: 3 }, () => sweepAt(NOW, BY_OWNER, bench.open().store)));
    await sweepAt(NOW);
    const grants = Object.values(await sharedOut()).flat();
    expect(grants).toHaveLength(60);
    expect(new Set(grants).size).toBe(60);
    expect(await review()).toMatchObject({ state: 'open', grants: 60, parts: 30, openParts: 30 });
  });

  test('to the end, after a process has died in the middle of it', async () => {
    await live(Array.from({ length: 25 }, (_, at) => `U0OWNER${at}`));
    await beginReviewIfDue(parts(BY_OWNER), NOW);
    let commits = 0;
    const dying: Store = {
      ...store,
      async commit(written) {
        commits += 1;
        if (commits > 1) throw new Error('The process has died.');
        return store.commit(written);
      },
    };
    expect(await sweepAt(NOW, BY_OWNER, dying)).toHaveLength(1);
    expect(await review()).toMatchObject({ state: 'sharing', parts: 10 });
    expect(await sweepAt(NOW)).toEqual([]);
    expect(new Set(Object.values(await sharedOut()).flat()).size).toBe(25);
    expect(await review()).toMatchObject({ state: 'open', grants: 25, parts: 25 });
  });
});

describe('time', () => {
  test('reminds only those who have not answered, once', async () => {
    await live([ANA, BEN]);
    await sweepAt(NOW);
    await answer(`REVIEW-1-${ANA}-1`, 'GRANT-1', ANA);
    await sweepAt(later(3 * DAY));
    await sweepAt(later(4 * DAY));
    expect((await actions('review.reminded')).map(({ detail }) => detail)).toEqual([{ people: [BEN] }]);
  });

  test('notes a grant that has ended meanwhile, so that nobody is reminded of it', async () => {
    await live([ANA]);
    await sweepAt(NOW);
    const ended = await transact(store, { grant: 'GRANT-1' }, ({ grant: found }) => ({
      ...{ ok: true, events: [], effects: [] },
      grant: { ...(found as Grant), state: 'revoked' },
    }));
    expect(ended.ok).toBe(true);
    await sweepAt(later(3 * DAY));
    expect(await actions('review.reminded')).toEqual([]);
    expect(await review()).toMatchObject({ state: 'closed' });
    expect(sumOf(await store.reviews.tally('REVIEW-1'))).toMatchObject({ ended: 1, waiting: 0 });
  });

  test('escalates to the admins, and ends with what they did not answer either', async () => {
    await live([ANA, BEN]);
    await sweepAt(NOW);
    await answer(`REVIEW-1-${ANA}-1`, 'GRANT-1', ANA);
    await sweepAt(later(14 * DAY));
    expect(await review()).toMatchObject({ state: 'escalated', escalatedUntil: later(28 * DAY).toISOString() });
    expect((await store.reviews.tally('REVIEW-1')).map(({ reviewer, escalated }) => [reviewer, escalated])).toEqual([
      [ANA, false],
      [BEN, true],
    ]);
    await sweepAt(later(28 * DAY));
    expect(await review()).toMatchObject({ state: 'closed' });
    expect(sumOf(await store.reviews.tally('REVIEW-1'))).toMatchObject({ keep: 1, unanswered: 1, waiting: 0 });
  });

  test('ends an escalated review as soon as an admin has answered the rest', async () => {
    await live([BEN]);
    await sweepAt(NOW);
    await sweepAt(later(14 * DAY));
    now = later(15 * DAY);
    await answer(`REVIEW-1-${BEN}-1`, 'GRANT-1', ADMIN);
    await sweepAt(now);
    expect(await review()).toMatchObject({ state: 'closed', closedAt: later(15 * DAY).toISOString() });
  });

  test('suspends what nobody has answered for, where the policy says so', async () => {
    await live([ANA, BEN]);
    await sweepAt(NOW, SUSPENDING);
    await answer(`REVIEW-1-${ANA}-1`, 'GRANT-1', ANA);
    expect(await sweepAt(later(14 * DAY), SUSPENDING)).toEqual([]);
    expect((await store.grant('GRANT-1'))?.record.state).toBe('active');
    expect((await store.grant('GRANT-2'))?.record).toMatchObject({
      state: 'suspended',
      suspension: { by: 'grantdesk', reason: 'Nobody said in the access review REVIEW-1 that it is still needed.' },
    });
    expect(await review()).toMatchObject({ state: 'closed' });
    expect((await actions('review.suspended')).map(({ subjects }) => subjects)).toEqual([['REVIEW-1', 'GRANT-2']]);
  });
});

describe('grants that change hands meanwhile', () => {
  /** Gives grants to another owner, and lets the sweep look as the hand-over does. */
  async function give(ids: readonly string[], owner: string): Promise<void> {
    for (const id of ids) {
      const given = await transact(store, { grant: id, review: 'REVIEW-1' }, (found) => ({
        ...{ ok: true, events: [], effects: [] },
        grant: { ...(found.grant as Grant), owner },
        review: lookAgain(found.review as Review, now),
      }));
      expect(given.ok).toBe(true);
    }
  }

  test('wait for the answer of whoever owns them now, each in one part, however many processes look', async () => {
    await live(Array.from({ length: 30 }, (_, at) => `U0OWNER${at % 10}`));
    await sweepAt(NOW);
    now = later(DAY);
    const ids = Array.from({ length: 20 }, (_, at) => `GRANT-${at + 1}`);
    await give(ids, BEN);
    expect(await store.due(now, 10)).toContain('REVIEW-1');
    await Promise.all(Array.from({ length: 3 }, () => sweepAt(now, BY_OWNER, bench.open().store)));
    expect(await sweepAt(now)).toEqual([]);

    const shares = await partsOf();
    const theirs = shares.filter(({ reviewer }) => reviewer === BEN).flatMap(({ items }) => items);
    expect(theirs.map(({ grant: id }) => id).sort()).toEqual([...ids].sort());
    expect(shares.flatMap(({ items }) => items)).toHaveLength(30);
    const waiting = (await store.reviews.tally('REVIEW-1')).filter(({ counts }) => counts.waiting > 0);
    expect(await review()).toMatchObject({ grants: 30, parts: shares.length, openParts: waiting.length });
    expect((await review()).lookAgainAt).toBeUndefined();
    expect(await actions('review.handed_on')).toHaveLength(20);
    expect(await store.due(now, 10)).toEqual([]);
  });

  test('are asked about anew in a review that began while one was accepted', async () => {
    const offer = { by: ANA, to: BEN, at: NOW.toISOString() };
    await live([ANA], { transfer: offer });
    const meanwhile = {
      ...store.reviews,
      async latest() {
        const before = await store.reviews.latest();
        if (!before) await sweepAt(NOW);
        return before;
      },
    };
    const accepted = await acceptGrant('GRANT-1', BEN, {
      store: { ...store, reviews: meanwhile },
      policy: () => ({ policy: BY_OWNER, digest: DIGEST }),
      directory: { takingPart: async (people: readonly string[]) => people } as unknown as Directory,
      clock: { now: () => now },
    });
    expect(accepted.ok).toBe(true);
    await sweepAt(now);
    const waiting = (await store.reviews.tally('REVIEW-1')).filter(({ counts }) => counts.waiting > 0);
    expect(waiting).toMatchObject([{ reviewer: BEN }]);
  });

  test('are reminded of, and reported, with their owner of now', async () => {
    await live([ANA]);
    await sweepAt(NOW);
    await give(['GRANT-1'], BEN);
    await sweepAt(later(3 * DAY));
    expect((await actions('review.reminded')).map(({ detail }) => detail)).toEqual([{ people: [BEN] }]);
    await answer(`REVIEW-1-${BEN}-1`, 'GRANT-1', BEN);
    await sweepAt(now);
    expect(await review()).toMatchObject({ state: 'closed', grants: 1 });
    const rows = [];
    for await (const row of readReportRows(store, 'REVIEW-1')) rows.push(row);
    expect(rows).toMatchObject([{ grant: 'GRANT-1', owner: BEN, reviewer: BEN, answer: 'keep', answeredBy: BEN }]);
  });
});

describe('the end', () => {
  test('gives every outcome its audit event, and seals the digest of the report', async () => {
    await live([ANA, BEN]);
    await sweepAt(NOW);
    await answer(`REVIEW-1-${ANA}-1`, 'GRANT-1', ANA);
    await sweepAt(later(14 * DAY));
    await sweepAt(later(28 * DAY));

    const rows = [];
    for await (const row of readReportRows(store, 'REVIEW-1')) rows.push(row);
    const [answered] = await actions('review.answered');
    const [escalated] = await actions('review.escalated');
    expect(rows.map(({ grant: id, answer: what, evidence }) => [id, what, evidence])).toEqual([
      ['GRANT-1', 'keep', answered?.seq],
      ['GRANT-2', 'unanswered', escalated?.seq],
    ]);
    const [closed] = await actions('review.closed');
    expect(closed?.detail.digest).toBe(await reportDigest(reportHeader(await review()), rows));
    expect((await store.audit.verify()).brokenAt).toBeUndefined();
  });

  test('comes once, when several processes come to it at the same time', async () => {
    await live([ANA, BEN]);
    await sweepAt(NOW);
    for (const [person, id] of [
      [ANA, 'GRANT-1'],
      [BEN, 'GRANT-2'],
    ] as const)
      await answer(`REVIEW-1-${person}-1`, id, person);
    const faults = await Promise.all(Array.from({ length: 3 }, () => sweepAt(NOW, BY_OWNER, bench.open().store)));
    expect(faults.flat()).toEqual([]);
    expect(await actions('review.closed')).toHaveLength(1);
  });
});
