import { describe, expect, test } from '@jest/globals';
import type { KnownBlock } from '@slack/types';
import type { AccessRequest } from '../../src/domain/records.ts';
import { actions, button, type Message, section } from '../../src/slack/views/blocks.ts';
import { cardMessage } from '../../src/slack/views/card.ts';
import { planModal } from '../../src/slack/views/plan.ts';
import { termsBlocks } from '../../src/slack/views/terms.ts';
import { escapeText, moment } from '../../src/slack/views/text.ts';
import { ANA, awaitingAdmin, NOW, pending, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { textOf } from '../support/journey.ts';

const RULES = policy();
const LONG = Array.from({ length: 80 }, (_, number) => `A scope with a name of some length ${number} (Read)`);
const words = (blocks: readonly KnownBlock[]) => textOf({ text: '', blocks } as Message as never);

/** The text of every section, which Slack takes only up to 3,000 characters. */
const lengths = (blocks: readonly KnownBlock[]) =>
  blocks.flatMap((block) => (block.type === 'section' && block.text ? block.text.text.length : []));

describe('what is too long for one block', () => {
  test('goes on in the next: every scope and every task stands there whole', () => {
    const request = pending({ terms: terms({ scopes: LONG, tasks: LONG.map((name) => `Do ${name}`) }) }).request;
    const blocks = termsBlocks(request, RULES, NOW);
    for (const name of LONG) expect(words(blocks)).toContain(`• *${name}: unknown risk*`);
    for (const name of LONG) expect(words(blocks)).toContain(`• Do ${name}`);
    expect(Math.max(...lengths(blocks))).toBeLessThan(3_000);
  });

  test('of a plan says of the last step too that it is in the way', () => {
    const { request } = pending();
    const step = { name: 'roles', verdict: 'do', words: `Give it ${LONG.slice(0, 30).join(', ')}` } as const;
    const last = { name: 'grant', verdict: 'blocked', words: 'Something is in the way' } as const;
    const { blocks } = planModal({ request, steps: [step, step, step, last] });
    expect(words(blocks as KnownBlock[])).toContain('4. :no_entry: In the way: Something is in the way');
    expect(Math.max(...lengths(blocks as KnownBlock[]))).toBeLessThan(3_000);
  });

  test('of the steps of a request shows the last of them too', () => {
    const { request, grant } = awaitingAdmin();
    const { provisioning } = request;
    if (!provisioning) throw new Error('It should be on its way.');
    const steps = provisioning.steps.map((step) =>
      step.name === 'grant' ? step : { ...step, note: LONG.slice(0, 40).join(', ') },
    );
    const { blocks } = cardMessage({ ...request, provisioning: { ...provisioning, steps } }, grant, RULES);
    expect(words(blocks)).toContain('Waiting for an admin · *API grant*');
    expect(blocks.length).toBeLessThanOrEqual(50);
  });
});

describe('a change of a long list', () => {
  const change = (before: string[], after: string[]): AccessRequest => ({
    ...pending({ terms: terms({ scopes: after }) }).request,
    ...({ kind: 'change', grant: 'GRANT-7', previous: terms({ scopes: before }) } as const),
  });

  test('says what is added and what is gone, so that nobody approves what they cannot see', () => {
    const text = words(termsBlocks(change(LONG.slice(1), [...LONG.slice(2), 'Graph (Write)']), RULES, NOW));
    expect(text).toContain(`*Scopes*: with Graph (Write); without ${LONG[1]}`);
  });

  test('says of a short one what it was and what it becomes', () => {
    const text = words(termsBlocks(change(['Files (Read)'], ['Files (Read)', 'Graph (Write)']), RULES, NOW));
    expect(text).toContain('*Scopes*: Files (Read) → Files (Read), Graph (Write)');
  });
});

test.each([
  ['a mention', `<@${ANA}>`],
  ['a moment', moment(NOW.toISOString())],
  ['a link', '<https://app.wdesk.com|Open Workiva>'],
  ['an escaped character', escapeText('<')],
])('what is cut off ends before %s, never within it', (_, markup) => {
  for (let kept = 1; kept < markup.length; kept += 1) {
    const before = 'x'.repeat(2_999 - kept);
    expect(section(`${before}${markup} and more`)).toMatchObject({ text: { text: `${before}…` } });
  }
});

test('the question of a button is never longer than Slack takes', () => {
  const confirm = { title: 'Sure?', text: 'x'.repeat(900), yes: 'Yes' };
  const row = actions(button('grantdesk.test', 'Do it', 'value', { confirm }));
  expect(row).toMatchObject({ elements: [{ confirm: { text: { text: expect.stringMatching(/^x{299}…$/) } } }] });
});
