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

type Facts = { workspace: string; access: 'read' | 'write'; lifetime: number };

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

function factsOf(policy: Policy, terms: Terms, now: Date): Facts {
  const writes = scopesOf(policy.scopes).some((scope) => scope.access === 'write' && terms.scopes.includes(scope.name));
  return { workspace: terms.workspace, access: writes ? 'write' : 'read', lifetime: lifetimeFrom(now, terms.expires) };
}

function conditionsOf(rule: PolicyRule, facts: Facts): { holds: boolean; words: string }[] {
  const { workspaces, access, lifetime_up_to: upTo } = rule.when ?? {};
  const conditions: { holds: boolean; words: string }[] = [];
  if (workspaces) {
    conditions.push({ holds: workspaces.includes(facts.workspace), words: `The workspace is ${facts.workspace}.` });
  }
  if (access) {
    const words = access === 'write' ? 'At least one scope can write.' : 'Every scope only reads.';
    conditions.push({ holds: access === facts.access, words });
  }
  if (upTo !== undefined) {
    conditions.push({ holds: facts.lifetime <= upTo, words: `It ends within ${inWords(upTo)}.` });
  }
  return conditions;
}
