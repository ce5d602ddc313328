import { createContext, type ReactNode, useCallback, useContext, useId, useState } from 'react';
import { Dialog } from './dialog.tsx';

/** A question before something is done. */
export type Question = { title: ReactNode; text: ReactNode; yes: ReactNode; no: ReactNode; danger: boolean };

type Asked = { question: Question; answer(yes: boolean): void };

const ConfirmContext = createContext<(question: Question) => Promise<boolean>>(async () => true);

/** Asks questions of what is in it, in a dialog. */
export function ConfirmArea({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | undefined>();
  const ask = useCallback(
    (question: Question) => new Promise<boolean>((resolve) => setAsked({ question, answer: resolve })),
    [],
  );
  const settle = (yes: boolean) => {
    asked?.answer(yes);
    setAsked(undefined);
  };
  return (
    <ConfirmContext value={ask}>
      {children}
      {asked && <QuestionDialog question={asked.question} settle={settle} />}
    </ConfirmContext>
  );
}

function QuestionDialog({ question, settle }: { question: Question; settle(yes: boolean): void }) {
  const id = useId();
  const { title, text, yes, no, danger } = question;
  return (
    <Dialog
      role="alertdialog"
      labelledBy={`${id}-title`}
      describedBy={`${id}-text`}
      className="question"
      onClose={() => settle(false)}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <div id={`${id}-text`}>{text}</div>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={() => settle(false)} data-autofocus>
          {no}
        </button>
        <button
          type="button"
          className={danger ? 'button danger filled' : 'button primary'}
          onClick={() => settle(true)}
        >
          {yes}
        </button>
      </div>
    </Dialog>
  );
}

/** Asks a question and waits for the answer. */
export const useConfirm = () => useContext(ConfirmContext);
