import type { Json } from './json.ts';
import type { Node } from './nodes.ts';

export type Surface = 'message' | 'modal' | 'home';

/** Who and what there is in the workspace. */
export type Known = {
  isPerson(id: string): boolean;
  isChannel(id: string): boolean;
  isConversation(id: string): boolean;
};

/** What is checked: every part of one message or view, against who and what there is. */
export type Payload = { surface: Surface; nodes: readonly Node[]; root: Json; known: Known };

export type Fault = {
  pointer: string;
  message: string;
  /** Where Slack answers with another code than `invalid_blocks` or `invalid_arguments`. */
  error?: string;
};

/** One thing that Slack refuses. */
export type Limit = {
  name: string;
  /** The page of Slack's documentation that says so. */
  page: string;
  check(payload: Payload): Fault[];
};
