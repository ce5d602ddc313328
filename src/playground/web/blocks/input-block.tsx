import type { types as slack } from '@slack/bolt';
import { useId } from 'react';
import { ElementView } from './element.tsx';
import { placeOf } from './elements.ts';
import { Formatted } from './formatted.tsx';
import { useHost } from './host.tsx';

/** One field of a form: its label, its hint, and what is wrong with it. */
export function InputBlock({ block }: { block: slack.InputBlock }) {
  const host = useHost();
  const id = useId();
  const error = host.errorOf(block.block_id ?? '');
  const isGroup = block.element.type === 'radio_buttons' || block.element.type === 'checkboxes';
  const described = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(' ');
  const label = (
    <>
      <Formatted text={block.label} />
      {block.optional && <span className="optional"> (optional)</span>}
    </>
  );
  return (
    <div className="input-block" data-block={block.block_id}>
      {isGroup ? (
        <span id={`${id}-label`} className="input-label">
          {label}
        </span>
      ) : (
        <label htmlFor={id} className="input-label">
          {label}
        </label>
      )}
      <ElementView
        element={block.element}
        placed={placeOf(block, block.element)}
        id={id}
        labelledBy={isGroup ? `${id}-label` : undefined}
        describedBy={described || undefined}
        invalid={error !== undefined}
        required={block.optional !== true}
        dispatches={block.dispatch_action === true}
      />
      {error !== undefined && (
        <p id={`${id}-error`} className="error">
          <span aria-hidden="true">⚠ </span>
          {error}
        </p>
      )}
      {block.hint && (
        <p id={`${id}-hint`} className="hint">
          <Formatted text={block.hint} />
        </p>
      )}
    </div>
  );
}
