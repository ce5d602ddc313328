import type { types as slack } from '@slack/bolt';
import { type FormEvent, useEffect, useId, useRef } from 'react';
import type { ViewInHand } from '../../slack/types.ts';
import { Blocks } from '../blocks/block.tsx';
import { blocksOf } from '../blocks/elements.ts';
import { Formatted } from '../blocks/formatted.tsx';
import { HostProvider } from '../blocks/host.tsx';
import { useBusy } from '../blocks/use-busy.ts';
import { Dialog, focusFirst } from '../shell/dialog.tsx';
import { useAct } from '../shell/toasts.tsx';
import { AppIcon } from '../slack/avatar.tsx';
import { useForm } from './use-form.ts';

/** A person's open modal: the view on top, and that there are others under it. */
export function Modal({ stack, as }: { stack: readonly ViewInHand[]; as: string }) {
  const id = useId();
  const act = useAct();
  const top = stack.at(-1);
  if (top?.view.type !== 'modal') return null;
  const close = () => void act({ do: 'slack.close', as });
  return (
    <Dialog labelledBy={id} className="modal" onClose={close}>
      <ModalView
        key={top.id}
        hand={top}
        view={top.view}
        titleId={id}
        isStacked={stack.length > 1}
        as={as}
        close={close}
      />
    </Dialog>
  );
}

type ModalViewProps = {
  hand: ViewInHand;
  view: slack.ModalView;
  titleId: string;
  isStacked: boolean;
  as: string;
  close(): void;
};

function ModalView({ hand, view, titleId, isStacked, as, close }: ModalViewProps) {
  const { host, submit, refusal } = useForm(hand, as);
  const [busy, run] = useBusy();
  const form = useRef<HTMLFormElement>(null);
  const { hash } = hand;
  // A view that takes the place of another, or loses what had the focus, begins where a new modal does.
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new version of the view is looked at
  useEffect(() => {
    if (form.current && document.activeElement === document.body) focusFirst(form.current);
  }, [hash]);
  useEffect(() => {
    if (refusal.number > 0) {
      form.current?.querySelector<HTMLElement>('.input-block:has(.error) :is(input, textarea)')?.focus();
    }
  }, [refusal.number]);

  const send = (event: FormEvent) => {
    event.preventDefault();
    void run(submit);
  };
  return (
    <form ref={form} noValidate onSubmit={send} aria-busy={busy} data-stacked={isStacked || undefined}>
      <div className="modal-head">
        <AppIcon />
        <h2 id={titleId}>
          <Formatted text={view.title} />
        </h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={close}>
          <span aria-hidden="true">×</span>
        </button>
      </div>
      {/* What is only read is scrolled with the keys as well. */}
      <div className="modal-body" tabIndex={view.submit ? undefined : 0}>
        <HostProvider value={host}>
          <Blocks blocks={blocksOf(hand)} />
        </HostProvider>
      </div>
      <div className="dialog-foot">
        <p className="unseen" role="alert">
          {refusal.number > 0 &&
            `${refusal.fields} ${refusal.fields === 1 ? 'field needs' : 'fields need'} another look.`}
        </p>
        <button type="button" className="button" onClick={close}>
          {view.close ? <Formatted text={view.close} /> : 'Close'}
        </button>
        {view.submit && (
          <button type="submit" className="button primary" aria-disabled={busy}>
            {busy && <span className="spinner" />}
            <Formatted text={view.submit} />
          </button>
        )}
      </div>
    </form>
  );
}
