import type { StepName } from './effects.ts';
import type { AccessRequest, Grant } from './records.ts';
import { withoutNeeded } from './undo.ts';

const CLEAN_UP: readonly StepName[] = ['roles_removal', 'membership_removal', 'user_suspension', 'user_removal'];

/** Whether a step takes away rather than gives. */
export const isCleanUp = (step: StepName): boolean => CLEAN_UP.includes(step);

/** The live grants other than that of the request, of those that act as its integration user. */
function othersOf({ grant, undoes }: AccessRequest, ofUser: readonly Grant[]): Grant[] {
  // A grant that is taken away or changed gives up its own. One whose change is undone keeps what it has.
  return undoes ? [...ofUser] : ofUser.filter(({ id }) => id !== grant);
}

/** The live grants for whose sake a step takes nothing away. */
export function keepers(request: AccessRequest, step: StepName, ofUser: readonly Grant[]): Grant[] {
  if (!isCleanUp(step)) return [];
  const others = othersOf(request, ofUser);
  if (!request.undoes || step === 'user_removal') return others;
  // Roles are looked at one by one.
  if (step === 'roles_removal') return [];
  return others.filter(({ terms }) => terms.workspace === request.terms.workspace);
}

/** The request without what it would take back although other live grants need it. */
export function sparing(request: AccessRequest, ofUser: readonly Grant[]): AccessRequest {
  if (!request.undoes) return request;
  return { ...request, undoes: withoutNeeded(request.undoes, request.terms, othersOf(request, ofUser)) };
}

/** Says why an integration user keeps what it has. */
export const keptWords = ({ terms }: AccessRequest, kept: readonly Grant[]): string =>
  `Left as it is, because ${kept.map(({ id }) => id).join(', ')} acts as ${terms.user.username} too`;
