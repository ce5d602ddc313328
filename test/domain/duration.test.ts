import { describe, expect, test } from '@jest/globals';
import { inWords, parseDuration } from '../../src/domain/duration.ts';

describe('a duration', () => {
  test.each([
    ['500ms', 500],
    ['60s', 60_000],
    ['1m', 60_000],
    ['4h', 14_400_000],
    ['30d', 2_592_000_000],
    ['0s', 0],
  ])('%s is read as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', '60', 's', '1.5h', '-1d', '1 d', ' 1d', '1d ', '1w', '1D', '1d12h', '１d', '99999999999999999d'])(
    'is not made of "%s"',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe('in words', () => {
  test.each([
    ['30d', '30 days'],
    ['1d', '1 day'],
    ['4h', '4 hours'],
    ['36h', '1 day and 12 hours'],
    ['90m', '1 hour and 30 minutes'],
    ['60s', '1 minute'],
    ['500ms', '500 milliseconds'],
    ['0s', '0 seconds'],
  ])('%s is %s', (text, words) => {
    expect(inWords(parseDuration(text) ?? Number.NaN)).toBe(words);
  });

  test('never promises more time than there is', () => {
    expect(inWords(30 * 86_400_000 - 1)).toBe('29 days and 23 hours');
    expect(inWords(86_400_000 + 59_000)).toBe('1 day');
  });

  test('says nothing left for a time that has passed', () => {
    expect(inWords(-5)).toBe('0 seconds');
  });
});
