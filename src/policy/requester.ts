import type { Conditions } from './conditions-schema.ts';
import type { Facts } from './facts.ts';
import { isGroupName, isPerson, isUserGroup } from './principals.ts';
import type { Policy } from './shape.ts';

/** What of the requester must be looked up in Slack before routing. */
export function requesterNeeds({ rules, groups }: Policy): { userGroups: string[]; email: boolean } {
  const words = rules.flatMap(({ when }) => requesterWords(when));
  const principals = words.flatMap((word) => (isGroupName(word) ? (groups[word] ?? []) : [word]));
  return {
    userGroups: [...new Set(principals.filter(isUserGroup))],
    email: words.some((word) => word.startsWith('@')),
  };
}

function requesterWords(when: Conditions | undefined): string[] {
  return when ? [...(when.requester ?? []), ...requesterWords(when.not)] : [];
}

/** Whether the requester is the person, is in the group or user group, or has an address in the email domain. */
export function isRequester(word: string, { requester, groups }: Pick<Facts, 'requester' | 'groups'>): boolean {
  if (isGroupName(word)) return groups[word]?.some((member) => isRequester(member, { requester, groups })) ?? false;
  if (isPerson(word)) return requester.id === word;
  if (isUserGroup(word)) return requester.userGroups.includes(word);
  return domainOf(requester.email) === word.slice(1).toLowerCase();
}

const domainOf = (email: string | undefined) => email?.slice(email.lastIndexOf('@') + 1).toLowerCase();
