import { describe, expect, test } from '@jest/globals';
import { redacted } from '../../../src/playground/server/redact.ts';
import { createTimeline } from '../../../src/playground/server/timeline.ts';
import { createTraffic } from '../../../src/playground/server/traffic.ts';

const DAY_MS = 86_400_000;
const exchange = { from: 'app', what: 'chat.postMessage', status: '200', ms: 1, answer: { ok: true } } as const;

describe('traffic', () => {
  test('at most 500 are kept, the newest last', () => {
    const traffic = createTraffic(
      () => '',
      () => undefined,
    );
    for (let turn = 0; turn < 510; turn++) traffic.slack({ ...exchange, request: turn });
    expect(traffic.entries()).toHaveLength(500);
    expect(traffic.entries().at(-1)).toMatchObject({ id: 510, request: 509, from: 'grantdesk', to: 'slack' });
  });

  test('large ones make room sooner, and the newest always stays', () => {
    const traffic = createTraffic(
      () => '',
      () => undefined,
    );
    for (let turn = 0; turn < 10; turn++) traffic.slack({ ...exchange, request: '.'.repeat(300_000) });
    expect(traffic.entries()).toHaveLength(3);
    traffic.slack({ ...exchange, request: '.'.repeat(3_000_000) });
    expect(traffic.entries()).toHaveLength(1);
  });
});

describe('what is removed from it', () => {
  const secret = 'aB3_'.repeat(10).concat('xyZ');

  test('fields that let somebody in', () => {
    expect(redacted({ view: [{ token: 'a', response_url: 'b', name: 'c' }] })).toEqual({
      view: [{ token: '(removed)', response_url: '(removed)', name: 'c' }],
    });
  });

  test('a secret that somebody pasted into a text', () => {
    expect(redacted(`here: ${secret}, keep it`)).toBe('here: (removed), keep it');
  });

  test('nothing that only is long', () => {
    const digest = '0123456789abcdef'.repeat(4);
    expect(redacted({ digest, words: 'word-'.repeat(9), at: 12 })).toEqual({
      digest,
      words: 'word-'.repeat(9),
      at: 12,
    });
  });
});

test('moments of the machine are told in the time that the playground showed then', () => {
  const timeline = createTimeline();
  const before = Date.now() - 1;
  timeline.clock.advance(DAY_MS);
  const after = Date.now();
  expect(timeline.at(before)).toBe(new Date(before).toISOString());
  expect(timeline.at(after)).toBe(new Date(after + DAY_MS).toISOString());
  expect(timeline.aheadMs()).toBe(DAY_MS);
});
