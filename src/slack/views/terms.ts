import type { KnownBlock } from '@slack/types';
import type { AccessRequest } from '../../domain/records.ts';
import { scopesOf } from '../../domain/scopes.ts';
import type { Terms } from '../../domain/terms.ts';
import type { Policy } from '../../policy/schema.ts';
import { fields, section, typed } from './blocks.ts';
import { code, day, daysAway, escapeText } from './text.ts';

/** What is asked for, for people who decide about it or follow it. */
export function termsBlocks(request: AccessRequest, policy: Policy, now: Date): KnownBlock[] {
  const { terms } = request;
  return [
    fields([
      ['Client Name', escapeText(terms.clientName)],
      ['Workspace', escapeText(terms.workspace)],
      ['Integration user', userWords(terms)],
      ['Expires', expiryWords(request, now)],
      ['Roles', terms.roles.length === 0 ? 'None' : escapeText(terms.roles.join(', '))],
      ['IP Restrictions', ipWords(terms)],
    ]),
    section(`*Scopes*\n${scopeLines(terms, policy)}`),
    section('*Why it is needed*'),
    typed(terms.purpose),
  ];
}

function userWords({ user }: Terms): string {
  if (user.kind === 'existing') return `${code(user.username)}, exists already`;
  return `${code(user.username)}, to be created for ${escapeText(`${user.givenName} ${user.familyName}`)} (${escapeText(user.email)})`;
}

function expiryWords({ terms, previousExpires }: AccessRequest, now: Date): string {
  const when = `${day(terms.expires)}, ${daysAway(terms.expires, now)}`;
  return previousExpires === undefined ? when : `${day(previousExpires)} → ${when}`;
}

function ipWords({ ipRestrictions }: Terms): string {
  return ipRestrictions.length === 0 ? 'None: it can be used from anywhere' : ipRestrictions.map(code).join(', ');
}

function scopeLines(terms: Terms, policy: Policy): string {
  const catalogue = scopesOf(policy.scopes);
  return terms.scopes
    .map((name) => {
      const risk = catalogue.find((scope) => scope.name === name)?.risk ?? 'unknown';
      return risk === 'low' ? `• ${escapeText(name)}: low risk` : `• *${escapeText(name)}: ${risk} risk*`;
    })
    .join('\n');
}
