import type { RespondArguments, RespondFn } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { HandlerParts } from '../use-cases/parts.ts';

/** What a word of `/grant` works with. */
export type Typed = {
  by: string;
  /** The first word after the command's own, and all of them as Slack sent them. */
  argument: string;
  rest: string;
  ack: (answer?: RespondArguments) => Promise<void>;
  respond: RespondFn;
  open: (view: ModalView) => Promise<void>;
};

/** Carries out one word of `/grant`. */
export type Handle = (typed: Typed, parts: HandlerParts) => Promise<void>;

/** What only the person who typed the command sees. */
export const ephemeral = (text: string): RespondArguments => ({ response_type: 'ephemeral', text });
