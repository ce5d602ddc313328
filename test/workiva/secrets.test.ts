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

const SECRET = 'S3cret of/the client+42';
/** What the words of a refusal may make of it, before or after the JSON around them is read. */
const SPELLINGS: Record<string, string> = {
  'with a backslash before its slash': SECRET.replace('/', '\\/'),
  'by the numbers of its characters': [...SECRET].map((one) => `\\u00${hex(one)}`).join(''),
  'by numbers, twice escaped': [...SECRET].map((one) => `\\\\u00${hex(one).toUpperCase()}`).join(''),
  'by short numbers': [...SECRET].map((one) => `\\x${hex(one)}`).join(''),
  'as a URL spells it': encodeURIComponent(SECRET),
  'as a form spells it': new URLSearchParams({ s: SECRET }).toString().slice(2),
  'in percents throughout': [...SECRET].map((one) => `%${hex(one)}`).join(''),
  'in percents of percents': encodeURIComponent(encodeURIComponent(SECRET)),
  'as HTML spells it': [...SECRET].map((one) => `&#x${hex(one)};`).join(''),
  'as HTML counts it': [...SECRET].map((one) => `&#${one.charCodeAt(0)};`).join(''),
  'in base64': Buffer.from(SECRET).toString('base64'),
  'as basic access sends it': Buffer.from(`grantdesk-client:${SECRET}`).toString('base64'),
  'in base64 for URLs, after one character': Buffer.from(`:${SECRET} and more`).toString('base64url'),
  'in base64 for URLs, after two': Buffer.from(`a:${SECRET}`).toString('base64url'),
};

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, '0');
}

test.each(Object.entries(SPELLINGS))('a secret is found %s', (_, spelled) => {
  const clean = createSecrets(SECRET).remove(`It was ${spelled}, they say.`);
  expect(clean).toContain('[removed]');
  expect(clean).not.toContain(spelled);
  expect(clean).not.toContain(spelled.slice(6, -6));
  expect(clean).toMatch(/^(It was \[removed\], they say\.|\[removed\])$/);
});

test('of each word that holds a secret in base64 nothing stays, and all around it does', () => {
  const inBase64 = Buffer.from(`client:${SECRET}`).toString('base64');
  const clean = createSecrets(SECRET).remove(`one ${inBase64}, two-${inBase64}==${inBase64}; three ${inBase64}.`);
  expect(clean).toMatch(/^one \[removed\], (\[removed\])+; three \[removed\]\.$/);
});

test('a long text that holds a secret in base64 is clean at once, whatever stands beside it', () => {
  const inBase64 = Buffer.from(`client:${SECRET}`).toString('base64');
  const long = 'a'.repeat(200_000);
  const began = performance.now();
  expect(createSecrets(SECRET).remove(`${inBase64} ${long}`)).toBe(`[removed] ${long}`);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('whatever follows the word Basic is taken out, where it is no word', () => {
  const secrets = createSecrets(SECRET);
  expect(secrets.remove('Authorization: Basic Z3JhbnRkZXNrOm5vdC1vdXJz')).toBe('Authorization: Basic [removed]');
  expect(secrets.remove('Basic authentication is off.')).toBe('Basic authentication is off.');
});

test('a text with escapes of its own, but without a secret, stays as it is', () => {
  const text = 'C:\\new\\u0041, 100 % of a%20b & c &amp; d \\u12, %zz, &#99999999;';
  expect(createSecrets(SECRET).remove(text)).toBe(text);
});

test('in what was parsed, texts and the names of fields are cleaned at every depth, and the rest stays', () => {
  const body = { data: [{ [`for ${SECRET}`]: SECRET, count: 3, none: null, yes: true }], text: 'plain' };
  expect(createSecrets(SECRET).removeIn(body)).toEqual({
    data: [{ 'for [removed]': '[removed]', count: 3, none: null, yes: true }],
    text: 'plain',
  });
});
