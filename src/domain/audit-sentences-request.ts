import type { Telling, Told } from './audit-told.ts';
import { StepName } from './effects.ts';
import { TAKING_AWAY } from './taking-away.ts';

/** What each step is for, after “to” and after who did it. */
const STEPS: Record<StepName, { toDo: string; done: string }> = {
  user: {
    toDo: 'have the integration user in Workiva',
    done: 'saw to it that the integration user is in Workiva',
  },
  membership: {
    toDo: 'add the integration user to the workspace',
    done: 'added the integration user to the workspace',
  },
  roles: { toDo: 'give the integration user its roles', done: 'gave the integration user its roles' },
  grant: { toDo: 'see to the grant in Workiva', done: 'saw to the grant in Workiva' },
  roles_removal: {
    toDo: 'take the roles from the integration user',
    done: 'saw to the roles that the integration user had',
  },
  membership_removal: {
    toDo: 'remove the integration user from the workspace',
    done: 'saw to the membership of the integration user',
  },
  user_suspension: {
    toDo: 'suspend the integration user, which nothing uses any more',
    done: 'saw to the integration user that nothing uses any more',
  },
  user_removal: {
    toDo: 'remove the integration user, which nothing uses any more',
    done: 'saw to the integration user that nothing uses any more',
  },
};

function toDo(step: string): string {
  const known = StepName.safeParse(step).data;
  return known === undefined ? 'go on' : STEPS[known].toDo;
}

function stepSentences(): Record<string, Telling> {
  const each = Object.entries(STEPS).flatMap(([step, words]): [string, Telling][] => [
    [`provisioning.${step}_done`, { says: ({ who, request }) => `${who} ${words.done}, for ${request}` }],
    [
      `provisioning.${step}_by_hand`,
      { says: ({ who, request }) => `${who} asked the admins to ${words.toDo}, for ${request}` },
    ],
    [
      `provisioning.${step}_done_by_hand`,
      { says: ({ who, request }) => `${who} ${words.done} by hand, for ${request}` },
    ],
    [`provisioning.${step}_failed`, { says: ({ who, request }) => `${who} could not ${words.toDo}, for ${request}` }],
  ]);
  return Object.fromEntries(each);
}

function filed({ who, request, grant, byItself, raw, person }: Told): string {
  if (raw('kind') === 'revoke') {
    return byItself
      ? `${who} began to clean up after ${grant} (${request})`
      : `${who} began to take ${grant} away (${request})`;
  }
  const isAboutOne = raw('kind') === 'renew' || raw('kind') === 'change';
  const what = isAboutOne ? `to ${raw('kind')} ${grant}` : 'for a new grant';
  const owner = raw('owner') === '' || person('owner') === who ? '' : `, which is to be ${person('owner')}’s`;
  return `${who} asked ${what}${owner} (${request})`;
}

function approvalGiven({ who, request, raw, person, value }: Told): string {
  const instead = raw('for') === '' ? '' : ` in place of ${person('for')}`;
  const stage = raw('stage') === '' ? '' : `, stage ${value('stage')}`;
  const proven = raw('confirmed') === '' ? '' : ', and proved with a code that it was them';
  return `${who} approved ${request}${instead}${stage}${proven}`;
}

function approved({ who, request, byItself, raw }: Told): string {
  if (raw('rule') === TAKING_AWAY.rule) return `${request} began at once: taking away needs no approval`;
  return byItself
    ? `${request} was approved by its rule, which asks nobody`
    : `${request} had all its approvals with that of ${who}`;
}

/** What happened to a request, as auditors read it. */
export const REQUEST_SENTENCES: Record<string, Telling> = {
  'request.filed': { says: filed, said: ['kind', 'owner'] },
  'request.edited': { says: ({ who, request }) => `${who} changed what ${request} asks for`, said: ['kind', 'owner'] },
  'request.withdrawn': { says: ({ who, request }) => `${who} withdrew ${request}` },
  'request.given_up': { says: ({ who, request }) => `${who} gave up ${request}, which had stopped` },
  'request.owner_accepted': { says: ({ who, request }) => `${who} accepted to own what ${request} asks for` },
  'request.owner_declined': { says: ({ who, request }) => `${who} declined to own what ${request} asks for` },
  'request.approval_given': { says: approvalGiven, said: ['stage', 'for', 'confirmed'] },
  'request.approved': { says: approved },
  'request.denied': { says: ({ who, request }) => `${who} denied ${request}` },
  'request.code_refused': {
    says: ({ who, request }) => `${who} could not prove with a code that they approve ${request}`,
  },
  'request.approval_dropped': {
    says: ({ person, request }) => `The approvals of ${person('dropped')} for ${request} no longer count`,
    said: ['dropped'],
  },
  'request.policy_stricter': { says: ({ request }) => `The policy has become stricter, and ${request} is held to it` },
  'request.reminded': {
    says: ({ request, person }) => `${person('people')} heard that ${request} waits for them`,
    said: ['people'],
  },
  'request.escalated': {
    says: ({ request, value }) =>
      `Nobody decided on stage ${value('stage')} of ${request} in time, so ${value('to')} can decide on it as well`,
    said: ['stage', 'to'],
  },
  'request.lapsed': {
    says: ({ request, value }) => `${request} lapsed: nobody decided on stage ${value('stage')} in time`,
    said: ['stage'],
  },
  'request.question_asked': { says: ({ who, request }) => `${who} asked about ${request}` },
  'request.question_answered': { says: ({ who, request }) => `${who} answered about ${request}` },
  'request.glass_broken': {
    says: ({ who, request, value }) =>
      `${who} broke glass: ${request} did not wait for approval, which has to come by ${value('reviewBy')}`,
    said: ['reviewBy'],
  },
  'request.review_reminded': {
    says: ({ request, value }) =>
      `The approvers were reminded that ${request} broke glass and has to be approved by ${value('reviewBy')}`,
    said: ['reviewBy'],
  },
  'request.review_approved': {
    says: ({ who, request }) => `${who} approved after the fact that ${request} broke glass`,
  },
  'request.review_denied': { says: ({ who, request }) => `${who} denied after the fact that ${request} broke glass` },
  'request.review_lapsed': {
    says: ({ request }) => `Nobody approved in time that ${request} broke glass, so it was stopped`,
  },
  'provisioning.planned': { says: ({ request }) => `What is to be done in Workiva for ${request} was foreseen` },
  'provisioning.retried': {
    says: ({ who, request, raw }) => `${who} had Grantdesk try again to ${toDo(raw('step'))}, for ${request}`,
    said: ['step'],
  },
  'provisioning.taken_by_hand': {
    says: ({ who, request, raw }) => `${who} took it over to ${toDo(raw('step'))} by hand, for ${request}`,
    said: ['step'],
  },
  'provisioning.resumed': {
    says: ({ request, raw }) => `Grantdesk began again to ${toDo(raw('step'))}, which stood still, for ${request}`,
    said: ['step'],
  },
  'provisioning.handed_back': {
    says: ({ request, raw }) =>
      `Grantdesk has gained the access to ${toDo(raw('step'))} by itself, and took that back from the admins, for ${request}`,
    said: ['step'],
  },
  ...stepSentences(),
};
