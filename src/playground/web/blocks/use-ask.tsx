import type { types as slack } from '@slack/bolt';
import { useConfirm } from '../shell/confirm.tsx';
import { Formatted, PlainText } from './formatted.tsx';

/** Asks what an element's `confirm` says; without one the answer is yes. */
export function useAsk(): (dialog: slack.ConfirmationDialog | undefined) => Promise<boolean> {
  const confirm = useConfirm();
  return async (dialog) => {
    if (!dialog) return true;
    return confirm({
      title: dialog.title ? <Formatted text={dialog.title} /> : <PlainText text="Are you sure?" emoji={false} />,
      text: <Formatted text={dialog.text} />,
      yes: dialog.confirm ? <Formatted text={dialog.confirm} /> : 'Yes',
      no: dialog.deny ? <Formatted text={dialog.deny} /> : 'Cancel',
      danger: dialog.style === 'danger',
    });
  };
}
