import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { driftId } from '../../src/domain/drift-record.ts';
import { suspend } from '../../src/domain/suspension.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { driftSays, night } from '../support/drifting.ts';
import { automatic, eventually, startQuickWorld, storedGrant } from '../support/faults-world.ts';
import { freshClientId, type Live, makeLive, openStore } from '../support/journey.ts';
import { type Answer, runInWorld } from './world-run.ts';

let world: World;
let store: Store;
let close: () => void;

beforeAll(async () => {
  world = await startQuickWorld();
  ({ store, close } = openStore(world));
});
afterAll(async () => {
  close?.();
  await world?.stop();
});
beforeEach(() => world.workiva.faults.clear());

const grantdesk = (args: string[], answer?: Answer, env?: Record<string, string>) =>
  runInWorld(world, args, answer, env);
const reconcile = (args: string[] = [], answer?: Answer, env?: Record<string, string>) =>
  grantdesk(['reconcile', ...args], answer, env);

const live = () => makeLive(world, automatic(world, { roles: ['Viewer'] }), PEOPLE.engineer, freshClientId());
const screens = () => world.workiva.screens;
const member = ({ username }: Live, workspace = 'Sandbox') => ({ username, workspace });
const statusOf = ({ username }: Pick<Live, 'username'>) => world.workiva.userNamed(username)?.status;
const changes = () =>
  world.workiva.calls.filter(({ method, path }) => method !== 'GET' && path.startsWith('/platform'));

/** What was reverted for a user at the command line. */
const operatorDid = async ({ username }: Live) =>
  (await store.audit.history(driftId(username), 50)).events.filter(({ actor }) => actor === 'operator');

const nothing = /Differences: 0\. /;

