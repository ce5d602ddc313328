import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY } from '../../src/domain/duration.ts';
import { answerReview } from '../../src/domain/review-answer.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { ADMIN, ANA, BEN, DIGEST, grant, later, NOW, terms } from '../support/domain-cases.ts';
import { policy, policyText } from '../support/domain-policy.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';
import { type Ran, runStored } from './stored-run.ts';

const REVIEWS: [string, string] = ['rules:', 'reviews: { by: owner }\nrules:'];

/** Where commands about reviews are tried. */
export type ReviewRun = {
  store: Store;
  bench: StoreBench;
  /** The path of a file in a folder that goes with it all. */
  path(name: string): string;
  /** A path that no file has yet. */
  freshPath(ending?: string): string;
  /** Runs `grantdesk review` with these arguments. */
  review(args: readonly string[], env?: Record<string, string>): Promise<Ran>;
  /** Makes a review that is over: one grant kept, another without an answer. */
  closedReview(): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
};

/** Starts Redis, with a policy that has reviews. */
export async function startReviewRun(): Promise<ReviewRun> {
  const bench = await startBench();
  const { store } = bench.open();
  const folder = mkdtempSync(join(tmpdir(), 'grantdesk-review-'));
  const path = (name: string) => join(folder, name);
  writeFileSync(path('policy.yml'), policyText(REVIEWS));
  writeFileSync(path('bare.yml'), policyText());
  let now = NOW;
  let files = 0;
  const sweepAt = async (at: Date) => {
    now = at;
    await sweepOnce(store, now);
  };
  return {
    ...{ store, bench, path },
    freshPath(ending = 'json') {
      files += 1;
      return path(`report-${files}.${ending}`);
    },
    review: (args, env = {}) =>
      runStored(bench, ['review', ...args], now, {
        ...{ REDIS_URL: bench.server.url, GRANTDESK_POLICY: path('policy.yml') },
        ...env,
      }),
    async closedReview() {
      await store.commit(change({ grants: grants().map((record) => ({ record, version: 0 })) }));
      await sweepAt(NOW);
      await keep(store, now);
      await sweepAt(later(14 * DAY));
      await sweepAt(later(28 * DAY));
    },
    async clear() {
      await bench.raw.flushall();
      now = NOW;
    },
    async close() {
      await bench.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The first is called like a formula. */
const grants = () =>
  [ANA, BEN].map((owner, at) => {
    const own = terms({ clientName: at === 0 ? '=cmd|" /C calc' : 'export', expires: '2029-01-01' });
    return grant({ id: `GRANT-${at + 1}`, createdBy: `REQ-${at + 1}`, owner, terms: own });
  });

async function sweepOnce(store: Store, now: Date): Promise<void> {
  const parts = {
    ...{ store, policy: () => policy(REVIEWS), digest: () => DIGEST, clock: { now: () => now } },
    colleaguesFor: async () => () => [],
    reviewers: { hasLeft: async () => false, peopleIn: async () => [] },
  };
  await sweep(parts, (id, error) => {
    throw new Error(`${id} could not be handled`, { cause: error });
  });
}

async function keep(store: Store, now: Date): Promise<void> {
  const given = { by: ANA, answer: 'keep' as const, admins: [ADMIN], reviewers: [], request: '', digest: DIGEST, now };
  const subject = { review: 'REVIEW-1', part: `REVIEW-1-${ANA}-1`, grant: 'GRANT-1' };
  await transact(store, subject, (found) => {
    if (!found.review || !found.part || !found.grant) throw new Error('There is no such part.');
    return answerReview({ review: found.review, part: found.part, grant: found.grant }, given);
  });
}
