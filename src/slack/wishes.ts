import type { MessageName } from '../domain/effects.ts';
import { readPairMessage } from '../domain/pair-ref.ts';
import type { Grant } from '../domain/records.ts';
import { readSecretReminder } from '../domain/secret-due.ts';

/**
 * Whose wish decides where a message goes, in a direct message or in the channel: that of whoever is warned or reminded.
 * Answers nothing for every other message, which has a place of its own.
 */
export function wisherOf({ message, detail = '' }: MessageName, grant: Grant | undefined): string | undefined {
  switch (message) {
    case 'warning':
    case 'expired':
      return grant?.owner;
    case 'secret':
      return readSecretReminder(detail).owner;
    case 'replacement':
      return readPairMessage(detail).owner;
    case 'review-reminder':
      return detail.split('.')[0];
    default:
      return undefined;
  }
}
