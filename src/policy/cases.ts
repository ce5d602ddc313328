import { z } from 'zod';
import type { Routing } from '../domain/routing.ts';
import { GroupName } from './principals.ts';
import { requestWords, routingOfWritten } from './request-file.ts';
import type { Policy } from './shape.ts';
import { type Outcome, outcomeInWords } from './words.ts';

const ExpectedStages = z.strictObject({
  stages: z
    .array(
      z.strictObject({
        from: z.array(GroupName).min(1),
        count: z.int().min(1).default(1),
        distinct_from_earlier_stages: z.boolean().default(true),
      }),
    )
    .min(1),
  confirm: z.literal('totp').optional(),
});

const Expected = z
  .strictObject({
    rule: z.string().optional(),
    approval: z
      .union([z.enum(['automatic', 'forbidden']), z.strictObject({ forbidden: z.string() }), ExpectedStages], {
        error: 'write automatic, forbidden, or stages: [{ from: [group], count: 1 }]',
      })
      .optional(),
  })
  .refine(({ rule, approval }) => rule !== undefined || approval !== undefined, 'write rule, or approval, or both');

/** What a case is called, what is asked, and what the policy is to make of it. */
export type Case = {
  name: string;
  request: z.output<ReturnType<typeof requestWords>>;
  expect: z.output<typeof Expected>;
};

/** The schema of a file of cases for a policy. */
export function caseFile(policy: Policy) {
  return z
    .strictObject({
      cases: z
        .array(z.strictObject({ name: z.string().min(1), request: requestWords(policy), expect: Expected }))
        .min(1),
    })
    .superRefine(({ cases }, context) => {
      for (const [at, { expect }] of cases.entries()) {
        if (expect.approval === undefined || typeof expect.approval === 'string' || 'forbidden' in expect.approval)
          continue;
        for (const [stage, { from }] of expect.approval.stages.entries()) {
          for (const [index, name] of from.entries()) {
            if (name in policy.groups) continue;
            const path = ['cases', at, 'expect', 'approval', 'stages', stage, 'from', index];
            const message = `there is no group “${name}”; the groups are: ${Object.keys(policy.groups).join(', ')}`;
            context.addIssue({ code: 'custom', path, message });
          }
        }
      }
    });
}

/** How a case went: one sentence for each difference; none when it passed. */
export type CaseResult = { name: string; passed: boolean; differences: string[]; routing: Routing };

/** Asks the policy what a case asks, and holds the answer against what is expected. */
export function runCase({ name, request, expect }: Case, policy: Policy, now: Date): CaseResult {
  const routing = routingOfWritten(request, policy, now);
  const differences: string[] = [];
  if (expect.rule !== undefined && expect.rule !== routing.rule) {
    differences.push(`The rule is “${routing.rule}”, not “${expect.rule}”.`);
  }
  const wanted = expect.approval === undefined ? undefined : wantedInWords(expect.approval, routing);
  const got = outcomeInWords(routing);
  if (wanted !== undefined && wanted !== got) differences.push(`The outcome is “${got}”, not “${wanted}”.`);
  return { name, passed: differences.length === 0, differences, routing };
}

/** The outcome that is expected; any text for the requester will do where none is written down. */
function wantedInWords(approval: NonNullable<Case['expect']['approval']>, { forbidden }: Routing): string {
  return outcomeInWords(wantedOutcome(approval, forbidden));
}

function wantedOutcome(approval: NonNullable<Case['expect']['approval']>, forbidden: string | undefined): Outcome {
  if (approval === 'automatic') return { stages: [] };
  if (approval === 'forbidden') return { stages: [], forbidden: forbidden ?? 'with any text' };
  if ('forbidden' in approval) return { stages: [], forbidden: approval.forbidden };
  const { stages, confirm } = approval;
  return {
    stages: stages.map(({ from, count, distinct_from_earlier_stages: distinct }) => ({ from, count, distinct })),
    confirm,
  };
}
