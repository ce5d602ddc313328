import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FILING_LIMITS } from '../../src/domain/filing-limit.ts';
import { createLogger } from '../../src/observability/log.ts';
import { parsePolicy } from '../../src/policy/load.ts';
import { fileRequest } from '../../src/slack/use-cases/file-request.ts';
import type { Filed } from '../../src/slack/use-cases/filing.ts';
import type { FilingParts } from '../../src/slack/use-cases/parts.ts';
import type { Store } from '../../src/store/store.ts';
import { noWorkspaceRoles } from '../../src/workiva/workspace-roles.ts';
import { ADMIN, ANA, BEN, form, NOW } from '../support/domain-cases.ts';
import { policyText } from '../support/domain-policy.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

/** More than any limit lets through. */
const MANY = 40;
const MOST_WAITING = 20;

let bench: StoreBench;
/** As two processes open it. */
let stores: [Store, Store];

beforeAll(async () => {
  bench = await startBench();
  stores = [bench.open().store, bench.open().store];
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

const GLASS: [string, string] = ['tasks: []', 'break_glass: { who: [finance], lifetime_up_to: 2d }\ntasks: []'];

function partsOf(store: Store): FilingParts {
  const policy = parsePolicy(policyText(GLASS), 'policy.yml');
  const directory = {
    takingPart: async (people: readonly string[]) => [...people],
    peopleIn: async () => [ADMIN, ANA],
    groupsOf: async () => [],
    membersOf: async () => ({ members: [], ageMs: 0 }),
    person: async (id: string) => ({ id, name: id, standing: 'member' }),
  } as unknown as FilingParts['directory'];
  const quiet = { log: createLogger('silent'), tellAdmins: async () => undefined };
  const codes: FilingParts['codes'] = { isEnrolled: async () => true, check: async () => ({ ok: true }) };
  return {
    store,
    directory,
    policy: () => policy,
    clock: { now: () => NOW },
    workspaceRoles: noWorkspaceRoles,
    codes,
    ...quiet,
  };
}

/** Sends so many forms of one person at once, every other one to the other process. */
function sendAtOnce(
  count: number,
  changes: Parameters<typeof form>[0],
  by = ANA,
  breaksGlass = false,
): Promise<Filed[]> {
  const parts = stores.map(partsOf) as [FilingParts, FilingParts];
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

/** An automatic rule matches these, and none waits for anybody. */
const AUTOMATIC = { workspace: 'Sandbox', expires: '2026-12-10', ipRestrictions: '203.0.113.0/24' };
const WAITING = { ...AUTOMATIC, expires: '2027-03-01' };

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

  test('break glass once', async () => {
    const glass = { userKind: 'new', givenName: 'Nightly', familyName: 'Export', email: 'svc@example.com' } as const;
    const filed = await sendAtOnce(
      3,
      { ...glass, workspace: 'Finance Close', expires: '2026-11-26', urgency: 'The close fails.' },
      ANA,
      true,
    );
    expect(filed.filter(({ ok }) => ok)).toHaveLength(1);
    expect(sentencesOf(filed)).toEqual(Array(2).fill(expect.stringContaining('is not approved after the fact yet')));
  });

  test('do not stand in the way of somebody else’s', async () => {
    const both = await Promise.all([sendAtOnce(5, AUTOMATIC, ANA), sendAtOnce(5, AUTOMATIC, BEN)]);
    expect(sentencesOf(both.flat())).toEqual([]);
  });
});
