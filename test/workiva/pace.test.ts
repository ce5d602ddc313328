import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../src/domain/duration.ts';
import { connectStore } from '../../src/store/connection.ts';
import { createWorkivaPace, type WorkivaPace, type WorkivaPaceOptions } from '../../src/store/workiva-pace.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';
import { countOf, movingClock, type Setting, withWorkiva } from './with-workiva.ts';

const ORG = { path: /organizations/ };

let bench: StoreBench;

beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

/** The pace as one more process has it, on a connection of its own. */
const paceOf = (options: Partial<WorkivaPaceOptions> = {}): WorkivaPace =>
  createWorkivaPace(bench.open().redis, bench.installation, { perSecond: 10, ...options });

/** Several processes that look at the same clock, which waiting moves on. */
function processes(count: number, options: Partial<WorkivaPaceOptions> = {}) {
  const clock = movingClock();
  const now = () => clock.now().getTime();
  const wait = async (ms: number) => clock.forward(ms);
  return { clock, now, paces: Array.from({ length: count }, () => paceOf({ now, wait, ...options })) };
}

/** Takes turns one after another and answers their moments, counted from the first. */
async function momentsOf(paces: readonly WorkivaPace[], count: number): Promise<number[]> {
  const moments: number[] = [];
  for (let turn = 0; turn < count; turn += 1) moments.push(await turnOf(paces[turn % paces.length]));
  return moments.map((moment) => moment - (moments[0] ?? 0));
}

async function turnOf(pace: WorkivaPace | undefined): Promise<number> {
  const turn = await pace?.turn(MINUTE);
  if (!turn?.granted) throw new Error('no turn');
  return turn.at;
}

/** Slows down as often as it takes. */
async function slowTo(wanted: number): Promise<ReturnType<typeof processes> & { told: number[][] }> {
  const told: number[][] = [];
  const all = processes(2, { onSlower: (...pace) => void told.push(pace) });
  while (told.at(-1)?.[0] !== wanted) {
    all.clock.forward(1);
    await all.paces[0]?.slowDown(await turnOf(all.paces[0]), 0);
  }
  all.clock.forward(1_000);
  return { ...all, told };
}