describe('reconcile', () => {
  test('ends with 0 where nothing differs, and says how far it has looked', async () => {
    await live();
    const { out, err, code } = await reconcile();
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(nothing) });
    expect(err).toBe('Users looked at: 1\n');
  });

  test('prints a table of what differs and what --fix would do, changes nothing, and ends with 1', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    const before = changes().length;
    const { out, code } = await reconcile();
    expect(code).toBe(1);
    expect(out.split('\n').map((row) => row.split(/ {2,}/))).toEqual(
      expect.arrayContaining([
        ['User', 'What differs', 'What --fix does'],
        [
          mine.username,
          expect.stringContaining('is suspended in Workiva'),
          'activates it again, once a person says so',
        ],
      ]),
    );
    expect(changes()).toHaveLength(before);
    expect(await operatorDid(mine)).toEqual([]);
    expect((await reconcile(['--fix'], 'yes')).code).toBe(0);
  });

  test('with --fix asks first, and changes nothing at any other answer than yes, nor where nobody can be asked', async () => {
    const mine = await live();
    screens().setRoles(WORKIVA_ADMIN, member(mine), []);
    const no = await reconcile(['--fix'], 'no');
    expect(no).toMatchObject({ code: 1, asked: ['Change this in Workiva (1)? Type yes: '] });
    const nobody = await reconcile(['--fix']);
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('Add --yes') });
    expect(world.workiva.rolesOf(mine.username, 'Sandbox')).toEqual([]);
    expect(await reconcile(['--fix'], 'yes')).toMatchObject({ code: 0 });
    expect(world.workiva.rolesOf(mine.username, 'Sandbox')).toEqual(['Viewer']);
    const detail = expect.objectContaining({ host: 'desk-1', user: 'olga' });
    expect(await operatorDid(mine)).toMatchObject([
      { action: 'drift.reverted', detail },
      { action: 'drift.revert_asked', detail },
    ]);
  });

  test('with --fix does all that the API can; what is left then is what a person has to do', async () => {
    const [out, more, renamed] = [await live(), await live(), await live()];
    // Workiva suspends it too: it was its last workspace.
    screens().removeMember(WORKIVA_ADMIN, member(out));
    screens().setRoles(WORKIVA_ADMIN, member(more), ['Manager']);
    screens().addMember(WORKIVA_ADMIN, member(more, 'Finance Close'));
    screens().renameUser(WORKIVA_ADMIN, renamed.username, `${renamed.username}-two`);
    const first = await reconcile(['--fix', '--yes', '--also', out.username]);
    expect(first).toMatchObject({ code: 1, out: expect.stringContaining('Reverted: 5 of 5.') });
    const second = await reconcile(['--fix', '--yes']);
    expect(second.code).toBe(1);
    expect(second.out).toContain('Differences: 1. To revert: 0. Needs a person: 0. By hand: 1.');
    expect(second.out).toContain('What a person has to do:');
    expect(second.out).not.toContain('Reverted');
    screens().renameUser(WORKIVA_ADMIN, `${renamed.username}-two`, renamed.username);
    expect((await reconcile()).out).toMatch(nothing);
  });

  test('settles what the admins were told of, and leaves out what they have adopted', async () => {
    const [told, adopted] = [await live(), await live()];
    screens().suspendUser(WORKIVA_ADMIN, told.username);
    screens().setRoles(WORKIVA_ADMIN, member(adopted), ['Viewer', 'Manager']);
    await night(world);
    await world.slack
      .as(PEOPLE.admin)
      .press(await driftSays(world, adopted.username, 'no grant gives it'), 'grantdesk.drift.adopt');
    await driftSays(world, adopted.username, 'Adopted by');
    const { out, code } = await reconcile(['--fix', '--also', told.username]);
    expect(code).toBe(0);
    expect(out).toContain('Adopted, and so not counted: 1.');
    await driftSays(world, told.username, 'Reverted by the operator');
    expect(world.workiva.rolesOf(adopted.username, 'Sandbox')).toContain('Manager');
  });

  test('leaves a history of each user, which audit show tells', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await reconcile(['--fix'], 'yes');
    const { out, code } = await grantdesk(['audit', 'show', `drift-${mine.username}`]);
    expect(code).toBe(0);
    expect(out).toContain(`DRIFT-${mine.username}: 2 events`);
    expect(out).toContain('is suspended in Workiva');
  });

  test('goes on where one cannot be reverted, and says why', async () => {
    const [first, second] = [await live(), await live()];
    for (const { username } of [first, second]) screens().suspendUser(WORKIVA_ADMIN, username);
    const id = world.workiva.userNamed(first.username)?.id ?? '';
    world.workiva.faults.answer({ method: 'PATCH', path: new RegExp(id) }, { status: 403, message: 'Not allowed.' });
    const { err, out, code } = await reconcile(['--fix'], 'yes');
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`Not done: .*${first.username}`));
    expect(out).toContain('Reverted: 1 of 2.');
    expect(statusOf(second)).toBe('active');
    expect(await operatorDid(first)).toMatchObject([
      { action: 'drift.revert_failed', detail: { reason: expect.stringMatching(/not allowed/i) } },
      { action: 'drift.revert_asked' },
    ]);
    expect((await reconcile(['--fix'], 'yes')).code).toBe(0);
  });

  test('activates nobody whose grant is stopped, is just being stopped, or is stopped meanwhile', async () => {
    const stopIt = ({ grant: id }: Live, carriedOver: boolean) =>
      transact(store, { grant: id }, ({ grant }) => {
        if (!grant) throw new Error(`There is no ${id}.`);
        const stopped = suspend(grant, { by: PEOPLE.admin, reason: 'A leak.', now: world.clock.now() });
        return { ok: true, ...stopped, effects: carriedOver ? stopped.effects : [] };
      });
    const [before, meanwhile] = [await live(), await live()];
    for (const mine of [before, meanwhile]) screens().removeMember(WORKIVA_ADMIN, member(mine));
    // An admin has suspended it by hand, and not said so yet.
    await stopIt(before, false);
    const adding = world.workiva.faults.hold({ method: 'POST', path: /membershipCreation/ });
    const running = reconcile(['--fix'], 'yes');
    await adding.arrived;
    await stopIt(meanwhile, true);
    await eventually(async () => (await storedGrant(world, meanwhile.grant)).suspension?.enforced, 'the suspension');
    adding.release();
    expect((await running).err).toContain('Workiva activates whoever is added to a workspace');
    await eventually(async () => {
      const { suspension } = await storedGrant(world, meanwhile.grant);
      return suspension?.run === 2 && suspension.enforced !== undefined;
    }, 'the second suspension');
    for (const mine of [before, meanwhile]) expect(statusOf(mine)).toBe('suspended');
  });

  test('ends with 2 where it cannot look', async () => {
    world.workiva.faults.answer({ method: 'GET', path: /users/ }, { status: 403, times: 9, message: 'Not allowed.' });
    expect(await reconcile()).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Workiva') });
    world.workiva.faults.clear();
    const away = await reconcile([], undefined, {
      WORKIVA_CLIENT_ID: '',
      WORKIVA_CLIENT_SECRET: '',
      WORKIVA_ORGANIZATION_ID: '',
    });
    expect(away).toMatchObject({ code: 2, err: expect.stringContaining('set WORKIVA_CLIENT_ID') });
  });
});
