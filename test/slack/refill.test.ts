import { describe, expect, test } from '@jest/globals';
import { refilled, type Standing } from '../../src/slack/interactions/refill.ts';
import { policy } from '../support/domain-policy.ts';

const RULES = policy([
  'tasks: []',
  `tasks:
  - { name: Read, scopes: [Files (Read)] }
  - { name: Load, scopes: [Wdata tables (Write)], roles: [Loader] }
role_defaults: [{ scopes: [Files (Write)], roles: [Creator] }]`,
]);
const offering = (...roles: string[]) => ({ ...RULES, workspace_roles: roles });
const ROLES = offering('Viewer', 'Creator', 'Loader');

/** A form as it was drawn without anything in it, and what is in it by now. */
const standing = (typed: Standing['typed'], drawn: Partial<Standing['drawn']> = {}): Standing => ({
  typed: { purpose: 'Typed', ...typed },
  drawn: { tasks: [], scopes: [], roles: ['Viewer', 'Creator', 'Loader'], ...drawn },
  rounds: { scopes: '.1', roles: '' },
});

describe('a form that is filled in anew', () => {
  test('gets what the tasks need in fields with new ids, and keeps all that was typed', () => {
    const { typed, rounds } = refilled(standing({ tasks: ['Load'], roles: ['Viewer'] }), ROLES, '7');
    expect(typed).toMatchObject({ scopes: ['Wdata tables (Write)'], roles: ['Viewer', 'Loader'], purpose: 'Typed' });
    expect(rounds).toEqual({ scopes: '.7', roles: '.7' });
  });

  test('keeps the ids of fields that hold what they are to hold', () => {
    const same = standing({ tasks: ['Read'], scopes: ['Files (Read)'], roles: [] }, { tasks: ['Read'] });
    expect(refilled(same, ROLES, '7').rounds).toEqual({ scopes: '.1', roles: '' });
  });

  test('changes nothing the second time', () => {
    const once = refilled(standing({ tasks: ['Load', 'Read'] }), ROLES, '7');
    expect(refilled(once, ROLES, '8')).toEqual(once);
  });

  test('does not propose again a role that was taken out', () => {
    const without = standing({ scopes: ['Files (Write)'], roles: [] }, { scopes: ['Files (Write)'] });
    expect(refilled(without, ROLES, '7').typed.roles).toEqual([]);
  });

  test('drops a role that the workspace has not, and proposes it once another workspace has it', () => {
    const here = standing({ scopes: ['Files (Write)'], roles: ['Creator'] }, { scopes: ['Files (Write)'] });
    const elsewhere = refilled(here, offering('Viewer'), '7');
    expect(elsewhere).toMatchObject({ typed: { roles: [] }, rounds: { roles: '.7' } });
    expect(refilled(elsewhere, ROLES, '8')).toMatchObject({ typed: { roles: ['Creator'] }, rounds: { roles: '.8' } });
  });
});
