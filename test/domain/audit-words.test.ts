import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Wording } from '../../src/domain/audit-told.ts';
import { actionsWithWords, detailInWords, eventInWords } from '../../src/domain/audit-words.ts';
import type { AuditEvent } from '../../src/domain/effects.ts';
import { StepName } from '../../src/domain/effects.ts';

const WORDING: Wording = {
  person: (id) => (id === 'grantdesk' ? 'Grantdesk' : `@${id}`),
  day: (date) => `day ${date}`,
  moment: (iso) => `moment ${iso}`,
  text: (typed) => typed,
};

type Happened = Omit<AuditEvent, 'at'>;
const happened = (event: Partial<Happened>): Happened => ({
  actor: 'U0ANA',
  action: 'request.filed',
  subjects: ['REQ-7', 'GRANT-7'],
  detail: {},
  ...event,
});
const sentence = (event: Partial<Happened>) => eventInWords(happened(event), WORDING);

/** Actions whose name is made when they happen, and what it can become. */
const MADE: Record<string, readonly string[]> = {
  'provisioning.${name}_done': StepName.options.map((name) => `provisioning.${name}_done`),
  'provisioning.${name}_by_hand': StepName.options.map((name) => `provisioning.${name}_by_hand`),
  'provisioning.${name}_done_by_hand': StepName.options.map((name) => `provisioning.${name}_done_by_hand`),
  'provisioning.${name}_failed': StepName.options.map((name) => `provisioning.${name}_failed`),
  'grant.${DONE[request.kind]}': ['grant.created', 'grant.renewed', 'grant.changed', 'grant.revoked'],
  'grant.${what}_enforced': ['grant.suspension_enforced', 'grant.reinstatement_enforced'],
  'grant.${what}_resumed': ['grant.suspension_resumed', 'grant.reinstatement_resumed'],
  "grant.${isStopped(grant) ? 'suspension' : 'reinstatement'}_by_hand": [
    'grant.suspension_by_hand',
    'grant.reinstatement_by_hand',
  ],
  'drift.${what}': ['found', 'adopted', 'revert_asked', 'revert_resumed', 'revert_failed', 'reverted', 'gone'].map(
    (what) => `drift.${what}`,
  ),
  'request.review_${verdict.outcome}': ['request.review_approved', 'request.review_denied', 'request.review_lapsed'],
};

const SUBJECTS = 'request|grant|provisioning|review|delegation|preferences|approver|audit';

/** Every action that the source writes into the trail: what events are made of, and what is called like one. */
function actionsInSource(): string[] {
  const files = ['domain', 'store', 'codes', 'cli', 'jobs', 'slack', 'workiva'].flatMap((room) =>
    readdirSync(`src/${room}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('audit-sentences'))
      .map((file) => readFileSync(`src/${room}/${file}`, 'utf8')),
  );
  const found = files.flatMap((text) => {
    const calls = [...text.matchAll(/(?<!function )\b(?:eventAbout|requestEvent)\(([\s\S]{0,240})/g)];
    const called = calls.map(([, rest = '']) => {
      const [, made, plain] = /`([a-z]+\.[^`]+)`|'([a-z]+\.[^']+)'/.exec(rest) ?? [];
      return made ?? plain ?? `unread: ${rest}`;
    });
    const written = [...text.matchAll(new RegExp(`'((?:${SUBJECTS})\\.[a-z_]+)'`, 'g'))].map(([, name = '']) => name);
    return [...called, ...written];
  });
  return [...new Set(found.flatMap((action) => MADE[action] ?? [action]))].sort();
}

