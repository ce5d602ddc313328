import type { Routing, RuleVerdict } from '../domain/routing.ts';
import type { Approval } from './approval-schema.ts';
import { checkConditions } from './conditions.ts';
import { type Facts, factsOf, type RequestFacts } from './facts.ts';
import type { Policy, PolicyRule } from './shape.ts';

export { Condition, type Routing, RuleVerdict, StagePlan } from '../domain/routing.ts';
export type { RequestFacts } from './facts.ts';
export { requesterNeeds } from './requester.ts';

/** Finds the first rule that matches a request. Pure; the last rule of a checked policy matches everything. */
export function route(policy: Policy, request: RequestFacts, now: Date): Routing {
  const facts = factsOf(policy, request, now);
  const explanation: RuleVerdict[] = [];
  for (const rule of policy.rules) {
    const verdict = judge(rule, facts);
    explanation.push(verdict);
    if (verdict.matched) return { rule: rule.name, why: whyOf(verdict), ...outcomeOf(rule.approval), explanation };
  }
  throw new Error('A checked policy has a last rule that matches everything.');
}

function judge({ name, when }: PolicyRule, facts: Facts): RuleVerdict {
  const conditions = checkConditions(when, facts);
  return { rule: name, matched: conditions.every(({ holds }) => holds), conditions };
}

const whyOf = ({ conditions }: RuleVerdict) =>
  conditions.length === 0
    ? 'It applies to everything that no earlier rule covers.'
    : conditions.map(({ sentence }) => sentence).join(' ');

function outcomeOf(approval: Approval): Pick<Routing, 'stages' | 'forbidden' | 'confirm'> {
  if (approval === 'automatic') return { stages: [] };
  if ('forbidden' in approval) return { stages: [], forbidden: approval.forbidden };
  const stages = approval.stages.map(({ from, count, distinct_from_earlier_stages: distinct }) => ({
    from,
    count,
    distinct,
  }));
  return approval.confirm === undefined ? { stages } : { stages, confirm: approval.confirm };
}
