import { describe, expect, test } from '@jest/globals';
import { StepName } from '../../src/domain/effects.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { taskSheet } from '../../src/domain/task-sheet.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { grant, pending, terms } from '../support/domain-cases.ts';

/** A request to change {@link terms} in these parts. */
const change = (parts: Partial<Terms>): AccessRequest => ({
  ...pending().request,
  ...{ kind: 'change', state: 'awaiting_admin', previous: terms(), terms: terms(parts) },
});

const valuesOf = (...sheet: Parameters<typeof taskSheet>) =>
  Object.fromEntries(taskSheet(...sheet).values.map(({ label, value }) => [label, value]));

describe('the sheet of an admin task', () => {
  test('has every value of Workiva’s grant form, and asks for the client ID', () => {
    const { request } = pending({ terms: terms({ scopes: ['Documents (Read)', 'Files (Read)'] }) });
    expect(valuesOf(request, undefined, 'grant')).toEqual({
      'Client Name': 'Sandbox | nightly export',
      Workspace: 'Sandbox',
      'Workiva Username': 'svc.export',
      Expires: '2027-02-22',
      Scopes: 'Documents (Read), Files (Read)',
      'IP Restrictions': '203.0.113.7',
    });
    expect(taskSheet(request, undefined, 'grant')).toMatchObject({ asksClientId: true, title: 'Create the API grant' });
  });

  test('leaves IP restrictions out where there are none', () => {
    const { request } = pending({ terms: terms({ ipRestrictions: [] }) });
    expect(taskSheet(request, undefined, 'grant').values.map(({ label }) => label)).toEqual([
      ...['Client Name', 'Workspace', 'Workiva Username', 'Expires', 'Scopes'],
    ]);
  });

  test('of a renewal says from when to when, for which client ID, and asks for none', () => {
    const request = { ...pending().request, kind: 'renew' as const, previousExpires: '2026-12-24' };
    expect(taskSheet(request, grant(), 'grant')).toMatchObject({
      title: 'Change Expires from 2026-12-24 to 2027-02-22',
      asksClientId: false,
    });
    expect(valuesOf(request, grant(), 'grant')).toMatchObject({ 'Client ID': 'client-7', Expires: '2027-02-22' });
  });

  test('of a change has how to find the grant, and what it is to be, and asks for no client ID', () => {
    const user = { kind: 'existing', username: 'svc.other' } as const;
    const request = change({ user, expires: '2027-03-01' });
    expect(taskSheet(request, grant(), 'grant')).toMatchObject({ asksClientId: false });
    expect(valuesOf(request, grant(), 'grant')).toEqual({
      'Client ID': 'client-7',
      'Client Name': 'Sandbox | nightly export',
      Workspace: 'Sandbox',
      'Workiva Username (new)': 'svc.other',
      'Expires (new)': '2027-03-01',
    });
  });

  test('of a change starts from what the grant is by now, and once it is done from what it was', () => {
    const request = change({ expires: '2027-03-01' });
    const narrowed = grant({ terms: terms({ expires: '2027-01-15', clientName: 'Sandbox | hourly export' }) });
    expect(taskSheet(request, narrowed, 'grant').title).toBe('Change Expires from 2027-01-15 to 2027-03-01');
    expect(valuesOf(request, narrowed, 'grant')).toMatchObject({ 'Client Name': 'Sandbox | hourly export' });
    const done = { ...request, state: 'fulfilled' as const };
    expect(taskSheet(done, narrowed, 'grant').title).toBe('Change Expires from 2027-02-22 to 2027-03-01');
    expect(taskSheet(request, undefined, 'grant').title).toBe('Change Expires from 2027-02-22 to 2027-03-01');
  });

  test('creates a new user from its names, and only checks one that exists', () => {
    const user = {
      kind: 'new',
      username: 'svc.new',
      givenName: 'Nightly',
      familyName: 'Export',
      email: 'e@example.com',
    } as const;
    expect(valuesOf(pending({ terms: terms({ user }) }).request, undefined, 'user')).toEqual({
      Username: 'svc.new',
      'Given name': 'Nightly',
      'Family name': 'Export',
      Email: 'e@example.com',
    });
    expect(valuesOf(pending().request, undefined, 'user')).toEqual({ 'Workiva Username': 'svc.export' });
    const creating = pending({ terms: terms({ user }) }).request;
    expect(taskSheet(creating, undefined, 'user').asksClientId).toBe(false);
  });

  test('names workspace, user and roles for the steps between', () => {
    const { request } = pending({ terms: terms({ roles: ['Viewer', 'Creator'] }) });
    expect(valuesOf(request, undefined, 'membership')).toEqual({
      Workspace: 'Sandbox',
      'Workiva Username': 'svc.export',
    });
    expect(valuesOf(request, undefined, 'roles')).toMatchObject({ Roles: 'Viewer, Creator' });
    expect(valuesOf(request, undefined, 'roles_removal')).toMatchObject({ 'Roles to take away': 'Viewer, Creator' });
    expect(valuesOf(request, undefined, 'membership_removal')).toEqual({
      Workspace: 'Sandbox',
      'Workiva Username': 'svc.export',
    });
  });

  test('goes through the screens of Workiva that each step is done in', () => {
    const { request } = pending();
    const pathOf = (step: StepName) => taskSheet(request, undefined, step).path.join(' → ');
    const members = 'Sandbox → Workspace Settings → Members';
    const grants = 'Organization Admin → Security → Provisioning';
    expect(pathOf('user')).toBe('Organization Admin → People');
    expect(pathOf('membership')).toBe(`${members} → Add`);
    expect(pathOf('roles')).toBe(`${members} → Edit roles`);
    expect(pathOf('roles_removal')).toBe(`${members} → Edit roles`);
    expect(pathOf('membership_removal')).toBe(`${members} → Remove`);
    expect(pathOf('grant')).toBe(`${grants} → Add Identity or API → API Grant`);
    const gone = { ...request, kind: 'revoke' as const };
    expect(taskSheet(gone, grant(), 'grant').path.join(' → ')).toBe(`${grants} → Actions of the grant → Delete`);
  });

  test.each(StepName.options.filter((step) => step !== 'grant'))('of %s asks for no client ID', (step) => {
    expect(taskSheet(pending().request, undefined, step).asksClientId).toBe(false);
  });

  test('suspends a user that nothing uses any more, or removes it where the policy wants that', () => {
    const { request } = pending();
    const sheetOf = (removesUser?: boolean) => taskSheet(request, undefined, 'user_suspension', removesUser);
    const to = (what: string) => ({
      title: `${what} the integration user`,
      path: ['Organization Admin', 'People', 'Actions of the user', what],
      values: [{ label: 'Workiva Username', value: 'svc.export' }],
    });
    expect(sheetOf()).toMatchObject(to('Suspend'));
    expect(sheetOf(true)).toMatchObject(to('Remove'));
    expect(taskSheet(request, undefined, 'user_removal')).toMatchObject(to('Remove'));
  });

  test('says whether the grant to delete has expired, and how to find it', () => {
    const request = { ...pending().request, kind: 'revoke' as const };
    expect(taskSheet(request, grant(), 'grant')).toMatchObject({ title: 'Delete the API grant', asksClientId: false });
    expect(taskSheet(request, grant({ state: 'expired' }), 'grant').title).toBe('Delete the expired API grant');
    expect(valuesOf(request, grant(), 'grant')).toEqual({
      'Client ID': 'client-7',
      'Client Name': 'Sandbox | nightly export',
      Workspace: 'Sandbox',
    });
    expect(valuesOf(request, undefined, 'grant')['Client ID']).toBe('unknown');
  });
});
