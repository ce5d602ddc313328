import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { integrationOf, readActivityLog } from '../support/activity.ts';
import { answerTo, said } from '../support/answers.ts';

import { eventually } from '../support/faults-world.ts';
import {
  daysAhead,
  handOverOf,
  type Live,
  labelsOf,
  makeLive,
  openedBy,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';
import { actionsOn } from '../support/waiting.ts';

let folder: string;
let policyPath: string;
let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-unused-'));
  policyPath = join(folder, 'policy.yml');
  const text = await readFile('policy.yml', 'utf8');
  await writeFile(policyPath, text.replace('\nlimits:\n', '\nlimits:\n  unused_after: 10d\n'));
  ({ world, store, stop } = await startStoredWorld({
    policyPath,
    workiva: { operationMs: 20, pollMs: 5 },
    sweepEveryMs: 100,
  }));
});
afterAll(async () => {
  await stop?.();
  await rm(folder, { recursive: true, force: true });
});

const engineer = () => world.slack.as(PEOPLE.engineer);

/** A grant with a user of its own, whose secret its owner has said to have. */
async function live(): Promise<Live> {
  const made = await makeLive(world, { workspace: 'Sandbox', expires: daysAhead(world, 60), roles: [] });
  await engineer().press(await handOverOf(world, made), 'grantdesk.grant.collect');
  await eventually(async () => (await store.grant(made.grant))?.record.collected, 'the secret to be collected');
  return made;
}

/** Lets so many days pass, and has the log read once the sweep is through: what that tells an owner comes first. */
async function afterDays(days: number): Promise<void> {
  world.clock.advance(days * DAY);
  await eventually(async () => (await store.due(world.clock.now(), 1)).length === 0, 'the sweep to be through');
  await readActivityLog(world);
}

const question = ({ grant }: Live, words = 'been used since') =>
  world.slack.until(
    () =>
      world.slack
        .directMessages(PEOPLE.engineer)
        .findLast((one) => one.text.startsWith(`${grant} ·`) && textOf(one).includes(words)),
    `the question whether ${grant} is needed: “${words}”`,
  );

/** What is stored of the last question. It is stored before the log counts as read, so that nothing has to be waited for. */
const asking = async ({ grant }: Live) => (await store.grant(grant))?.record.unused;

const shownOf = async (grant: string) => {
  const { text, blocks } = await said(world, PEOPLE.engineer, `/grant show ${grant}`);
  return textOf({ text, blocks: (blocks ?? []) as PostedMessage['blocks'] });
};

describe('a grant that nothing uses', () => {
  test('is brought to its owner once, with since when; Keep is noted, and asks again after the same time', async () => {
    const mine = await live();
    await afterDays(11);
    const asked = await question(mine);
    expect(asked.text).toMatch(/It has not been used since .*, nor before as far as is known\./);
    expect(textOf(asked)).toContain(`nothing that was done as \`${mine.username}\` since then`);
    expect(textOf(asked)).toContain('another 10 days');
    expect(labelsOf(asked)).toEqual(['Keep', 'Revoke']);
    await readActivityLog(world);

    const keep = () => world.slack.as(PEOPLE.newcomer).press(asked, 'grantdesk.grant.keep-unused');
    await answerTo(world, PEOPLE.newcomer, keep, `Only its owner, <@${PEOPLE.engineer}>`);

    await engineer().press(asked, 'grantdesk.grant.keep-unused');
    const kept = await question(mine, 'keeps it');
    expect(kept.ts).toBe(asked.ts);
    expect(labelsOf(kept)).toEqual([]);
    expect(await actionsOn({ store }, mine.grant)).toEqual(
      expect.arrayContaining(['grant.unused_asked', 'grant.kept_unused']),
    );

    await afterDays(9);
    expect((await asking(mine))?.kept).toBeDefined();
    await afterDays(2);
    expect((await question(mine)).ts).not.toBe(asked.ts);
  });

  test('is revoked from the message, which then says so', async () => {
    const mine = await live();
    await afterDays(11);
    const asked = await question(mine);
    await openedBy(world, PEOPLE.engineer, () => engineer().press(asked, 'grantdesk.revocation.ask'));
    expect((await engineer().submit({ reason: 'The export has moved.' })).errors).toBeUndefined();
    const after = await question(mine, 'revokes it');
    expect(textOf(after)).toMatch(/REQ-\d+ revokes it\. There is nothing to do\./);
    expect(labelsOf(after)).toEqual([]);
  });

  test('is not asked about while its integration calls Workiva, and no more once it does again', async () => {
    const mine = await live();
    const call = integrationOf(world, mine);
    world.clock.advance(8 * DAY);
    await call();
    await afterDays(3);
    expect(await asking(mine)).toBeUndefined();
    await afterDays(8);
    const asked = await question(mine);
    expect(asked.text).toMatch(/It has not been used since <![^>]*>\. Is it/);
    await call();
    await readActivityLog(world);
    expect((await question(mine, 'It has been used again')).ts).toBe(asked.ts);
  });

  test('is not asked about any more once it has expired', async () => {
    const mine = await live();
    await afterDays(11);
    const asked = await question(mine);
    world.clock.advance(50 * DAY);
    const after = await question(mine, 'It has expired');
    expect(after.ts).toBe(asked.ts);
    expect(labelsOf(after)).toEqual([]);
  });
});

describe('the last use', () => {
  test('stands in /grant show and in the Home tab', async () => {
    const mine = await live();
    await readActivityLog(world);
    expect(await shownOf(mine.grant)).toMatch(/\*Last use\*: none since .*, as far back as is known\./);
    await integrationOf(world, mine)();
    await readActivityLog(world);
    expect(await shownOf(mine.grant)).toMatch(/\*Last use\*: <!date\^\d+\^[^>]*>\.(\n|$)/);

    await engineer().openHome();
    const home = await world.slack.until(() => engineer().home, 'the Home tab');
    expect(JSON.stringify(home.view.blocks)).toMatch(/Last use: <!date/);
  });

  test('is not known without the scope, as both say', async () => {
    const other = await startStoredWorld({
      policyPath,
      workiva: { operationMs: 20, pollMs: 5, scopes: ['organization:read', 'organization:write'] },
    });
    try {
      const made = await makeLive(other.world, { workspace: 'Sandbox', roles: [] });
      const person = other.world.slack.as(PEOPLE.engineer);
      other.world.clock.advance(20 * DAY);
      await readActivityLog(other.world);
      const answer = await said(other.world, PEOPLE.engineer, `/grant show ${made.grant}`);
      const words = 'not known: Grantdesk may not read the activity log (scope `activity:read`).';
      expect(JSON.stringify(answer.blocks)).toContain(`*Last use*: ${words}`);
      await person.openHome();
      const home = await other.world.slack.until(() => person.home, 'the Home tab');
      expect(JSON.stringify(home.view.blocks)).toContain(`Last use: ${words}`);
      expect((await other.store.grant(made.grant))?.record.unused).toBeUndefined();
    } finally {
      await other.stop();
    }
  });
});
