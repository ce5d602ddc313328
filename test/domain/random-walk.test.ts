import { describe, expect, test } from '@jest/globals';
import { AccessRequest, Grant, NEXT_GRANT, NEXT_REQUEST } from '../../src/domain/records.ts';
import { ANA } from '../support/domain-cases.ts';
import { type WalkStep, type World, walk } from '../support/domain-walk.ts';

const WALKS = 200;
const LENGTH = 250;

type Step = WalkStep & { world: World };
const played: Step[] = [];
const moves = { request: new Set<string>(), grant: new Set<string>() };
for (let seed = 1; seed <= WALKS; seed++) {
  for (const step of walk(seed, LENGTH)) {
    if (!step.outcome.ok) continue;
    played.push({ ...step, world: { ...step.world, requests: new Map(step.world.requests) } });
    const { before, outcome } = step;
    for (const kind of ['request', 'grant'] as const) {
      const [from, to] = [before[kind], outcome[kind]];
      if (from && to && from.id === to.id && from.state !== to.state) moves[kind].add(`${from.state} → ${to.state}`);
    }
  }
}

/** The steps at which something does not hold, said shortly. */
function broken(
  holds: (request: AccessRequest | undefined, grant: Grant | undefined, step: Step) => boolean,
): string[] {
  const wrong = played.filter((step) => {
    const { outcome } = step;
    return outcome.ok && !holds(outcome.request, outcome.grant, step);
  });
  return wrong.map(({ command, before }) => `${command} on ${before.request.state} of ${before.grant?.state}`);
}

const movesIn = (table: Record<string, readonly string[]>) =>
  Object.entries(table).flatMap(([from, next]) => next.map((to) => `${from} → ${to}`));

describe('whatever is done in whatever order', () => {
  test('a request only moves as its table says, and every move that somebody can make is made', () => {
    const nobodyYet = ['pending → lapsed', 'provisioning → fulfilled'];
    const possible = movesIn(NEXT_REQUEST).filter((move) => !nobodyYet.includes(move));
    expect([...moves.request].sort()).toEqual(possible.sort());
  });

  test('a grant only moves as its table says', () => {
    expect(movesIn(NEXT_GRANT)).toEqual(expect.arrayContaining([...moves.grant]));
    expect([...moves.grant].sort()).toEqual([
      'active → expired',
      'expired → active',
      'provisioning → active',
      'provisioning → revoked',
    ]);
  });

  test('what is kept are sound records', () => {
    const sound = (schema: typeof AccessRequest | typeof Grant, record: unknown) =>
      record === undefined || schema.safeParse(record).success;
    expect(broken((request, grant) => sound(AccessRequest, request) && sound(Grant, grant))).toEqual([]);
  });

  test('no state changes without an audit event, but that a step has begun', () => {
    const silent = broken((request, grant, { command, before, outcome }) => {
      if (command === 'begin' || (outcome.ok && outcome.events.length > 0)) return true;
      const { request: was, grant: had } = before;
      return (request ?? was).state === was.state && (grant ?? had)?.state === had?.state;
    });
    expect(silent).toEqual([]);
  });

  test('nothing is provisioned without all the approvals of its rule, from different people, none of them the requester', () => {
    const wrong = broken((request) => {
      if (!request?.provisioning) return true;
      const people = new Set(request.approvals.map(({ by }) => by));
      const needed = request.stages.reduce((sum, { count }) => sum + count, 0);
      return !people.has(request.requester) && people.size === needed && request.approvals.length === needed;
    });
    expect(wrong).toEqual([]);
  });

  test('a grant lives only through a fulfilled request, with a client ID, and is the owner’s', () => {
    const wrong = broken((_request, grant, { world }) => {
      if (grant?.state !== 'active' && grant?.state !== 'expired') return true;
      const created = world.requests.get(grant.createdBy);
      return created?.state === 'fulfilled' && grant.clientId === 'client-7' && grant.owner === ANA;
    });
    expect(wrong).toEqual([]);
  });

  test('a request that waits for a job has a watchdog, and one that does not has none', () => {
    const wrong = broken((request) => {
      const carried = request?.state === 'approved' || request?.state === 'provisioning';
      return request === undefined || carried === (request.dueAt !== undefined);
    });
    expect(wrong).toEqual([]);
  });

  test('a grant that is noted as being renewed has that request open', () => {
    const wrong = broken((_request, grant, { world }) => {
      if (grant?.renewal === undefined) return true;
      const state = world.requests.get(grant.renewal)?.state;
      return state !== undefined && NEXT_REQUEST[state].length > 0;
    });
    expect(wrong).toEqual([]);
  });

  test('runs are only counted up', () => {
    const wrong = broken((request, _grant, { before }) => {
      if (request?.id !== before.request.id) return true;
      return (request.provisioning?.run ?? 0) >= (before.request.provisioning?.run ?? 0);
    });
    expect(wrong).toEqual([]);
  });
});
