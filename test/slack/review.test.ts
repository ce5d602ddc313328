import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { ReviewAnswer, ReviewOutcome } from '../../src/domain/review-records.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { answerTo } from '../support/answers.ts';

import { grant, terms } from '../support/domain-cases.ts';
import { eventually, readableLog } from '../support/faults-world.ts';
import { daysAhead, headerOf, labelsOf, openedBy, startStoredWorld, taskOf, textOf } from '../support/journey.ts';
import { change } from '../support/store-redis.ts';

const EXAMPLE = new URL('../../policy.yml', import.meta.url);
/** Somebody whom Slack does not know any more. */
const NOT_THERE = 'U0GONE';
const { log, lines } = readableLog('error');

let world: World;
let store: Store;
let stop: () => Promise<void>;
let folder: string;
let policyPath: string;
let grants = 100;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-reviews-'));
  policyPath = join(folder, 'policy.yml');
  await writeFile(policyPath, await readFile(EXAMPLE, 'utf8'));
  ({ world, store, stop } = await startStoredWorld({ policyPath, workivaAccess: false, sweepEveryMs: 100, log }));
});
afterAll(async () => {
  await stop?.();
  await rm(folder, { recursive: true, force: true });
});

/** Stores live grants, each with an integration user of its own; answers their ids. */
async function live(...owners: string[]): Promise<string[]> {
  const made = owners.map((owner) => {
    grants += 1;
    const user = { kind: 'existing', username: `svc-${grants}` } as const;
    const own = terms({ clientName: `export ${grants}`, user, expires: daysAhead(world, 3_650) });
    return grant({
      id: `GRANT-${grants}`,
      createdBy: `REQ-${grants}`,
      clientId: `client-${grants}`,
      owner,
      terms: own,
    });
  });
  await store.commit(change({ grants: made.map((record) => ({ record, version: 0 })) }));
  return made.map(({ id }) => id);
}

/** Ends every live grant, so that the next review is about others. What takes one away has asked the admins before. */
async function endAll(): Promise<void> {
  for await (const { id } of store.reviews.liveGrants()) {
    const revocation = (await store.grant(id))?.record.revocation;
    if (revocation !== undefined) await taskOf(world, revocation);
    await transact(store, { grant: id }, ({ grant: found }) =>
      found
        ? { ok: true, grant: { ...found, state: 'revoked', dueAt: undefined }, events: [], effects: [] }
        : missing(id),
    );
  }
}

/**
 * Lets the policy have reviews, which begins one; answers its id. Until it ends there is no other. The time has passed
 * before: the first begins as soon as there is such a policy, and none of its own time must be gone then.
 */
async function begin(reviews: string): Promise<string> {
  const before = (await store.reviews.latest())?.record.id;
  world.clock.advance(90 * DAY);
  await givePolicy(reviews);
  return eventually(async () => {
    const latest = (await store.reviews.latest())?.record;
    return latest && latest.id !== before && latest.state === 'open' && latest.id;
  }, 'a review to begin');
}

async function givePolicy(reviews?: string): Promise<void> {
  const example = await readFile(EXAMPLE, 'utf8');
  await writeFile(policyPath, reviews === undefined ? example : `${example}\nreviews: ${reviews}\n`);
  await world.grantdesk.reloadPolicy();
}

/** Lets time end the review whatever is unanswered, and makes room for the next. */
async function finish(id: string): Promise<void> {
  await givePolicy();
  await endAll();
  world.clock.advance(60 * DAY);
  await eventually(async () => (await store.review(id))?.record.state === 'closed', `${id} to end`);
}

const OWNERS = '{ by: owner, every: 90d, answer_within: 14d, remind_after: [3d] }';

const toReviewer = (person: string, id: string, words = '') =>
  world.slack.until(
    () =>
      world.slack
        .directMessages(person)
        .find((message) => headerOf(message).startsWith(`${id} ·`) && textOf(message).includes(words) && message),
    `the message of ${id} to ${person} that says "${words}"`,
  );

const toAdmins = (header: string, words: string) =>
  world.slack.until(
    () =>
      world.slack
        .messages(CHANNELS.admin)
        .find((message) => headerOf(message).startsWith(header) && textOf(message).includes(words)),
    `a message "${header}" in the admin channel that says "${words}"`,
  );

const press = (by: string, message: PostedMessage, answer: ReviewAnswer, id: string) =>
  world.slack.as(by).press(message, `grantdesk.review.${answer}`, { blockId: id });

