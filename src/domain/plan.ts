import type { ApiStepName } from './effects.ts';
import { judge, type WorkivaState } from './judge.ts';
import { planOf } from './provisioning-steps.ts';
import type { AccessRequest } from './records.ts';
import type { PlannedStep } from './step-records.ts';

/** Who does the grant step: an admin in Workiva's screens, Grantdesk, or nobody, because the grant stays as it is. */
export type GrantStep = 'by_hand' | 'api' | 'unchanged';

/**
 * What will happen in Workiva, step by step, before anything of it is done. Without a `state`, nothing can be seen or
 * done through the API, so that admins do all of it.
 */
export function planSteps(
  request: AccessRequest,
  state: WorkivaState | undefined,
  grantStep: GrantStep,
): PlannedStep[] {
  const names = request.provisioning?.steps.map(({ name }) => name) ?? planOf(request);
  return names.map((name): PlannedStep => {
    if (name === 'grant') return plannedGrant(request, grantStep);
    if (!state) return { name, verdict: 'by_hand', words: BY_HAND[name] };
    return { name, ...judge(name, request, state) };
  });
}

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
