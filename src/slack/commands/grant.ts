import type { App, RespondArguments } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { closestMatch } from 'leven';
import { openModal, UNAVAILABLE } from '../answer.ts';
import { renewalFormFor } from '../interactions/renewal.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { COMMAND_WORDS, helpMessage, LIST_READS, listMessage } from '../views/answers.ts';
import { requestForm } from '../views/request-form.ts';

/** Handles `/grant` and its words. */
export function registerGrantCommand(app: App, parts: HandlerParts): void {
  const { clock, log, policy } = parts;
  app.command('/grant', async ({ ack, command, client, respond }) => {
    const [word = '', argument = ''] = command.text.trim().split(/\s+/);
    const person = command.user_id;
    const open = (view: ModalView) => openModal(client, command.trigger_id, view, respond, log);
    switch (word.toLowerCase()) {
      case '':
        await ack();
        return open(requestForm(policy().policy, clock.now()));
      case 'list':
        return ack(await listAnswer(person, parts));
      case 'renew': {
        const form = await renewalFormFor(argument.toUpperCase(), person, parts);
        if (typeof form === 'string') return ack(ephemeral(form));
        await ack();
        return open(form);
      }
      case 'help':
        return ack({ response_type: 'ephemeral', ...helpMessage() });
      default: {
        const guess = closestMatch(word.toLowerCase(), COMMAND_WORDS, { maxDistance: 3 });
        return ack({ response_type: 'ephemeral', ...helpMessage({ word, guess }) });
      }
    }
  });
}

const ephemeral = (text: string): RespondArguments => ({ response_type: 'ephemeral', text });

async function listAnswer(person: string, { store, clock, log }: HandlerParts): Promise<RespondArguments> {
  try {
    const [grants, requests] = await Promise.all([
      store.grantsOf(person, LIST_READS),
      store.requestsOf(person, LIST_READS),
    ]);
    return { response_type: 'ephemeral', ...listMessage(grants, requests, clock.now()) };
  } catch (err) {
    log.error({ err }, 'The list could not be read');
    return ephemeral(UNAVAILABLE);
  }
}
