import { importGrant } from '../../src/domain/import.ts';
import { createLogger } from '../../src/observability/log.ts';
import { parsePolicy } from '../../src/policy/load.ts';
import type { FilingParts } from '../../src/slack/use-cases/parts.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { noWorkspaceRoles } from '../../src/workiva/workspace-roles.ts';
import { ADMIN, ANA, DIGEST, NOW, terms } from './domain-cases.ts';
import { policyText } from './domain-policy.ts';

const GLASS: [string, string] = ['tasks: []', 'break_glass: { who: [finance], lifetime_up_to: 2d }\ntasks: []'];

/** What files requests into a store, where everybody may take part, and Ana and an admin may break glass. */
export function filingParts(store: Store): FilingParts {
  const policy = parsePolicy(policyText(GLASS), 'policy.yml');
  const directory = {
    takingPart: async (people: readonly string[]) => [...people],
    peopleIn: async () => [ADMIN, ANA],
    groupsOf: async () => [],
    membersOf: async () => ({ members: [], ageMs: 0 }),
    person: async (id: string) => ({ id, name: id, standing: 'member' }),
  } as unknown as FilingParts['directory'];
  const quiet = { log: createLogger('silent'), tellAdmins: async () => true };
  const codes: FilingParts['codes'] = { isEnrolled: async () => true, check: async () => ({ ok: true }) };
  return {
    store,
    directory,
    policy: () => policy,
    clock: { now: () => NOW },
    workspaceRoles: noWorkspaceRoles,
    codes,
    ...quiet,
  };
}

/** An automatic rule matches these, and none waits for anybody. */
export const AUTOMATIC = { workspace: 'Sandbox', expires: '2026-12-10', ipRestrictions: '203.0.113.0/24' };
/** These wait for an admin. */
export const WAITING = { ...AUTOMATIC, expires: '2027-03-01' };

let imported = 0;

/** Imports so many live grants of Ana's, and answers their numbers. */
export async function importFor(store: Store, count: number): Promise<string[]> {
  const grants: string[] = [];
  for (let made = 0; made < count; made += 1) {
    imported += 1;
    const line = imported;
    const id = await store.nextRequestId();
    const importing = { id, by: ADMIN, place: {}, digest: DIGEST, now: NOW };
    const names = {
      clientName: `Sandbox | feed ${line}`,
      user: { kind: 'existing', username: `feed.${line}` },
    } as const;
    const row = { line, owner: ANA, clientId: `client-${line}`, terms: terms({ ...names, expires: '2026-12-04' }) };
    await transact(store, { request: id }, () => importGrant(row, importing));
    grants.push(id.replace('REQ', 'GRANT'));
  }
  return grants;
}
