import { currentStep } from '../domain/provisioning-steps.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { Step } from '../domain/step-records.ts';
import { taskSheet } from '../domain/task-sheet.ts';
import { everyOne } from '../store/every-one.ts';
import type { Store } from '../store/store.ts';
import { type Finding, findings } from './doctor-findings.ts';

const steps = findings('Steps');

type Refused = { request: AccessRequest; step: Step; at: string };

/**
 * What Workiva has refused although the scopes were enough, as far as admins are still asked for it: of each kind of step
 * the latest. A role that Grantdesk's own user lacks shows nowhere else.
 */
export async function examineRefusals(store: Pick<Store, 'lists'>): Promise<Finding[]> {
  const latest = new Map<string, Refused>();
  for (const refused of await refusedIn(store)) {
    const before = latest.get(refused.step.name);
    if (!before || before.at < refused.at) latest.set(refused.step.name, refused);
  }
  return [...latest.values()].map(({ request, step, at }) => {
    const { title } = taskSheet(request, undefined, step.name);
    const when = at.slice(0, 16).replace('T', ' ');
    return steps.warning(`${title}: refused last on ${when} UTC, for ${request.id}. ${step.lack?.why ?? ''}`.trimEnd());
  });
}

async function refusedIn({ lists }: Pick<Store, 'lists'>): Promise<Refused[]> {
  const waiting = await everyOne((wanted) => lists.requestsIn('awaiting_admin', wanted));
  return waiting.flatMap((request) => {
    const step = currentStep(request);
    return step?.lack?.unseen && step.lack.at !== undefined ? [{ request, step, at: step.lack.at }] : [];
  });
}
