import { describe, expect, test } from '@jest/globals';
import { approve, approveLess, deny } from '../../src/domain/approval.ts';
import type { Stage } from '../../src/domain/approval-records.ts';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { edit } from '../../src/domain/edit.ts';
import { acceptOwnership } from '../../src/domain/owner-acceptance.ts';
import { answer, ask } from '../../src/domain/question.ts';
import type { AccessRequest, Case } from '../../src/domain/records.ts';
import { readReminder } from '../../src/domain/reminders.ts';
import { fileRenewal } from '../../src/domain/request.ts';
import { withdraw } from '../../src/domain/request-end.ts';
import { deciders } from '../../src/domain/stages.ts';
import { type Colleague, comesAt, lapsesAt, sweepWaiting, type Timing } from '../../src/domain/waiting.ts';
import {
  ADMIN,
  ANA,
  BEN,
  CLEO,
  caseAfter,
  DIGEST,
  decider,
  filing,
  grant,
  inWords,
  later,
  moved,
  NOW,
  pending,
  terms,
} from '../support/domain-cases.ts';

const TIMING: Timing = {
  remindAfter: [4 * HOUR, DAY, 3 * DAY],
  escalateAfter: 2 * DAY,
  escalateTo: ['workiva-admins'],
  lapseAfter: 7 * DAY,
};
const GROUPS = { finance: [ANA, BEN, CLEO], 'workiva-admins': [ADMIN] };
const FINANCE: Stage = { from: ['finance'], count: 1, distinct: true };
const ADMINS: Stage = { from: ['workiva-admins'], count: 1, distinct: true };
const authority = { groups: GROUPS, delegations: [] };

/** Who can act, each left alone until then. */
const colleagues =
  (quiet: Record<string, Date> = {}, delegations: { from: string; to: string }[] = []) =>
  (request: AccessRequest): Colleague[] =>
    request.state === 'awaiting_owner'
      ? [{ id: request.owner, quietUntil: quiet[request.owner] }]
      : deciders(request, { ...authority, delegations }).map((right) => ({
          id: right.person,
          quietUntil: quiet[right.person],
          standsIn: right.for !== undefined,
        }));

type Facts = Partial<Parameters<typeof sweepWaiting>[1]>;
const sweepAt = (current: Case, after: number, facts: Facts = {}) =>
  sweepWaiting(current, { now: later(after), timing: TIMING, digest: DIGEST, colleagues: colleagues(), ...facts });
const sweptAt = (current: Case, after: number, facts?: Facts) => caseAfter(current, sweepAt(current, after, facts));

/** Whom a sweep reminds, and of what is due after how many hours. */
const remindedAt = (current: Case, after: number, facts?: Facts): string[] =>
  inWords(moved(sweepAt(current, after, facts)).effects)
    .filter((words) => words.startsWith('notify reminder'))
    .map((words) => readReminder(words.split(' ').at(-1) ?? ''))
    .map(({ person, after: due }) => `${person} ${due / HOUR} h`);

const hoursAhead = ({ request }: Case): number => (Date.parse(request.dueAt ?? '') - NOW.getTime()) / HOUR;
const finance = (changes: Parameters<typeof filing>[0] = {}) => pending({ stages: [FINANCE, ADMINS], ...changes });
const approvedBy = (current: Case, by: string, after: number) =>
  caseAfter(current, approve(current, decider(by, [by], { authority, now: later(after) })));

