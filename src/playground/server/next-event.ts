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
  const [id, at] = await firstDue(redis, installation, `(${now.getTime()}`);
  return id === undefined ? undefined : { at: at.toISOString(), what: await wordsFor(id, at, store) };
}

/** What the sweep finds first: as a rule what comes next; after a jump of the clock, what is due and only waits for it. */
export async function firstEventIn(
  redis: Scripts,
  store: Store,
  installation: string,
  now: Date,
): Promise<NextEvent | undefined> {
  const [id, at] = await firstDue(redis, installation, '-inf');
  if (id === undefined) return undefined;
  const what = at > now ? await wordsFor(id, at, store) : `Grantdesk looks at ${id}, whose time has come`;
  return { at: at.toISOString(), what };
}

async function firstDue(redis: Scripts, installation: string, from: string): Promise<[string, Date] | [undefined]> {
  const { due } = createKeys(installation);
  const [id, score] = await redis.zrangebyscore(due, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1);
  return id === undefined || score === undefined ? [undefined] : [id, new Date(Number(score))];
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
