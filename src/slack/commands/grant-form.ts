import type { RespondFn } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { answering } from '../answer.ts';
import type { FormFor } from '../interactions/opening.ts';
import type { HandlerParts } from '../use-cases/parts.ts';

type Naming = {
  by: string;
  /** The word after the command's own, which should name a grant. */
  argument: string;
  ack: () => Promise<void>;
  respond: RespondFn;
  open: (view: ModalView) => Promise<void>;
};

/** Makes the handler of a word of `/grant` that names a grant and opens a form about it. */
export function opensFormOf(form: FormFor) {
  return async ({ by, argument, ack, respond, open }: Naming, parts: HandlerParts): Promise<void> => {
    await ack();
    await answering(respond, parts.log, async () => {
      const view = await form(argument.toUpperCase(), by, parts);
      if ('ok' in view) return view;
      await open(view);
      return undefined;
    });
  };
}
