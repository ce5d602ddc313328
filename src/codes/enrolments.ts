import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { AuditEvent, Claim } from '../domain/effects.ts';
import { StoreError } from '../store/errors.ts';
import { codeClaim, createKeys } from '../store/keys.ts';
import type { Store } from '../store/store.ts';

/** Who changes enrolments: whoever may use the machine on which the command runs. */
export const OPERATOR = 'operator';

/** Somebody's enrolment for codes. `sealed` is the encrypted secret. */
const Enrolment = z.object({ id: z.string(), person: z.string(), since: z.string(), sealed: z.string() });
export type Enrolment = z.infer<typeof Enrolment>;

/** On whose machine a change was made, for the audit trail. */
export type Place = { host: string; user: string };

export type Enrolments = {
  find(person: string): Promise<Enrolment | undefined>;
  /** By person. */
  list(): Promise<Enrolment[]>;
  /**
   * Lets an enrolment count, in the place of `old` if that is given. Throws StoreError `claim_held` when another one
   * counts meanwhile. Should it fail half-way, the person is left without an enrolment, never with a wrong one.
   */
  add(enrolment: Enrolment, place: Place, old?: Enrolment): Promise<void>;
  remove(enrolment: Enrolment, place: Place, at: Date): Promise<void>;
};

/** Names a new enrolment. What is counted for an earlier one does not count for it. */
export const enrolmentId = (person: string): string => `${person}.${randomUUID()}`;

/** Reads who is enrolled, for those who only check codes. */
export function createEnrolmentReader(redis: Redis, installation: string): Pick<Enrolments, 'find' | 'list'> {
  const keys = createKeys(installation);
  return {
    async find(person) {
      const id = await redis.get(keys.codeOf(person));
      const stored = id === null ? null : await redis.hget(keys.codes, id);
      return stored === null ? undefined : parsed(stored);
    },
    async list() {
      const all = (await redis.hvals(keys.codes)).map(parsed);
      if (all.length === 0) return [];
      const counting = new Set(await redis.mget(all.map(({ person }) => keys.codeOf(person))));
      return all.filter(({ id }) => counting.has(id)).sort((a, b) => a.person.localeCompare(b.person));
    },
  };
}

/** Reads and changes who is enrolled. Every change is written in one step with its audit event. */
export function createEnrolments(redis: Redis, installation: string, store: Pick<Store, 'commit'>): Enrolments {
  const keys = createKeys(installation);

  async function release(old: Enrolment, event: AuditEvent): Promise<void> {
    await store.commit({ ...NOTHING, events: [event], releases: [claimOf(old)] });
    await redis.hdel(keys.codes, old.id);
  }

  async function claim(enrolment: Enrolment, event: AuditEvent): Promise<void> {
    try {
      await store.commit({ ...NOTHING, events: [event], claims: [claimOf(enrolment)] });
    } catch (error) {
      const lost = error instanceof StoreError && error.code === 'claim_held';
      if (lost) await redis.hdel(keys.codes, enrolment.id);
      throw error;
    }
  }

  return {
    ...createEnrolmentReader(redis, installation),
    async add(enrolment, place, old) {
      const action = old === undefined ? 'approver.enrolled' : 'approver.replaced';
      const event = auditEvent(action, enrolment, place, enrolment.since);
      // The secret counts for nothing until the claim names it.
      await redis.hset(keys.codes, enrolment.id, JSON.stringify(enrolment));
      if (old) await release(old, auditEvent('approver.removed', old, place, enrolment.since));
      await claim(enrolment, event);
    },
    remove: (enrolment, place, at) =>
      release(enrolment, auditEvent('approver.removed', enrolment, place, at.toISOString())),
  };
}

const NOTHING = { requests: [], grants: [], events: [], effects: [], claims: [], releases: [] };

const parsed = (text: string): Enrolment => Enrolment.parse(JSON.parse(text));

const claimOf = ({ person, id }: Enrolment): Claim => ({ name: codeClaim(person), holder: id });

const auditEvent = (action: string, { person }: Enrolment, { host, user }: Place, at: string): AuditEvent => ({
  at,
  actor: OPERATOR,
  action,
  subjects: [person],
  detail: { host, user },
});
