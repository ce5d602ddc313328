import { z } from 'zod';
import { type Approval, stagesOf } from './approval-schema.ts';
import { type Conditions, KINDS_ASKED, type ScopeCondition, scopesAsked } from './conditions-schema.ts';
import { type Fault, type PolicyParts, unknownGroups, unknownNames, unknownRoles, unknownScopes } from './fault.ts';
import { guess } from './nearest.ts';
import type { PolicyRule } from './shape.ts';
import type { Path, Sound } from './sound-parts.ts';
import { stageFaults } from './stage-faults.ts';

/** What each rule names that the policy does not have, or asks that can never be. */
export function ruleFaults(parts: PolicyParts): Fault[] {
  const { rules = [] } = parts.value;
  return rules.flatMap(({ name, when = {} }, at) => [
    ...twinFaults(rules, name, at),
    ...conditionFaults(parts, when, ['rules', at, 'when']),
    ...revocationFaults(parts, when, at),
    ...approvalFaults(parts, at),
  ]);
}

function twinFaults(rules: readonly Sound<PolicyRule>[], name: string | undefined, at: number): Fault[] {
  if (name === undefined || rules.filter((other) => other.name === name).length < 2) return [];
  const message = `two rules are called “${name}”; a decision is recorded by its rule’s name: give each its own`;
  return [{ path: ['rules', at, 'name'], message }];
}

/** What the conditions at a path name that the policy does not have. */
export function conditionFaults(parts: PolicyParts, when: Sound<Conditions>, path: Path): Fault[] {
  const { workspaces = [], requester = [], roles = [], not } = when;
  return [
    ...unknownWorkspaces(parts, workspaces, [...path, 'workspaces']),
    ...unknownGroups(parts, requester, [...path, 'requester']),
    ...scopeFaults(parts, when, path),
    ...unknownRoles(parts, roles, [...path, 'roles']),
    ...(not && Object.keys(not).length === 0 && parts.isWhole(...path, 'not')
      ? [{ path: [...path, 'not'], message: 'is empty, so the rule can never match: write conditions, or remove it' }]
      : []),
    ...(not ? conditionFaults(parts, not, [...path, 'not']) : []),
  ];
}

function unknownWorkspaces({ whole }: PolicyParts, names: readonly string[], path: Path): Fault[] {
  const known = whole('workspaces');
  if (!known) return [];
  const says = (name: string) => `“${name}” is not in workspaces, so this can never match${guess(name, known)}`;
  return unknownNames(names, known, path, says);
}

function scopeFaults(parts: PolicyParts, { scopes }: Sound<Conditions>, path: Path): Fault[] {
  if (scopes === undefined || !parts.isWhole(...path, 'scopes')) return [];
  const { mode, names } = scopesAsked(scopes as ScopeCondition);
  return unknownScopes(parts, names, [...path, 'scopes', ...(Array.isArray(scopes) ? [] : [mode])]);
}

const isRevocation = (kind: string) => !KINDS_ASKED.some((asked) => asked === kind);

function revocationFaults({ value, isWhole }: PolicyParts, { kind = [] }: Sound<Conditions>, at: number): Fault[] {
  const path = ['rules', at, 'when', 'kind'];
  if (!isWhole(...path) || !kind.some(isRevocation)) return [];
  const never = 'revocations are never held up: this is never asked';
  if (kind.every(isRevocation)) return [{ path, message: `${never}. Remove the rule, or write another kind` }];
  const approval = value.rules?.[at]?.approval;
  if (approval === undefined || approval === 'automatic') return [];
  return [{ path, message: `${never} of one. Take revoke out of the list` }];
}

/** The groups that stages name, also of an approval that has faults. */
const NamedGroups = z
  .object({ stages: z.array(z.object({ from: z.array(z.unknown()) }).catch({ from: [] })) })
  .catch({ stages: [] });

function approvalFaults(parts: PolicyParts, at: number): Fault[] {
  const { given, isWhole, whole } = parts;
  const path = ['rules', at, 'approval', 'stages'];
  const { stages } = NamedGroups.parse(given('rules', at, 'approval'));
  const groups = whole('groups');
  return [
    ...stages.flatMap(({ from }, stage) => unknownGroups(parts, from, [...path, stage, 'from'])),
    ...(groups && isWhole('rules', at, 'approval')
      ? stageFaults({ groups }, stagesOf(given('rules', at, 'approval') as Approval)).map(({ stage, message }) => ({
          path: [...path, stage, 'count'],
          message,
        }))
      : []),
  ];
}
