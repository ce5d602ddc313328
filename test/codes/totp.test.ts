import { describe, expect, test } from '@jest/globals';
import { generateSync } from 'otplib';
import { enrolmentUri, newSecret, stepOf } from '../../src/codes/totp.ts';

/** The secret of the examples in RFC 6238, appendix B. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1000);

describe('a code', () => {
  test.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [20_000_000_000, '353130', 666_666_666],
  ])('of RFC 6238 at %d s belongs to its time step', (seconds, code, step) => {
    expect(stepOf(SECRET, code, at(seconds))).toBe(step);
  });

  test('counts one step early and one step late, and no further', () => {
    const code = generateSync({ secret: SECRET, epoch: 3_000 });
    const steps = [2_969, 2_970, 3_000, 3_029, 3_059, 3_060].map((seconds) => stepOf(SECRET, code, at(seconds)));
    expect(steps).toEqual([undefined, 100, 100, 100, 100, undefined]);
  });

  test('may be typed with the space that apps show', () => {
    expect(stepOf(SECRET, ' 287 082 ', at(59))).toBe(1);
  });

  test.each(['', '28708', '2870820', '28708a', '２８７０８２', '287082; drop'])('is not %j', (text) => {
    expect(stepOf(SECRET, text, at(59))).toBeUndefined();
  });
});

test('a secret has 160 bits, is another each time, and its address names whom it belongs to', () => {
  const secret = newSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newSecret()).not.toBe(secret);
  const uri = new URL(enrolmentUri('U0FINANCE', secret));
  expect(uri.href).toMatch(/^otpauth:\/\/totp\/Grantdesk:U0FINANCE\?/);
  expect(Object.fromEntries(uri.searchParams)).toEqual({ secret, issuer: 'Grantdesk' });
});
