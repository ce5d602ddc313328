import { describe, expect, test } from '@jest/globals';
import type { AccessRequest } from '../../src/domain/records.ts';
import { type GrantGateway, grantsByAdmin } from '../../src/workiva/grant-gateway.ts';
import { atGrantStep, terms } from '../support/domain-cases.ts';

/** What a gateway may look like on the day that Workiva has an API for grants: it finds its own before it makes another. */
function grantsByApi(): GrantGateway & { made: Map<string, string> } {
  const made = new Map<string, string>();
  return {
    made,
    foresee: () => 'api',
    async provide({ id, kind, grant }) {
      const name = kind === 'create' ? id : (grant ?? id);
      const clientId = made.get(name) ?? `client-${made.size + 1}`;
      made.set(name, clientId);
      return { kind: 'granted', clientId };
    },
  };
}

const KINDS = ['create', 'renew', 'change', 'revoke'] as const;
const request = (changes: Partial<AccessRequest> = {}): AccessRequest => ({ ...atGrantStep().request, ...changes });

describe.each([
  ['by an admin', () => grantsByAdmin],
  ['by an API', grantsByApi],
])('grants %s', (_, gateway) => {
  test.each(KINDS)('are foreseen as they then come about, for a request of kind %s', async (kind) => {
    const grants = gateway();
    const asked = request({ kind, previous: terms({ clientName: 'Another name' }) });
    const outcome = await grants.provide(asked);
    expect(grants.foresee(asked)).toBe(outcome.kind === 'granted' ? 'api' : 'by_hand');
  });

  test('are the same when they are asked for twice', async () => {
    const grants = gateway();
    expect(await grants.provide(request())).toEqual(await grants.provide(request()));
  });
});

test('a change that leaves the grant as it is in Workiva needs nobody', async () => {
  const unchanged = request({ kind: 'change', previous: terms({ purpose: 'Another purpose.' }) });
  expect(grantsByAdmin.foresee(unchanged)).toBe('unchanged');
  expect(await grantsByAdmin.provide(unchanged)).toEqual({ kind: 'granted', clientId: '' });
});

test('an API makes one grant for each request, however often it is asked', async () => {
  const grants = grantsByApi();
  for (const id of ['REQ-1', 'REQ-1', 'REQ-2']) await grants.provide(request({ id }));
  expect([...grants.made.values()]).toEqual(['client-1', 'client-2']);
});
