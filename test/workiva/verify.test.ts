import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { verifyCredentials } from '../../src/workiva/verify.ts';

const SECRET = 'S3cret-of-a-grant/42';
const NUMBERED = [...SECRET].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('');
const BASIC = Buffer.from(`client-1:${SECRET}`).toString('base64');

/** Tests the credentials at a server that answers so. */
async function verifiedAt(status: number, json: string) {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(json);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await verifyCredentials({ apiUrl, clientId: 'client-1', clientSecret: SECRET });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test.each([
  ['by the numbers of its characters', NUMBERED],
  ['with its slash escaped', SECRET.replace('/', '\\/')],
  ['as a URL spells it', encodeURIComponent(SECRET)],
  ['as basic access sends it', BASIC],
])('what Workiva says of a refusal is told without the secret that it holds %s', async (_, spelled) => {
  const json = `{"error":"invalid_client","error_description":"No client with ${spelled}."}`;
  await expect(verifiedAt(401, json)).resolves.toEqual({
    ok: false,
    reason: 'credentials',
    said: 'No client with [removed], 401, invalid_client',
  });
});

test('scopes are told without the secret and the token, should they stand among them', async () => {
  const scope = `file:read ${NUMBERED} token-0123456789`;
  const json = `{"access_token":"token-0123456789","expires_in":600,"scope":"${scope}"}`;
  await expect(verifiedAt(200, json)).resolves.toEqual({ ok: true, scopes: ['file:read', '[removed]', '[removed]'] });
});
