import type { KnownBlock } from '@slack/types';
import { inWords } from '../../domain/duration.ts';
import type { ApiStepName, StepName } from '../../domain/effects.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { cameToNothing } from '../../domain/request-states.ts';
import type { Step } from '../../domain/step-records.ts';
import { packed } from './blocks.ts';
import { escapeText, person } from './text.ts';

const STEP_WORDS: Record<StepName, string> = {
  user: 'Integration user',
  membership: 'Workspace membership',
  roles: 'Roles',
  grant: 'API grant',
  roles_removal: 'Roles taken away',
  membership_removal: 'Workspace membership removed',
  user_suspension: 'Integration user suspended',
  user_removal: 'Integration user removed',
};

/** What is done in a step, to begin a sentence. */
const STEP_DOING: Record<ApiStepName, string> = {
  user: 'Getting the integration user ready',
  membership: 'Adding the integration user to the workspace',
  roles: 'Giving the roles',
  roles_removal: 'Taking the roles away',
  membership_removal: 'Removing the integration user from the workspace',
  user_suspension: 'Suspending the integration user',
  user_removal: 'Removing the integration user',
};

const GRANT_DOING: Record<AccessRequest['kind'], string> = {
  create: 'Creating the API grant',
  renew: 'Renewing the API grant',
  change: 'Changing the API grant',
  revoke: 'Deleting the API grant',
};

const STEP_STATES: Record<Step['state'], string> = {
  waiting: ':white_circle: Not begun',
  running: ':hourglass_flowing_sand: At work',
  by_hand: ':raising_hand: Waiting for an admin',
  done: ':white_check_mark: Done',
};

/** Why a step stopped: what Grantdesk found, or what the admin said who could not do it; nothing where none has. */
export function failureWords({ kind, failure }: Pick<AccessRequest, 'kind' | 'failure'>): string | undefined {
  if (!failure) return undefined;
  const { step, sentence, by } = failure;
  const who = by === undefined ? 'did not succeed' : `was not possible for ${person(by)}`;
  const doing = step === 'grant' ? GRANT_DOING[kind] : STEP_DOING[step];
  return `*${doing}* ${who}: ${escapeText(sentence)}`;
}

/** The steps in Workiva, how far each is and how long it took, or what is about to happen in it. */
export function stepBlocks(request: AccessRequest): KnownBlock[] {
  const { provisioning } = request;
  if (!provisioning) return [];
  const { steps, plan } = provisioning;
  const lines = steps.map((step) => {
    const by = step.by === undefined ? '' : ` by ${person(step.by)}`;
    const foreseen =
      step.state === 'done' || cameToNothing(request)
        ? undefined
        : plan?.steps.find(({ name }) => name === step.name)?.words;
    const words = step.note ?? foreseen;
    const note = words === undefined ? '' : `: ${escapeText(words)}${by}`;
    const trouble = step.trouble === undefined ? '' : `\n      ${escapeText(step.trouble)}`;
    return `${standingOf(request, step)}${tookWords(step)} · *${STEP_WORDS[step.name]}*${note}${trouble}`;
  });
  return packed('', lines);
}

/** How far a step is. The one at which the request has stopped does not wait for its turn. */
function standingOf(request: AccessRequest, { name, state }: Step): string {
  if (request.state === 'failed' && request.failure?.step === name) return ':no_entry: Stopped';
  if (state === 'done' || !cameToNothing(request)) return STEP_STATES[state];
  return state === 'waiting' ? ':white_circle: Not done' : ':no_entry: Stopped';
}

/** How long a step took, from its beginning to its end. */
function tookWords({ startedAt, at }: Step): string {
  if (startedAt === undefined || at === undefined) return '';
  const ms = new Date(at).getTime() - new Date(startedAt).getTime();
  return ms < 1_000 ? ' in under a second' : ` in ${inWords(ms - (ms % 1_000))}`;
}
