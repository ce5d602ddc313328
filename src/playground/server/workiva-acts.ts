import type { GrantUse } from '../workiva/types.ts';
import type { ActAnswer, WorkivaAct } from './contract.ts';
import type { Stage } from './stage.ts';

type Workiva = Stage['world']['workiva'];

/** Does in Workiva's screens what a person asks for. Throws an Error whose message is what the screen says. */
export async function actInWorkiva({ screens, useGrant: callWith }: Workiva, act: WorkivaAct): Promise<ActAnswer> {
  switch (act.do) {
    case 'workiva.addGrant':
      return { ok: true, ...screens.addGrant(act.as, act.form) };
    case 'workiva.editGrant':
      screens.editGrant(act.as, act.clientId, act.changes);
      return { ok: true };
    case 'workiva.deleteGrant':
      screens.deleteGrant(act.as, act.clientId);
      return { ok: true };
    case 'workiva.regenerate':
      return { ok: true, secret: screens.profile(act.as).regenerate(act.clientId) };
    case 'workiva.useGrant': {
      const use = await callWith(act.clientId, act.secret);
      return use.ok
        ? { ok: true, use: { scopes: use.scopes, call: use.call } }
        : { ok: false, sentence: refusalOf(use) };
    }
    case 'workiva.addUser':
      screens.addUser(act.as, act.form);
      return { ok: true };
    case 'workiva.renameUser':
      screens.renameUser(act.as, act.username, act.newUsername);
      return { ok: true };
    case 'workiva.suspendUser':
      screens.suspendUser(act.as, act.username);
      return { ok: true };
    case 'workiva.reinstateUser':
      screens.reinstateUser(act.as, act.username);
      return { ok: true };
    case 'workiva.removeUser':
      screens.removeUser(act.as, act.username);
      return { ok: true };
    case 'workiva.addMember':
      screens.addMember(act.as, act);
      return { ok: true };
    case 'workiva.setRoles':
      screens.setRoles(act.as, act, act.roles);
      return { ok: true };
    case 'workiva.removeMember':
      screens.removeMember(act.as, act);
      return { ok: true };
  }
}

const refusalOf = ({ status, message }: Extract<GrantUse, { ok: false }>) =>
  `Workiva refuses the integration (${status}): ${message}`;
