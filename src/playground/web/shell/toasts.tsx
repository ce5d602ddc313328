import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import type { Act, ActAnswer } from '../../server/contract.ts';
import { act } from '../api.ts';

type Toast = { id: number; sentence: string };

const SHOWN_MS = 9_000;
const ToastContext = createContext<(sentence: string) => void>(() => undefined);

/** Shows sentences over what is in it, one below the other, until they are read or dismissed. */
export function ToastArea({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const nextId = useRef(1);
  const show = useCallback((sentence: string) => {
    const toast = { id: nextId.current, sentence };
    nextId.current += 1;
    setToasts((now) => [...now.filter((one) => one.sentence !== sentence), toast].slice(-3));
  }, []);
  const dismiss = useCallback((id: number) => setToasts((now) => now.filter((one) => one.id !== id)), []);
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="alert">
        {toasts.map((toast) => (
          <OneToast key={toast.id} toast={toast} dismiss={dismiss} />
        ))}
      </div>
    </ToastContext>
  );
}

function OneToast({ toast, dismiss }: { toast: Toast; dismiss(id: number): void }) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id, dismiss]);
  return (
    <div className="toast">
      <span>{toast.sentence}</span>
      <button type="button" className="toast-close" aria-label="Dismiss" onClick={() => dismiss(toast.id)}>
        ×
      </button>
    </div>
  );
}

/** Shows a sentence to the person. */
const useToast = () => useContext(ToastContext);

/** Does something in the playground and shows a refusal as a toast. */
export function useAct(): (what: Act) => Promise<ActAnswer> {
  const toast = useToast();
  return useCallback(
    async (what: Act) => {
      const answer = await act(what);
      if (!answer.ok) toast(answer.sentence);
      return answer;
    },
    [toast],
  );
}
