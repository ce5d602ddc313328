import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { type PolicyError, parsePolicy } from '../../src/policy/load.ts';
import { reviewRules } from '../../src/policy/review-rules.ts';

import { policy, policyText } from '../support/domain-policy.ts';

const withReviews = (reviews: string): [string, string] => ['rules:', `reviews: ${reviews}\nrules:`];

function faultsOf(reviews: string): readonly string[] {
  try {
    parsePolicy(policyText(withReviews(reviews)), 'policy.yml');
    return [];
  } catch (error) {
    return (error as PolicyError).faults;
  }
}

describe('reviews', () => {
  test('are none where the policy does not have them', () => {
    expect(reviewRules(policy())).toBeUndefined();
  });

  test('are every 90 days by owner, with 14 days to answer, two reminders and an escalation, unless it says otherwise', () => {
    expect(reviewRules(policy(withReviews('{}')))).toEqual({
      every: 90 * DAY,
      by: 'owner',
      answerWithin: 14 * DAY,
      remindAfter: [3 * DAY, 7 * DAY],
      unanswered: 'escalate',
    });
  });

  test('may be by groups, and may suspend', () => {
    const rules = reviewRules(policy(withReviews('{ by: [finance], unanswered: suspend }')));
    expect(rules).toMatchObject({ by: ['finance'], unanswered: 'suspend' });
  });

  test.each([
    ['{ by: [nobody] }', 'reviews.by.0: there is no group “nobody”; the groups are: workiva-admins, finance'],
    ['{ by: finance }', 'reviews.by: write owner, or a list of groups such as [security]'],
    ['{ by: [] }', 'reviews.by: must not be empty'],
    ['{ every: 10d }', 'reviews.answer_within: is 14 days: write less than 10 days (every)'],
    ['{ remind_after: [3d, 14d] }', 'reviews.remind_after.1: is 14 days: write less than 14 days (answer_within)'],
    ['{ unanswered: revoke }', 'reviews.unanswered: '],
  ])('%s is a fault that says what to write instead', (reviews, fault) => {
    expect(faultsOf(reviews)).toEqual([expect.stringContaining(fault)]);
  });
});
