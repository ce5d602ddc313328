import { remindedOfReviewAt } from '../../domain/after-the-fact.ts';
import { isDelegationId } from '../../domain/delegation.ts';
import type { Delegation } from '../../domain/delegation-record.ts';
import { expiryInstant } from '../../domain/expiry.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { secretDue } from '../../domain/secret-due.ts';
import { comesAt, type Timing } from '../../domain/waiting.ts';
import type { Scripts } from '../../store/connection.ts';
import { createKeys } from '../../store/keys.ts';
import type { Store } from '../../store/store.ts';
import { SEED_PEOPLE } from '../seed.ts';
import type { BackstageSnapshot } from './contract.ts';

const DAY_MS = 86_400_000;

export type NextEvent = NonNullable<BackstageSnapshot['nextEvent']>;

/** What the sweep will find next, if anything is still to come. */
export async function nextEventIn(
  redis: Scripts,
  store: Store,
  installation: string,
  now: Date,
  timing: Timing,
): Promise<NextEvent | undefined> {
  const [id, at] = await firstDue(redis, installation, `(${now.getTime()}`);
  return id === undefined ? undefined : { at: at.toISOString(), what: await wordsFor(id, at, store, timing) };
}

/** What the sweep finds first: as a rule what comes next; after a jump of the clock, what is due and only waits for it. */
export async function firstEventIn(
  redis: Scripts,
  store: Store,
  installation: string,
  now: Date,
  timing: Timing,
): Promise<NextEvent | undefined> {
  const [id, at] = await firstDue(redis, installation, '-inf');
  if (id === undefined) return undefined;
  const what = at > now ? await wordsFor(id, at, store, timing) : `Grantdesk looks at ${id}, whose time has come`;
  return { at: at.toISOString(), what };
}

async function firstDue(redis: Scripts, installation: string, from: string): Promise<[string, Date] | [undefined]> {
  const { due } = createKeys(installation);
  const [id, score] = await redis.zrangebyscore(due, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1);
  return id === undefined || score === undefined ? [undefined] : [id, new Date(Number(score))];
}

async function wordsFor(id: string, at: Date, store: Store, timing: Timing): Promise<string> {
  if (isDelegationId(id)) {
    const delegation = (await store.delegation(id))?.record;
    return delegation ? delegationWords(delegation) : `Grantdesk looks at ${id}`;
  }
  const grant = id.startsWith('GRANT-') ? (await store.grant(id))?.record : undefined;
  if (grant) return grantWords(grant, at);
  const request = (await store.request(id))?.record;
  return request ? requestWords(request, at, timing) : `Grantdesk looks at ${id}`;
}

const nameOf = (person: string) => SEED_PEOPLE.find(({ id }) => id === person)?.realName ?? person;

const delegationWords = ({ from, to, untold }: Delegation) =>
  untold
    ? `${nameOf(to)} hears of what waits for ${nameOf(from)} already`
    : `What ${nameOf(from)} has handed over to ${nameOf(to)} ends, so ${nameOf(to)} no longer decides in their place`;

function grantWords(grant: Grant, at: Date): string {
  const { id, terms, letExpire, reviewBy, createdBy } = grant;
  if (reviewBy !== undefined && at.getTime() === remindedOfReviewAt(reviewBy)) {
    return `Those who can approve ${createdBy}, for which glass was broken, are reminded`;
  }
  if (reviewBy !== undefined && at.getTime() === Date.parse(reviewBy)) {
    return `${id}, for which glass was broken, is suspended unless ${createdBy} is approved before`;
  }
  const end = expiryInstant(terms.expires).getTime();
  if (at.getTime() >= end) return `${id} expires`;
  // Warnings come whole days ahead of the end; what comes at another moment, or was due before, is about the secret.
  const hasWaited = secretDue(grant, undefined, new Date(at.getTime() - 1)).due !== undefined;
  if (hasWaited || (end - at.getTime()) % DAY_MS !== 0) return secretWords(grant, at);
  const days = Math.round((end - at.getTime()) / DAY_MS);
  if (letExpire) return `${id} comes within ${inDays(days)} of its end, of which its owner wants no warning`;
  return `The owner of ${id} is warned that it expires in ${inDays(days)}`;
}

function secretWords(grant: Grant, at: Date): string {
  if (grant.collected) return `The owner of ${grant.id} is reminded to regenerate its secret`;
  const asksWhether = secretDue(grant, undefined, at).due?.startsWith('needed');
  return asksWhether
    ? `The owner of ${grant.id} is asked whether it is needed, because its secret is not collected`
    : `The owner of ${grant.id} is reminded to collect its secret`;
}

function requestWords(request: AccessRequest, at: Date, timing: Timing): string {
  const { id, state } = request;
  if (state !== 'pending' && state !== 'awaiting_owner') {
    return `${id} is looked at again, in case its work stands still`;
  }
  const owner = state === 'awaiting_owner';
  const words = {
    lapse: `${id} lapses, because ${owner ? 'its owner has not accepted' : 'nobody has decided'}`,
    escalation: `${id} goes to ${timing.escalateTo.join(' and ')} as well, because nobody has decided`,
    reminder: owner ? `The owner of ${id} is reminded to accept it` : `Those who can decide on ${id} are reminded`,
  };
  return words[comesAt(request, at, timing)];
}

const inDays = (days: number) => (days === 1 ? '1 day' : `${days} days`);
