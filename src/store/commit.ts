import { randomUUID } from 'node:crypto';
import { ReplyError } from 'ioredis';
import type { AuditEvent, Claim, Effect } from '../domain/effects.ts';
import { numberOf } from '../domain/ids.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import { type AuditHead, auditHead, seal } from './audit.ts';
import type { Scripts } from './connection.ts';
import { StoreError } from './errors.ts';
import type { Keys } from './keys.ts';

/** A record as it was read. Version 0 is one that is not stored yet. */
export type Stored<T> = { record: T; version: number };
export type TimedClaim = Claim & { ttlMs?: number };

/** Everything that one transition writes. */
export type Change = {
  requests: Stored<AccessRequest>[];
  grants: Stored<Grant>[];
  events: AuditEvent[];
  effects: Effect[];
  claims: TimedClaim[];
  releases: Claim[];
};

/** An effect on its way, with an id that is the same however often it is delivered. */
export type OutboxEffect = { id: string; effect: Effect };

/**
 * Makes the one way to write. Commits of a process go one after the other, because each is sealed onto the audit event
 * before it; between processes the script finds out whose came first, and the later is sealed again.
 * Throws {@link StoreError} `record_moved` or `claim_held`; then nothing was written.
 */
export function createCommit(redis: Scripts, keys: Keys): (change: Change) => Promise<void> {
  let head: AuditHead | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const write = async (change: Change): Promise<void> => {
    const token = randomUUID();
    head ??= await auditHead(redis, keys);
    for (;;) {
      const script = toScript(change, head, keys, token);
      const [answer, first, second] = await redis.commitChange(
        script.keys.length,
        ...script.keys,
        JSON.stringify(script.body),
      );
      if (answer === 1) {
        head = script.newHead;
        return;
      }
      if (answer === -3) {
        head = { seq: Number(first), hash: String(second) };
        continue;
      }
      throw refusedBy(answer, script.keys[Number(first) - 1] ?? '', second);
    }
  };

  return (change) => {
    const turn = last.then(() => write(change));
    const next = turn.catch((error: unknown) => {
      head = undefined;
      if (error instanceof StoreError || error instanceof ReplyError) return;
      // Redis is away. Who waited for this turn has waited long enough, and fails with it; who comes now tries anew.
      last = Promise.resolve();
      throw error;
    });
    next.catch(() => undefined);
    last = next;
    return turn;
  };
}

function refusedBy(answer: number, key: string, holder: string | number | undefined): StoreError {
  if (answer === -1) return new StoreError('record_moved', key);
  if (answer === -2) return new StoreError('claim_held', key, { holder: String(holder) });
  return new StoreError('unknown_answer', `commit answered ${answer}`);
}

function toScript(change: Change, head: AuditHead, keys: Keys, token: string) {
  const list = [keys.audit, keys.auditHead, keys.outbox, keys.due];
  const key = (name: string): number => {
    const known = list.indexOf(name);
    return known >= 0 ? known + 1 : list.push(name);
  };
  const records = [...change.requests, ...change.grants];
  const sealed = seal(head, change.events);
  const newHead = sealed.at(-1) ?? head;
  const body = {
    token,
    records: records.map(({ record, version }) => ({
      key: key(keys.record(record.id)),
      version,
      data: JSON.stringify(record),
    })),
    audit: {
      ...head,
      entries: sealed.map((event) => JSON.stringify(event)),
      newSeq: newHead.seq,
      newHash: newHead.hash,
    },
    effects: withIds(change).map((effect) => JSON.stringify(effect)),
    claims: change.claims.map(({ name, holder, ttlMs }) => ({ key: key(keys.claim(name)), holder, ttl: ttlMs })),
    releases: change.releases.map(({ name, holder }) => ({ key: key(keys.claim(name)), holder })),
    due: records.map(({ record: { id, dueAt } }) =>
      dueAt === undefined ? { id } : { id, at: number(Date.parse(dueAt), id) },
    ),
    indexes: [
      ...change.requests.map(({ record }) => indexEntry(key(keys.requestsOf(record.requester)), record.id)),
      ...change.grants.map(({ record }) => indexEntry(key(keys.grantsOf(record.owner)), record.id)),
    ],
  };
  return { keys: list, body, newHead: { seq: newHead.seq, hash: newHead.hash } };
}

const indexEntry = (key: number, id: string) => ({ key, member: id, score: number(numberOf(id), id) });

/** Redis would stop at what is not a number, in the middle of the script, and keep what was written before. */
function number(value: number, id: string): number {
  if (Number.isNaN(value)) throw new StoreError('record_damaged', id);
  return value;
}

function withIds({ requests, grants, effects }: Change): OutboxEffect[] {
  const source = requests[0] ?? grants[0];
  const origin = source === undefined ? randomUUID() : `${source.record.id}.v${source.version + 1}`;
  return effects.map((effect, index) => ({ id: `${origin}.${index}`, effect }));
}
