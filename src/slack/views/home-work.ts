import type { KnownBlock } from '@slack/types';
import { currentStep } from '../../domain/provisioning-steps.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { requestValue } from '../../domain/request-ref.ts';
import { taskValue } from '../../domain/task-ref.ts';
import { taskSheet } from '../../domain/task-sheet.ts';
import { IDS } from '../ids.ts';
import { type AdminFacts, EXPIRING_DAYS, type HomeFacts } from '../use-cases/home.ts';
import { actions, button, section } from './blocks.ts';
import { changeLines } from './change.ts';
import { grantWords, name } from './grant-words.ts';
import { listBlocks } from './home-list.ts';
import { failureWords } from './steps.ts';
import { stopValue } from './stop-modals.ts';
import { standingInWorkiva } from './suspension.ts';
import { clip, code, day, daysAway, escapeText, moment, person } from './text.ts';

const LONGEST_WHY = 300;

/** What somebody may decide on now, the oldest first. */
export function waitingBlocks({ waiting, now, channels }: HomeFacts): KnownBlock[] {
  if (!waiting) return [];
  const list = { name: 'waiting', title: 'Waits for you', none: 'Nothing waits for your decision.' } as const;
  const where = `All that is asked for is in the messages in <#${channels.requests}>.`;
  const blocks = listBlocks(list, waiting, (request) => [section(askedWords(request, now)), decisionButtons(request)]);
  const later = 'Only the oldest were looked at: what came later shows once those are decided.';
  const notes = [...(waiting.total === 0 ? [] : [where]), ...(waiting.more ? [later] : [])];
  return notes.length === 0 ? blocks : [...blocks, section(notes.join(' '))];
}

function askedWords(request: AccessRequest, now: Date): string {
  const { id, kind, grant, requester, terms, breakGlass } = request;
  const what = kind === 'create' || grant === undefined ? 'for a new grant' : `to ${kind} ${grant}`;
  const until = `until ${day(terms.expires)} (${daysAway(terms.expires, now)})`;
  const review = `:rotating_light: *It broke glass: it did not wait for approval.* Unless it is approved by ${moment(breakGlass?.reviewBy ?? request.filedAt)}, it is suspended.`;
  return [
    `*${id}* · ${name(terms.clientName)} · ${person(requester)} asks ${what} in ${name(terms.workspace)} ${until}`,
    ...(breakGlass === undefined ? [] : [review]),
    ...substance(request),
    `Why: ${escapeText(clip(terms.purpose.replace(/\s+/g, ' '), LONGEST_WHY))}`,
  ].join('\n');
}

/** Of a change what it changes, else what the grant may do. */
function substance({ kind, terms, previous }: AccessRequest): string[] {
  if (kind === 'change' && previous) {
    return changeLines(previous, terms).map((line) => clip(`• ${line}`, LONGEST_WHY));
  }
  return [`${code(terms.user.username)}: ${clip(terms.scopes.map(escapeText).join(', '), LONGEST_WHY)}`];
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
export function taskBlocks({ tasks, failures, stops, removesUser }: AdminFacts, channel: string): KnownBlock[] {
  const open = { name: 'tasks', title: 'Open admin tasks', none: 'No task is open.' } as const;
  const byHand = { name: 'stops', title: 'To suspend or activate by hand', none: '' } as const;
  const failed = { name: 'failures', title: 'Failures', none: 'Nothing has failed.' } as const;
  return [
    ...listBlocks(open, tasks, ({ request, grant }) => oneTask(request, grant, removesUser)),
    ...(tasks.total === 0 ? [] : [section(`The values to copy are in the messages in <#${channel}>.`)]),
    ...(stops.total === 0 ? [] : listBlocks(byHand, stops, oneStop)),
    ...listBlocks(failed, failures, oneFailure),
  ];
}

function oneStop(grant: Grant): KnownBlock[] {
  const { id, terms, owner, suspension } = grant;
  const whose = `*${id}* · ${name(terms.clientName)}, of ${person(owner)}`;
  const label = `Done: the user of ${id} is as it should be`;
  return [
    section(`${whose}\n${standingInWorkiva(grant)} In Workiva: *Organization Admin* → *People*.`),
    actions(button(IDS.suspension.finish, 'Done', stopValue(id, suspension?.run ?? 0), { style: 'primary', label })),
  ];
}

function oneTask(request: AccessRequest, grant: Grant | undefined, removesUser: boolean): KnownBlock[] {
  const step = currentStep(request)?.name;
  if (request.state !== 'awaiting_admin' || step === undefined) return [];
  const { title } = taskSheet(request, grant, step, removesUser);
  const value = taskValue({ request: request.id, step, run: request.provisioning?.run ?? 1 });
  return [
    section(`*${request.id}* · ${escapeText(title)}\n${subjectWords(request)}`),
    actions(
      button(IDS.task.finish, 'Done', value, { style: 'primary', label: `Done: ${request.id}, ${title}` }),
      button(IDS.task.refuse, 'Cannot do it', value, { label: `Cannot do it: ${request.id}, ${title}` }),
    ),
  ];
}

function oneFailure(request: AccessRequest): KnownBlock[] {
  const { id } = request;
  const why = failureWords(request);
  if (request.state !== 'failed' || why === undefined) return [];
  return [
    section(clip(`*${id}* · ${subjectWords(request)}\n${why}`, 2_000)),
    actions(
      button(IDS.provisioning.retry, 'Retry', id, { style: 'primary', label: `Retry ${id}` }),
      button(IDS.provisioning.byHand, 'Do it by hand', id, { label: `Do it by hand: the step of ${id}` }),
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
