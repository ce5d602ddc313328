import { describe, expect, test } from '@jest/globals';
import { clientIdFault, looksLikeSecret, SECRET_ADVICE } from '../../src/domain/secret-guard.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const glued = (...parts: string[]) => parts.join('');
const HEX_40 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b';
const BASE64URL_43 = 'q1Z8vT0r-3kLmX_9sYbN4cWdE7uGhJ2pQaRfS5tU6wo';

describe('text that looks like a secret', () => {
  test.each([
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE…'],
    ['a private key of the newer form', '-----BEGIN PRIVATE KEY-----'],
    ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln'],
    ['a secret of Workiva', glued('wk_', 'secret:oa2c:abcdefgh')],
    ['a Slack bot token', glued('xox', 'b-1234567890-abcdefghijkl')],
    ['a Slack app token', glued('xa', 'pp-1-A0123456789-1234567890123')],
    ['a Slack webhook', glued('https://hooks.slack', '.com/services/T000/B000/XXXX1234')],
    ['a GitHub token', glued('gh', 'p_abcdefghijklmnopqrstuvwxyz0123456789')],
    ['a fine-grained GitHub token', glued('github', '_pat_11ABCDEFG0abcdefghij')],
    ['a GitLab token', glued('gl', 'pat-abcdefghij0123456789')],
    ['a payment key', glued('sk', '_live_abcdefghijkl0123456789')],
    ['an AWS access key', glued('AK', 'IAIOSFODNN7EXAMPLE')],
    ['a bearer header', 'Authorization: Bearer abcdef0123456789'],
    ['a bearer header in small letters', 'use bearer "abcdef0123456789"'],
    ['a client secret in a form body', 'client_secret=abcd1234'],
    ['a client secret in JSON', '{"client_secret": "abcd1234efgh"}'],
    ['a client secret in camel case', 'clientSecret: abcd1234efgh'],
    ['a secret in a sentence', 'The secret is abcd1234efgh, use it.'],
    ['a password with symbols', 'password: P@ssw0rd!2026'],
    ['a password after its abbreviation', 'passwd=hunter2hunter2'],
    ['an API key', 'our API key: abcd1234efgh'],
    ['an API key with a hyphen', "api-key='abcd1234efgh'"],
    ['an access token', 'access_token=abcd1234efgh'],
    ['40 hexadecimal digits', HEX_40],
    ['40 hexadecimal digits within a sentence', `Please use ${HEX_40}, thank you.`],
    ['a random key in base64url', BASE64URL_43],
    ['a random key in base64', 'q1Z8vT0r+3kLmX/9sYbN4cWdE7uGhJ2pQaRfS5tU6wo='],
    ['a random key as one part of a URL', `https://example.com/hand-over/${BASE64URL_43}/done`],
    ['a random key beside a UUID', `0f8fad5b-d9cb-469f-a165-70867728950e_${HEX_40}`],
  ])('is found: %s', (_what, text) => {
    expect(looksLikeSecret(text)).toBe(true);
    expect(looksLikeSecret(`First line.\n${text}\nLast line.`)).toBe(true);
  });
});

describe('ordinary business text passes', () => {
  test.each([
    '',
    'The token expires each quarter; secret rotation is described in the runbook.',
    'We keep the secret in the vault, and the password is rotated every 90 days.',
    'The token is valid for 30 days, the secret is regenerated each year.',
    'Secret rotation: every 90 days. Token lifetime: 10 minutes.',
    'Where is the secret kept: arn:aws:secretsmanager:eu-west-1:finance/close-2026',
    'Bearer authentication is used, bearer tokens live 10 minutes, bearer authorization-header.',
    'Notes of the skip-level-meeting, the skeleton-service-user and skillfulnesses.',
    'The ghost-writer-tool, ghosting and ghoulishnesses-in-2026.',
    'FIN-1234, CHG0012345678, REQ-142, GRANT-57, INC-2026-11-24-000042',
    '0f8fad5b-d9cb-469f-a165-70867728950e',
    'The organization 0F8FAD5B-D9CB-469F-A165-70867728950E of tenant 6ba7b810-9dad-11d1-80b4-00c04fd430c8.',
    'https://app.wdesk.com/s/0f8fad5b-d9cb-469f-a165-70867728950e/spreadsheet/6ba7b810-9dad-11d1-80b4-00c04fd430c8/view',
    'https://app.wdesk.com/a/QWNjb3VudB81NjQzMzEyMzQ1Njc4OTEy/doc/d41d8cd98f00b204e9800998ecf8427e/r/-1',
    'https://example.atlassian.net/browse/FIN-1234?focusedCommentId=100012&page=com.atlassian.jira.plugin.system',
    '/srv/finance/exports/2026/quarterly/nightly-export/part-00001-of-00042',
    'C:/Users/finance/Documents/2026/Q4/Nightly Export/closing_balance_sheet_2026_11_24_final_v2',
    '/srv/6ba7b810-9dad-11d1-80b4-00c04fd430c8/0f8fad5b-d9cb-469f-a165-70867728950e/part-1',
    '/opt/app2/releases/20261124T101112Z/lib/node18/x64/bin/exportWorker3',
    'finance-close-nightly-export-2026-quarter-one-run-of-the-warehouse',
    '=================================== 2026 ===================================',
    '1234567890123456789012345678901234567890',
    'pneumonoultramicroscopicsilicovolcanoconiosis',
    'arn:aws:iam::123456789012:role/finance-close-nightly-export-production-2026',
    'Prüft den Abschluß für 2026 — 毎晩の輸出 🌙',
  ])('%s', (text) => {
    expect(looksLikeSecret(text)).toBe(false);
  });
});

test('a text of full length is judged at once, however it is made', () => {
  const texts = [
    'a'.repeat(50_000),
    'aA'.repeat(25_000),
    'a1-'.repeat(17_000),
    'secret '.repeat(7_000),
    'bearer '.repeat(7_000),
  ];
  const before = performance.now();
  for (const text of texts) looksLikeSecret(text);
  expect(performance.now() - before).toBeLessThan(1_000);
});

describe('a client ID', () => {
  test.each([
    'a1b2',
    'client-7',
    'd41d8cd98f00b204e9800998ecf8427e',
    '0f8fad5b-d9cb-469f-a165-70867728950e',
    'Finance.Close_2',
  ])('may be %s', (typed) => {
    expect(clientIdFault(typed)).toBeUndefined();
  });

  test.each([
    HEX_40,
    BASE64URL_43,
    'x'.repeat(49),
    'client_secret',
    'MyPassword1',
    'Bearer-abc',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0',
  ])('is never what looks like a secret: %s', (typed) => {
    expect(clientIdFault(typed)).toBe(SECRET_ADVICE);
  });

  test.each(['abc', 'two words', 'a,b,c,d', '-abcd', 'abcd\nefgh', '‘abcd’', 'ábcd'])(
    'is one plain word, not %j',
    (typed) => {
      expect(clientIdFault(typed)).toMatch(/^A client ID is one word/);
    },
  );

  test('must be entered', () => {
    expect(clientIdFault('')).toMatch(/^Enter the client ID/);
  });

  test('is never repeated in the fault, because it may be a secret', () => {
    for (const typed of [HEX_40, 'abc', 'two words']) expect(clientIdFault(typed)).not.toContain(typed);
  });
});
