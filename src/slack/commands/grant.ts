import type { App, RespondArguments } from '@slack/bolt';
import { closestMatch } from 'leven';
import type { Store } from '../../store/store.ts';
import { UNAVAILABLE } from '../answer.ts';
import { renewalFormFor } from '../interactions/renewal.ts';
import type { HandlerParts } from '../use-cases.ts';
import { COMMAND_WORDS, helpMessage, LIST_READS, listMessage } from '../views/answers.ts';
import { requestForm } from '../views/request-form.ts';

/** Handles `/grant` and its words. */
export function registerGrantCommand(app: App, parts: HandlerParts): void {
  const { store, clock, log, policy } = parts;
  app.command('/grant', async ({ ack, command, client }) => {
    const [word = '', argument = ''] = command.text.trim().split(/\s+/);
    const lower = word.toLowerCase();
    if (lower === '') {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: requestForm(policy().policy, clock.now()) });
    } else if (lower === 'list') {
      await ack(
        await listAnswer(command.user_id, store, clock.now(), (err) =>
          log.error({ err }, 'The list could not be read'),
        ),
      );
    } else if (lower === 'renew') {
      const form = await renewalFormFor(argument.toUpperCase(), command.user_id, parts);
      await ack(typeof form === 'string' ? ephemeral(form) : undefined);
      if (typeof form !== 'string') await client.views.open({ trigger_id: command.trigger_id, view: form });
    } else {
      await ack({
        response_type: 'ephemeral',
        ...(lower === 'help'
          ? helpMessage()
          : helpMessage({ word, guess: closestMatch(lower, COMMAND_WORDS, { maxDistance: 3 }) })),
      });
    }
  });
}

const ephemeral = (text: string): RespondArguments => ({ response_type: 'ephemeral', text });

async function listAnswer(
  person: string,
  store: Store,
  now: Date,
  onFault: (error: unknown) => void,
): Promise<RespondArguments> {
  try {
    const [grants, requests] = await Promise.all([
      store.grantsOf(person, LIST_READS),
      store.requestsOf(person, LIST_READS),
    ]);
    return { response_type: 'ephemeral', ...listMessage(grants, requests, now) };
  } catch (error) {
    onFault(error);
    return ephemeral(UNAVAILABLE);
  }
}
