import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { EphemeralMessage, PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import { showMessage } from '../../src/slack/views/show.ts';
import { type SealedEvent, seal } from '../../src/store/audit.ts';
import type { Store } from '../../src/store/store.ts';
import { said } from '../support/answers.ts';
import { NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import {
  type Filed,
  fileRequest,
  headerOf,
  type Live,
  makeLive,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';
import { event, request } from '../support/store-redis.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;
let live: Live;
let pending: Filed;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({}));
  live = await makeLive(world, {
    workspace: 'Finance Close',
    scopes: ['Files (Write)'],
    ipRestrictions: '203.0.113.7',
  });
  pending = await fileRequest(world, {
    workspace: 'Sandbox',
    scopes: ['Permissions (Write)'],
    ipRestrictions: '203.0.113.7',
  });
});
afterAll(() => stop?.());

const shown = (by: string, id: string): Promise<EphemeralMessage> => said(world, by, `/grant show ${id}`);

const all = ({ text, blocks }: EphemeralMessage) => textOf({ text, blocks: (blocks ?? []) as PostedMessage['blocks'] });

describe('/grant show of a grant', () => {
  test('has its state, its terms, its client ID, who asked, under which rule, who approved, and its steps', async () => {
    const message = await shown(PEOPLE.engineer, live.grant.toLowerCase());
    const text = all(message);
    expect(headerOf({ text: '', blocks: message.blocks as PostedMessage['blocks'] })).toBe(
      `${live.grant} · ${live.clientName}`,
    );
    for (const words of [
      '*Active.* Live since',
      `\`${live.clientId}\``,
      '*Workspace*\nFinance Close',
      `\`${live.username}\``,
      '• Files (Write)',
      '203.0.113.7',
      `${live.request}: asked by <@${PEOPLE.engineer}>`,
      'Rule: Changes to finance data.',
      `Approved by <@${PEOPLE.finance}>`,
      `Approved by <@${PEOPLE.admin}>`,
      '*API grant*',
    ])
      expect(text).toContain(words);
  });

  test('has its whole history, newest first, with who and with when in the reader’s zone', async () => {
    const text = all(await shown(PEOPLE.engineer, live.grant));
    const lines = [...text.matchAll(/^• <!date\^\d+\^[^>]+>: (.+)$/gm)].map(([, sentence]) => sentence);
    const { events } = await store.audit.history(live.grant, 1_000);
    expect(lines).toHaveLength(events.length);
    expect(lines[0]).toBe(`<@${PEOPLE.admin}> created ${live.grant} in Workiva`);
    expect(lines.at(-1)).toBe(`<@${PEOPLE.engineer}> asked for a new grant (${live.request})`);
    expect(lines).toContain(`Grantdesk asked the admins to see to the grant in Workiva, for ${live.request}`);
    expect(lines).toContain(`<@${PEOPLE.finance}> approved ${live.request}, stage 1`);
  });

  test('leaves digests, names of things in the code and what was said already out of the history', async () => {
    const text = all(await shown(PEOPLE.engineer, live.grant));
    const history = text.slice(text.indexOf('History'));
    expect(history).not.toMatch(/[0-9a-f]{64}|grantdesk\b|userKind|decided under|because:/);
    expect(history).toContain('      IP Restrictions: 203.0.113.7');
    expect(history).toMatch(/Expires: \d+ \w+ \d{4}/);
  });

  test.each([
    ['an approver of its rule', PEOPLE.secondFinance],
    ['an admin', PEOPLE.secondAdmin],
    ['an auditor', PEOPLE.auditor],
  ])('is shown to %s', async (_who, person) => {
    expect(all(await shown(person, live.grant))).toContain(live.clientId);
  });

  test('is refused to anybody else, in the same words as one that is not there', async () => {
    const refused = await shown(PEOPLE.newcomer, live.grant);
    const missing = await shown(PEOPLE.newcomer, 'GRANT-99999');
    expect(refused.text).toContain(`There is no ${live.grant} that you may see.`);
    expect(missing.text.replaceAll('GRANT-99999', live.grant)).toBe(refused.text);
    expect(all(refused)).not.toContain(live.clientName);
    const security = await shown(PEOPLE.security, live.grant);
    expect(security.text).toBe(refused.text);
  });

  test('is seen by nobody else', async () => {
    const posts = world.slack.messages(CHANNELS.requests).length;
    await shown(PEOPLE.auditor, live.grant);
    expect(world.slack.messages(CHANNELS.requests)).toHaveLength(posts);
  });
});

describe('/grant show of a request', () => {
  test('has where it stands, what it asks, and who has to approve it sees it too', async () => {
    const text = all(await shown(PEOPLE.security, pending.request));
    for (const words of [
      '*Waiting for approval.*',
      'Rule: High-risk scopes.',
      'Permissions (Write)',
      `<@${PEOPLE.engineer}> asked for a new grant (${pending.request})`,
    ])
      expect(text).toContain(words);
    expect((await shown(PEOPLE.finance, pending.request)).text).toContain('that you may see');
  });

  test.each(['', 'ledger', 'GRANT-', 'constructor'])('of “%s” says what to name', async (named) => {
    expect((await shown(PEOPLE.engineer, named)).text).toContain('Name a grant or a request by its number');
  });
});

describe('a history that is longer than a message', () => {
  const events: SealedEvent[] = seal(
    { seq: 0, hash: '' },
    Array.from({ length: 100 }, (_, at) => event({ action: `number.${at}`, detail: { why: 'x'.repeat(900) } })),
  ).reverse();
  const shownRequest = request({ terms: terms({ purpose: 'p'.repeat(1_000) }) });

  test('stays within the blocks and texts that Slack takes, and says where the rest is', () => {
    const message = showMessage(
      { about: 'request', request: shownRequest, grant: undefined, history: { events, total: 900 } },
      policy(),
      NOW,
    );
    expect(message.blocks.length).toBeLessThanOrEqual(50);
    const text = textOf(message as PostedMessage);
    const lines = [...text.matchAll(/Number (\d+)/g)].map(([, number]) => Number(number));
    expect(lines[0]).toBe(99);
    expect(lines).toEqual([...lines].sort((one, other) => other - one));
    expect(text).toContain(`…and ${900 - lines.length} more: \`npx grantdesk audit show ${shownRequest.id}\``);
    for (const block of message.blocks)
      if (block.type === 'section' && block.text) expect(block.text.text.length).toBeLessThanOrEqual(3_000);
  });
});

describe('a history whose beginning was trimmed', () => {
  const begins = { seq: 57, at: '2026-11-20T10:00:00.000Z', file: 'audit-2025.jsonl' };
  const of = (filedAt: string) =>
    textOf(
      showMessage(
        {
          about: 'request',
          request: request({ filedAt }),
          grant: undefined,
          history: { events: [], total: 0, begins },
        },
        policy(),
        NOW,
      ) as PostedMessage,
    );

  test('says so, and where what is missing can be looked up', () => {
    expect(of('2026-11-19T10:00:00.000Z')).toMatch(
      /The audit trail begins with event 57, <!date\^[^>]+>\. What happened before is in the files that `audit trim` has exported, the latest of them `audit-2025\.jsonl`: ask an operator for it\./,
    );
  });

  test('is not that of a request which was filed since', () => {
    expect(of('2026-11-20T10:00:00.000Z')).not.toContain('The audit trail begins');
  });
});
