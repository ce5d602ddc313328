import type { KnownBlock } from '@slack/types';
import { sameUsername } from '../../domain/change.ts';
import { moreThanNeeded } from '../../domain/least-scopes.ts';
import { stepNamed } from '../../domain/provisioning-steps.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { cameToNothing } from '../../domain/request-states.ts';
import { scopesOf } from '../../domain/scopes.ts';
import type { Terms } from '../../domain/terms.ts';
import type { Policy } from '../../policy/schema.ts';
import { fields, packed, section, typed } from './blocks.ts';
import { changeBlocks } from './change.ts';
import { code, day, daysAway, escapeText } from './text.ts';

/**
 * What is asked for, for people who decide about it or follow it. The client name stands in the header above. How far
 * away its end is, is said only where the text is made anew at each look, as of `now`.
 */
export function termsBlocks(request: AccessRequest, policy: Policy, now?: Date): KnownBlock[] {
  const { terms } = request;
  return [
    ...changeBlocks(request),
    fields([
      ['Workspace', escapeText(terms.workspace)],
      ['Integration user', userWords(request)],
      ['Expires', expiryWords(request, now)],
      ['Roles', terms.roles.length === 0 ? 'None' : escapeText(terms.roles.join(', '))],
    ]),
    section(`*IP Restrictions*\n${ipWords(terms)}`),
    ...existingUserBlocks(terms),
    ...scopeSections(terms, policy),
    ...taskBlocks(request, policy),
    section('*Why it is needed*'),
    typed(terms.purpose),
  ];
}

/** A new user is created only once: with its grant, or when a change names it. */
function userWords(request: AccessRequest): string {
  const { kind, terms, previous } = request;
  const { user } = terms;
  const isThere = kind === 'renew' || (previous !== undefined && sameUsername(previous, terms));
  if (isThere) return code(user.username);
  // Of one that exists already, the warning below says so.
  if (user.kind === 'existing') return code(user.username);
  const [before, after = ''] = madeWords(request);
  return `${code(user.username)}, ${before} ${escapeText(`${user.givenName} ${user.familyName}`)} (${escapeText(user.email)})${after}`;
}

/** Whether a new user is there by now, before the name of whom it is for, and what has become of it since, after that. */
function madeWords(request: AccessRequest): [before: string, after?: string] {
  const isOver = cameToNothing(request);
  const step = stepNamed(request, 'user');
  if (step?.state !== 'done') return [isOver ? 'which was to be created for' : 'to be created for'];
  if (step.changed?.length === 0) return ['which was there already, for'];
  return isOver ? ['which was created for', ', and is taken back'] : ['created for'];
}

function expiryWords({ terms, previousExpires }: AccessRequest, now: Date | undefined): string {
  const when = now === undefined ? day(terms.expires) : `${day(terms.expires)}, ${daysAway(terms.expires, now)}`;
  return previousExpires === undefined ? when : `${day(previousExpires)} → ${when}`;
}

function ipWords({ ipRestrictions }: Terms): string {
  return ipRestrictions.length === 0 ? 'None: it can be used from anywhere' : ipRestrictions.map(code).join(', ');
}

/** What nobody must overlook: an account that is there already may be somebody's own, and may do much. */
function existingUserBlocks({ user }: Terms): KnownBlock[] {
  if (user.kind === 'new') return [];
  const words = `*${code(user.username)} is an account that exists already.* The grant acts with everything that it may do: make sure that it is an integration user, and nobody’s own.`;
  return [section(`:warning: ${words}`)];
}

/** What the integration is to do, and what it asks for beyond that; nothing of a request that was not asked. */
function taskBlocks({ terms, kind, previous }: AccessRequest, policy: Policy): KnownBlock[] {
  const { tasks = [], moreWhy } = terms;
  if (tasks.length === 0) return [];
  const already = kind === 'change' ? (previous?.scopes ?? []) : [];
  const more = moreThanNeeded(terms, policy, already);
  const needs = tasks.length === 1 ? 'the task needs' : 'the tasks need';
  const why = moreWhy === undefined ? '' : ` — ${escapeText(moreWhy)}`;
  return [
    ...packed(
      '*What it is to do*',
      tasks.map((task) => `• ${escapeText(task)}`),
    ),
    ...(more.length === 0 ? [] : [section(`:heavy_plus_sign: *More than ${needs}*: ${escapeText(some(more))}${why}`)]),
  ];
}

/** The first of many; all of them stand among the scopes. */
const some = (names: readonly string[]): string =>
  names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`;

function scopeSections(terms: Terms, policy: Policy): KnownBlock[] {
  const catalogue = scopesOf(policy.scopes);
  const riskOf = (name: string) => catalogue.find((scope) => scope.name === name)?.risk ?? 'unknown';
  const lines = terms.scopes.map((name) => {
    const risk = riskOf(name);
    return risk === 'low' ? `• ${escapeText(name)}` : `• *${escapeText(name)}: ${risk} risk*`;
  });
  const isAllLow = terms.scopes.every((name) => riskOf(name) === 'low');
  const title = isAllLow ? '*Scopes*, all of low risk' : '*Scopes*, of low risk where nothing else is said';
  return packed(title, lines);
}
