import type { KnownBlock } from '@slack/types';
import { namesOf } from '../../domain/check-tasks.ts';
import type { RoleDefault } from '../../domain/integration-tasks.ts';
import { moreThanNeeded, roleDefaultsFor, tasksOf } from '../../domain/least-scopes.ts';
import { scopesOf } from '../../domain/scopes.ts';
import { LIMITS, type TermsForm } from '../../domain/terms.ts';
import { rolesOffered } from '../../domain/workspace-roles.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { input, option, severalInput, textInput } from './inputs.ts';
import { both, clip } from './text.ts';

/** How the fields end their ids: another ending fills a field in anew, where the form is open already. */
export type Rounds = { scopes?: string; roles?: string };

/** What the integration is to do, from which the scopes follow; nothing where the policy knows no tasks. */
export function tasksInput(policy: Policy, { tasks }: TermsForm, needed = true): KnownBlock[] {
  const options = tasksOf(policy).map(({ name }) => option(name));
  if (options.length === 0) return [];
  return [
    input(
      'tasks',
      'What is the integration to do?',
      { ...severalInput('tasks', 'Choose what it does', options, tasks), action_id: IDS.form.tasks },
      {
        dispatch: true,
        optional: !needed,
        hint: needed
          ? 'The scopes are filled in from it.'
          : 'Needed where you add scopes, which are filled in from it.',
      },
    ),
  ];
}

/** Scopes, why they are more than the tasks need, and roles. `already`: the scopes of a grant that is to be changed. */
export function scopesAndRoles(
  policy: Policy,
  typed: TermsForm,
  rounds: Rounds = {},
  already: readonly string[] = [],
): KnownBlock[] {
  const scopes = scopesOf(policy.scopes).map(({ name, risk }) =>
    option(name, risk === 'high' ? 'High risk' : undefined),
  );
  return [
    input('scopes', 'Scopes', severalInput('scopes', 'Choose as few as will do', scopes, typed.scopes, rounds.scopes), {
      dispatch: true,
      hint: 'Write does not include Read: to read back what was written, choose both.',
    }),
    ...moreWhyInput(policy, typed, already),
    ...rolesInput(policy, typed, rounds.roles),
  ];
}

/** It is always there, because a fault can only be shown at a field that is; it may stay empty only as long as nobody needs it. */
function moreWhyInput(policy: Policy, typed: TermsForm, already: readonly string[]): KnownBlock[] {
  if (tasksOf(policy).length === 0) return [];
  const { scopes = [], tasks = [], moreWhy: initial } = typed;
  const more = tasks.length === 0 ? [] : moreThanNeeded({ scopes, tasks }, policy, already);
  const element = textInput('moreWhy', 'What the other scopes are for', LIMITS.moreWhy, { initial });
  return [
    input('moreWhy', 'Why more than the tasks need', element, {
      optional: more.length === 0,
      hint:
        more.length === 0
          ? 'Needed once you choose more scopes than the tasks need. Approvers read it.'
          : `Needed, because the tasks do not need ${namesOf(more)}. Approvers read it.`,
    }),
  ];
}

/** A workspace may have none that the policy lists; then there is nothing to choose. */
function rolesInput(policy: Policy, { roles, scopes = [] }: TermsForm, round: string | undefined): KnownBlock[] {
  const options = rolesOffered(policy).map((role) => option(role));
  if (options.length === 0) return [];
  const needs = roleDefaultsFor(scopes, policy).map(needWords);
  return [
    input('roles', 'Roles in the workspace', severalInput('roles', 'Choose roles', options, roles, round), {
      optional: true,
      hint: clip(['What the integration user may do there.', ...needs].join(' '), MOST_HINT),
    }),
  ];
}

const MOST_HINT = 1_000;

/** "Documents (Write) needs Creator, and Manager of the documents it edits." */
function needWords({ scopes, roles, permissions }: RoleDefault): string {
  const verb = scopes.length === 1 ? 'needs' : 'need';
  const what = [both(roles), permissions].filter((part) => part !== undefined && part !== '');
  return `${both(scopes)} ${verb} ${what.join(', and ')}.`;
}
