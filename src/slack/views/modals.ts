import type { KnownBlock, ModalView } from '@slack/types';
import { IDS } from '../ids.ts';
import { plain, section } from './blocks.ts';
import { escapeText } from './text.ts';

/** `carries` comes back with the form. It says what the form is about, and gives nobody a right. */
export type FormWords = { callback: string; carries?: string | undefined; title: string; submit: string };

/** A modal that is filled in and sent. */
export const formModal = ({ callback, carries, title, submit }: FormWords, blocks: KnownBlock[]): ModalView => ({
  type: 'modal',
  callback_id: callback,
  ...(carries === undefined ? {} : { private_metadata: carries }),
  title: plain(title),
  submit: plain(submit),
  close: plain('Cancel'),
  blocks,
});

/** A modal that is only read. */
export const readModal = (title: string, blocks: KnownBlock[]): ModalView => ({
  type: 'modal',
  title: plain(title),
  close: plain('Close'),
  blocks,
});

/** A modal that says one thing, where there is nothing to fill in. */
export const noticeModal = (sentence: string): ModalView => readModal('Grantdesk', [section(sentence)]);

type ReasonWords = { title: string; label: string; hint: string; submit: string; optional?: true };

/** Asks for a reason: of a denial, of a stop, of a task that cannot be done. `before` says what it is about. */
export const reasonModal = (
  callback: string,
  carries: string,
  { title, label, hint, submit, ...more }: ReasonWords,
  before: readonly KnownBlock[] = [],
): ModalView =>
  formModal({ callback, carries, title, submit }, [
    ...before,
    {
      type: 'input',
      block_id: 'reason',
      ...more,
      label: plain(label),
      hint: plain(hint),
      element: { type: 'plain_text_input', action_id: 'grantdesk.reason.enter', multiline: true, max_length: 1_000 },
    },
  ]);

/** Asks for the client ID of the grant that was made. */
export const clientIdModal = (carries: string, clientName: string): ModalView =>
  formModal({ callback: IDS.task.confirmFinish, carries, title: 'Grant created', submit: 'Confirm' }, [
    section(
      `Enter the *client ID* of “${escapeText(clientName)}” from the list of grants in Workiva. It is not a secret, and the secret does not belong here.`,
    ),
    {
      type: 'input',
      block_id: 'clientId',
      label: plain('Client ID'),
      element: { type: 'plain_text_input', action_id: 'grantdesk.client-id.enter', max_length: 200 },
    },
  ]);
