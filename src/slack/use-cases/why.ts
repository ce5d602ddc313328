import { setTimeout as pause } from 'node:timers/promises';
import { asDemanded } from '../../domain/recheck.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { deciders, groupsOf, openStage, type Right } from '../../domain/stages.ts';
import type { Refused } from '../../domain/transition.ts';
import { isUserGroup } from '../../policy/schema.ts';
import { authorityFor } from './authority.ts';
import { noRequest, requestNamed } from './find.ts';
import type { HandlerParts } from './parts.ts';
import { demandOn } from './routing.ts';

/** Who may decide now, and how old, in ms, what is known of each user group is. */
export type WhoDecides = { rights: Right[]; userGroups: { id: string; ageMs: number }[] };

/** Why a request goes its way. `who` is missing when Slack could not say in time. */
export type Why = { request: AccessRequest; who: WhoDecides | undefined };

/** How long, in ms, Slack may take to say who is who: a modal must be opened within 3 s. */
const PATIENCE_MS = 1_200;

/** Looks up why a request goes its way, as the policy in force leaves it, and who may decide on it now. */
export async function whyOf(id: string, parts: HandlerParts): Promise<Why | Refused> {
  const request = await requestNamed(id, parts.store);
  if (!request) return noRequest(id);
  const late = new AbortController();
  const looked = lookUp(request, parts).catch((err: unknown) => {
    parts.log.warn({ err }, 'Who may decide on a request could not be looked up');
    return undefined;
  });
  const tooLate = pause(PATIENCE_MS, undefined, { signal: late.signal }).catch(() => undefined);
  const found = await Promise.race([looked, tooLate]);
  late.abort();
  return found ?? { request, who: undefined };
}

async function lookUp(request: AccessRequest, parts: HandlerParts): Promise<Why> {
  const { directory, policy } = parts;
  const demand = (await demandOn(request, parts))(request);
  const held = request.state === 'pending' ? asDemanded(request, demand, []) : request;
  const groups = openStage(held)?.from ?? [];
  const authority = await authorityFor([...held.stages.flatMap(groupsOf), ...groups], parts);
  const ids = [...new Set(groups.flatMap((name) => policy().policy.groups[name] ?? []))].filter(isUserGroup);
  const userGroups = await Promise.all(
    ids.map(async (userGroup) => ({ id: userGroup, ageMs: (await directory.membersOf(userGroup)).ageMs })),
  );
  return { request: held, who: { rights: deciders(held, authority), userGroups } };
}
