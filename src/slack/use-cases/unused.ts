import type { Transition } from '../../domain/transition.ts';
import { keepUnused } from '../../domain/unused.ts';
import { onGrant } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** Notes that the owner keeps a grant that nothing uses. */
export function keepGrant(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  return onGrant(id, parts, (grant) => keepUnused(grant, by, parts.clock.now()));
}
