import type { ApiStepName, StepName } from './effects.ts';
import { judge, type WorkivaState } from './judge.ts';
import { planOf } from './provisioning-steps.ts';
import type { AccessRequest } from './records.ts';
import type { PlannedStep } from './step-records.ts';

/** Who does the grant step: an admin in Workiva's screens, Grantdesk, or nobody, because the grant stays as it is. */
export type GrantStep = 'by_hand' | 'api' | 'unchanged';

/** How the steps are done. */
export type Ways = {
  grantStep: GrantStep;
  /** Whether a user that nothing needs any more is removed rather than suspended. */
  removeUser(): boolean;
  /** Whether Grantdesk may do a step by itself, where there is something to do. */
  mayDo(step: ApiStepName): boolean;
};

/**
 * What will happen in Workiva, step by step, before anything of it is done. Without a `state`, nothing can be seen or
 * done through the API, so that admins do all of it.
 */
export function planSteps(request: AccessRequest, state: WorkivaState | undefined, ways: Ways): PlannedStep[] {
  return namesOf(request).map((name): PlannedStep => {
    if (name === 'grant') return plannedGrant(request, ways.grantStep);
    const done = carriedOutAs(name, ways.removeUser);
    const judged = state && judge(done, request, state);
    if (!judged || (judged.verdict === 'do' && !ways.mayDo(name))) {
      return { name, verdict: 'by_hand', words: BY_HAND[done] };
    }
    return { name, ...judged };
  });
}

/** Whether anything of a request is more than the grant itself. */
export const hasApiSteps = (request: AccessRequest): boolean => namesOf(request).some((name) => name !== 'grant');

const namesOf = (request: AccessRequest): StepName[] =>
  request.provisioning?.steps.map(({ name }) => name) ?? planOf(request);

/** What a step comes to: the policy may want a user removed rather than suspended. */
export const carriedOutAs = (name: ApiStepName, removeUser: () => boolean): ApiStepName =>
  name === 'user_suspension' && removeUser() ? 'user_removal' : name;

const BY_HAND: Record<ApiStepName, string> = {
  user: 'An admin makes sure that the integration user is there',
  membership: 'An admin adds it to the workspace',
  roles: 'An admin gives it its roles',
  roles_removal: 'An admin takes its roles away',
  membership_removal: 'An admin removes it from the workspace',
  user_suspension: 'An admin suspends the integration user',
  user_removal: 'An admin removes the integration user',
};

const GRANT_WORDS: Record<AccessRequest['kind'], [api: string, byHand: string]> = {
  create: ['Create the API grant', 'An admin creates the API grant in Workiva’s screens'],
  renew: ['Move the Expires date of the API grant', 'An admin moves the Expires date of the API grant'],
  change: ['Change the API grant', 'An admin changes the API grant in Workiva’s screens'],
  revoke: ['Delete the API grant', 'An admin deletes the API grant in Workiva’s screens'],
};

function plannedGrant({ kind }: AccessRequest, grantStep: GrantStep): PlannedStep {
  if (grantStep === 'unchanged')
    return { name: 'grant', verdict: 'there', words: 'The API grant itself stays as it is' };
  const [api, byHand] = GRANT_WORDS[kind];
  return grantStep === 'api'
    ? { name: 'grant', verdict: 'do', words: api }
    : { name: 'grant', verdict: 'by_hand', words: byHand };
}
