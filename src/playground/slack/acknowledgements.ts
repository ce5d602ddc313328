import { ApiError, SlackClientError } from './errors.ts';
import { elementsOf } from './forms.ts';
import { isObject, type Json } from './json.ts';
import { faultsOfOptions } from './limits.ts';
import { contentFrom, explain, viewFrom } from './messages.ts';
import type { State } from './state.ts';
import type { ResponseTarget } from './tickets.ts';
import type { EphemeralMessage } from './types.ts';
import type { OpenView, Views } from './views.ts';

/** Shows what the app said to a command in its acknowledgement, if anything. */
export function showCommandAnswer(state: State, body: string, target: ResponseTarget): void {
  if (body === '') return;
  const parsed = parse(body);
  asScreenError(() => showMessage(state, isObject(parsed) ? parsed : { text: body }, target, 'command'));
}

/** Carries out a message that came by an acknowledgement or a response_url. */
export function showMessage(state: State, args: Json, target: ResponseTarget, via: EphemeralMessage['via']): void {
  const { userId, channel, original } = target;
  if (args.delete_original === true || args.delete_original === 'true') {
    if (original?.ephemeral) state.removeEphemeral(original.ts);
    else if (original) state.remove(state.messageAt(channel, original.ts));
    return;
  }
  const thread = target.threadTs ? { thread_ts: target.threadTs } : {};
  const content = contentFrom({ ...thread, ...args }, state.known);
  const isReplacing = args.replace_original === true || args.replace_original === 'true';
  const replaced = isReplacing && original ? originalOf(state, target, original) : undefined;
  if (replaced) state.rewrite(replaced, content);
  else if (args.response_type === 'in_channel') state.post(channel, content);
  else state.postEphemeral(userId, channel, content, via);
}

function originalOf(state: State, target: ResponseTarget, { ts, ephemeral }: { ts: string; ephemeral: boolean }) {
  return ephemeral ? state.ephemeralAt(target.userId, ts) : state.messageAt(target.channel, ts);
}

/** Does to a modal what the app answered to its submission; the errors, if it had any. */
export function applySubmission(
  { views, state }: { views: Views; state: State },
  open: OpenView,
  body: string,
): Record<string, string> | undefined {
  if (body === '') {
    views.remove(open);
    return undefined;
  }
  const answer = parse(body);
  if (!isObject(answer)) throw invalid(`to a submission an app answers nothing or a response_action, not ${body}`);
  switch (answer.response_action) {
    case 'errors':
      return showErrors(views, open, answer.errors);
    case 'update':
      asScreenError(() => views.update(open, viewFrom(answer.view, 'modal', state.known)));
      return undefined;
    case 'push':
      asScreenError(() => views.push(open.userId, viewFrom(answer.view, 'modal', state.known)));
      return undefined;
    case 'clear':
      views.clear(open.userId);
      return undefined;
    default:
      throw invalid(`there is no response_action "${String(answer.response_action)}"`);
  }
}

function showErrors(views: Views, open: OpenView, errors: unknown): Record<string, string> {
  if (!isObject(errors) || Object.keys(errors).length === 0) throw invalid('response_action "errors" without errors');
  const inputs = elementsOf(open.view.blocks)
    .filter(({ block }) => block.type === 'input')
    .map(({ blockId }) => blockId);
  for (const [blockId, message] of Object.entries(errors)) {
    if (!inputs.includes(blockId)) throw invalid(`an error for "${blockId}", which is not an input block of the view`);
    if (typeof message !== 'string' || message === '') throw invalid(`the error for "${blockId}" is not a text`);
  }
  views.showErrors(open, errors as Record<string, string>);
  return errors as Record<string, string>;
}

/** The options of an answer to a block_suggestion. */
export function offeredOptions(state: State, body: string): Json {
  const answer = parse(body);
  if (!isObject(answer)) throw invalid(`options were asked for, and the app answered ${body || 'nothing'}`);
  const [fault] = faultsOfOptions(answer, state.known);
  if (fault) throw invalid(`options: ${fault.message} [json-pointer:${fault.pointer}]`);
  return answer;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function invalid(why: string): SlackClientError {
  return new SlackClientError('invalid_answer', why);
}

/** What an API call would be refused for, the person sees as a failure. */
function asScreenError(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw error instanceof ApiError ? invalid(explain(error)) : error;
  }
}