describe('reminders', () => {
  test.each([
    ['nobody before the first is due', 4 * HOUR - 1, []],
    ['everybody who may decide, but not the requester, once it is due', 4 * HOUR, [`${BEN} 4 h`, `${CLEO} 4 h`]],
    ['only of the latest, where several were passed over', DAY + HOUR, [`${BEN} 24 h`, `${CLEO} 24 h`]],
  ])('tell %s', (_whom, after, told) => {
    expect(remindedAt(finance(), after)).toEqual(told);
  });

  test('tell each person once, however often it is looked', () => {
    const once = sweptAt(finance(), 4 * HOUR);
    expect(remindedAt(once, 4 * HOUR)).toEqual([]);
    expect(remindedAt(once, 20 * HOUR)).toEqual([]);
    expect(remindedAt(once, DAY)).toEqual([`${BEN} 24 h`, `${CLEO} 24 h`]);
  });

  test('do not come again where the policy now has earlier ones', () => {
    const once = sweptAt(finance(), DAY);
    const timing = { ...TIMING, remindAfter: [2 * HOUR, 12 * HOUR] };
    expect(remindedAt(once, DAY + HOUR, { timing })).toEqual([]);
  });

  test('reach who is new in the group, and a delegate in the place of somebody, each once', () => {
    const once = sweptAt(finance(), 4 * HOUR);
    const facts = { colleagues: colleagues({}, [{ from: BEN, to: 'U0DELEGATE' }]) };
    expect(remindedAt(once, 5 * HOUR, facts)).toEqual(['U0DELEGATE 4 h']);
    expect(remindedAt(sweptAt(once, 5 * HOUR, facts), 6 * HOUR, facts)).toEqual([]);
  });

  test('reach who stands in for somebody at once, whom the message does not name, unless they are left alone', () => {
    const delegations = [{ from: BEN, to: 'U0DELEGATE' }];
    const facts = { colleagues: colleagues({}, delegations) };
    expect(remindedAt(finance(), 0, facts)).toEqual(['U0DELEGATE 0 h']);
    const once = sweptAt(finance(), 0, facts);
    expect(remindedAt(once, HOUR, facts)).toEqual([]);
    expect(remindedAt(once, 4 * HOUR, facts)).toEqual([`${BEN} 4 h`, `${CLEO} 4 h`, 'U0DELEGATE 4 h']);
    expect(remindedAt(finance(), 0, { colleagues: colleagues({ U0DELEGATE: later(HOUR) }, delegations) })).toEqual([]);
  });

  test('leave out who has approved', () => {
    const two = pending({ stages: [{ ...FINANCE, count: 2 }] });
    expect(remindedAt(approvedBy(two, BEN, HOUR), 4 * HOUR)).toEqual([`${CLEO} 4 h`]);
  });

  test('begin anew with the next stage', () => {
    const second = approvedBy(sweptAt(finance(), 4 * HOUR), BEN, 5 * HOUR);
    expect(remindedAt(second, 8 * HOUR)).toEqual([]);
    expect(remindedAt(second, 9 * HOUR)).toEqual([`${ADMIN} 4 h`]);
  });

  test('begin anew with an edit, as messages of their own', () => {
    const reminded = moved(sweepAt(finance(), 4 * HOUR));
    const before = caseAfter(finance(), reminded);
    const edited = caseAfter(before, edit(before, filing({ stages: [FINANCE, ADMINS], now: later(5 * HOUR) })));
    const again = moved(sweepAt(edited, 9 * HOUR));
    expect(remindedAt(edited, 8 * HOUR)).toEqual([]);
    expect(remindedAt(edited, 9 * HOUR)).toEqual([`${BEN} 4 h`, `${CLEO} 4 h`]);
    expect(
      again.effects.filter((effect) => reminded.effects.some((one) => inWords([one])[0] === inWords([effect])[0])),
    ).toHaveLength(0);
  });

  test('ask an owner who has not accepted', () => {
    const current = pending({ stages: [FINANCE], owner: BEN });
    expect(remindedAt(current, 4 * HOUR)).toEqual([`${BEN} 4 h`]);
    expect(remindedAt(sweptAt(current, 4 * HOUR), DAY)).toEqual([`${BEN} 24 h`]);
  });

  test('wait a while where Slack cannot say who may decide, and then come', () => {
    const unknown = sweptAt(finance(), 4 * HOUR, { colleagues: undefined });
    expect(unknown.request.waiting?.told).toEqual([]);
    expect(hoursAhead(unknown)).toBeCloseTo(4 + 1 / 6);
    expect(remindedAt(unknown, 5 * HOUR)).toEqual([`${BEN} 4 h`, `${CLEO} 4 h`]);
  });
});

