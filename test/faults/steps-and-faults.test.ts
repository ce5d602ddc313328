import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SEED_WORKIVA_USERS } from '../../src/playground/seed.ts';
import { MISFORTUNES } from '../../src/playground/workiva/misfortune.ts';
import type { MisfortuneKind } from '../../src/playground/workiva/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { UNPACED } from '../../src/workiva/pace.ts';
import { deedsIn, fileApproved, standingOf } from '../support/faults-misfortune.ts';
import {
  callsOf,
  DEEDS,
  type FaultyStep,
  liveGrant,
  restOf,
  revokeDeleted,
  seedFor,
  takesAway,
  undone,
  wishFor,
} from '../support/faults-steps.ts';
import { startQuickWorld } from '../support/faults-world.ts';
import { openStore } from '../support/journey.ts';

const STEPS = Object.keys(DEEDS) as FaultyStep[];
/** What befalls long work, which only these steps have. */
const OF_WORK: readonly MisfortuneKind[] = ['operation_failed', 'operation_cancelled'];
const hasWork = (step: FaultyStep) => step === 'roles' || step === 'roles_removal';
/** Each step with each way in which it can fail. A token of fewer scopes fails all calls, so these come one by one. */
const CASES = STEPS.flatMap((step) =>
  MISFORTUNES.filter((kind) => kind !== 'scopes_narrowed' && (hasWork(step) || !OF_WORK.includes(kind))).map(
    (kind) => [step, kind] as const,
  ),
);

let world: World;
let store: Store;
let close: () => void;
/** The request in whose way a misfortune has been put. */
const ids = new Map<string, Promise<string>>();

const nameOf = (step: FaultyStep, kind: MisfortuneKind) => `${step}-${kind}`.replaceAll('_', '-');

beforeAll(async () => {
  const made = [...CASES, ...STEPS.map((step) => [step, 'scopes_narrowed'] as const)];
  const users = [...SEED_WORKIVA_USERS, ...made.flatMap(([step, kind]) => seedFor(step, nameOf(step, kind)))];
  world = await startQuickWorld(
    { workiva: { operationMs: 40, pollMs: 5, listedAfterMs: 300, users } },
    { provisionRetry: { attempts: 6, firstDelayMs: 120, jitter: 0.5 }, workivaPace: UNPACED },
  );
  ({ store, close } = openStore(world));
  const ready = CASES.map(async ([step, kind]) => {
    const under = await preparedFor(step, nameOf(step, kind));
    const { look, act } = callsOf(world, step, nameOf(step, kind));
    world.workiva.faults.befall(kind === 'thin_page' ? look : act, kind);
    return under();
  });
  for (const [at, [step, kind]] of CASES.entries()) ids.set(nameOf(step, kind), ready[at] ?? Promise.reject());
  await Promise.allSettled(ready);
});

afterAll(async () => {
  close();
  await world.stop();
});

/** Makes all that is there before a step. What is answered files the request that takes it, and answers its id. */
async function preparedFor(step: FaultyStep, username: string): Promise<() => Promise<string>> {
  const wanted = wishFor(world, step, username);
  if (!takesAway(step)) return () => fileApproved(world, store, wanted);
  if (step === 'user_removal') return () => undone(world, store, wanted);
  const grant = await liveGrant(store, wanted);
  return () => revokeDeleted(world, store, grant);
}

/** The step was done once, by whomever, and the request went on from it. */
async function expectDoneOnce(step: FaultyStep, username: string, id: string): Promise<void> {
  const request = await restOf(store, id);
  expect(standingOf(request)).toBe(takesAway(step) ? 'through' : 'at_grant');
  expect(request.provisioning?.steps.find(({ name }) => name === step)?.state).toBe('done');
  expect(deedsIn(world.workiva).get(DEEDS[step](username))).toBe(1);
}

describe.each(STEPS)('the step %s', (step) => {
  test.each(CASES.filter(([one]) => one === step).map(([, kind]) => kind))('is done once, though %s', async (kind) => {
    const username = nameOf(step, kind);
    const id = (await ids.get(username)) ?? '';
    await expectDoneOnce(step, username, id);
  });
});

test('every misfortune befell a call', () => {
  const met = world.workiva.calls.flatMap(({ misfortune }) => misfortune ?? []);
  expect(met.toSorted()).toEqual(CASES.map(([, kind]) => kind).toSorted());
});

describe('a token that has fewer scopes for a while', () => {
  test.each(STEPS)('keeps nobody from the step %s: it is done with another token, and by no person', async (step) => {
    const username = nameOf(step, 'scopes_narrowed');
    const file = await preparedFor(step, username);
    const { act } = callsOf(world, step, username);
    world.workiva.faults.befall(act, 'token_ended');
    world.workiva.faults.befall({ path: /\/oauth2\/token$/ }, 'scopes_narrowed');
    const id = await file();
    await expectDoneOnce(step, username, id);
    const { provisioning } = await restOf(store, id);
    expect(provisioning?.steps.find(({ name }) => name === step)).not.toHaveProperty('by');
    expect(provisioning?.run).toBe(1);
  });
});
