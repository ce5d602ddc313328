import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import type { OutsideChange } from '../../src/domain/outside.ts';
import type { Grant } from '../../src/domain/records.ts';
import { type ActivityParts, readActivities } from '../../src/jobs/activity.ts';
import type { WorkivaStandIn, WorkivaStandInOptions } from '../../src/playground/workiva/stand-in.ts';
import { lastUsesOf } from '../../src/slack/use-cases/last-use.ts';
import type { Store } from '../../src/store/store.ts';
import type { WorkivaClient } from '../../src/workiva/client.ts';
import { CLIENT_ID, type MovingClock, type Setting, withWorkiva } from '../workiva/with-workiva.ts';
import { ANA, grant } from './domain-cases.ts';
import { policy } from './domain-policy.ts';
import { readableLog } from './faults-world.ts';
import { change, type StoreBench, startBench } from './store-redis.ts';

/** A Workiva with a grant of `svc.export` that is live in Grantdesk too, and a job that reads its log. */
export type Scene = {
  workiva: WorkivaStandIn;
  client: WorkivaClient;
  store: Store;
  /** The store as another process opens it. */
  anotherStore(): Store;
  clock: MovingClock;
  clientId: string;
  told: OutsideChange[];
  lines: string[];
  /** Uses the grant, at another time where one is given in ms from now. */
  use(inMs?: number): Promise<void>;
  read(parts?: Partial<ActivityParts>, isStopping?: () => boolean): Promise<void>;
  usage(): Promise<{ from: number; at?: number | undefined } | undefined>;
  record(): Promise<Grant>;
  /** The changes that are remembered to have been read, with their moments. */
  remembered(): Promise<string[]>;
};

/** Runs a test in such a scene. */
type WithLog = (run: (scene: Scene) => Promise<void>, options?: Partial<WorkivaStandInOptions>) => Promise<void>;

/** Opens a store for the tests of a file, which is empty before each, and answers how to run one of them. */
export function openActivityLog(): WithLog {
  let bench: StoreBench;
  beforeAll(async () => {
    bench = await startBench();
  });
  beforeEach(() => bench.raw.flushall());
  afterAll(() => bench.close());
  return (run, options = {}) => withLog((setting) => sceneOf(setting, bench), run, options);
}

async function withLog(
  sceneIn: (setting: Setting) => Promise<Scene>,
  run: (scene: Scene) => Promise<void>,
  options: Partial<WorkivaStandInOptions>,
): Promise<void> {
  const users = [
    { username: 'svc.export', memberOf: { Sandbox: [] } },
    { username: 'svc.other', memberOf: { Sandbox: [] } },
  ];
  await withWorkiva({ users, admins: ['ada'], ...options }, async (setting) => run(await sceneIn(setting)));
}

async function sceneOf({ workiva, client, clock }: Setting, bench: StoreBench): Promise<Scene> {
  const { store } = bench.open();
  const { clientId, use } = grantIn(workiva, 'svc.export', clock);
  const liveSince = clock.now().toISOString();
  const record = grant({ clientId, liveSince, collected: { by: ANA, at: liveSince } });
  await store.commit(change({ grants: [{ record, version: 0 }] }));
  const { log, lines } = readableLog('info');
  const told: OutsideChange[] = [];
  const onOutside = async (changes: OutsideChange[]) => void told.push(...changes);
  const parts = { store, policy: () => policy(), clock, workiva: client, ownClientId: CLIENT_ID, onOutside };
  return {
    ...{ workiva, client, clock, store, clientId, told, lines, use },
    anotherStore: () => bench.open().store,
    read: (more = {}, isStopping) => readActivities({ ...parts, ...more }, log, isStopping),
    usage: async () => (await lastUsesOf([record], store)).of(record).usage,
    record: async () => (await store.grant('GRANT-7'))?.record as Grant,
    remembered: () => bench.raw.zrange(bench.keys.activityRead, 0, '-1', 'WITHSCORES'),
  };
}

/** A grant by hand in Workiva, with a secret. */
export function grantIn(workiva: WorkivaStandIn, username: string, clock: MovingClock) {
  const form = { workspace: 'Sandbox', workivaUsername: username, expires: '2028-01-01' };
  const { clientId } = workiva.screens.addGrant('ada', {
    ...form,
    clientName: `Sandbox | ${username}`,
    scopes: ['Spreadsheets (Read)'],
  });
  const secret = workiva.screens.profile(username).regenerate(clientId);
  const { useGrant: callWith } = workiva;
  return {
    clientId,
    async use(inMs = 0) {
      clock.forward(inMs);
      expect(await callWith(clientId, secret)).toMatchObject({ ok: true });
      clock.forward(-inMs);
    },
  };
}

/** The moment in ms. */
export const nowOf = ({ clock }: Scene) => clock.now().getTime();
