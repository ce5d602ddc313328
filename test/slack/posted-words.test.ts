import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { StepName } from '../../src/domain/effects.ts';
import { defaultPreferences } from '../../src/domain/preferences.ts';
import { type AccessRequest, type Grant, GrantState, RequestState } from '../../src/domain/records.ts';
import { grantStands, grantStandsNow, requestStands } from '../../src/domain/state-words.ts';
import type { Step } from '../../src/domain/step-records.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { approvalMessage } from '../../src/slack/views/approval.ts';
import type { Message } from '../../src/slack/views/blocks.ts';
import { breakGlassMessage } from '../../src/slack/views/break-glass.ts';
import { cardMessage } from '../../src/slack/views/card.ts';
import { digestMessage } from '../../src/slack/views/digest.ts';
import { warningMessage } from '../../src/slack/views/expiry-messages.ts';
import { ownerMessage } from '../../src/slack/views/owner.ts';
import { secretMessage } from '../../src/slack/views/secret.ts';
import { failureWords } from '../../src/slack/views/steps.ts';
import { ADMIN, ANA, atGrantStep, awaitingAdmin, grant, NOW, pending, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { textOf } from '../support/journey.ts';

const POLICY = policy();
const words = (message: Message) => textOf(message as Parameters<typeof textOf>[0]);
const { request } = pending();
const EXPIRES = '2026-12-01';
const ending = grant({ terms: terms({ expires: EXPIRES }), warnings: [`${EXPIRES}.${7 * DAY}`] });

describe('what is posted, and kept', () => {
  const glass: AccessRequest = {
    ...request,
    breakGlass: { reason: 'The close is stuck.', reviewBy: new Date(NOW.getTime() + DAY).toISOString() },
  };
  const digest = {
    person: ANA,
    preferences: defaultPreferences(ANA),
    grants: { items: [ending], number: 0, size: 1, total: 1 },
  };

  test.each<[string, Message, date: string]>([
    ['the card of who asked', cardMessage(request, undefined, POLICY), '22 Feb 2027'],
    ['the approvers’ message', approvalMessage(request, undefined, POLICY), '22 Feb 2027'],
    ['the question to an owner', ownerMessage(request, ANA, 1, POLICY), '22 Feb 2027'],
    ['the announcement of an emergency', breakGlassMessage(glass, undefined, POLICY), '22 Feb 2027'],
    ['a warning', warningMessage(ending, `${EXPIRES}.${7 * DAY}`, [7 * DAY]), '1 Dec 2026'],
    ['a digest', digestMessage(digest, '2026-11-24'), '1 Dec 2026'],
    ['a reminder to collect a secret', secretMessage(grant(), `collect.${NOW.getTime()}.${ANA}`), ''],
    [
      'the question whether it is needed',
      secretMessage(uncollected(), `needed.${NOW.getTime()}.${ANA}`),
      '22 Feb 2027',
    ],
  ])('names days, and never how far away they are: %s', (_what, message, date) => {
    expect(words(message)).toContain(date);
    expect(words(message)).not.toMatch(/\bin \d+ (day|week|month)|tomorrow|today|yesterday|\bago\b|two (days|weeks)/);
  });

  test('a reminder about a secret says since when, in the reader’s own time', () => {
    expect(words(secretMessage(uncollected(), `collect.${NOW.getTime()}.${ANA}`))).toContain(
      'though you were told how <!date^1795514400^{date_short_pretty} at {time}|2026-11-24 10:00 UTC>',
    );
  });

  test('a warning that stands for all of its day says as well that the secret is not collected', () => {
    const message = (changes: Partial<Grant>) =>
      words(warningMessage({ ...ending, ...changes }, `${EXPIRES}.${7 * DAY}`, [7 * DAY]));
    expect(message({ collected: undefined })).toContain(
      '*Its secret is not collected yet*, so no integration can use it',
    );
    expect(message({})).not.toContain('not collected');
    expect(message({ collected: undefined, state: 'suspended' })).not.toContain('not collected');
  });
});

function uncollected(): Grant {
  const { collected: _none, ...rest } = grant();
  return rest;
}

describe('the card of a request for a new integration user', () => {
  const user: Terms['user'] = {
    kind: 'new',
    username: 'export',
    givenName: 'Nightly',
    familyName: 'Export',
    email: 'ana@example.com',
  };
  const changes = { terms: terms({ user }) };
  const userLine = (one: AccessRequest) =>
    /\*Integration user\*\n(.*)/.exec(words(cardMessage(one, undefined, POLICY)))?.[1];
  const withUser = (one: AccessRequest, patch: Partial<Step>): AccessRequest => ({
    ...one,
    provisioning: one.provisioning && {
      ...one.provisioning,
      steps: one.provisioning.steps.map((step) => (step.name === 'user' ? { ...step, ...patch } : step)),
    },
  });
  const whom = 'Nightly Export (ana@example.com)';

  test('says whether the user is there by then', () => {
    const made = withUser(atGrantStep(changes).request, { changed: ['export'] });
    expect(userLine(pending(changes).request)).toBe(`\`export\`, to be created for ${whom}`);
    expect(userLine({ ...pending(changes).request, state: 'denied' })).toBe(
      `\`export\`, which was to be created for ${whom}`,
    );
    expect(userLine(made)).toBe(`\`export\`, created for ${whom}`);
    expect(userLine({ ...made, state: 'fulfilled' })).toBe(`\`export\`, created for ${whom}`);
    expect(userLine({ ...made, state: 'withdrawn' })).toBe(
      `\`export\`, which was created for ${whom}, and is taken back`,
    );
    expect(userLine(withUser(made, { changed: [] }))).toBe(`\`export\`, which was there already, for ${whom}`);
  });

  test('says of no step that it goes on, once the request has ended', () => {
    const { request: waiting } = awaitingAdmin(changes);
    const steps = (one: AccessRequest) =>
      words(cardMessage(one, undefined, POLICY))
        .split('\n')
        .filter((line) => line.includes('*API grant*'));
    expect(steps(waiting)).toEqual([':raising_hand: Waiting for an admin · *API grant*']);
    const outcome = { by: ADMIN, at: NOW.toISOString(), reason: 'No.' };
    expect(steps({ ...waiting, state: 'denied', outcome })).toEqual([':no_entry: Stopped · *API grant*']);
  });
});

describe('a sentence that is made from a state', () => {
  const PROPER = /^(is|was|has) (\w+ing|been \w+ed|\w+ed|withdrawn|done|active|begun|still being made)\b/;

  test.each(RequestState.options)('is proper English for a request that is “%s”', (state) => {
    for (const kind of ['create', 'revoke'] as const) expect(requestStands({ kind, state })).toMatch(PROPER);
    expect(requestStands({ kind: 'create', state })).not.toMatch(/is (lapsed|denied|withdrawn|stopped)/);
  });

  test.each(GrantState.options)('is proper English for a grant that is “%s”', (state) => {
    expect(grantStands({ state })).toMatch(PROPER);
    expect(grantStandsNow({ state })).toMatch(/ now$|^has expired$|^is still being made$/);
  });

  test('says on the card that a request has lapsed', () => {
    expect(cardMessage({ ...request, state: 'lapsed' }, undefined, POLICY).text).toMatch(/^REQ-7 \(.*\) has lapsed\. /);
  });
});

describe('why a step has stopped', () => {
  const failure = (step: StepName, by?: string) => ({
    step,
    run: 1,
    sentence: 'Workiva said no.',
    at: NOW.toISOString(),
    ...(by === undefined ? {} : { by }),
  });

  test.each(StepName.options)('is said of what was being done, in a whole sentence: %s', (step) => {
    expect(failureWords({ kind: 'create', failure: failure(step) })).toMatch(
      /^\*[A-Z]\w+ing [\w ]+\* did not succeed: Workiva said no\.$/,
    );
  });

  test('names the admin for whom it was not possible, and what the grant was to become', () => {
    const said = (kind: AccessRequest['kind']) => failureWords({ kind, failure: failure('grant', ADMIN) });
    expect(said('create')).toBe(`*Creating the API grant* was not possible for <@${ADMIN}>: Workiva said no.`);
    expect(said('renew')).toMatch(/^\*Renewing the API grant\*/);
    expect(failureWords({ kind: 'create', failure: undefined })).toBeUndefined();
  });
});
