import { describe, expect, test } from '@jest/globals';
import { type SealedEvent, seal } from '../../src/store/audit.ts';
import { MOST_FAULTS, walkChain } from '../../src/store/audit-chain.ts';
import { event } from '../support/store-redis.ts';

const START = { seq: 0, hash: '' };
const ACTIONS = ['one', 'two', 'three', 'four', 'five', 'six'];
const sealed = seal(
  START,
  ACTIONS.map((action) => event({ action })),
);
const whole = sealed.map((one) => JSON.stringify(one));
const entry = (seq: number) => whole[seq - 1] ?? '';
const order = (...seqs: number[]) => seqs.map(entry);
/** An event as somebody seals it who can write to Redis. */
const forged = (seq: number, changes: Partial<SealedEvent> = {}) => {
  const { hash: _hash, prev, seq: _seq, ...rest } = { ...(sealed[seq - 1] as SealedEvent), ...changes };
  return JSON.stringify(seal({ seq: seq - 1, hash: prev }, [rest])[0]);
};

async function* given(entries: readonly string[]) {
  yield* entries;
}

const faultsIn = async (entries: readonly string[]) =>
  (await walkChain(given(entries), START)).faults.map(({ kind, seq }) => `${kind} ${seq}`);

describe('a walk along the chain', () => {
  test('finds nothing where nothing is wrong, and says where it ends', async () => {
    const { faults, sound, last } = await walkChain(given(whole), START);
    expect({ faults, sound }).toEqual({ faults: [], sound: 6 });
    expect(last).toMatchObject({ seq: 6, hash: sealed[5]?.hash });
  });

  test.each<[string, string[], string[]]>([
    ['an event that was changed', order(1, 2, 3, 4).map((one) => one.replace('"two"', '"zwei"')), ['changed 2']],
    ['one that was changed and sealed anew', [entry(1), forged(2, { action: 'zwei' }), ...order(3, 4)], ['changed 2']],
    [
      'one whose hash was changed',
      [entry(1), entry(2).replace(/"hash":".{4}/, '"hash":"0000'), entry(3)],
      ['changed 2'],
    ],
    ['one that cannot be read', [entry(1), '{"seq":2', entry(3)], ['changed 2']],
    ['one whose number was changed', [entry(1), entry(2).replace('"seq":2', '"seq":9'), entry(3)], ['changed 2']],
    ['one that is missing', order(1, 3, 4), ['missing 2']],
    ['two apart that are missing', order(1, 3, 5, 6), ['missing 2', 'missing 4']],
    ['the first missing', order(2, 3), ['missing 1']],
    ['two that changed places', order(1, 3, 2, 4), ['reordered 3']],
    ['one moved to the front', order(3, 1, 2, 4), ['reordered 3']],
    ['one moved to the end', order(1, 3, 4, 2), ['reordered 2']],
    ['the last two changed', order(1, 2, 4, 3), ['reordered 4']],
    ['several moved', order(1, 4, 5, 2, 3, 6), ['reordered 2', 'reordered 3']],
    ['one that stands there twice', order(1, 2, 2, 3), ['inserted 2']],
    ['one put before the true one', [entry(1), forged(2, { action: 'zwei' }), ...order(2, 3)], ['inserted 2']],
    ['one put behind the true one', [...order(1, 2), forged(2, { action: 'zwei' }), entry(3)], ['inserted 2']],
    ['one with a number far ahead', [entry(1), forged(5, { action: 'x' }), ...order(2, 3)], ['inserted 5']],
    ['what is no event, between two', [entry(1), 'null', entry(2)], ['inserted 2']],
    [
      'two faults at once',
      [entry(1), ...order(3, 4).map((one) => one.replace('"four"', '"4"'))],
      ['missing 2', 'changed 4'],
    ],
  ])('finds %s, and nothing else', async (_what, entries, faults) => {
    expect(await faultsIn(entries)).toEqual(faults);
  });

  test('says in a sentence what is wrong', async () => {
    const { faults } = await walkChain(given(order(1, 4, 6, 5)), START);
    expect(faults.map(({ sentence }) => sentence)).toEqual([
      'Events 2 to 3 are missing.',
      'Event 6 stands too early: its place is after event 5.',
    ]);
  });

  test('holds the chain against a head that is known: one sealed anew from the start does not pass', async () => {
    const known = { seq: 4, hash: sealed[3]?.hash ?? '' };
    const anew = seal(
      START,
      ACTIONS.map((action) => event({ action, actor: 'U0EVE' })),
    ).map((one) => JSON.stringify(one));
    expect((await walkChain(given(whole), START, [known])).faults).toEqual([]);
    expect(await walkChain(given(anew), START, [known])).toMatchObject({ faults: [{ kind: 'resealed', seq: 4 }] });
  });

  test('takes what the first entry follows from an anchor, and does not believe another', async () => {
    const anchor = { seq: 2, hash: sealed[1]?.hash ?? '' };
    expect((await walkChain(given(order(3, 4)), anchor)).faults).toEqual([]);
    expect((await walkChain(given(order(3, 4)))).faults).toEqual([]);
    const other = await walkChain(given(order(3, 4)), { seq: 2, hash: 'f'.repeat(64) });
    expect(other.faults).toMatchObject([{ kind: 'changed', seq: 3, sentence: expect.stringContaining('event 2') }]);
  });

  test('stops looking when there is no end of faults', async () => {
    const many = Array.from({ length: 10_000 }, () => entry(1).replace('"one"', '"eins"'));
    const odd = many.map((one, at) => one.replace('"seq":1', `"seq":${at * 2 + 1}`));
    const { faults } = await walkChain(given(odd), START);
    expect(faults.length).toBeGreaterThanOrEqual(MOST_FAULTS);
    expect(faults.length).toBeLessThan(MOST_FAULTS * 3);
  });
});
