import { CopyButton } from '../../blocks/copy-button.tsx';
import { Notice } from '../parts/notice.tsx';

/** Says that a grant was added, with its client ID ready to copy. */
export function GrantAdded({ clientId }: { clientId: string }) {
  return (
    <Notice label="Grant added" tour="workiva-client-id">
      <p>
        <strong>Grant added.</strong> Its client ID is not a secret; the secret can be taken only by the grant’s own
        user, in their profile.
      </p>
      <p className="wk-added-id">
        <span>Client ID</span>
        <code>{clientId}</code>
        <CopyButton text={clientId} label="Client ID" />
      </p>
    </Notice>
  );
}
