import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { closestMatch } from 'leven';
import { isRequestId } from '../../domain/ids.ts';
import { looksLikeSecret, SECRET_ADVICE } from '../../domain/secret-guard.ts';
import { refused } from '../../domain/transition.ts';
import { answering, openModal, UNAVAILABLE } from '../answer.ts';
import { changeFormFor } from '../interactions/change-forms.ts';
import { editForm } from '../interactions/edit.ts';
import { newBreakGlassForm, newRequestForm } from '../interactions/new-form.ts';
import { renewalFormFor } from '../interactions/renewal.ts';
import { replacementFormFor } from '../interactions/replacement.ts';
import { revocationForm } from '../interactions/revocation.ts';
import { reinstatementForm, suspensionForm } from '../interactions/suspension.ts';
import { mayBreakGlass } from '../use-cases/break-glass.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { commandWords, helpMessage, LIST_READS, listMessage } from '../views/answers.ts';
import { delegateCommand } from './delegate.ts';
import { opensFormOf } from './grant-form.ts';
import { secretCommand } from './secret.ts';
import { showCommand } from './show.ts';
import { transferCommand } from './transfer.ts';
import { ephemeral, type Handle, type Typed } from './typed.ts';
import { verifiedCommand } from './verified.ts';
import { asTyped, wordsOf } from './words.ts';

const HANDLERS = new Map<string, Handle>([
  ['', openRequest],
  ['list', list],
  ['show', showCommand],
  ['renew', renew],
  ['change', opensFormOf(changeFormFor)],
  ['replace', opensFormOf(replacementFormFor)],
  ['transfer', transferCommand],
  ['secret', secretCommand],
  ['verified', verifiedCommand],
  ['edit', edit],
  ['delegate', delegate],
  ['revoke', opensFormOf(revocationForm)],
  ['suspend', opensFormOf(suspensionForm)],
  ['reinstate', opensFormOf(reinstatementForm)],
  ['break-glass', breakGlass],
  ['help', help],
]);

/** Handles `/grant` and its words. What looks like a secret goes no further: no answer says it back. */
export function registerGrantCommand(app: App, parts: HandlerParts): void {
  app.command('/grant', async ({ ack, command, client, respond }) => {
    if (looksLikeSecret(asTyped(command.text))) return ack(ephemeral(SECRET_ADVICE));
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

async function openRequest({ by, ack, open }: Typed, parts: HandlerParts): Promise<void> {
  await ack();
  await open(newRequestForm(by, parts));
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
    if (!no) await open(newBreakGlassForm(parts));
    return no;
  });
}

async function help({ ack }: Typed, { policy }: HandlerParts): Promise<void> {
  await ack({ response_type: 'ephemeral', ...helpMessage(policy().policy) });
}
