import type { App, RespondArguments, RespondFn } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { closestMatch } from 'leven';
import { isRequestId } from '../../domain/ids.ts';
import { refused } from '../../domain/transition.ts';
import { answering, openModal, UNAVAILABLE } from '../answer.ts';
import { editForm } from '../interactions/edit.ts';
import { renewalFormFor } from '../interactions/renewal.ts';
import { mayBreakGlass } from '../use-cases/break-glass.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { commandWords, helpMessage, LIST_READS, listMessage } from '../views/answers.ts';
import { breakGlassForm, requestForm } from '../views/request-form.ts';
import { delegateCommand } from './delegate.ts';
import { wordsOf } from './words.ts';

/** What a word of `/grant` works with. */
type Typed = {
  by: string;
  /** The first word after the command's own, and all of them as Slack sent them. */
  argument: string;
  rest: string;
  ack: (answer?: RespondArguments) => Promise<void>;
  respond: RespondFn;
  open: (view: ModalView) => Promise<void>;
};

type Handle = (typed: Typed, parts: HandlerParts) => Promise<void>;

const HANDLERS = new Map<string, Handle>([
  ['', openRequest],
  ['list', list],
  ['renew', renew],
  ['edit', edit],
  ['delegate', delegate],
  ['break-glass', breakGlass],
  ['help', help],
]);

/** Handles `/grant` and its words. */
export function registerGrantCommand(app: App, parts: HandlerParts): void {
  app.command('/grant', async ({ ack, command, client, respond }) => {
    const { word, ...words } = wordsOf(command.text);
    const open = (view: ModalView) => openModal(client, command.trigger_id, view, respond, parts.log);
    const typed: Typed = { ...words, by: command.user_id, ack, respond, open };
    const handle = HANDLERS.get(word.toLowerCase());
    if (handle) return handle(typed, parts);
    const { policy } = parts.policy();
    const guess = closestMatch(word.toLowerCase(), commandWords(policy), { maxDistance: 3 });
    return ack({ response_type: 'ephemeral', ...helpMessage(policy, { word, guess }) });
  });
}

const ephemeral = (text: string): RespondArguments => ({ response_type: 'ephemeral', text });

async function openRequest({ by, ack, open }: Typed, { policy, clock }: HandlerParts): Promise<void> {
  await ack();
  await open(requestForm(policy().policy, clock.now(), { requester: by }));
}

async function list({ by, ack }: Typed, { store, clock, log }: HandlerParts): Promise<void> {
  try {
    const [grants, requests] = await Promise.all([store.grantsOf(by, LIST_READS), store.requestsOf(by, LIST_READS)]);
    await ack({ response_type: 'ephemeral', ...listMessage(grants, requests, clock.now()) });
  } catch (err) {
    log.error({ err }, 'The list could not be read');
    await ack(ephemeral(UNAVAILABLE));
  }
}

async function renew({ by, argument, ack, open }: Typed, parts: HandlerParts): Promise<void> {
  const form = await renewalFormFor(argument.toUpperCase(), by, parts);
  if (typeof form === 'string') return ack(ephemeral(form));
  await ack();
  await open(form);
}

async function edit({ by, argument, ack, respond, open }: Typed, parts: HandlerParts): Promise<void> {
  await ack();
  await answering(respond, parts.log, async () => {
    const id = argument.toUpperCase();
    if (!isRequestId(id)) return refused('not_found', NAME_A_REQUEST);
    const form = await editForm(id, by, parts);
    if ('ok' in form) return form;
    await open(form);
    return undefined;
  });
}

const NAME_A_REQUEST = 'Name a request by its number, such as `/grant edit REQ-5`. Yours are in `/grant list`.';

async function delegate({ ack, ...typed }: Typed, parts: HandlerParts): Promise<void> {
  await ack();
  await answering(typed.respond, parts.log, () => delegateCommand(typed, parts));
}

async function breakGlass({ by, ack, respond, open }: Typed, parts: HandlerParts): Promise<void> {
  await ack();
  await answering(respond, parts.log, async () => {
    const no = await mayBreakGlass(by, parts);
    if (!no) await open(breakGlassForm(parts.policy().policy, parts.clock.now()));
    return no;
  });
}

async function help({ ack }: Typed, { policy }: HandlerParts): Promise<void> {
  await ack({ response_type: 'ephemeral', ...helpMessage(policy().policy) });
}
