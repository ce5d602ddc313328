import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Act, ActAnswer } from '../../server/contract.ts';
import type { FormValues, ViewInHand } from '../../slack/types.ts';
import { blocksOf, type Element, entryInState, initialEntry, inputsOf, placeOf } from '../blocks/elements.ts';
import { type Entry, type Host, keyOf, type Placed } from '../blocks/host.tsx';
import { useAct } from '../shell/toasts.tsx';
import { clientFault } from './client-faults.ts';

type Entered = Readonly<Record<string, Entry>>;
/** A submission that was objected to: which one it was, and in how many fields. */
export type Refusal = { number: number; fields: number };

type Field = { placed: Placed; element: Element; isInput: boolean };

/** Every field of a view. */
function fieldsOf(hand: ViewInHand): Field[] {
  return blocksOf(hand).flatMap((block): Field[] => {
    if (block.type === 'input') {
      return [{ placed: placeOf(block, block.element), element: block.element, isInput: true }];
    }
    const elements: unknown[] =
      block.type === 'actions' ? block.elements : block.type === 'section' ? [block.accessory] : [];
    const fields = elements.filter((one): one is Element => typeof one === 'object' && one !== null);
    return fields
      .filter(({ type }) => !['image', 'button', 'overflow', 'workflow_button'].includes(type))
      .map((element) => ({ placed: placeOf(block, element), element, isInput: false }));
  });
}

/**
 * A modal's form. What the person enters stands at once and is told to Slack in the order in which it happened; what is
 * typed stays through updates of the view, as long as its field does.
 */
export function useForm(hand: ViewInHand, as: string) {
  const act = useInOrder();
  const [entered, setEntered] = useState<Entered>({});
  const [errors, setErrors] = useState(hand.errors);
  const [refusal, setRefusal] = useState<Refusal>({ number: 0, fields: 0 });
  const unsent = useRef(new Map<string, { placed: Placed; text: string }>());
  const fields = useMemo(() => fieldsOf(hand), [hand]);

  useEffect(() => {
    const keys = new Set(fields.map(({ placed }) => keyOf(placed)));
    setEntered((now) => {
      const kept = Object.entries(now).filter(([key]) => keys.has(key));
      return kept.length === Object.keys(now).length ? now : Object.fromEntries(kept);
    });
  }, [fields]);

  const entryOf = (placed: Placed) => entered[keyOf(placed)] ?? entryInState(hand.values, placed);
  const enter = useCallback((placed: Placed, entry: Entry) => {
    setEntered((now) => ({ ...now, [keyOf(placed)]: entry }));
    setErrors(({ [placed.blockId]: _, ...others }) => others);
  }, []);

  const isInput = ({ blockId }: Placed) => fields.some((field) => field.isInput && field.placed.blockId === blockId);
  const sendTyped = () => {
    const texts = [...unsent.current.values()].filter(({ placed }) => isInput(placed));
    unsent.current.clear();
    if (texts.length === 0) return;
    const values = Object.fromEntries(texts.map(({ placed, text }) => [placed.blockId, text]));
    void act({ do: 'slack.fill', as, values });
  };

  const host: Host = {
    entryOf,
    type(placed, text) {
      unsent.current.set(keyOf(placed), { placed, text });
      enter(placed, text);
    },
    leave: sendTyped,
    async choose(placed, value) {
      unsent.current.delete(keyOf(placed));
      enter(placed, value);
      sendTyped();
      const answer = await act({ do: 'slack.choose', as, ...placed, value });
      if (!answer.ok) setEntered(({ [keyOf(placed)]: _, ...others }) => others);
    },
    async press(placed, value) {
      sendTyped();
      await act({ do: 'slack.click', as, ...placed, ...(value !== undefined && { value }) });
    },
    async suggest(placed, query) {
      const answer = await act({ do: 'slack.suggest', as, ...placed, query });
      return answer.ok ? (answer.suggestions ?? []) : [];
    },
    errorOf: (blockId) => errors[blockId],
  };

  function refuse(faults: Record<string, string>): boolean {
    const count = Object.keys(faults).length;
    setErrors(faults);
    if (count > 0) setRefusal(({ number }) => ({ number: number + 1, fields: count }));
    return count > 0;
  }

  /** Sends the form; what the client or the app objects to appears at the fields. */
  async function submit(): Promise<void> {
    const faults = clientFaults(hand, entryOf);
    if (refuse(faults)) return;
    unsent.current.clear();
    // Of what is in no input block Slack has heard when it was chosen.
    const values: FormValues = Object.fromEntries(
      fields
        .filter((field) => field.isInput)
        .map(({ placed, element }) => [placed.blockId, entryOf(placed) ?? initialEntry(element) ?? '']),
    );
    const answer = await act({ do: 'slack.submit', as, values });
    if (answer.ok) refuse(answer.errors ?? {});
  }

  return { host, submit, refusal };
}

function clientFaults(hand: ViewInHand, entryOf: (placed: Placed) => Entry | undefined): Record<string, string> {
  const faults = inputsOf(blocksOf(hand)).map((block) => {
    const entry = entryOf(placeOf(block, block.element)) ?? initialEntry(block.element);
    return [block.block_id ?? '', clientFault(block, entry)] as const;
  });
  return Object.fromEntries(faults.filter((fault): fault is [string, string] => fault[1] !== undefined));
}

/** Does one thing after the other, in the order in which they are asked for. */
function useInOrder(): (what: Act) => Promise<ActAnswer> {
  const act = useAct();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  return useCallback(
    (what: Act) => {
      const mine = last.current.then(() => act(what));
      last.current = mine;
      return mine;
    },
    [act],
  );
}
