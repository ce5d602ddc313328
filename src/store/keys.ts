import type { GrantState, RequestState } from '../domain/records.ts';

/** What the keys of Grantdesk's one installation in a Redis begin with. */
export const INSTALLATION = 'grantdesk';

/**
 * Names of everything that is kept in Redis. All records of one installation share one hash tag, so that a commit may
 * touch them in one script on Redis Cluster too.
 */
export function createKeys(installation: string) {
  const tag = `{${installation}}`;
  return {
    record: (id: string) => `${tag}:record:${id}`,
    counter: (kind: 'request') => `${tag}:counter:${kind}`,
    claim: (name: string) => `${tag}:claim:${name}`,
    /** Sorted set: ids by the time at which the sweep must look at them, in ms. */
    due: `${tag}:due`,
    /** Sorted set: the numbers of somebody's requests, or grants. */
    requestsOf: (person: string) => `${tag}:requests-of:${person}`,
    grantsOf: (person: string) => `${tag}:grants-of:${person}`,
    /** Sorted set: somebody's requests, the open ones above the others, then by number. */
    requestsByStanding: (person: string) => `${tag}:requests-by-standing:${person}`,
    /** Sorted set: requests in a state that they will leave again, by number. */
    requestsIn: (state: RequestState) => `${tag}:requests-in:${state}`,
    /** Sorted set: requests that wait for an approval or for their owner, by number. */
    waiting: `${tag}:waiting`,
    /** Sorted set: requests whose open stage names this group of the policy. */
    waitingFor: (group: string) => `${tag}:waiting-for:${group}`,
    /** Sorted sets: grants that have not ended, everybody's or somebody's, by their Expires in ms. */
    expiring: `${tag}:expiring`,
    expiringOf: (person: string) => `${tag}:expiring-of:${person}`,
    /** Sorted set: grants whose integration user an admin has to suspend or to activate by hand, by number. */
    stopsByHand: `${tag}:stops-by-hand`,
    /** Sorted set: grants that have not ended and act as this integration user, by number. */
    grantsOfUser: (username: string) => `${tag}:grants-of-user:${username}`,
    /** Sorted set: grants in a state in which they have not ended, by their Expires in ms. */
    grantsIn: (state: GrantState) => `${tag}:grants-in:${state}`,
    /** Sorted set, in the order of its members: each integration user, a space, and an approved request that names it. */
    integrationUsers: `${tag}:integration-users`,
    /** Sorted set: what was found about integration users and is not settled. */
    openDrift: `${tag}:open-drift`,
    /** Sorted set: access reviews by number. */
    reviews: `${tag}:reviews`,
    /** Sorted set: what is counted of each part of a review. */
    tallyOf: (review: string) => `${tag}:tally-of:${review}`,
    /** Sorted set, in the order of its members: each word of a grant, a space, and the grant's id. */
    search: `${tag}:search`,
    /** What is kept for a while, such as where somebody is in the Home tab. */
    kept: (name: string) => `${tag}:kept:${name}`,
    /** List of sealed audit events, oldest first. */
    audit: `${tag}:audit`,
    /** Sorted set: the numbers of the audit events about somebody or something, or done by somebody. */
    auditOf: (subject: string) => `${tag}:audit-of:${subject}`,
    /** Hash: `seq` and `hash` of the last audit event; `trimmedSeq` and `trimmedHash` of the last that was trimmed. */
    auditHead: `${tag}:audit-head`,
    /** Stream of effects that BullMQ has not been given yet. */
    outbox: `${tag}:outbox`,
    /** Hash: where each message stands in Slack. */
    messageRefs: `${tag}:message-refs`,
    /** Strings: how far Workiva's activity log has been read, and whether it can be. */
    activityPlace: `${tag}:activity-place`,
    activityAccess: `${tag}:activity-access`,
    /** Sorted set: the outside changes that have been told, by their moments in ms. */
    activityTold: `${tag}:activity-told`,
    /** Sorted set: the changes that the reads of the last days have met, told or not, by their moments in ms. */
    activityRead: `${tag}:activity-read`,
    /** Hashes by username: the integration users that are followed, and their latest activities in ms. */
    activityUsers: `${tag}:activity-users`,
    lastUses: `${tag}:last-uses`,
    /** String: the moment (ms) from which on a paced channel takes the next message. */
    pace: (channel: string) => `${tag}:pace:${channel}`,
    /** String: the Workiva organization that the records are about. */
    organization: `${tag}:organization`,
    /** Hash: the pace of calls to Workiva while it is slower than the full one. */
    workivaPace: `${tag}:workiva-pace`,
    /** List: the moments of the latest calls to Workiva, in ms. */
    workivaTurns: `${tag}:workiva-turns`,
    /** Hash: sealed secrets of approvers by enrolment. One counts while its person's claim names it. */
    codes: `${tag}:codes`,
    /** String: the enrolment that counts for somebody. A claim, so that it is written together with its audit event. */
    codeOf: (person: string) => `${tag}:claim:${codeClaim(person)}`,
    /** Hash: wrong codes, the lock and the last used code of an enrolment. */
    codeState: (enrolment: string) => `${tag}:code-state:${enrolment}`,
  };
}
export type Keys = ReturnType<typeof createKeys>;

/** Names the claim by which somebody's enrolment for codes counts. */
export const codeClaim = (person: string): string => `approver-code.${person}`;
