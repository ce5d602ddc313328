import { leavesForm } from '../domain/change.ts';
import type { GrantStep } from '../domain/plan.ts';
import type { AccessRequest } from '../domain/records.ts';

/** How a grant comes about: at once, with the client ID of what was made; or by an admin in Workiva's screens. */
export type GrantOutcome = { kind: 'granted'; clientId: string } | { kind: 'by_hand' };

/** The one place that knows how grants are made and changed in Workiva. */
export type GrantGateway = {
  /** Says who will do it, before it is done. Asks nobody. */
  foresee(request: AccessRequest): GrantStep;
  /** Makes, changes or deletes the grant of an approved request. Repeating it must not make a second one. */
  provide(request: AccessRequest): Promise<GrantOutcome>;
};

/**
 * Workiva has no public API for grants, so an Org Security Admin makes and changes each in Organization Admin. What
 * leaves the grant itself as it is needs nobody.
 */
export const grantsByAdmin: GrantGateway = {
  foresee: (request) => (leavesForm(request) ? 'unchanged' : 'by_hand'),
  provide: async (request) => (leavesForm(request) ? { kind: 'granted', clientId: '' } : { kind: 'by_hand' }),
};
