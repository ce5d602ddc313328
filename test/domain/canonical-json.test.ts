import { describe, expect, test } from '@jest/globals';
import { canonicalJson } from '../../src/domain/canonical-json.ts';

describe('canonical JSON', () => {
  test('is the same in whichever order names were given, at every depth', () => {
    const one = { b: 1, a: [{ d: null, c: 'x' }], C: { f: 'y', e: [] } };
    const other = { C: { e: [], f: 'y' }, a: [{ c: 'x', d: null }], b: 1 };
    expect(canonicalJson(one)).toBe('{"C":{"e":[],"f":"y"},"a":[{"c":"x","d":null}],"b":1}');
    expect(canonicalJson(other)).toBe(canonicalJson(one));
  });

  test('keeps the order of lists, and tells texts, numbers and nothing apart', () => {
    const texts = [['a', 'b'], ['b', 'a'], ['a, b'], [1], ['1'], [null], []].map(canonicalJson);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('writes letters as they are, and escapes what JSON must', () => {
    expect(canonicalJson({ name: 'Büro "A"\n\\ 🔑' })).toBe('{"name":"Büro \\"A\\"\\n\\\\ 🔑"}');
  });
});