async function outcomeOf(review: string, id: string): Promise<ReviewOutcome | undefined> {
  for await (const { record } of store.reviews.parts(review)) {
    const item = record.items.find((one) => one.grant === id);
    if (item) return item.settled?.outcome;
  }
  return undefined;
}

describe('a review by owner', () => {
  test('asks each owner once about all of their grants, and shows who answered what', async () => {
    const [keep = '', narrow = '', revoke = ''] = await live(PEOPLE.engineer, PEOPLE.engineer, PEOPLE.engineer);
    const [other = ''] = await live(PEOPLE.newcomer);
    const id = await begin(OWNERS);

    const message = await toReviewer(PEOPLE.engineer, id);
    const text = textOf(message);
    for (const one of [keep, narrow, revoke]) expect(text).toContain(`*${one}*`);
    expect(text).not.toContain(other);
    expect(text).toContain('Scopes: Spreadsheets (Read)');
    expect(text).toContain('Last use: ');
    expect(labelsOf(message)).toHaveLength(9);
    await toReviewer(PEOPLE.newcomer, id, other);
    await toAdmins(`${id} · Access review`, '0 of 4 grants are answered, by 2 reviewers');

    await press(PEOPLE.engineer, message, 'keep', keep);
    await toReviewer(PEOPLE.engineer, id, `*Keep*, by <@${PEOPLE.engineer}>`);
    const form = await openedBy(world, PEOPLE.engineer, () => press(PEOPLE.engineer, message, 'narrow', narrow));
    await toReviewer(PEOPLE.engineer, id, `type \`/grant change ${narrow}\``);
    expect(JSON.stringify(form.view)).toContain(narrow);
    await world.slack.as(PEOPLE.engineer).close();

    await press(PEOPLE.engineer, message, 'revoke', revoke);
    const answered = await toReviewer(PEOPLE.engineer, id, '*Revoke*, by');
    expect(textOf(answered)).toContain('All 3 are answered.');
    expect(labelsOf(answered)).toEqual([]);
    const request = (await store.grant(revoke))?.record.revocation ?? '';
    expect(textOf(await taskOf(world, request))).toContain(request);
    await toAdmins(`${id} · Access review`, 'Keep: 1 · Narrow: 1 · Revoke: 1');

    const [last] = world.slack.directMessages(PEOPLE.newcomer).filter((one) => headerOf(one).startsWith(`${id} ·`));
    await press(PEOPLE.newcomer, last as PostedMessage, 'keep', other);
    const over = await toAdmins(`${id} · Access review over`, `npx grantdesk review report ${id}`);
    expect(textOf(over)).toContain((await store.review(id))?.record.digest);
    expect(
      world.slack.directMessages(PEOPLE.engineer).filter((one) => headerOf(one).startsWith(`${id} ·`)),
    ).toHaveLength(1);
    await finish(id);
  });

  test('reminds who has not answered, and asks the admins when the time is over', async () => {
    const [first = '', second = ''] = await live(PEOPLE.newcomer, PEOPLE.newcomer);
    const id = await begin(OWNERS);
    const message = await toReviewer(PEOPLE.newcomer, id);
    await press(PEOPLE.newcomer, message, 'keep', first);
    await toReviewer(PEOPLE.newcomer, id, '1 of 2 is answered.');
    world.clock.advance(3 * DAY);
    await world.slack.until(
      () =>
        world.slack
          .directMessages(PEOPLE.newcomer)
          .find(({ text }) => text.startsWith(`1 grant still waits for your answer in ${id}`)),
      'the reminder',
    );

    world.clock.advance(11 * DAY);
    const asked = await toAdmins(`${id} · The admins are asked`, 'Reviewers have not answered in time');
    await press(PEOPLE.admin, asked, 'keep', second);
    await toAdmins(`${id} · The admins are asked`, `*Keep*, by <@${PEOPLE.admin}>`);
    await toAdmins(`${id} · Access review over`, 'Keep: 2');
    expect(await outcomeOf(id, second)).toBe('keep');
    await finish(id);
  });

  test('gives the grants of who has left to the admins at once', async () => {
    const [left = ''] = await live(NOT_THERE);
    const id = await begin(OWNERS);
    const asked = await toAdmins(`${id} · The admins are asked about 1 grant`, 'their owners have left');
    await press(PEOPLE.secondAdmin, asked, 'revoke', left);
    await toAdmins(`${id} · Access review over`, 'Revoke: 1');
    expect((await store.grant(left))?.record.revocation).toMatch(/^REQ-/);
    await finish(id);
  });

  test('asks the admins anew, in one message, about what was theirs already', async () => {
    const [left = '', late = ''] = await live(NOT_THERE, PEOPLE.newcomer);
    const id = await begin(OWNERS);
    await toAdmins(`${id} · The admins are asked about 1 grant`, left);
    await toReviewer(PEOPLE.newcomer, id);
    world.clock.advance(14 * DAY);
    const anew = await toAdmins(`${id} · The admins are asked about 2 grants`, late);
    const before = await toAdmins(`${id} · The admins were asked`, 'asked again in a newer message');
    expect(labelsOf(before)).toEqual([]);
    await press(PEOPLE.admin, anew, 'keep', left);
    await toAdmins(`${id} · The admins are asked about 2 grants`, '1 of 2 is answered.');
    await finish(id);
    const own = () => world.slack.directMessages(PEOPLE.newcomer).filter((one) => headerOf(one).startsWith(`${id} ·`));
    await world.slack.until(() => own().every((one) => labelsOf(one).length === 0), 'nothing to be left to press');
    expect(own()).toHaveLength(1);
  });

  test('asks whoever owns a grant by now, where it changes hands meanwhile, and no longer who owned it', async () => {
    const [given = '', kept = ''] = await live(PEOPLE.engineer, PEOPLE.engineer);
    const id = await begin(OWNERS);
    const first = await toReviewer(PEOPLE.engineer, id, given);
    const ana = world.slack.as(PEOPLE.engineer);
    await ana.command(`/grant transfer ${given} @otto`);
    const offer = await world.slack.until(
      () => world.slack.directMessages(PEOPLE.auditor).find((one) => headerOf(one).startsWith(`${given} ·`)),
      'the offer',
    );
    await world.slack.as(PEOPLE.auditor).press(offer, 'grantdesk.grant.accept-transfer');

    const theirs = await toReviewer(PEOPLE.auditor, id, given);
    expect(labelsOf(theirs)).toEqual(['Keep', 'Narrow', 'Revoke']);
    const told = await toReviewer(
      PEOPLE.engineer,
      id,
      `*${given}* is <@${PEOPLE.auditor}>’s now, who is asked instead of you.`,
    );
    expect(textOf(told)).toContain('0 of 1 are answered.');
    expect(first.ts).toBe(told.ts);
    await press(PEOPLE.auditor, theirs, 'keep', given);
    await toReviewer(PEOPLE.auditor, id, `*Keep*, by <@${PEOPLE.auditor}>`);
    await press(PEOPLE.engineer, told, 'keep', kept);
    await toAdmins(`${id} · Access review over`, 'Keep: 2');
    expect(await outcomeOf(id, given)).toBe('keep');
    await finish(id);
  });

  test('refuses an answer of who owned a grant, whose message has nothing left to press', async () => {
    const [given = ''] = await live(PEOPLE.engineer);
    const id = await begin(OWNERS);
    const message = await toReviewer(PEOPLE.engineer, id, given);
    await transact(store, { grant: given }, ({ grant: found }) =>
      found ? { ok: true, grant: { ...found, owner: PEOPLE.newcomer }, events: [], effects: [] } : missing(given),
    );
    const no = `${given} is <@${PEOPLE.newcomer}>’s now`;
    await answerTo(world, PEOPLE.engineer, () => press(PEOPLE.engineer, message, 'revoke', given), no);
    expect((await store.grant(given))?.record.revocation).toBeUndefined();

    world.clock.advance(3 * DAY);
    await toReviewer(PEOPLE.newcomer, id, given);
    const left = await toReviewer(PEOPLE.engineer, id, `*${given}* is <@${PEOPLE.newcomer}>’s now`);
    expect(headerOf(left)).toBe(`${id} · There is nothing left for you to answer`);
    expect(labelsOf(left)).toEqual([]);
    await finish(id);
  });

  test('answers once, also when two admins press at one moment', async () => {
    const [left = ''] = await live(NOT_THERE);
    const id = await begin(OWNERS);
    const asked = await toAdmins(`${id} · The admins are asked`, left);
    await Promise.all([press(PEOPLE.admin, asked, 'keep', left), press(PEOPLE.secondAdmin, asked, 'revoke', left)]);
    await toAdmins(`${id} · Access review over`, '');
    const refused = await world.slack.until(
      () =>
        [PEOPLE.admin, PEOPLE.secondAdmin]
          .flatMap((who) => world.slack.as(who).ephemerals)
          .find(({ text }) => text.includes(`${left} has its answer in ${id} already`)),
      'the later one to be told',
    );
    expect(refused.text).toContain('Nothing was changed.');
    const answers = (await store.audit.read(1, 100_000)).filter(
      ({ action, subjects }) => action === 'review.answered' && subjects.includes(left),
    );
    expect(answers).toHaveLength(1);
    await finish(id);
  });

  test('suspends what nobody answers for, where the policy says so, and tells the owner', async () => {
    const [unanswered = ''] = await live(PEOPLE.newcomer);
    const id = await begin('{ by: owner, answer_within: 14d, unanswered: suspend }');
    await toReviewer(PEOPLE.newcomer, id, 'A grant without an answer is suspended then.');
    world.clock.advance(14 * DAY);
    await toAdmins(`${id} · Access review over`, 'Suspended: 1');
    expect((await store.grant(unanswered))?.record.state).toBe('suspended');
    await world.slack.until(
      () =>
        world.slack
          .directMessages(PEOPLE.newcomer)
          .find((one) => textOf(one).includes(`Nobody said in the access review ${id} that it is still needed.`)),
      'the owner to be told',
    );
    await toReviewer(PEOPLE.newcomer, id, '*Suspended*, by Grantdesk');
    await finish(id);
  });
});

