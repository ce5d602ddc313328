import { z } from 'zod';

const GROUP_NAME = /^[a-z][a-z0-9-]*$/;
const PERSON = /^[UW][A-Z0-9]{2,}$/;
const USER_GROUP = /^S[A-Z0-9]{2,}$/;
const PRINCIPAL = /^[UWS][A-Z0-9]{2,}$/;
const EMAIL_DOMAIN = /^@[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** The name of a group of the policy. */
export const GroupName = z
  .string()
  .regex(GROUP_NAME, 'write the name of a group in small letters, such as workiva-admins');

/** A Slack user (U…, W…) or a Slack user group (S…). */
export const Principal = z.string().regex(PRINCIPAL, 'write a Slack user ID (U…) or user group ID (S…)');

/** Somebody whom a condition is about: a group of the policy, a person or user group in Slack, or an email domain. */
export const RequesterWord = z.union(
  [GroupName, Principal, z.string().regex(EMAIL_DOMAIN, 'write an email domain as @example.com')],
  { error: 'write the name of a group, a Slack user or user group ID, or an email domain as @example.com' },
);

/** Whether a word is the name of a group of the policy rather than an ID of Slack's or an email domain. */
export function isGroupName(word: string): boolean {
  return GROUP_NAME.test(word);
}

/** Whether an entry of a group is a person. */
export function isPerson(principal: string): boolean {
  return PERSON.test(principal);
}

/** Whether an entry of a group is a Slack user group rather than a person. */
export function isUserGroup(principal: string): boolean {
  return USER_GROUP.test(principal);
}
