import { Command, InvalidArgumentError } from 'commander';
import { isRequestId } from '../domain/ids.ts';
import { type AccessRequest, NEXT_REQUEST } from '../domain/records.ts';
import type { PlannedStep } from '../domain/step-records.ts';
import { removesUsers } from '../policy/schema.ts';
import { grantsNeeding } from '../store/needing.ts';
import { WorkivaError } from '../workiva/errors.ts';
import { foresee } from '../workiva/foresee.ts';
import { grantsByAdmin } from '../workiva/grant-gateway.ts';
import type { ExitCode, StoreIo } from './io.ts';
import { policyAt } from './policy-option.ts';
import { runWith, UnusableError } from './run-with.ts';
import { refuse, say } from './say.ts';
import { withRedis } from './with-redis.ts';
import { workivaOf } from './workiva.ts';

/** Makes `grantdesk plan`: what will happen in Workiva for a request. */
export function planCommand(io: StoreIo): Command {
  return new Command('plan')
    .description(
      'show what will happen in Workiva for a request, step by step; ends with 1 if something is in the way; changes nothing',
    )
    .argument('<request>', 'such as REQ-142', requestNamed)
    .action((id: string) => runWith(io, () => showPlan(io, id)));
}

function requestNamed(text: string): string {
  const id = text.toUpperCase();
  if (!isRequestId(id)) throw new InvalidArgumentError('It is not the number of a request. Give one as REQ-142.');
  return id;
}

async function showPlan(io: StoreIo, id: string): Promise<ExitCode> {
  return withRedis(io, async ({ redis, store }): Promise<ExitCode> => {
    const request = (await store.request(id))?.record;
    if (!request) return refuse(io, `There is no ${id}.`);
    if (NEXT_REQUEST[request.state].length === 0) {
      for (const line of planLines(request, [])) say(io, line);
      return 0;
    }
    const ofUser = await grantsNeeding(request.terms.user.username, store);
    const workiva = await workivaOf(io, { redis });
    const removeUser = () => removesUsers(policyAt(io, undefined).policy);
    try {
      const steps = await foresee(request, { workiva, grants: grantsByAdmin, ofUser, removeUser });
      for (const line of planLines(request, steps)) say(io, line);
      return steps.some(({ verdict }) => verdict === 'blocked') ? 1 : 0;
    } catch (error) {
      if (!(error instanceof WorkivaError)) throw error;
      throw new UnusableError([error.sentence], { cause: error });
    }
  });
}

const VERDICTS: Record<PlannedStep['verdict'], string> = {
  do: 'to do',
  there: 'already so',
  by_hand: 'by hand',
  blocked: 'in the way',
};

/** One line for each step: what has been done of it, or else what will happen as Workiva is now. */
function planLines({ id, state, terms, provisioning }: AccessRequest, planned: readonly PlannedStep[]): string[] {
  const lines = planned.map(({ name, verdict, words }, at) => {
    const done = provisioning?.steps.find((step) => step.name === name && step.state === 'done');
    return `${at + 1}. ${done ? `done: ${done.note}` : `${VERDICTS[verdict]}: ${words}`}`;
  });
  const ended = planned.length === 0 ? ['Nothing more will happen.'] : [];
  return [`${id}: ${terms.clientName} in ${terms.workspace} (${state})`, ...lines, ...ended];
}
