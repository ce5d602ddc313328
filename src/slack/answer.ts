import type { RespondFn, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Refusal, RefusalCode } from '../domain/refusal.ts';
import type { Fault } from '../domain/terms.ts';
import type { Transition } from '../domain/transition.ts';
import type { Logger } from '../observability/log.ts';
import { slackFault } from './faults.ts';
import { noticeModal } from './views/modals.ts';

/** What people are told when Grantdesk cannot finish what they asked for; whether it took hold is not known then. */
export const UNAVAILABLE =
  'Grantdesk could not confirm this: it cannot reach its database or Slack right now. What you see is as it was. Wait a minute and try again; nothing is ever done twice. If it stays like this, tell whoever runs Grantdesk.';

/** Tells only the person who pressed. The message that they pressed in stays as it is. */
export async function tell(respond: RespondFn, sentence: string): Promise<void> {
  await respond({ response_type: 'ephemeral', replace_original: false, text: sentence });
}

/** Opens a modal; when Slack does not let us any more, the person is told to try again. */
export async function openModal(...opening: Parameters<typeof openView>): Promise<void> {
  await openView(...opening);
}

/** Opens a modal that is to be updated, and answers its view ID; when Slack does not let us any more, the person is told to try again. */
export async function openView(
  client: WebClient,
  triggerId: string,
  view: ModalView,
  respond: RespondFn,
  log: Logger,
): Promise<string | undefined> {
  try {
    const opened = await client.views.open({ trigger_id: triggerId, view });
    return opened.view?.id;
  } catch (err) {
    // A delivery that Slack has repeated: the first one has opened it.
    if (slackFault(err, '')?.code === 'exchanged_trigger_id') return undefined;
    log.warn({ err }, 'A modal could not be opened');
    await tell(respond, 'Slack did not let the form open in time. Nothing is lost: please try once more.');
    return undefined;
  }
}

/** Does what a button stands for; a refusal or a fault reaches the person who pressed. */
export async function answering(
  respond: RespondFn,
  log: Logger,
  work: () => Promise<{ ok: false; refusal: { sentence: string } } | { ok: true } | undefined>,
): Promise<void> {
  try {
    const outcome = await work();
    if (outcome && !outcome.ok) await tell(respond, outcome.refusal.sentence);
  } catch (err) {
    log.error({ err }, 'A press could not be carried out');
    await tell(respond, UNAVAILABLE);
  }
}

/** Every fault at its own field; the modal stays open with what was typed. */
export function faultsAction(faults: readonly Fault[]): ViewResponseAction {
  const errors: Record<string, string> = {};
  for (const { field, sentence } of faults)
    errors[field] = errors[field] === undefined ? sentence : `${errors[field]} ${sentence}`;
  return { response_action: 'errors', errors };
}

/** Replaces a modal by a sentence, where there is nothing left to fill in. */
export function noticeAction(sentence: string): ViewResponseAction {
  return { response_action: 'update', view: noticeModal(sentence) };
}

/** What is refused because of what was typed, so that typing something else can help. */
const AT_FIELD: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'client_id_invalid',
  'reason_missing',
  'text_missing',
  'code_needed',
  'code_wrong',
  'code_used',
  'locked',
  'not_enrolled',
  'codes_off',
]);

/** Says why not: at the field where something else can be typed, or in place of the modal. */
export function refusalAction({ code, sentence }: Refusal, field: string | undefined): ViewResponseAction {
  const atField = field !== undefined && AT_FIELD.has(code);
  return atField ? { response_action: 'errors', errors: { [field]: sentence } } : noticeAction(sentence);
}

/** Does what a modal asks for. A fault of what was typed stays at its field; anything else replaces the modal. */
export async function modalAnswer(
  field: string,
  log: Logger,
  work: () => Promise<Transition>,
): Promise<ViewResponseAction | undefined> {
  try {
    const outcome = await work();
    return outcome.ok ? undefined : refusalAction(outcome.refusal, field);
  } catch (err) {
    log.error({ err }, 'A modal could not be carried out');
    return { response_action: 'errors', errors: { [field]: UNAVAILABLE } };
  }
}