describe('somebody in quiet hours', () => {
  const quiet = { colleagues: colleagues({ [BEN]: later(10 * HOUR) }) };

  test('is left alone, and looked at again when these end', () => {
    expect(remindedAt(finance(), 4 * HOUR, quiet)).toEqual([`${CLEO} 4 h`]);
    expect(hoursAhead(sweptAt(finance(), 4 * HOUR, quiet))).toBe(10);
  });

  test('is reminded then, once', () => {
    const night = sweptAt(finance(), 4 * HOUR, quiet);
    expect(remindedAt(night, 10 * HOUR, quiet)).toEqual([`${BEN} 4 h`]);
    expect(remindedAt(sweptAt(night, 10 * HOUR, quiet), 11 * HOUR, quiet)).toEqual([]);
  });

  test('is told at once of what is urgent', () => {
    const urgent = finance({ urgency: 'The close is tonight.' });
    expect(remindedAt(urgent, 4 * HOUR, quiet)).toEqual([`${BEN} 4 h`, `${CLEO} 4 h`]);
  });
});

describe('what is to come is', () => {
  test.each([
    ['the first reminder', 0, 4],
    ['the next reminder', 4 * HOUR, 24],
    ['the escalation', DAY, 48],
    ['a reminder after it', 2 * DAY, 72],
    ['the lapse', 3 * DAY, 168],
  ])('%s', (_what, after, hours) => {
    expect(hoursAhead(sweptAt(finance(), after))).toBe(hours);
  });

  test.each([
    [DAY, 'reminder'],
    [2 * DAY, 'escalation'],
    [7 * DAY, 'lapse'],
  ] as const)('named for a moment %i ms ahead: %s', (after, what) => {
    expect(comesAt(finance().request, later(after), TIMING)).toBe(what);
  });
});

describe('an escalation', () => {
  test('opens the stage to those of escalate_to, tells only them, and updates the messages', () => {
    const reminded = sweptAt(finance(), DAY);
    const { request, events, effects } = moved(sweepAt(reminded, 2 * DAY));
    expect(request?.stages[0]?.escalated).toEqual({ at: later(2 * DAY).toISOString(), to: ['workiva-admins'] });
    expect(events.map(({ action, detail }) => [action, detail])).toEqual([
      [
        'request.escalated',
        {
          stage: 1,
          to: ['workiva-admins'],
          rule: 'Everything else',
          why: 'It applies to everything that no earlier rule covers.',
          policy: DIGEST,
          decidedUnder: DIGEST,
        },
      ],
      ['request.reminded', { people: [ADMIN] }],
    ]);
    expect(inWords(effects)).toEqual(expect.arrayContaining(['notify approval REQ-7', 'notify card REQ-7']));
    expect(remindedAt(reminded, 2 * DAY)).toEqual([`${ADMIN} 48 h`]);
  });

  test('happens once, and later reminders go to all of them', () => {
    const escalated = sweptAt(sweptAt(finance(), DAY), 2 * DAY);
    expect(moved(sweepAt(escalated, 2 * DAY + HOUR))).toMatchObject({ events: [], effects: [] });
    expect(remindedAt(escalated, 3 * DAY)).toEqual([`${BEN} 72 h`, `${CLEO} 72 h`, `${ADMIN} 72 h`]);
  });

  test('that was passed over brings everybody one reminder, the latest for each', () => {
    expect(remindedAt(finance(), 2 * DAY + HOUR)).toEqual([`${BEN} 24 h`, `${CLEO} 24 h`, `${ADMIN} 48 h`]);
    expect(remindedAt(finance(), 3 * DAY + HOUR)).toEqual([`${BEN} 72 h`, `${CLEO} 72 h`, `${ADMIN} 72 h`]);
  });

  test('that was held up by a question comes before the reminders that are due after it', () => {
    const asked = caseAfter(finance(), ask(finance(), { ...decider(BEN, [BEN], { authority }), text: 'Why?' }));
    const answered = caseAfter(asked, answer(asked, { by: ANA, text: 'So.', number: 0, now: later(36 * HOUR) }));
    const escalated = sweptAt(answered, 84 * HOUR);
    expect(escalated.request.stages[0]?.escalated).toBeDefined();
    expect(remindedAt(escalated, 108 * HOUR)).toEqual([`${BEN} 72 h`, `${CLEO} 72 h`, `${ADMIN} 72 h`]);
  });

  test('goes on where everybody of the stage has left, and where Slack cannot say', () => {
    const nobody = { colleagues: () => [] };
    expect(sweptAt(finance(), 2 * DAY, nobody).request.stages[0]?.escalated?.to).toEqual(['workiva-admins']);
    const silent = { colleagues: undefined };
    expect(sweptAt(finance(), 2 * DAY, silent).request.stages[0]?.escalated?.to).toEqual(['workiva-admins']);
  });

  test.each([
    ['is of those groups itself', pending({ stages: [ADMINS] })],
    [
      'was opened to them when it was filed',
      pending({ stages: [{ ...FINANCE, escalated: { at: NOW.toISOString(), to: ['workiva-admins'] } }] }),
    ],
    ['waits for its owner', pending({ stages: [FINANCE], owner: BEN })],
  ])('does nothing where the stage %s', (_why, current) => {
    const swept = moved(sweepAt(current, 2 * DAY));
    expect(swept.events.map(({ action }) => action)).not.toContain('request.escalated');
    expect(swept.request?.stages).toEqual(current.request.stages);
  });

  test('at the filing makes those of escalate_to no newcomers when its time comes', () => {
    const current = pending({ stages: [{ ...FINANCE, escalated: { at: NOW.toISOString(), to: ['workiva-admins'] } }] });
    expect(remindedAt(current, HOUR)).toEqual([]);
    expect(remindedAt(sweptAt(current, DAY), 2 * DAY)).toEqual([]);
  });
});

