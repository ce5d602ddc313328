import type { App, ViewResponseAction } from '@slack/bolt';
import { lastDayFault } from '../../domain/delegation.ts';
import { answering, noticeAction, UNAVAILABLE } from '../answer.ts';
import { inputValue } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { handOver, takeBack } from '../use-cases/delegation.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { handedOverMessage, takenBackMessage } from '../views/delegation.ts';
import { onPress } from './press.ts';

/** Handles the form that hands over, and Take back. */
export function registerDelegation(app: App, parts: HandlerParts): void {
  const { log } = parts;

  app.view(IDS.delegation.submit, async ({ ack, body, view }) => {
    const to = inputValue(view.state.values, 'to') ?? '';
    const until = inputValue(view.state.values, 'until') ?? '';
    try {
      await ack(await handOverAction({ from: body.user.id, to, until }, parts));
    } catch (err) {
      log.error({ err }, 'A hand-over could not be carried out');
      await ack(atField('until', UNAVAILABLE));
    }
  });

  onPress(app, IDS.delegation.end, ({ by, value, respond }) =>
    answering(respond, log, async () => {
      const ended = await takeBack(value, by, parts);
      if (!ended.ok) return ended;
      await respond({ response_type: 'ephemeral', replace_original: true, ...takenBackMessage(ended.delegation) });
      return undefined;
    }),
  );
}

async function handOverAction(
  wanted: { from: string; to: string; until: string },
  parts: HandlerParts,
): Promise<ViewResponseAction> {
  const fault = lastDayFault(wanted.until, parts.clock.now());
  if (fault !== undefined) return atField('until', fault);
  const handed = await handOver(wanted, parts);
  if (!handed.ok) return atField('to', handed.refusal.sentence);
  const { text } = handedOverMessage(handed.delegation, handed.groups);
  return noticeAction(`${text} To take it back, type \`/grant delegate\`.`);
}

const atField = (field: 'to' | 'until', sentence: string): ViewResponseAction => ({
  response_action: 'errors',
  errors: { [field]: sentence },
});
