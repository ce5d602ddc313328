import { useId } from 'react';
import { CopyButton } from '../../blocks/copy-button.tsx';
import { Dialog } from '../../shell/dialog.tsx';

/** Shows a secret. It is kept nowhere else, so closing this ends it. */
export function Secret({ of, secret, onClose }: { of: string; secret: string; onClose: () => void }) {
  const id = useId();
  return (
    <Dialog labelledBy={`${id}-title`} describedBy={`${id}-once`} className="question" onClose={onClose}>
      <h2 id={`${id}-title`}>Secret of {of}</h2>
      <p className="wk-secret" data-tour="workiva-secret">
        <code>{secret}</code>
        <CopyButton text={secret} label="Secret" />
      </p>
      <p id={`${id}-once`} className="wk-once">
        <strong>Shown this once.</strong> Nobody can see it again, admins included. Put it straight into a secret
        manager: not into Slack, a ticket or source code.
      </p>
      <p className="wk-quiet">
        While this page of the playground is open, the integration has it too: Actions → Use the grant.
      </p>
      <div className="dialog-foot">
        <button type="button" className="button primary" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
