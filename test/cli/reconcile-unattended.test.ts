import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { COLUMNS } from '../../src/domain/import-row.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { automatic, startQuickWorld } from '../support/faults-world.ts';
import { daysAhead, freshClientId, freshNames, type Live, makeLive } from '../support/journey.ts';
import { type Answer, runInWorld } from './world-run.ts';

let world: World;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-reconcile-'));
  world = await startQuickWorld();
});
afterAll(async () => {
  await world?.stop();
  await rm(folder, { recursive: true });
});
beforeEach(() => world.workiva.faults.clear());

const reconcile = (args: string[], answer?: Answer) => runInWorld(world, ['reconcile', ...args], answer);
const live = () => makeLive(world, automatic(world, { roles: ['Viewer'] }), PEOPLE.engineer, freshClientId());
const screens = () => world.workiva.screens;
const member = ({ username }: Live) => ({ username, workspace: 'Sandbox' });
const statusOf = ({ username }: Pick<Live, 'username'>) => world.workiva.userNamed(username)?.status;
const changes = () =>
  world.workiva.calls.filter(({ method, path }) => method !== 'GET' && path.startsWith('/platform'));

describe('reconcile that nobody looks on', () => {
  /** A grant that was made by hand and imported, for a user with these roles in the sandbox. */
  async function imported(roles: string[]): Promise<Pick<Live, 'username'>> {
    const { clientName, username } = freshNames();
    const email = `${username}@example.com`;
    screens().addUser(WORKIVA_ADMIN, { username, givenName: 'Old', familyName: 'Export', email });
    screens().addMember(WORKIVA_ADMIN, { username, workspace: 'Sandbox' });
    screens().setRoles(WORKIVA_ADMIN, { username, workspace: 'Sandbox' }, roles);
    const row: Record<(typeof COLUMNS)[number], string> = {
      ...{ client_name: clientName, workspace: 'Sandbox', username, expires: daysAhead(world, 20) },
      ...{ scopes: 'Files (Read)', ip_restrictions: '', client_id: freshClientId(), owner: PEOPLE.engineer },
      ...{ purpose: 'Copies the ledger.', roles: 'Viewer;Manager' },
    };
    const file = join(folder, `${username}.csv`);
    await writeFile(file, `${COLUMNS.join(',')}\n${COLUMNS.map((name) => `"${row[name]}"`).join(',')}\n`);
    const { code, out } = await runInWorld(world, ['import', file, '--apply']);
    if (code !== 0) throw new Error(out);
    return { username };
  }

  test('activates nobody whom somebody has suspended, gives nothing back to them, and says what is left', async () => {
    const [stopped, out] = [await live(), await live()];
    screens().suspendUser(WORKIVA_ADMIN, stopped.username);
    screens().setRoles(WORKIVA_ADMIN, member(stopped), []);
    // Workiva suspends it too: it was its last workspace.
    screens().removeMember(WORKIVA_ADMIN, member(out));
    const before = changes().length;
    const ran = await reconcile(['--fix', '--yes']);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('\nNeeds a person (--fix asks about each');
    expect(ran.out).toContain('To revert: 0. Needs a person: 4.');
    expect(ran.err).toContain('Left to a person: 4. Run it at a terminal, or name them with --also.');
    expect(ran.err).toContain('Nothing was changed.');
    expect(changes()).toHaveLength(before);
    for (const mine of [stopped, out]) expect(statusOf(mine)).toBe('suspended');

    const named = await reconcile(['--fix', '--yes', '--also', stopped.username.toUpperCase()]);
    expect(named).toMatchObject({ code: 1, out: expect.stringContaining('Reverted: 2 of 2.') });
    expect([statusOf(stopped), statusOf(out)]).toEqual(['active', 'suspended']);
    expect(world.workiva.rolesOf(stopped.username, 'Sandbox')).toEqual(['Viewer']);
    expect((await reconcile(['--fix'], 'yes')).code).toBe(0);
  });

  test('gives back what its own steps have given, and takes what nobody has approved', async () => {
    const [lacking, more] = [await live(), await live()];
    screens().setRoles(WORKIVA_ADMIN, member(lacking), []);
    screens().setRoles(WORKIVA_ADMIN, member(more), ['Viewer', 'Manager']);
    expect(await reconcile(['--fix', '--yes'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Reverted: 2 of 2.'),
    });
    for (const { username } of [lacking, more]) expect(world.workiva.rolesOf(username, 'Sandbox')).toEqual(['Viewer']);
  });

  test('takes no import at its word: it gives neither a role nor a membership that only the file names', async () => {
    const [lacking, outside] = [await imported(['Viewer']), await imported(['Viewer', 'Manager'])];
    screens().addMember(WORKIVA_ADMIN, { username: outside.username, workspace: 'Finance Close' });
    screens().removeMember(WORKIVA_ADMIN, { username: outside.username, workspace: 'Sandbox' });
    const { code, out } = await reconcile(['--fix', '--yes']);
    expect(code).toBe(1);
    expect(out).toContain('only an import, or an admin, says that it was so');
    expect(out).toContain('To revert: 0. Needs a person: 2.');
    expect(world.workiva.rolesOf(lacking.username, 'Sandbox')).toEqual(['Viewer']);

    const onlyTheRole = (question: string) => (question.includes('the role “Manager”') ? 'yes' : 'no');
    const asked = await reconcile(['--fix'], onlyTheRole);
    expect(asked.code).toBe(1);
    expect(asked.asked).toEqual([
      expect.stringMatching(/role “Manager”.*only an import.*--fix gives it again\. Type yes: $/),
      expect.stringMatching(/is not a member of “Sandbox”.*--fix adds it again, with the roles .*Type yes: $/),
    ]);
    expect(asked.err).toContain('Left to a person: 1.');
    expect(world.workiva.rolesOf(lacking.username, 'Sandbox')).toEqual(['Manager', 'Viewer']);
    expect((await reconcile(['--fix', '--also', outside.username])).code).toBe(0);
    expect(world.workiva.rolesOf(outside.username, 'Sandbox')).toEqual(['Manager', 'Viewer']);
  });

  test('leaves to a person what has come to need one since the plan', async () => {
    const [first, second] = [await live(), await live()];
    for (const mine of [first, second]) screens().setRoles(WORKIVA_ADMIN, member(mine), []);
    const giving = world.workiva.faults.hold({ method: 'POST', path: /roles\/assignment/ });
    const running = reconcile(['--fix', '--yes']);
    await giving.arrived;
    screens().suspendUser(WORKIVA_ADMIN, second.username);
    giving.release();
    const { code, err, out } = await running;
    expect(code).toBe(1);
    expect(err).toContain('Its user is suspended in Workiva. So it was left to a person.');
    expect(out).toContain('Reverted: 1 of 2.');
    expect(world.workiva.rolesOf(second.username, 'Sandbox')).toEqual([]);
    expect((await reconcile(['--fix'], 'yes')).code).toBe(0);
  });

  test('changes nothing where there is more to change than it may without a question', async () => {
    const [first, second] = [await live(), await live()];
    for (const mine of [first, second]) screens().setRoles(WORKIVA_ADMIN, member(mine), ['Manager', 'Viewer']);
    const many = await reconcile(['--fix', '--yes', '--at-most', '1']);
    expect(many.code).toBe(1);
    expect(many.err).toContain('There are 2 changes to make, and without a question at most 1');
    for (const { username } of [first, second])
      expect(world.workiva.rolesOf(username, 'Sandbox')).toEqual(['Manager', 'Viewer']);
    expect((await reconcile(['--fix', '--yes', '--at-most', '2'])).code).toBe(0);
  });

  test('says of a name that needs nobody’s word that it does not', async () => {
    const mine = await live();
    screens().setRoles(WORKIVA_ADMIN, member(mine), []);
    const { code, err } = await reconcile(['--fix', '--yes', '--also', 'svc.typo']);
    expect(code).toBe(0);
    expect(err).toContain('--also svc.typo: nothing about this user needs a person.');
  });

  test.each([['--yes'], ['--also svc.export'], ['--fix --yes --at-most 0'], ['--fix --yes --at-most many']])(
    'is used wrongly with %s alone',
    async (args) => {
      expect(await reconcile(args.split(' '))).toMatchObject({ code: 2, out: '' });
    },
  );
});
