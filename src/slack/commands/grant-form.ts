import { answering } from '../answer.ts';
import type { FormFor } from '../interactions/opening.ts';
import type { Handle } from './typed.ts';

/** Makes the handler of a word of `/grant` that names a grant and opens a form about it. */
export function opensFormOf(form: FormFor): Handle {
  return async ({ by, argument, ack, respond, open }, parts) => {
    await ack();
    await answering(respond, parts.log, async () => {
      const view = await form(argument.toUpperCase(), by, parts);
      if ('ok' in view) return view;
      await open(view);
      return undefined;
    });
  };
}
