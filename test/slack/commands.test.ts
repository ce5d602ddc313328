import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SECRET_ADVICE } from '../../src/domain/secret-guard.ts';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { handOverWords, wordsOf } from '../../src/slack/commands/words.ts';
import { said as saidIn } from '../support/answers.ts';

import { approveFully, fileRequest, openedBy, startStoredWorld } from '../support/journey.ts';

let world: World;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, stop } = await startStoredWorld({}));
});
afterAll(() => stop?.());

const said = (by: string, command: string, at = world) => saidIn(at, by, command);

describe('the words of a command', () => {
  test.each([
    ['', { word: '', argument: '', rest: '' }],
    ['  renew   GRANT-57 ', { word: 'renew', argument: 'GRANT-57', rest: 'GRANT-57' }],
    ['a&lt;b &amp;c d', { word: 'a<b', argument: '&c', rest: '&amp;c d' }],
    ['&amp;lt;', { word: '&lt;', argument: '', rest: '' }],
  ])('of “%s” are read as they were typed', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test.each([
    ['<@U0BEN|ben> until 2026-12-04', { to: 'U0BEN', until: '2026-12-04' }],
    ['until 2026-12-04 <@W0BEN>', { to: 'W0BEN', until: '2026-12-04' }],
    ['@ben 4 December', { to: undefined, until: undefined }],
    ['&lt;@U0BEN&gt; 12026-12-045', { to: undefined, until: undefined }],
  ])('name person and day of a hand-over in “%s”', (rest, named) => {
    expect(handOverWords(rest)).toEqual(named);
  });
});

describe('/grant edit', () => {
  test('opens the form filled in for the requester', async () => {
    const filed = await fileRequest(world);
    const ana = world.slack.as(PEOPLE.engineer);
    const command = `/grant edit ${filed.request.toLowerCase()}`;
    const form = await openedBy(world, PEOPLE.engineer, () => ana.command(command));
    expect(form.view).toMatchObject({ title: { text: `Edit ${filed.request}` } });
    expect(form.values.clientName?.['grantdesk.clientname.enter']?.value).toBe(filed.clientName);
    await ana.close();
  });

  test('is refused to anybody else, and once it is decided', async () => {
    const filed = await fileRequest(world);
    expect((await said(PEOPLE.newcomer, `/grant edit ${filed.request}`)).text).toContain(
      `Only <@${PEOPLE.engineer}>, who asked, can edit ${filed.request}`,
    );
    await approveFully(world, filed);
    expect((await said(PEOPLE.engineer, `/grant edit ${filed.request}`)).text).toContain('cannot be edited any more');
  });

  test.each(['', 'GRANT-1', 'REQ-x', 'constructor'])('of “%s” says what to name', async (named) => {
    expect((await said(PEOPLE.engineer, `/grant edit ${named}`)).text).toContain('Name a request by its number');
  });
});

describe('a secret typed after /grant by mistake', () => {
  // Put together here, so that no scanner takes this file for a leak.
  const secret = ['wk_', 'secret:Zk39fQpL0xVb7NnT2sYw8RrJd5HgMc1A4eUiOqX6'].join('');
  test.each([
    ...[
      '',
      'show ',
      'renew ',
      'change ',
      'secret ',
      'verified ',
      'edit ',
      'help ',
      'list ',
      'delegate until 2026-12-04 ',
    ],
    ...['transfer GRANT-1 &lt;', '&amp;'],
  ])('is not said back, nor taken for anything else: /grant %s…', async (before) => {
    expect((await said(PEOPLE.engineer, `/grant ${before}${secret}`)).text).toBe(SECRET_ADVICE);
    expect(world.slack.as(PEOPLE.engineer).modal).toBeUndefined();
  });
});

describe('/grant help', () => {
  test('lists what there is, and breaking glass only where the policy has it', async () => {
    const { text } = await said(PEOPLE.newcomer, '/grant help');
    for (const word of ['edit REQ-5', 'delegate @person until 2026-12-04', 'break-glass'])
      expect(text).toContain(`\`/grant ${word}\``);

    const folder = await mkdtemp(join(tmpdir(), 'grantdesk-'));
    const policyPath = join(folder, 'policy.yml');
    const example = await readFile(world.config.policyPath, 'utf8');
    await writeFile(policyPath, example.replace(/^break_glass:.*$/m, ''));
    const strict = await startStoredWorld({ policyPath });
    try {
      expect((await said(PEOPLE.engineer, '/grant help', strict.world)).text).not.toContain('break-glass');
      expect((await said(PEOPLE.engineer, '/grant break-glass', strict.world)).text).toContain(
        'The policy lets nobody break glass',
      );
      expect(strict.world.slack.as(PEOPLE.engineer).modal).toBeUndefined();
    } finally {
      await strict.stop();
      await rm(folder, { recursive: true });
    }
  });

  test('says back an unknown word as it was typed', async () => {
    expect((await said(PEOPLE.newcomer, '/grant a<b')).text).toContain('`/grant a&lt;b` is not a command.');
  });
});
