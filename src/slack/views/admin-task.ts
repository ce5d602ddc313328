import type { Button, KnownBlock } from '@slack/types';
import type { StepName } from '../../domain/effects.ts';
import { currentStep } from '../../domain/provisioning-steps.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { canWithdraw } from '../../domain/request-end.ts';
import { requestStands } from '../../domain/state-words.ts';
import type { Step } from '../../domain/step-records.ts';
import { taskRun, taskValue } from '../../domain/task-ref.ts';
import { type TaskSheet, taskSheet } from '../../domain/task-sheet.ts';
import { doneBy, undoWords } from '../../domain/undo.ts';
import { type Policy, removesUsers } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { whoMay } from './approval.ts';
import { actions, button, context, copyable, header, type Message, section, typed } from './blocks.ts';
import { failureWords } from './steps.ts';
import { code, escapeText, moment, person } from './text.ts';

export type TaskParts = { request: AccessRequest; grant: Grant | undefined; policy: Policy; workivaUrl: string };

/** The message that asks an admin for what only a person can do in Workiva, with every value to copy. */
export function adminTaskMessage(parts: TaskParts, step: StepName, run: number): Message {
  const { request, policy } = parts;
  const sheet = sheetOf(parts, step);
  const open = isOpen(request, step, run);
  const who = open ? ` One of ${whoMay(policy.admins, policy)} can do it.` : '';
  const title = `${request.id} · ${sheet.title}`;
  return {
    text: `${escapeText(title)}.${open ? who : ` ${settledWords(request, step)}`}`,
    blocks: [header(title), ...(open ? openBlocks(parts, step, who) : settled(request, step))],
  };
}

function isOpen(request: AccessRequest, step: StepName, run: number): boolean {
  return request.state === 'awaiting_admin' && taskRun(request, step) === run && currentStep(request)?.name === step;
}

const sheetOf = ({ request, grant, policy }: TaskParts, step: StepName): TaskSheet =>
  taskSheet(request, grant, step, removesUsers(policy));

function openBlocks(parts: TaskParts, step: StepName, who: string): KnownBlock[] {
  const { request, workivaUrl } = parts;
  const sheet = sheetOf(parts, step);
  const value = taskValue({ request: request.id, step, run: request.provisioning?.run ?? 1 });
  const done = sheet.asksClientId
    ? 'Press *Done* and enter the client ID that Workiva shows: never the secret.'
    : 'Then press *Done*.';
  return [
    ...whyBlocks(request, who),
    ...lackBlocks(request, step),
    section(
      `In Workiva: ${sheet.path.map((part) => `*${escapeText(part)}*`).join(' → ')}\n<${workivaUrl}|Open Workiva>`,
    ),
    ...sheet.values.map(({ label, value: text }) => copyable(label, text)),
    ...(sheet.note === undefined ? [] : [section(`:warning: ${escapeText(sheet.note)}`)]),
    section(done),
    actions(
      button(IDS.task.finish, 'Done', value, { style: 'primary', label: `Done: ${sheet.title} for ${request.id}` }),
      button(IDS.task.refuse, 'Cannot do it', value, { label: `Cannot do it: ${sheet.title} for ${request.id}` }),
    ),
  ];
}

function whyBlocks(request: AccessRequest, who: string): KnownBlock[] {
  const { kind, owner, grant, reason = '', policy, breakGlass } = request;
  if (breakGlass && breakGlass.verdict === undefined) {
    const words = `For ${person(owner)}, who broke glass: nobody has approved it yet, and it is not to wait.${who} The reason:`;
    return [section(words), typed(breakGlass.reason)];
  }
  if (kind !== 'revoke')
    return [section(`For ${person(owner)}, approved under the rule “${escapeText(policy.rule)}”.${who}`)];
  return [
    section(`${grant} of ${person(owner)} is taken away, which needs no approval.${who} The reason:`),
    typed(reason),
  ];
}

/** Why Grantdesk does not do it by itself, where it does such steps elsewhere. */
function lackBlocks(request: AccessRequest, name: StepName): KnownBlock[] {
  const why = request.provisioning?.steps.find((step) => step.name === name)?.lack?.why;
  return why === undefined ? [] : [context(escapeText(why))];
}

