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
    /** List of sealed audit events, oldest first. */
    audit: `${tag}:audit`,
    /** Hash: `seq` and `hash` of the last audit event. */
    auditHead: `${tag}:audit-head`,
    /** Stream of effects that BullMQ has not been given yet. */
    outbox: `${tag}:outbox`,
    /** Hash: where each message stands in Slack. */
    messageRefs: `${tag}:message-refs`,
    pace: (channel: string) => `${tag}:pace:${channel}`,
  };
}
export type Keys = ReturnType<typeof createKeys>;
