import { expect, test } from '@jest/globals';
import { createSecrets } from '../../src/workiva/secrets.ts';

test('the lasting secret and the newest tokens are taken out of a text, as they are and as a URL spells them', () => {
  const secrets = createSecrets('lasting/secret');
  for (const token of ['token-number-1', 'token-number-2']) secrets.add(token);
  const text = 'lasting/secret, lasting%2Fsecret, token-number-1, token-number-2';
  expect(secrets.remove(text)).toBe('[removed], [removed], [removed], [removed]');
});

test('whatever follows the word Bearer is taken out, known or not', () => {
  expect(createSecrets('lasting/secret').remove('Authorization: bearer eyJhbGciOi.x-y_z=')).toBe(
    'Authorization: bearer [removed]',
  );
});

test('a secret as short as an ordinary word does not spoil every text', () => {
  expect(createSecrets('role').remove('The role does not exist.')).toBe('The role does not exist.');
});
