import type { ViewOutput } from '@slack/bolt';
import type { InputBlock } from '@slack/types';
import { proposedAnew, rolesProposed, scopesNeeded } from '../../domain/least-scopes.ts';
import type { TermsForm } from '../../domain/terms.ts';
import { rolesOffered } from '../../domain/workspace-roles.ts';
import type { Policy } from '../../policy/schema.ts';
import { readTermsForm } from '../form-values.ts';
import type { Rounds } from '../views/scope-fields.ts';

/** What an open form holds by now, and from what its scopes and roles were last proposed. */
export type Standing = {
  typed: TermsForm;
  drawn: { tasks: readonly string[]; scopes: readonly string[]; roles: readonly string[] };
  rounds: Rounds;
};

/** Reads an open form. What it was drawn with tells what was proposed last, so that nothing has to be kept elsewhere. */
export function standingOf(open: ViewOutput): Standing {
  const [tasks, scopes, roles] = [drawnIn(open, 'tasks'), drawnIn(open, 'scopes'), drawnIn(open, 'roles')];
  return {
    typed: readTermsForm(open.state.values),
    drawn: { tasks: tasks.chosen, scopes: scopes.chosen, roles: roles.offered },
    rounds: { scopes: scopes.round, roles: roles.round },
  };
}

function drawnIn({ blocks }: ViewOutput, name: string) {
  const block = blocks.find((one): one is InputBlock => one.type === 'input' && one.block_id === name);
  if (block?.element.type !== 'multi_static_select') return { chosen: [], offered: [], round: '' };
  const { initial_options = [], options = [], action_id = '' } = block.element;
  const values = (some: readonly { value?: string }[]) => some.flatMap(({ value }) => value ?? []);
  return { chosen: values(initial_options), offered: values(options), round: action_id.replace(UP_TO_ROUND, '') };
}

const UP_TO_ROUND = /^grantdesk\.\w+\.choose/;

/**
 * Proposes scopes and roles anew, for the tasks and the scopes that are chosen by now. A field that is to hold something
 * else gets the id of the new round; any other keeps its own, and so what is typed into it.
 */
export function refilled({ typed, drawn, rounds }: Standing, policy: Policy, round: string): Standing {
  const { tasks = [], scopes: held = [], roles: given = [] } = typed;
  const scopes = proposedAnew(held, scopesNeeded(drawn.tasks, policy), scopesNeeded(tasks, policy));
  const before = rolesProposed(drawn.tasks, drawn.scopes, { ...policy, workspace_roles: [...drawn.roles] });
  const offered = rolesOffered(policy);
  const roles = proposedAnew(given, before, rolesProposed(tasks, scopes, policy)).filter((role) =>
    offered.includes(role),
  );
  return {
    typed: { ...typed, scopes, roles },
    drawn: { tasks, scopes, roles: offered },
    rounds: {
      scopes: sameOnes(scopes, held) ? (rounds.scopes ?? '') : `.${round}`,
      roles: sameOnes(roles, given) ? (rounds.roles ?? '') : `.${round}`,
    },
  };
}

const sameOnes = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name));
