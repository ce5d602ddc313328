import { useEffect, useRef } from 'react';
import { CopyButton } from '../../blocks/copy-button.tsx';

/** Says that a grant was added, with its client ID ready to copy. It takes the focus, because the form is gone. */
export function GrantAdded({ clientId }: { clientId: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would promise fields
    <div
      ref={box}
      role="group"
      aria-label="Grant added"
      tabIndex={-1}
      className="wk-added"
      data-tour="workiva-client-id"
    >
      <p>
        <strong>Grant added.</strong> Its client ID is not a secret; the secret can be taken only by the grant’s own
        user, in their profile.
      </p>
      <p className="wk-added-id">
        <span>Client ID</span>
        <code>{clientId}</code>
        <CopyButton text={clientId} label="Client ID" />
      </p>
    </div>
  );
}