describe('a review of many grants', () => {
  test('is answered page by page behind one button, and every answer shows at once', async () => {
    const ids = await live(...Array.from({ length: 25 }, () => PEOPLE.engineer));
    const id = await begin(OWNERS);
    const message = await toReviewer(PEOPLE.engineer, id);
    expect(labelsOf(message)).toEqual(['Review 25 grants']);

    const ana = world.slack.as(PEOPLE.engineer);
    await ana.press(message, 'grantdesk.review.open');
    const shown = () => JSON.stringify(ana.modal?.view ?? {});
    await world.slack.until(() => shown().includes('Page 1 of 3'), 'the first page');
    expect(shown()).toContain(`*${ids[9]}*`);
    expect(shown()).not.toContain(`*${ids[10]}*`);

    await ana.click('grantdesk.review.next');
    await world.slack.until(() => shown().includes('Page 2 of 3'), 'the second page');
    await ana.click('grantdesk.review.keep', { blockId: ids[10] as string });
    await world.slack.until(() => shown().includes('*Keep*, by'), 'the answer in the modal');
    expect(shown()).toContain('1 of 25 is answered. Page 2 of 3');
    await toReviewer(PEOPLE.engineer, id, '1 of 25 is answered.');
    expect(await outcomeOf(id, ids[10] as string)).toBe('keep');
    expect(await outcomeOf(id, ids[11] as string)).toBeUndefined();

    await ana.click('grantdesk.review.next');
    await world.slack.until(() => shown().includes('Page 3 of 3'), 'the last page');
    expect(shown()).toContain(`*${ids[24]}*`);
    expect(shown()).not.toContain('"grantdesk.review.next"');
    await ana.close();
    await finish(id);
  });
});

