import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Refused } from '../../domain/transition.ts';
import { answering, openModal } from '../answer.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { onPress } from './press.ts';

/** Makes a form about what a button, or a typed word, names; or says why there is none for this person. */
export type FormFor = (id: string, by: string, parts: HandlerParts) => Promise<ModalView | Refused>;

/** Opens a form when a button is pressed. */
export function openOnPress(app: App, actionId: string, form: FormFor, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, actionId, ({ by, value, respond, client, triggerId }) =>
    answering(respond, log, async () => {
      const view = await form(value, by, parts);
      if ('ok' in view) return view;
      await openModal(client, triggerId, view, respond, log);
      return undefined;
    }),
  );
}
