import { inWords } from '../domain/duration.ts';
import { lifetimeFrom } from '../domain/expiry.ts';
import { scopesOf } from '../domain/scopes.ts';
import type { Terms } from '../domain/terms.ts';
import type { Policy, PolicyRule } from './schema.ts';

export type Routing = {
  rule: string;
  /** Why this rule: one sentence for each condition that held. */
  why: string;
  /** Empty when the rule approves by itself. */
  stages: { from: string[]; count: number }[];
};

type Facts = {
  workspace: string;
  access: 'read' | 'write';
  risk: 'low' | 'high';
  roles: readonly string[];
  isNewUser: boolean;
  lifetime: number;
};

/** Finds the first rule that matches a request. Pure; the last rule of a checked policy matches everything. */
export function route(policy: Policy, terms: Terms, now: Date): Routing {
  const facts = factsOf(policy, terms, now);
  for (const rule of policy.rules) {
    const held = conditionsOf(rule, facts);
    if (!held.every((condition) => condition.holds)) continue;
    return {
      rule: rule.name,
      why:
        held.length === 0
          ? 'It applies to everything that no earlier rule covers.'
          : held.map((one) => one.words).join(' '),
      stages: rule.approval === 'automatic' ? [] : rule.approval.stages.map(({ from, count }) => ({ from, count })),
    };
  }
  throw new Error('A checked policy has a last rule that matches everything.');
}

/** A scope that the catalogue does not have any more counts as the worst: write, and high risk. */
function factsOf(policy: Policy, terms: Terms, now: Date): Facts {
  const catalogue = scopesOf(policy.scopes);
  const asked = terms.scopes.map((name) => catalogue.find((scope) => scope.name === name));
  return {
    workspace: terms.workspace,
    access: asked.every((scope) => scope?.access === 'read') ? 'read' : 'write',
    risk: asked.every((scope) => scope?.risk === 'low') ? 'low' : 'high',
    roles: terms.roles,
    isNewUser: terms.user.kind === 'new',
    lifetime: lifetimeFrom(now, terms.expires),
  };
}

function conditionsOf(rule: PolicyRule, facts: Facts): { holds: boolean; words: string }[] {
  const { workspaces, access, risk, roles, new_integration_user: isNewUser, lifetime_up_to: upTo } = rule.when ?? {};
  const conditions: { holds: boolean; words: string }[] = [];
  if (workspaces) {
    conditions.push({ holds: workspaces.includes(facts.workspace), words: `The workspace is ${facts.workspace}.` });
  }
  if (access) {
    const words = access === 'write' ? 'At least one scope can write.' : 'Every scope only reads.';
    conditions.push({ holds: access === facts.access, words });
  }
  if (risk) {
    const words = risk === 'high' ? 'At least one scope is of high risk.' : 'Every scope is of low risk.';
    conditions.push({ holds: risk === facts.risk, words });
  }
  if (roles) {
    const words = facts.roles.length === 0 ? 'No role is asked for.' : `The only roles are ${facts.roles.join(', ')}.`;
    conditions.push({ holds: facts.roles.every((role) => roles.includes(role)), words });
  }
  if (isNewUser !== undefined) {
    const words = isNewUser ? 'The integration user is to be created.' : 'The integration user exists already.';
    conditions.push({ holds: isNewUser === facts.isNewUser, words });
  }
  if (upTo !== undefined) {
    conditions.push({ holds: facts.lifetime <= upTo, words: `It ends within ${inWords(upTo)}.` });
  }
  return conditions;
}