describe('the audit trail in words', () => {
  test('has a sentence for every action that the code writes, and for no other', () => {
    const actions = actionsInSource();
    expect(actions.length).toBeGreaterThan(80);
    expect(actionsWithWords().sort()).toEqual(actions);
  });

  test('says every action as a sentence of who, what and about what, without names of the code', () => {
    for (const action of actionsWithWords()) {
      const said = sentence({ action, subjects: ['REQ-7', 'GRANT-7', 'GRANT-8', 'REVIEW-1'] });
      expect(said).toMatch(/^(@U0ANA|GRANT-7|REQ-7|REVIEW-1|The |Nobody |[A-Z][a-z]+ |somebody )/);
      expect(said).not.toMatch(/undefined|_|\.$/);
    }
  });

  test.each<[Partial<Happened>, string]>([
    [{ detail: { kind: 'create', owner: 'U0ANA' } }, '@U0ANA asked for a new grant (REQ-7)'],
    [{ detail: { kind: 'create', owner: 'U0BEN' } }, '@U0ANA asked for a new grant, which is to be @U0BEN’s (REQ-7)'],
    [{ detail: { kind: 'renew', owner: 'U0ANA' } }, '@U0ANA asked to renew GRANT-7 (REQ-7)'],
    [{ detail: { kind: 'revoke', owner: 'U0ANA' } }, '@U0ANA began to take GRANT-7 away (REQ-7)'],
    [{ actor: 'grantdesk', detail: { kind: 'revoke' } }, 'Grantdesk began to clean up after GRANT-7 (REQ-7)'],
    [
      { action: 'request.approval_given', detail: { stage: 2, for: 'U0FIN', confirmed: 'totp' } },
      '@U0ANA approved REQ-7 in place of @U0FIN, stage 2, and proved with a code that it was them',
    ],
    [{ action: 'request.approved', detail: { rule: 'R' } }, 'REQ-7 had all its approvals with that of @U0ANA'],
    [
      { action: 'request.approved', actor: 'grantdesk', detail: { rule: 'R' } },
      'REQ-7 was approved by its rule, which asks nobody',
    ],
    [
      { action: 'request.approved', detail: { rule: 'Taking away' } },
      'REQ-7 began at once: taking away needs no approval',
    ],
    [
      { action: 'provisioning.grant_by_hand', actor: 'grantdesk' },
      'Grantdesk asked the admins to see to the grant in Workiva, for REQ-7',
    ],
    [
      { action: 'grant.renewed', detail: { expires: '2027-02-24' } },
      '@U0ANA renewed GRANT-7 in Workiva, until day 2027-02-24',
    ],
    [
      { action: 'grant.secret_reminded', actor: 'grantdesk', detail: { about: 'rotate.1.U0ANA' } },
      'The owner was reminded to regenerate the secret of GRANT-7',
    ],
    [
      { action: 'grant.imported', actor: 'operator' },
      'An operator brought in GRANT-7, which had been made by hand before',
    ],
    [
      { action: 'review.escalated', subjects: ['REVIEW-1', 'GRANT-7'], detail: { reviewer: 'U0BEN' } },
      '@U0BEN did not answer everything in REVIEW-1 in time, so that the admins are asked',
    ],
    [
      { action: 'approver.enrolled', actor: 'operator', subjects: ['U0BEN'] },
      'An operator enrolled @U0BEN to confirm approvals with a code',
    ],
    [{ action: 'number.nine' }, 'Number nine, by @U0ANA'],
    [{ action: 'constructor' }, 'Constructor, by @U0ANA'],
  ])('says %j', (event, words) => {
    expect(sentence(event)).toBe(words);
  });

  test('labels the details as people call them, and leaves out what is empty and what the sentence says', () => {
    const detail = {
      kind: 'create',
      owner: 'U0BEN',
      clientName: 'Export',
      scopes: ['A', 'B'],
      roles: [],
      expires: '2027-02-24',
      policy: 'd1',
      userKind: 'new',
      givenName: 'USER12',
    };
    expect(detailInWords(happened({ detail }), WORDING)).toEqual([
      { label: 'Client Name', entries: ['Export'], digest: false },
      { label: 'Scopes', entries: ['A', 'B'], digest: false },
      { label: 'Expires', entries: ['day 2027-02-24'], digest: false },
      { label: 'SHA-256 of the policy', entries: ['d1'], digest: true },
      { label: 'integration user', entries: ['new'], digest: false },
      { label: 'given name', entries: ['USER12'], digest: false },
    ]);
  });
});

test('a name or a reason that looks like a day or a moment, and is none, keeps nobody from reading the trail', () => {
  const strict: Wording = {
    ...WORDING,
    day: (date) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`)),
    moment: (iso) => new Date(iso).toISOString(),
  };
  const detail = { clientName: '2026-99-99', reason: '2026-99-99T99:99Z', expires: '2026-12-31' };
  const told = detailInWords(happened({ action: 'something.else', detail }), strict);
  expect(told.map(({ entries }) => entries[0])).toEqual(['2026-99-99', '2026-99-99T99:99Z', '31/12/2026']);
});
