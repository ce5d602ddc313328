import { expiryInstant } from '../../domain/expiry.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import type { Scripts } from '../../store/connection.ts';
import { createKeys } from '../../store/keys.ts';
import type { Store } from '../../store/store.ts';
import type { BackstageSnapshot } from './contract.ts';

const DAY_MS = 86_400_000;

export type NextEvent = NonNullable<BackstageSnapshot['nextEvent']>;

/** What the sweep will find next, if anything is still to come. */
export async function nextEventIn(
  redis: Scripts,
  store: Store,
  installation: string,
  now: Date,
): Promise<NextEvent | undefined> {
  const { due } = createKeys(installation);
  const [id, score] = await redis.zrangebyscore(due, `(${now.getTime()}`, '+inf', 'WITHSCORES', 'LIMIT', 0, 1);
  if (id === undefined || score === undefined) return undefined;
  const at = new Date(Number(score));
  return { at: at.toISOString(), what: await wordsFor(id, at, store) };
}

async function wordsFor(id: string, at: Date, store: Store): Promise<string> {
  const grant = id.startsWith('GRANT-') ? (await store.grant(id))?.record : undefined;
  if (grant) return grantWords(grant, at);
  const request = (await store.request(id))?.record;
  return request ? requestWords(request) : `Grantdesk looks at ${id}`;
}

function grantWords({ id, terms, letExpire }: Grant, at: Date): string {
  const end = expiryInstant(terms.expires).getTime();
  if (at.getTime() >= end) return `${id} expires`;
  const days = Math.round((end - at.getTime()) / DAY_MS);
  if (letExpire) return `${id} comes within ${inDays(days)} of its end, of which its owner wants no warning`;
  return `The owner of ${id} is warned that it expires in ${inDays(days)}`;
}

function requestWords({ id, state }: AccessRequest): string {
  if (state === 'pending') return `${id} is still undecided: Grantdesk looks whom to remind`;
  return `${id} is looked at again, in case its work stands still`;
}

const inDays = (days: number) => (days === 1 ? '1 day' : `${days} days`);
