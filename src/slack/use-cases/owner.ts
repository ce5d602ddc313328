import { collect, letExpire } from '../../domain/grant.ts';
import type { Transition } from '../../domain/transition.ts';
import { onGrant } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** Notes that the owner has collected the secret. */
export function markCollected(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  return onGrant(id, parts, (grant) => collect(grant, by, parts.clock.now()));
}

/** Notes that the owner lets a grant expire. */
export function markLetExpire(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  return onGrant(id, parts, (grant) => letExpire(grant, by, parts.clock.now()));
}
