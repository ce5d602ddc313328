import type { KnownBlock } from '@slack/types';
import type { StepName } from '../../domain/effects.ts';
import { currentStep } from '../../domain/provisioning-steps.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { taskValue } from '../../domain/task-ref.ts';
import { taskSheet } from '../../domain/task-sheet.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { whoMay } from './approval.ts';
import { actions, button, context, copyable, header, type Message, section, typed } from './blocks.ts';
import { failureWords } from './card.ts';
import { escapeText, moment, person } from './text.ts';

export type TaskParts = { request: AccessRequest; grant: Grant | undefined; policy: Policy; workivaUrl: string };

/** The message that asks an admin for what only a person can do in Workiva, with every value to copy. */
export function adminTaskMessage(parts: TaskParts, step: StepName, run: number): Message {
  const { request, grant, policy } = parts;
  const sheet = taskSheet(request, grant, step);
  const open = isOpen(request, step, run);
  const who = open ? ` One of ${whoMay(policy.admins, policy)} can do it.` : '';
  const title = `${request.id} · ${sheet.title}`;
  return {
    text: open ? `${escapeText(title)}.${who}` : `${escapeText(title)}: settled.`,
    blocks: [header(title), ...(open ? openBlocks(parts, step, who) : [settled(request, step)])],
  };
}

function isOpen(request: AccessRequest, step: StepName, run: number): boolean {
  return request.state === 'awaiting_admin' && request.provisioning?.run === run && currentStep(request)?.name === step;
}

function openBlocks({ request, grant, workivaUrl }: TaskParts, step: StepName, who: string): KnownBlock[] {
  const sheet = taskSheet(request, grant, step);
  const value = taskValue({ request: request.id, step, run: request.provisioning?.run ?? 1 });
  const done = sheet.asksClientId
    ? 'Press *Done* and enter the client ID that Workiva shows: never the secret.'
    : 'Then press *Done*.';
  return [
    ...whyBlocks(request, who),
    section(
      `In Workiva: ${sheet.path.map((part) => `*${escapeText(part)}*`).join(' → ')}\n<${workivaUrl}|Open Workiva>`,
    ),
    ...sheet.values.map(({ label, value: text }) => copyable(label, text)),
    ...(sheet.note === undefined ? [] : [section(`:warning: ${sheet.note}`)]),
    section(done),
    actions(
      button(IDS.task.finish, 'Done', value, { style: 'primary', label: `Done: ${sheet.title} for ${request.id}` }),
      button(IDS.task.refuse, 'Cannot do it', value, { label: `Cannot do it: ${sheet.title} for ${request.id}` }),
    ),
  ];
}

function whyBlocks({ kind, owner, grant, reason = '', policy }: AccessRequest, who: string): KnownBlock[] {
  if (kind !== 'revoke')
    return [section(`For ${person(owner)}, approved under the rule “${escapeText(policy.rule)}”.${who}`)];
  return [
    section(`${grant} of ${person(owner)} is taken away, which needs no approval.${who} The reason:`),
    typed(reason),
  ];
}

function settled(request: AccessRequest, name: StepName): KnownBlock {
  const step = request.provisioning?.steps.find((one) => one.name === name);
  if (step?.state === 'done' && step.by !== undefined && step.at !== undefined) {
    return section(`:white_check_mark: Done by ${person(step.by)}, ${moment(step.at)}.`);
  }
  const { verdict } = request.breakGlass ?? {};
  if (verdict && verdict.outcome !== 'approved' && request.state !== 'fulfilled') {
    return section(
      `:octagonal_sign: ${request.id} broke glass and was not approved after the fact: it is stopped, and nothing of this is to be done. If you have begun in Workiva, take that back there.`,
    );
  }
  return section('This task is not open any more; the request has moved on.');
}

/** The message that tells admins why a request stopped, and what they can do. */
export function failureMessage(request: AccessRequest, run: number, policy: Policy): Message {
  const { failure } = request;
  const open = request.state === 'failed' && failure?.run === run;
  const why = failure ? failureWords(failure) : '';
  const buttons = actions(
    button(IDS.provisioning.retry, 'Retry', request.id, { style: 'primary', label: `Retry ${request.id}` }),
    button(IDS.provisioning.byHand, 'Do it by hand', request.id, { label: `Do the step of ${request.id} by hand` }),
  );
  return {
    text: `${request.id} stopped. ${why}`,
    blocks: [
      header(`${request.id} needs an admin`),
      section(why),
      context(
        `For ${person(request.owner)}: ${escapeText(request.terms.clientName)} in ${escapeText(request.terms.workspace)}.`,
      ),
      ...(open
        ? [section(`One of ${whoMay(policy.admins, policy)} can retry it or do it by hand.`), buttons]
        : [section(handledWords(request))]),
    ],
  };
}

function handledWords(request: AccessRequest): string {
  const { failure, outcome } = request;
  if (failure?.handled !== undefined) return `${failure.handled}.`;
  if (outcome) return `${endedAs(request)} by ${person(outcome.by)}, ${moment(outcome.at)}.`;
  return 'The request has moved on.';
}

const endedAs = ({ state }: AccessRequest) => (state === 'withdrawn' ? 'Withdrawn' : 'Stopped');
