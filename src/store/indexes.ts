import { numberOf } from '../domain/ids.ts';
import type { AccessRequest, Grant, GrantState, RequestState } from '../domain/records.ts';
import { isDecidable, openStage } from '../domain/stages.ts';
import { isToDoByHand } from '../domain/suspension.ts';
import { StoreError } from './errors.ts';
import type { Keys } from './keys.ts';

/** A record's place in a sorted set. */
export type IndexEntry = { key: string; member: string; score: number };

/** States that a request never leaves. */
export const ENDED: readonly RequestState[] = ['fulfilled', 'denied', 'withdrawn', 'lapsed'];
/** States in which a grant has not ended. */
export const LIVE: readonly GrantState[] = ['provisioning', 'active', 'suspended'];

/** Lifts open requests above all that have ended; numbers of requests stay far below it. */
const OPEN_FIRST = 1e15;

const LONGEST_WORD = 40;

/** Every sorted set that a request belongs to as it is now; it is taken out of those that it has left. */
export function requestEntries(request: AccessRequest, keys: Keys): IndexEntry[] {
  const { id, state, requester } = request;
  const number = score(numberOf(id), id);
  const open = ENDED.includes(state) ? 0 : OPEN_FIRST;
  const groups = isDecidable(request) ? (openStage(request)?.from ?? []) : [];
  return [
    { key: keys.requestsOf(requester), member: id, score: number },
    { key: keys.requestsByStanding(requester), member: id, score: open + number },
    ...(ENDED.includes(state) ? [] : [{ key: keys.requestsIn(state), member: id, score: number }]),
    ...(state === 'pending' || state === 'awaiting_owner' ? [{ key: keys.waiting, member: id, score: number }] : []),
    ...[...new Set(groups)].map((group) => ({ key: keys.waitingFor(group), member: id, score: number })),
    ...(namesUser(request)
      ? [{ key: keys.integrationUsers, member: userMember(request.terms.user.username, id), score: 0 }]
      : []),
  ];
}

/** Whether something was done, or is to be done, to an integration user for a request. A renewal does nothing to it. */
const namesUser = ({ kind, state, provisioning }: AccessRequest): boolean =>
  kind !== 'renew' && (provisioning !== undefined || state === 'fulfilled');

/** Names a request of an integration user. Usernames have no spaces. */
export const userMember = (username: string, request: string): string => `${username.toLowerCase()} ${request}`;

/** Every sorted set that a grant belongs to as it is now. */
export function grantEntries(grant: Grant, keys: Keys): IndexEntry[] {
  const { id, state, owner, terms } = grant;
  const expires = score(Date.parse(terms.expires), id);
  return [
    { key: keys.grantsOf(owner), member: id, score: score(numberOf(id), id) },
    ...(LIVE.includes(state)
      ? [keys.expiring, keys.expiringOf(owner), keys.grantsIn(state)].map((key) => ({
          key,
          member: id,
          score: expires,
        }))
      : []),
    ...(LIVE.includes(state)
      ? [{ key: keys.grantsOfUser(terms.user.username.toLowerCase()), member: id, score: score(numberOf(id), id) }]
      : []),
    ...(isToDoByHand(grant) ? [{ key: keys.stopsByHand, member: id, score: score(numberOf(id), id) }] : []),
    ...grantWords(grant).map((word) => ({ key: keys.search, member: `${word} ${id}`, score: 0 })),
  ];
}

/** The words by which a grant is found: those of its names, its workspace, its owner's ID and its own. */
export function grantWords({ id, owner, terms }: Grant): string[] {
  return searchWords(terms.clientName, terms.user.username, terms.workspace, owner, id);
}

/** The words by which something is found, or is looked for: letters and digits, whatever their case. */
export function searchWords(...texts: string[]): string[] {
  const words = texts.flatMap(
    (text) =>
      text
        .normalize('NFKC')
        .toLowerCase()
        .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [],
  );
  return [...new Set(words.map((word) => word.slice(0, LONGEST_WORD)))];
}

/** Redis would stop at what is not a number, in the middle of the script, and keep what was written before. */
export function score(value: number, id: string): number {
  if (Number.isNaN(value)) throw new StoreError('record_damaged', id);
  return value;
}