describe('The pace of calls to Workiva', () => {
  test('lets ten go in any one second, however many processes ask', async () => {
    const { paces } = processes(3);
    const moments = await momentsOf(paces, 35);
    expect(moments).toEqual(moments.map((_, index) => Math.floor(index / 10) * 1_000));
  });

  test('is shared by clients of two connections that ask at the same time, by the clock of Redis', async () => {
    const paces = [paceOf({ perSecond: 20 }), paceOf({ perSecond: 20 })];
    const turns = await Promise.all(Array.from({ length: 45 }, (_, index) => turnOf(paces[index % 2])));
    const moments = turns.toSorted((a, b) => a - b);
    for (const [index, moment] of moments.slice(20).entries()) {
      expect(moment - (moments[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
    }
  });

  test('says at once when no turn comes in time, and takes none', async () => {
    const { paces, clock } = processes(2);
    await momentsOf(paces, 10);
    expect(await paces[0]?.turn(999)).toEqual({ granted: false, inMs: 1_000 });
    clock.forward(1_000);
    expect(await momentsOf(paces, 10)).toEqual(Array(10).fill(0));
  });

  test('leaves nothing behind in Redis once calls have ended', async () => {
    await turnOf(paceOf());
    expect(await bench.raw.pttl(bench.keys.workivaTurns)).toBeLessThanOrEqual(2_000);
    expect(await bench.raw.exists(bench.keys.workivaPace)).toBe(0);
  });
});

describe('A refusal', () => {
  test('halves the pace of every process', async () => {
    const { paces, told } = await slowTo(5);
    expect(told).toEqual([[5, 0]]);
    const moments = await momentsOf(paces, 12);
    expect(moments).toEqual([0, 0, 0, 0, 0, 1_000, 1_000, 1_000, 1_000, 1_000, 2_000, 2_000]);
  });

  test('never brings it below one a second', async () => {
    const { paces, clock, told } = await slowTo(1);
    await paces[0]?.slowDown(await turnOf(paces[0]), 0);
    expect(told.map(([rate]) => rate)).toEqual([5, 2, 1, 1]);
    clock.forward(1_000);
    expect(await momentsOf(paces, 3)).toEqual([0, 1_000, 2_000]);
  });

  test('of calls that went out together halves it once, and is told once', async () => {
    const told: number[][] = [];
    const { paces, clock } = processes(2, { onSlower: (...pace) => void told.push(pace) });
    const at = await Promise.all(paces.map((pace) => turnOf(pace)));
    clock.forward(1);
    for (const [index, pace] of paces.entries()) await pace.slowDown(at[index] ?? 0, 100 * index);
    expect(told).toEqual([[5, 0]]);
    clock.forward(1_000);
    expect(await momentsOf(paces, 6)).toEqual([0, 0, 0, 0, 0, 1_000]);
  });

  test('holds back every process for as long as Workiva asks, those that wait for their turn too', async () => {
    const { paces, clock, now } = processes(2);
    const begin = now();
    const refused = (await Promise.all(Array.from({ length: 10 }, () => turnOf(paces[0]))))[0] ?? 0;
    const waiting = paceOf({
      now,
      wait: async (ms) => {
        if (now() === begin) await paces[0]?.slowDown(refused, 7_000);
        clock.forward(ms);
      },
    });
    expect(await turnOf(waiting)).toBe(begin + 7_000);
    expect(await turnOf(paces[1])).toBe(begin + 7_000);
  });

  test('holds nobody back longer than ten minutes, whatever Workiva asks', async () => {
    const told: number[][] = [];
    const { paces } = processes(1, { onSlower: (...pace) => void told.push(pace) });
    await paces[0]?.slowDown(await turnOf(paces[0]), 24 * 60 * MINUTE);
    expect(told).toEqual([[5, 10 * MINUTE]]);
  });

  test('is made good by one call a second more for each ten seconds without another, to the full pace', async () => {
    const { paces, clock } = await slowTo(2);
    clock.forward(29_000);
    const five = await momentsOf(paces, 6);
    expect(five).toEqual([0, 0, 0, 0, 0, 1_000]);
    clock.forward(10 * MINUTE);
    expect(await momentsOf(paces, 21)).toEqual([...Array(10).fill(0), ...Array(10).fill(1_000), 2_000]);
  });

  test('is forgotten by Redis when it has been made good', async () => {
    await slowTo(5);
    const left = await bench.raw.pttl(bench.keys.workivaPace);
    expect(left).toBeGreaterThan(45_000);
    expect(left).toBeLessThanOrEqual(51_000);
  });
});

describe('Clients of one installation', () => {
  /** Two clients, each with a connection of its own. */
  const two = ({ another, clock }: Setting, told: number[][] = []) => {
    const options = { onSlower: (...pace: [number, number]) => void told.push(pace), now: () => clock.now().getTime() };
    const wait = async (ms: number) => clock.forward(ms);
    return [
      another({ pace: paceOf({ ...options, wait }), wait }),
      another({ pace: paceOf({ ...options, wait }), wait }),
    ];
  };

  test('slow down together, tokens and tries counted', () =>
    withWorkiva({}, async (setting) => {
      const told: number[][] = [];
      const [one, other] = two(setting, told);
      setting.workiva.faults.answer(ORG, { status: 429, retryAfterSeconds: 3 });
      const begin = setting.clock.now().getTime();
      await one?.organization();
      expect(told).toEqual([[5, 3_000]]);
      await other?.organization();
      for (const _ of [1, 2, 3, 4, 5]) await other?.organization();
      expect(setting.clock.now().getTime() - begin).toBe(4_000);
      expect(countOf(setting.workiva, ORG.path)).toBe(8);
    }));

  test('do not slow down for a 429 to a look at long work, which has a limit of its own', () =>
    withWorkiva({ users: [{ username: 'ada' }] }, async (setting) => {
      const told: number[][] = [];
      const [client] = two(setting, told);
      setting.workiva.faults.answer({ path: /operations/ }, { status: 429, retryAfterSeconds: 2, times: 3 });
      const ref = { url: `${setting.workiva.apiUrl}/platform/v1/operations/1`, retryAfterSeconds: 1 };
      await expect(client?.operation(ref)).rejects.toMatchObject({ code: 'rate_limited' });
      expect(told).toEqual([]);
    }));

  test('are told to try later when no turn comes in time, and nothing is sent', () =>
    withWorkiva({}, async (setting) => {
      const [client] = two(setting);
      await paceOf({ now: () => setting.clock.now().getTime() }).slowDown(1, 5 * MINUTE);
      await expect(client?.organization()).rejects.toMatchObject({
        code: 'not_sent',
        transient: true,
        retryAfterMs: 5 * MINUTE,
        sentence: 'Grantdesk keeps to its pace of calls to Workiva, and the next is free in 300 s.',
      });
      expect(setting.workiva.calls).toEqual([]);
    }));

  test('send nothing while Redis is away, and say that it may pass', () =>
    withWorkiva({}, async ({ workiva, another }) => {
      const redis = connectStore(bench.server.url, () => undefined);
      const client = another({ pace: createWorkivaPace(redis, bench.installation, { perSecond: 10 }) });
      await client.organization();
      redis.options.commandTimeout = 100; // Its timer outlives a command that fails sooner.
      redis.disconnect();
      await expect(client.organization()).rejects.toMatchObject({ code: 'not_sent', transient: true });
      expect(countOf(workiva, ORG.path)).toBe(1);
    }));
});