describe('a lapse', () => {
  test('ends the request, tells the requester, and frees the client name', () => {
    expect(moved(sweepAt(finance(), 7 * DAY - 1)).request?.state).toBe('pending');
    const { request, events, effects, releases } = moved(sweepAt(finance(), 7 * DAY));
    expect(request).toMatchObject({ state: 'lapsed', outcome: { by: 'grantdesk' } });
    expect(request?.dueAt).toBeUndefined();
    expect(events).toMatchObject([{ action: 'request.lapsed', detail: { stage: 1, decidedUnder: DIGEST } }]);
    expect(inWords(effects)).toEqual(['notify approval REQ-7', 'notify card REQ-7', 'notify outcome REQ-7 lapsed']);
    expect(releases).toEqual([{ name: expect.stringContaining('client-name:'), holder: 'REQ-7' }]);
  });

  test('of a renewal leaves its grant alive', () => {
    const filed = moved(fileRenewal(filing({ id: 'REQ-8', terms: terms({ expires: '2027-03-22' }) }), grant()));
    const current = caseAfter({ request: filed.request as AccessRequest, grant: filed.grant }, filed);
    expect(current.grant.renewal).toBe('REQ-8');
    const { grant: left } = sweptAt(current, 7 * DAY);
    expect(left).toMatchObject({ state: 'active' });
    expect(left.renewal).toBeUndefined();
  });

  test('comes to an owner who does not answer', () => {
    expect(sweptAt(pending({ stages: [FINANCE], owner: BEN }), 7 * DAY).request.state).toBe('lapsed');
  });

  test('counts anew from the acceptance, and from each stage', () => {
    const owned = pending({ stages: [FINANCE, ADMINS], owner: CLEO });
    const accepted = caseAfter(owned, acceptOwnership(owned, { by: CLEO, digest: DIGEST, now: later(5 * DAY) }));
    expect(lapsesAt(accepted.request, 7 * DAY)).toEqual(later(12 * DAY));
    const second = approvedBy(accepted, BEN, 10 * DAY);
    expect(sweptAt(second, 12 * DAY).request.state).toBe('pending');
    expect(sweptAt(second, 17 * DAY).request.state).toBe('lapsed');
  });
});

