import type { KnownBlock } from '@slack/types';
import { currentStep } from '../../domain/provisioning.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { requestValue } from '../../domain/request-ref.ts';
import { taskValue } from '../../domain/task-ref.ts';
import { taskSheet } from '../../domain/task-sheet.ts';
import { IDS } from '../ids.ts';
import { type AdminFacts, EXPIRING_DAYS, type HomeFacts } from '../use-cases/home.ts';
import { actions, button, section } from './blocks.ts';
import { failureWords } from './card.ts';
import { listBlocks } from './home-list.ts';
import { grantWords, name } from './home-own.ts';
import { clip, code, day, daysAway, escapeText, person } from './text.ts';

const LONGEST_WHY = 300;

/** What a screen reader says of a button, as long as Slack takes it. */
const labelOf = (text: string) => clip(text, 75);

/** What somebody may decide on now, the oldest first. */
export function waitingBlocks({ waiting, now, channels }: HomeFacts): KnownBlock[] {
  if (!waiting) return [];
  const list = { name: 'waiting', title: 'Waits for you', none: 'Nothing waits for your decision.' } as const;
  const where = `All that is asked for is in the messages in <#${channels.requests}>.`;
  const blocks = listBlocks(list, waiting, (request) => [section(askedWords(request, now)), decisionButtons(request)]);
  return waiting.total === 0 ? blocks : [...blocks, section(where)];
}

function askedWords({ id, kind, grant, requester, terms }: AccessRequest, now: Date): string {
  const what = kind === 'create' || grant === undefined ? 'a new grant' : `to ${kind} ${grant}`;
  const until = `until ${day(terms.expires)} (${daysAway(terms.expires, now)})`;
  const scopes = clip(terms.scopes.map(escapeText).join(', '), LONGEST_WHY);
  return [
    `*${id}* · ${name(terms.clientName)} · ${person(requester)} asks for ${what} in ${name(terms.workspace)} ${until}`,
    `${code(terms.user.username)}: ${scopes}`,
    `Why: ${escapeText(clip(terms.purpose.replace(/\s+/g, ' '), LONGEST_WHY))}`,
  ].join('\n');
}

function decisionButtons(request: AccessRequest): KnownBlock {
  const { id } = request;
  const value = requestValue(request);
  return actions(
    button(IDS.request.approve, 'Approve', value, { style: 'primary', label: `Approve ${id}` }),
    button(IDS.request.deny, 'Deny', value, { style: 'danger', label: `Deny ${id}` }),
  );
}

/** What admins have to do: tasks in Workiva, and what has failed. */
export function taskBlocks({ tasks, failures }: AdminFacts, channel: string): KnownBlock[] {
  const open = { name: 'tasks', title: 'Open admin tasks', none: 'No task is open.' } as const;
  const failed = { name: 'failures', title: 'Failures', none: 'Nothing has failed.' } as const;
  return [
    ...listBlocks(open, tasks, ({ request, grant }) => oneTask(request, grant)),
    ...(tasks.total === 0 ? [] : [section(`The values to copy are in the messages in <#${channel}>.`)]),
    ...listBlocks(failed, failures, oneFailure),
  ];
}

function oneTask(request: AccessRequest, grant: Grant | undefined): KnownBlock[] {
  const step = currentStep(request)?.name;
  if (request.state !== 'awaiting_admin' || step === undefined) return [];
  const { title } = taskSheet(request, grant, step);
  const value = taskValue({ request: request.id, step, run: request.provisioning?.run ?? 1 });
  return [
    section(`*${request.id}* · ${escapeText(title)}\n${subjectWords(request)}`),
    actions(
      button(IDS.task.finish, 'Done', value, { style: 'primary', label: labelOf(`Done: ${request.id}, ${title}`) }),
      button(IDS.task.refuse, 'Cannot do it', value, { label: labelOf(`Cannot do it: ${request.id}, ${title}`) }),
    ),
  ];
}

function oneFailure(request: AccessRequest): KnownBlock[] {
  const { id, failure } = request;
  if (request.state !== 'failed' || !failure) return [];
  return [
    section(clip(`*${id}* · ${subjectWords(request)}\n${failureWords(failure)}`, 2_000)),
    actions(
      button(IDS.provisioning.retry, 'Retry', id, { style: 'primary', label: `Retry ${id}` }),
      button(IDS.provisioning.byHand, 'Do it by hand', id, { label: `Do the step of ${id} by hand` }),
    ),
  ];
}

const subjectWords = ({ owner, terms }: AccessRequest) =>
  `${name(terms.clientName)} in ${name(terms.workspace)}, for ${person(owner)}`;

/** Every grant that expires soon, whoever owns it. */
export function expiringBlocks({ expiring }: AdminFacts, now: Date): KnownBlock[] {
  const none = `No grant expires within ${EXPIRING_DAYS} days.`;
  const list = { name: 'expiring', title: `Expires within ${EXPIRING_DAYS} days`, none } as const;
  return listBlocks(list, expiring, (grant) => [owned(grant, now)]);
}

/** A grant of anybody's. */
export const owned = (grant: Grant, now: Date) => section(`${grantWords(grant, now)}, of ${person(grant.owner)}`);
