import { sameUsername } from './change.ts';
import type { StepName } from './effects.ts';
import type { AccessRequest } from './records.ts';
import type { Step, Undo } from './step-records.ts';
import type { Terms } from './terms.ts';

/** The steps that a request needs, in their order. */
export function planOf({
  kind,
  terms,
  previous,
  undoes,
}: Pick<AccessRequest, 'kind' | 'terms' | 'previous' | 'undoes'>): StepName[] {
  if (undoes) return undoSteps(undoes);
  switch (kind) {
    case 'create':
      return [...userSteps(terms), 'grant'];
    case 'renew':
      return ['grant'];
    case 'change':
      return changeSteps(terms, previous ?? terms);
    case 'revoke':
      return terms.roles.length === 0
        ? ['grant', 'membership_removal', 'user_suspension']
        : ['grant', 'roles_removal', 'membership_removal', 'user_suspension'];
  }
}

/** Backwards, and only what was done. */
const undoSteps = ({ roles, membership, user }: Undo): StepName[] => [
  ...(roles.length === 0 ? [] : (['roles_removal'] as const)),
  ...(membership ? (['membership_removal'] as const) : []),
  ...(user ? (['user_removal'] as const) : []),
];

const userSteps = ({ roles }: Terms): StepName[] =>
  roles.length === 0 ? ['user', 'membership'] : ['user', 'membership', 'roles'];

/** Another user gets all that it needs; what the former one leaves behind is cleaned up by itself. */
function changeSteps(terms: Terms, previous: Terms): StepName[] {
  if (!sameUsername(terms, previous)) return [...userSteps(terms), 'grant'];
  const gives = terms.roles.some((role) => !previous.roles.includes(role));
  const takes = previous.roles.some((role) => !terms.roles.includes(role));
  return [...(gives ? (['roles'] as const) : []), ...(takes ? (['roles_removal'] as const) : []), 'grant'];
}

/** The step of this name, where a request has one. */
export const stepNamed = (
  { provisioning }: Partial<Pick<AccessRequest, 'provisioning'>>,
  name: StepName,
): Step | undefined => provisioning?.steps.find((step) => step.name === name);

/** The step that a request stands at: the first that is not done. */
export function currentStep(request: AccessRequest): Step | undefined {
  return request.provisioning?.steps.find((step) => step.state !== 'done');
}

/** Whether a job for this step and run still has something to do; a job delivered twice, or late, has not. */
export function isDueNow(request: AccessRequest, step: StepName, run: number): boolean {
  const open = request.state === 'approved' || request.state === 'provisioning';
  return open && request.provisioning?.run === run && currentStep(request)?.name === step;
}

/** Changes one step. */
export function withStep(request: AccessRequest, name: StepName, patch: Partial<Step>): AccessRequest {
  if (!request.provisioning) return request;
  const steps = request.provisioning.steps.map((step) => (step.name === name ? { ...step, ...patch } : step));
  return { ...request, provisioning: { ...request.provisioning, steps } };
}

/** What a step found out, kept for the steps after it. */
export type StepFacts = { userId?: string | undefined; membershipId?: string | undefined };

/** Keeps what a step found out. */
export function withFacts(request: AccessRequest, facts: StepFacts | undefined): AccessRequest {
  if (!request.provisioning) return request;
  return { ...request, provisioning: { ...request.provisioning, ...facts } };
}