describe('an open question', () => {
  const question = (after: number) =>
    ask(finance(), { ...decider(BEN, [BEN], { authority, now: later(after) }), text: 'Which sheets?' });
  const asked = caseAfter(finance(), question(3 * HOUR));
  const answered = caseAfter(asked, answer(asked, { by: ANA, text: 'These.', number: 0, now: later(4 * DAY) }));

  test('holds up reminders and the escalation', () => {
    expect(moved(sweepAt(asked, 3 * DAY))).toMatchObject({ events: [], effects: [] });
  });

  test('lapses so long after it was asked', () => {
    expect(sweptAt(asked, 7 * DAY + HOUR).request.state).toBe('pending');
    expect(hoursAhead(sweptAt(asked, DAY))).toBe(7 * 24 + 3);
    expect(sweptAt(asked, 7 * DAY + 3 * HOUR).request.state).toBe('lapsed');
  });

  test('is not counted once it is answered', () => {
    expect(remindedAt(answered, 4 * DAY)).toEqual([]);
    expect(remindedAt(answered, 4 * DAY + HOUR)).toEqual([`${BEN} 4 h`, `${CLEO} 4 h`]);
    expect(lapsesAt(answered.request, 7 * DAY)).toEqual(later(11 * DAY - 3 * HOUR));
  });
});

describe('reminders that were sent are brought up to date', () => {
  const reminded = sweptAt(sweptAt(finance(), 4 * HOUR), DAY);
  const since = NOW.getTime();
  const newest = [BEN, CLEO].map((person) => `notify reminder REQ-7 ${since}.${DAY}.${person}`);
  const remindersIn = (move: Parameters<typeof moved>[0]) =>
    inWords(moved(move).effects).filter((words) => words.startsWith('notify reminder'));
  const by = (person: string) => decider(person, [person], { authority, now: later(DAY + HOUR) });
  const less = { scopes: terms().scopes, expires: '2027-01-22', ipRestrictions: terms().ipRestrictions.join(', ') };

  test.each([
    ['a denial', () => deny(reminded, { ...by(BEN), reason: 'No.' })],
    ['a withdrawal', () => withdraw(reminded, ANA, later(DAY))],
    ['a lapse', () => sweepAt(reminded, 7 * DAY)],
    ['the next stage', () => approve(reminded, by(BEN))],
    ['an edit', () => edit(reminded, filing({ stages: [ADMINS], now: later(DAY) }))],
    [
      'an approval with less',
      () => {
        const given = approveLess(reminded, less, by(BEN));
        if ('faults' in given) throw new Error('It was refused.');
        return given;
      },
    ],
  ])('by %s: the newest of each person', (_what, move) => {
    expect(remindersIn(move())).toEqual(newest);
  });

  test('by the last approval', () => {
    const last = sweptAt(pending({ stages: [FINANCE] }), DAY);
    expect(remindersIn(approve(last, by(BEN)))).toEqual(newest);
  });

  test('by an approval that others have to follow: only that of who gave it', () => {
    const two = sweptAt(pending({ stages: [{ ...FINANCE, count: 2 }] }), DAY);
    expect(remindersIn(approve(two, by(BEN)))).toEqual(newest.slice(0, 1));
  });

  test('when an owner accepts', () => {
    const owned = sweptAt(pending({ stages: [FINANCE], owner: BEN }), DAY);
    expect(remindersIn(acceptOwnership(owned, { by: BEN, digest: DIGEST, now: later(DAY) }))).toEqual(
      newest.slice(0, 1),
    );
  });

  test('for at most 50 people', () => {
    const crowd = Array.from({ length: 80 }, (_, at) => ({ id: `U0CROWD${at}` }));
    const many = sweptAt(finance(), DAY, { colleagues: () => crowd });
    expect(many.request.waiting?.told).toHaveLength(80);
    expect(remindersIn(deny(many, { ...by(BEN), reason: 'No.' }))).toHaveLength(50);
  });
});