describe('a review by groups', () => {
  test('gives each grant to somebody else than its owner, who is told when it is to be narrowed', async () => {
    const [owned = '', wide = ''] = await live(PEOPLE.finance, PEOPLE.engineer);
    const id = await begin('{ by: [finance], answer_within: 14d }');
    const message = await toReviewer(PEOPLE.secondFinance, id, owned);
    expect(textOf(message)).toContain(`owned by <@${PEOPLE.finance}>`);
    const own = await toReviewer(PEOPLE.finance, id, wide);
    expect(textOf(own)).not.toContain(owned);

    await press(PEOPLE.finance, own, 'narrow', wide);
    await world.slack.until(
      () =>
        world.slack
          .directMessages(PEOPLE.engineer)
          .find(
            (one) =>
              one.text.includes(`<@${PEOPLE.finance}> has looked at ${wide}`) && labelsOf(one).includes('Change'),
          ),
      'the owner to be asked',
    );
    await press(PEOPLE.secondFinance, message, 'revoke', owned);
    await toAdmins(`${id} · Access review over`, 'Narrow: 1 · Revoke: 1');
    expect((await store.grant(owned))?.record.revocation).toMatch(/^REQ-/);
    await finish(id);
  });
});

test('none of it has left an error in the log, but that who has left cannot be told', () => {
  expect(lines.filter((line) => !line.includes(NOT_THERE))).toEqual([]);
});
