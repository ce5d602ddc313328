import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { openSecret, SealError, sealSecret } from '../../src/codes/seal.ts';

const key = randomBytes(32);
const owner = { installation: 'grantdesk', person: 'U0FINANCE' };
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a sealed secret', () => {
  test('opens for its owner with its key, and shows nothing before', () => {
    const sealed = sealSecret(key, owner, SECRET);
    expect(sealed).toMatch(/^v1\.[\w-]+$/);
    expect(Buffer.from(sealed.slice(3), 'base64url').includes(SECRET)).toBe(false);
    expect(openSecret(key, owner, sealed)).toBe(SECRET);
  });

  test('is another each time', () => {
    expect(sealSecret(key, owner, SECRET)).not.toBe(sealSecret(key, owner, SECRET));
  });

  test.each([
    ['with another key', randomBytes(32), owner],
    ['for another person', key, { ...owner, person: 'U0ADMIN' }],
    ['in another installation', key, { ...owner, installation: 'other' }],
  ])('does not open %s', (_, otherKey, otherOwner) => {
    const sealed = sealSecret(key, owner, SECRET);
    expect(() => openSecret(otherKey, otherOwner, sealed)).toThrow(SealError);
  });

  test('does not open when a byte of it has changed, when it is cut, or when it has another version', () => {
    const sealed = sealSecret(key, owner, SECRET);
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    const changed = [...bytes.keys()].map((index) => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(bytes.readUInt8(index) ^ 1, index);
      return `v1.${copy.toString('base64url')}`;
    });
    for (const text of [...changed, sealed.slice(0, 20), sealed.replace('v1', 'v2'), '', 'v1.']) {
      expect(() => openSecret(key, owner, text)).toThrow(SealError);
    }
  });
});
