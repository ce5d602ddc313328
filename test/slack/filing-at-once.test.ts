import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FILING_LIMITS } from '../../src/domain/filing-limit.ts';
import { fileRequest } from '../../src/slack/use-cases/file-request.ts';
import type { Filed } from '../../src/slack/use-cases/filing.ts';
import type { FilingParts } from '../../src/slack/use-cases/parts.ts';
import type { Store } from '../../src/store/store.ts';
import { ANA, BEN, form } from '../support/domain-cases.ts';
import { AUTOMATIC, filingParts, WAITING } from '../support/filing-bench.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

/** More than any limit lets through. */
const MANY = 40;
const MOST_WAITING = FILING_LIMITS.waiting;

let bench: StoreBench;
/** As two processes open it. */
let stores: [Store, Store];

beforeAll(async () => {
  bench = await startBench();
  stores = [bench.open().store, bench.open().store];
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

/** Sends so many forms of one person at once, every other one to the other process. */
function sendAtOnce(
  count: number,
  changes: Parameters<typeof form>[0],
  by = ANA,
  breaksGlass = false,
): Promise<Filed[]> {
  const parts = stores.map(filingParts) as [FilingParts, FilingParts];
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const names = { clientName: `Sandbox | export ${by} ${index}`, username: `svc.${index}` };
      const sender = { by, viewId: `V${by}${index}` };
      return fileRequest(form({ ...names, ...changes }), sender, breaksGlass, parts[index % 2 === 0 ? 0 : 1]);
    }),
  );
}

const sentencesOf = (filed: readonly Filed[]) =>
  filed.flatMap((one) => (one.ok ? [] : 'refusal' in one ? one.refusal.sentence : JSON.stringify(one.faults)));

const GLASS = {
  userKind: 'new',
  givenName: 'Nightly',
  familyName: 'Export',
  email: 'svc@example.com',
  urgency: 'The close fails.',
} as const;

describe('forms that one person sends at one moment', () => {
  test('file no more than may be filed in an hour, and the others are told so', async () => {
    const refused = sentencesOf(await sendAtOnce(MANY, AUTOMATIC));
    expect(await stores[0].requestsOf(ANA, 100)).toHaveLength(FILING_LIMITS.filed);
    expect(refused).toHaveLength(MANY - FILING_LIMITS.filed);
    expect(new Set(refused)).toEqual(
      new Set([expect.stringContaining(`You have filed ${FILING_LIMITS.filed} requests within an hour`)]),
    );
  });

  test('leave no more waiting for approval than one person may have, and the others are told so', async () => {
    const refused = sentencesOf(await sendAtOnce(MANY, WAITING));
    expect(await stores[0].requestsOf(ANA, 100)).toHaveLength(MOST_WAITING);
    expect(refused).toHaveLength(MANY - MOST_WAITING);
    expect(new Set(refused)).toEqual(
      new Set([`You have ${MOST_WAITING} requests that wait for approval. Withdraw some of them first.`]),
    );
  });

  test('of what breaks no glass, as its rule asks nobody, file no more than any other form does', async () => {
    const refused = sentencesOf(await sendAtOnce(MANY, { ...AUTOMATIC, ...GLASS, expires: '2026-11-26' }, ANA, true));
    expect(await stores[0].requestsOf(ANA, 100)).toHaveLength(FILING_LIMITS.filed);
    expect(new Set(refused)).toEqual(
      new Set([expect.stringContaining(`You have filed ${FILING_LIMITS.filed} requests within an hour`)]),
    );
  });

  test('break glass once', async () => {
    const broken = { ...GLASS, workspace: 'Finance Close', expires: '2026-11-26' };
    const filed = await sendAtOnce(3, broken, ANA, true);
    expect(filed.filter(({ ok }) => ok)).toHaveLength(1);
    expect(sentencesOf(filed)).toEqual(Array(2).fill(expect.stringContaining('is not approved after the fact yet')));
  });

  test('do not stand in the way of somebody else’s', async () => {
    const both = await Promise.all([sendAtOnce(5, AUTOMATIC, ANA), sendAtOnce(5, AUTOMATIC, BEN)]);
    expect(sentencesOf(both.flat())).toEqual([]);
  });
});
