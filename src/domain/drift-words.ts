import type { Finding, FindingKind } from './drift.ts';
import { visibleLine } from './typed-text.ts';

/** `says`: what differs. `revert`: what Revert does, where the API can. `byHand`: what a person can do where it cannot. */
type Words = {
  says: (finding: Finding) => string;
  revert?: string;
  byHand?: (finding: Finding) => string;
};

const WORDS: Record<FindingKind, Words> = {
  user_gone: {
    says: ({ username }) => `Workiva has no user “${username}” any more.`,
    byHand: ({ grants }) =>
      `Nothing can act as it. If it is still needed, add it to the organization again in Workiva; if not, revoke ${grants.join(', ')}.`,
  },
  user_replaced: {
    says: ({ username, was, is }) =>
      `Workiva’s user “${username}” is another one now: its id was ${was}, and is ${is}. The user that was approved is gone.`,
    byHand: ({ grants }) =>
      `Find out who made it, and what it may do. Revoke ${grants.join(', ')} where it must not act; Adopt it where it may.`,
  },
  user_renamed: {
    says: ({ was, is }) => `The user “${was}” is called “${is}” in Workiva now.`,
    byHand: ({ was, grants }) =>
      `Call it “${was}” again in Workiva; or have the owner change the Workiva Username of ${grants.join(', ')}.`,
  },
  user_suspended: {
    says: ({ username, grants }) =>
      `The user “${username}” is suspended in Workiva, though ${grants.join(', ')} should work.`,
    revert: 'activates it again.',
  },
  user_active: {
    says: ({ username, grants }) =>
      `The user “${username}” is active in Workiva, though ${grants.join(', ')} is suspended here: its calls are not refused.`,
    revert: 'suspends it.',
  },
  left_active: {
    says: ({ username }) =>
      `The user “${username}” is still active in Workiva, though no grant acts as it any more. The clean-up should have suspended it.`,
    revert: 'suspends it.',
  },
  email_changed: {
    says: ({ username, was, is }) =>
      `The user “${username}” has another email address in Workiva: ${is}. Its request named ${was}. Who reads that address can take the user over.`,
    byHand: ({ was }) => `Set it to ${was} again in Workiva: Organization Admin → People → the user.`,
  },
  workspace_unseen: {
    says: ({ workspace }) => `Workiva shows no workspace “${workspace}” to Grantdesk.`,
    byHand: ({ workspace }) =>
      `See whether it has another name now, and whether Grantdesk’s own user is a member of it. Nothing in “${workspace}” can be checked until then.`,
  },
  membership_missing: {
    says: ({ username, workspace }) => `“${username}” is not a member of “${workspace}” any more.`,
    revert: 'adds it again, with the roles that its grants give it.',
  },
  membership_extra: {
    says: ({ username, workspace }) => `“${username}” is a member of “${workspace}”, which no grant of it names.`,
    revert: 'removes it from there.',
  },
  role_missing: {
    says: ({ username, workspace, role }) =>
      `“${username}” does not have the role “${role}” in “${workspace}” any more.`,
    revert: 'gives it again.',
  },
  role_extra: {
    says: ({ username, workspace, role }) =>
      `“${username}” has the role “${role}” in “${workspace}”, which no grant gives it.`,
    revert: 'takes it.',
  },
  outside: {
    says: ({ is = '' }) => is,
    byHand: () =>
      'Grantdesk cannot see what it changed. Look at it in Workiva: Organization Admin → Security or People. Undo it there, or Adopt it.',
  },
};

/** Says what differs, in whole sentences. What people have typed in Workiva is in them: escape it. */
export const findingWords = (finding: Finding): string => visibleLine(WORDS[finding.kind].says(finding));

/** Whether the API can make it as it was. */
export const canRevert = ({ kind }: Pick<Finding, 'kind'>): boolean => WORDS[kind].revert !== undefined;

/** What the API does to make it as it was, such as “activates it again.”; nothing where it can do nothing. */
export const revertWords = ({ kind }: Pick<Finding, 'kind'>): string | undefined => WORDS[kind].revert;

/** Says what Revert does, or what a person can do where the API can do nothing. */
export function remedyWords(finding: Finding): string {
  const revert = revertWords(finding);
  return visibleLine(revert === undefined ? (WORDS[finding.kind].byHand?.(finding) ?? '') : `Revert ${revert}`);
}
