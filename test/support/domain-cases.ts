import { approve } from '../../src/domain/approval.ts';
import type { Stage } from '../../src/domain/approval-records.ts';
import type { Effect } from '../../src/domain/effects.ts';
import type { Decider } from '../../src/domain/may-decide.ts';
import { beginStep, completeStep, failStep, needAdmin } from '../../src/domain/provisioning.ts';
import type { Case, Grant } from '../../src/domain/records.ts';
import { type Filing, fileCreate } from '../../src/domain/request.ts';
import type { Terms, TermsForm } from '../../src/domain/terms.ts';
import type { Moved, Refused, Transition } from '../../src/domain/transition.ts';

export const NOW = new Date('2026-11-24T10:00:00.000Z');
export const DIGEST = 'd'.repeat(64);

export const ANA = 'U0ANA';
export const BEN = 'U0BEN';
export const CLEO = 'U0CLEO';
export const ADMIN = 'U0ADMIN';
export const STRANGER = 'U0STRANGER';

export const later = (ms: number, from = NOW): Date => new Date(from.getTime() + ms);

export function terms(changes: Partial<Terms> = {}): Terms {
  return {
    clientName: 'Sandbox | nightly export',
    workspace: 'Sandbox',
    user: { kind: 'existing', username: 'svc.export' },
    expires: '2027-02-22',
    scopes: ['Spreadsheets (Read)'],
    ipRestrictions: ['203.0.113.7'],
    roles: ['Viewer'],
    purpose: 'Copies the close sheets into the warehouse every night.',
    ...changes,
  };
}

/** The form as it is typed for {@link terms}. */
export function form(changes: TermsForm = {}): TermsForm {
  return {
    clientName: 'Sandbox | nightly export',
    workspace: 'Sandbox',
    userKind: 'existing',
    username: 'svc.export',
    expires: '2027-02-22',
    scopes: ['Spreadsheets (Read)'],
    ipRestrictions: '203.0.113.7',
    roles: ['Viewer'],
    purpose: 'Copies the close sheets into the warehouse every night.',
    ...changes,
  };
}

export const ONE_ADMIN: Stage[] = [{ from: ['workiva-admins'], count: 1, distinct: true }];

/** Somebody who decides at {@link NOW}; `approvers` are the people of every group that the cases name. */
export function decider(by: string, approvers: readonly string[], changes: Partial<Decider> = {}): Decider {
  const groups = Object.fromEntries(['workiva-admins', 'finance', 'team', 'security'].map((name) => [name, approvers]));
  return { by, authority: { groups, delegations: [] }, digest: DIGEST, now: NOW, ...changes };
}

export function filing(changes: Partial<Omit<Filing, 'routing'>> & { stages?: Stage[] } = {}): Filing {
  const { stages = ONE_ADMIN, ...rest } = changes;
  return {
    id: 'REQ-7',
    requester: ANA,
    terms: terms(),
    routing: {
      rule: 'Everything else',
      why: 'It applies to everything that no earlier rule covers.',
      stages,
      explanation: [{ rule: 'Everything else', matched: true, conditions: [] }],
    },
    digest: DIGEST,
    now: NOW,
    ...rest,
  };
}

/** The move, where the transition allows one. */
export function moved(transition: Transition): Moved {
  if (!transition.ok) throw new Error(`Refused: ${transition.refusal.code}: ${transition.refusal.sentence}`);
  return transition;
}

/** The refusal, where the transition is one. */
export function refusalOf(transition: Transition | undefined): Refused['refusal'] {
  if (transition === undefined || transition.ok) throw new Error('Nothing was refused.');
  return transition.refusal;
}

/** The records after a transition that was allowed. */
export function caseAfter(before: Case, transition: Transition): Case & { grant: Grant } {
  const { request = before.request, grant = before.grant } = moved(transition);
  return { request, grant: grant as Grant };
}

export const pending = (changes: Parameters<typeof filing>[0] = {}): Case => {
  const { request, grant } = fileCreate(filing(changes));
  if (!request) throw new Error('Nothing was filed.');
  return { request, grant };
};

export const approved = (changes: Parameters<typeof filing>[0] = {}) => {
  const current = pending(changes);
  return caseAfter(current, approve(current, decider(ADMIN, [ADMIN])));
};

/** A request whose steps before the grant are done, at its grant step. */
export function atGrantStep(changes: Parameters<typeof filing>[0] = {}): Case & { grant: Grant } {
  let current = approved(changes);
  for (const { name } of current.request.provisioning?.steps ?? []) {
    current = caseAfter(current, beginStep(current, name, NOW));
    if (name !== 'grant') current = caseAfter(current, completeStep(current, name, { note: `${name} is there` }, NOW));
  }
  return current;
}

/** The same, waiting for an admin. */
export function awaitingAdmin(changes: Parameters<typeof filing>[0] = {}): Case & { grant: Grant } {
  const current = atGrantStep(changes);
  return caseAfter(current, needAdmin(current, 'grant', NOW));
}

/** A request that stopped at its first step. */
export function failed(changes: Parameters<typeof filing>[0] = {}): Case & { grant: Grant } {
  const begun = approved(changes);
  const current = caseAfter(begun, beginStep(begun, 'user', NOW));
  return caseAfter(current, failStep(current, 'user', 'Workiva refused the username.', NOW));
}

export function grant(changes: Partial<Grant> = {}): Grant {
  return {
    id: 'GRANT-7',
    state: 'active',
    owner: ANA,
    terms: terms(),
    createdBy: 'REQ-7',
    clientId: 'client-7',
    liveSince: NOW.toISOString(),
    warned: [],
    warnings: [],
    asked: [],
    leaks: [],
    collected: { by: ANA, at: NOW.toISOString() },
    ...changes,
  };
}

/** Effects as short words: `notify approval REQ-7`, `provision user REQ-7 run 1`. */
export const inWords = (effects: readonly Effect[]): string[] =>
  effects.map((effect) =>
    effect.kind === 'notify'
      ? ['notify', effect.message, effect.about, ...(effect.detail === undefined ? [] : [effect.detail])].join(' ')
      : effect.kind === 'suspend'
        ? `suspend ${effect.grant} run ${effect.run}`
        : effect.kind === 'revert'
          ? `revert ${effect.finding} run ${effect.run}`
          : `provision ${effect.step} ${effect.request} run ${effect.run}`,
  );
