import { describe, expect, test } from '@jest/globals';
import { type Acting, actingAs, inheritByChange, inheritedBy } from '../../src/domain/acting.ts';
import { inheritance, keepers, sparing } from '../../src/domain/needed.ts';
import type { AccessRequest, Grant } from '../../src/domain/records.ts';
import { failed, grant, moved, refusalOf, terms } from '../support/domain-cases.ts';

const ROLE = { request: 'REQ-7', roles: ['Viewer'], membership: false, user: false };
const plain = grant({ id: 'GRANT-8', terms: terms({ roles: [] }) });
const steps: NonNullable<AccessRequest['provisioning']> = { run: 1, steps: [] };

/** A change of GRANT-8 that has begun, and gives it the role Viewer. */
const change = (changes: Partial<AccessRequest> = {}): AccessRequest => ({
  ...failed({ id: 'REQ-9' }).request,
  ...{ kind: 'change', grant: 'GRANT-8', state: 'provisioning', provisioning: steps },
  ...{ previous: plain.terms, terms: terms({ roles: ['Viewer'] }) },
  ...changes,
});
const undoing = { ...failed().request, kind: 'revoke', grant: 'GRANT-7', undoes: ROLE } as const;

const acting = (one: AccessRequest, live: readonly Grant[] = [plain], grants: readonly Grant[] = [plain]): Acting[] =>
  actingAs('SVC.export', live, { requests: [one], grants });

describe('the grants that need an integration user', () => {
  test('are the live ones, and once more those that a change under way gives something', () => {
    for (const state of ['approved', 'provisioning', 'awaiting_admin', 'failed'] as const) {
      expect(acting(change({ state }))).toEqual([
        plain,
        { ...plain, terms: terms({ roles: ['Viewer'] }), wantedBy: 'REQ-9' },
      ]);
    }
  });

  test('are one of another user too that a change is to make act as this one', () => {
    const other = grant({ id: 'GRANT-8', terms: terms({ user: { kind: 'existing', username: 'svc.other' } }) });
    expect(acting(change(), [], [other])).toMatchObject([{ id: 'GRANT-8', wantedBy: 'REQ-9' }]);
    const away = change({ terms: terms({ user: { kind: 'existing', username: 'svc.other' } }) });
    expect(acting(away)).toEqual([plain]);
  });

  test.each<[string, Partial<AccessRequest>]>([
    ['has not been approved', { state: 'pending', provisioning: undefined }],
    ['has ended', { state: 'withdrawn' }],
    ['is done, and shows in its grant', { state: 'fulfilled' }],
    ['changes nothing but the date', { kind: 'renew' }],
    ['is about a grant that is not there', { grant: 'GRANT-99' }],
  ])('are not any by a request that %s', (_which, changes) => {
    expect(acting(change(changes))).toEqual([plain]);
  });

  test('are not any that have ended', () => {
    const ended = grant({ id: 'GRANT-8', state: 'revoked' });
    expect(acting(change(), [], [ended])).toEqual([]);
  });
});

describe('an undo', () => {
  test('leaves a role to a change under way that needs it, which inherits it', () => {
    const needing = acting(change());
    expect(keepers(undoing, 'roles_removal', needing)).toMatchObject([{ wantedBy: 'REQ-9' }]);
    expect(sparing(undoing, needing).undoes?.roles).toEqual([]);
    expect(inheritance(undoing, 'roles_removal', needing)).toMatchObject({
      heirs: [{ id: 'GRANT-8', wantedBy: 'REQ-9' }],
      left: { undo: { roles: ['Viewer'] } },
    });
  });

  test('of the change itself keeps nothing for its sake', () => {
    const needing = acting(change({ state: 'withdrawn' }));
    expect(sparing({ ...undoing, grant: 'GRANT-8' }, needing).undoes?.roles).toEqual(['Viewer']);
  });
});

describe('what a grant inherits by a change of it', () => {
  const left = { ...terms(), undo: ROLE };
  const heirOf = (...args: Parameters<typeof inheritByChange>) => moved(inheritByChange(...args)).grant as Grant;

  test('is kept once, and comes to it when nothing comes of the change', () => {
    const heir = heirOf({ request: change(), grant: plain }, left);
    expect(heirOf({ request: change(), grant: heir }, left)).toEqual(heir);
    expect(inheritedBy(change(), heir)).toEqual([left]);
    expect(inheritedBy(change({ id: 'REQ-10' }), heir)).toEqual([]);
  });

  test('is all that the change gives where the whole user is left to it', () => {
    const heir = heirOf({ request: change(), grant: plain });
    expect(inheritedBy(change(), heir)).toEqual([change().terms]);
  });

  test('is nothing once the change is done', () => {
    expect(heirOf({ request: change({ state: 'fulfilled' }), grant: plain }, left)).toEqual(plain);
  });

  test('is refused once nothing has come of the change, or its grant is gone', () => {
    const refusal = (request: AccessRequest, of: Grant | undefined) =>
      refusalOf(inheritByChange({ request, grant: of }, left)).code;
    expect(refusal(change({ state: 'withdrawn' }), plain)).toBe('not_open');
    expect(refusal(change(), { ...plain, state: 'revoked' })).toBe('not_open');
    expect(refusal(change(), undefined)).toBe('not_found');
  });
});
