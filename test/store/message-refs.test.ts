import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMessageRefs } from '../../src/store/message-refs.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

test('where a message stands is kept, and nothing is known of one that was never posted', async () => {
  const refs = createMessageRefs(bench.raw, bench.installation);
  await refs.save('REQ-7.card', { channel: 'D1', ts: '1732442400.000100' });
  expect(await refs.find('REQ-7.card')).toEqual({ channel: 'D1', ts: '1732442400.000100' });
  expect(await refs.find('REQ-8.card')).toBeUndefined();
});
