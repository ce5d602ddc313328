import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitsGlob } from '../../src/policy/glob.ts';

describe('a pattern', () => {
  test.each([
    ['', ''],
    ['*', ''],
    ['*', 'anything'],
    ['a*', 'a'],
    ['*c', 'abc'],
    ['a*c', 'abcbc'],
    ['a**c', 'ac'],
    ['*b*b', 'abab'],
    ['a?c', 'abc'],
    ['?', '😀'],
    ['*ab?d', 'abcabcd'],
    ['a.c', 'a.c'],
    ['(x|y) [z]', '(x|y) [z]'],
  ])('%j fits %j', (pattern, text) => {
    expect(fitsGlob(pattern, text)).toBe(true);
  });

  test.each([
    ['', 'a'],
    ['a', ''],
    ['a', 'ab'],
    ['b', 'ab'],
    ['?', ''],
    ['?', 'ab'],
    ['a*c', 'ab'],
    ['*b', 'abc'],
    ['a*', 'ba'],
    ['a.c', 'abc'],
    ['*?x', 'x'],
  ])('%j does not fit %j', (pattern, text) => {
    expect(fitsGlob(pattern, text)).toBe(false);
  });

  test('of many stars takes no time to fail on a long text', () => {
    const began = performance.now();
    expect(fitsGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(5_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test('fits whatever a regular expression of the same meaning fits', () => {
    const letters = (among: string) => fc.string({ unit: fc.constantFrom(...among), maxLength: 8 });
    fc.assert(
      fc.property(letters('ab*?'), letters('ab'), (pattern, text) => {
        const same = new RegExp(`^${pattern.replaceAll('?', '.').replaceAll(/\*+/g, '.*')}$`);
        expect(fitsGlob(pattern, text)).toBe(same.test(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