/** What became of a task that Grantdesk has taken back, since it may do it now; in words that stay true. */
function handedBackWords(request: AccessRequest, { state, lack }: Step): string | undefined {
  if (lack?.handedBack === undefined || (state !== 'done' && request.state !== 'provisioning')) return undefined;
  return `Grantdesk may do this by itself now, and took it back ${moment(lack.handedBack)}: nobody has to do it any more. If you have begun in Workiva and ${request.id} stops because of that, press *Do it by hand* at that message.`;
}

/** What became of a task, and what it was about, for whoever reads it later. */
function settled(request: AccessRequest, name: StepName): KnownBlock[] {
  return [section(settledWords(request, name)), context(subjectWords(request))];
}

function settledWords(request: AccessRequest, name: StepName): string {
  const step = request.provisioning?.steps.find((one) => one.name === name);
  if (step?.state === 'done' && step.by !== undefined && step.at !== undefined) {
    return `:white_check_mark: Done by ${person(step.by)}, ${moment(step.at)}.`;
  }
  const handedBack = step && handedBackWords(request, step);
  if (handedBack !== undefined) return handedBack;
  const { verdict } = request.breakGlass ?? {};
  if (verdict && verdict.outcome !== 'approved' && request.state !== 'fulfilled') {
    return `:octagonal_sign: ${request.id} broke glass and was not approved after the fact: it is stopped, and nothing of this is to be done. If you have begun in Workiva, take that back there.`;
  }
  const { failure } = request;
  if (failure?.step === name && failure.by !== undefined) {
    return `:no_entry: ${person(failure.by)} could not do it, ${moment(failure.at)}. What becomes of it is in the message “${request.id} needs an admin”.`;
  }
  return `There is nothing left to do here: ${request.id} ${requestStands(request)}.`;
}

/** Which grant a task was about. */
function subjectWords({ id, grant, owner, terms }: AccessRequest): string {
  const { clientName, workspace, user } = terms;
  return `${grant ?? id} of ${person(owner)}: ${escapeText(clientName)} in ${escapeText(workspace)}, as ${code(user.username)}.`;
}

/** The message that tells admins why a request stopped, and what they can do. */
export function failureMessage(request: AccessRequest, run: number, policy: Policy): Message {
  const { failure } = request;
  const open = request.state === 'failed' && failure?.run === run;
  const why = failureWords(request) ?? '';
  const buttons = actions(
    button(IDS.provisioning.retry, 'Retry', request.id, { style: 'primary', label: `Retry ${request.id}` }),
    button(IDS.provisioning.byHand, 'Do it by hand', request.id, { label: `Do it by hand: the step of ${request.id}` }),
    ...(canWithdraw(request) ? [giveUpButton(request)] : []),
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
        ? [section(`One of ${whoMay(policy.admins, policy)} can retry it${waysOut(request)}.`), buttons]
        : [section(handledWords(request))]),
    ],
  };
}

/** What else admins can do, by the words on the buttons. */
function waysOut(request: AccessRequest): string {
  if (!canWithdraw(request)) return ' or do it by hand';
  return `, do it by hand, or ${doneBy(request) ? 'undo what it has done' : 'give it up'}`;
}

/** Given up, a request leaves nothing behind: what it has done so far is named before it is taken back. */
function giveUpButton(request: AccessRequest): Button {
  const undo = doneBy(request);
  const words = undo ? undoWords(undo, request.terms) : [];
  const back = words.length === 0 ? '' : ` What it has done is taken back: ${words.join('; ')}.`;
  return button(IDS.provisioning.giveUp, undo ? 'Undo' : 'Give up', request.id, {
    style: 'danger',
    label: `${undo ? 'Undo' : 'Give up'} ${request.id}`,
    confirm: { title: 'Give it up?', text: `Nothing comes of ${request.id}.${back}`, yes: undo ? 'Undo' : 'Give up' },
  });
}

function handledWords(request: AccessRequest): string {
  const { failure, outcome } = request;
  if (failure?.handled !== undefined) return `${failure.handled}.`;
  if (outcome) {
    const back = request.state === 'withdrawn' && doneBy(request) ? ' What it had done is taken back.' : '';
    return `${endedAs(request)} by ${person(outcome.by)}, ${moment(outcome.at)}.${back}`;
  }
  return 'The request has moved on.';
}

function endedAs({ state, requester, outcome }: AccessRequest): string {
  if (state !== 'withdrawn') return 'Stopped';
  return outcome?.by === requester ? 'Withdrawn' : 'Given up';
}
