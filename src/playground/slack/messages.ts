import { ApiError } from './errors.ts';
import type { Json } from './json.ts';
import type { Fault, Known } from './limit.ts';
import { faultsOfBlocks, faultsOfView } from './limits.ts';
import type { Content } from './state.ts';
import type { Block } from './types.ts';
import type { CheckedView } from './views.ts';

/** A message's content from the arguments of a call, an answer to a command, or a response_url. */
export function contentFrom(args: Json, known: Known): Content {
  const blocks = args.blocks ?? [];
  if (!Array.isArray(blocks)) throw new ApiError('invalid_blocks_format');
  refuse('invalid_blocks', faultsOfBlocks(blocks, known));
  const text = typeof args.text === 'string' ? args.text : '';
  if (text === '' && blocks.length === 0) throw new ApiError('no_text');
  const threadTs = typeof args.thread_ts === 'string' && args.thread_ts ? { threadTs: args.thread_ts } : {};
  return { text, blocks: blocks as Block[], ...threadTs };
}

/** A view, once nothing is wrong with it. */
export function viewFrom(view: unknown, allowed: 'modal' | 'home', known: Known): CheckedView {
  refuse('invalid_arguments', faultsOfView(view, allowed, known));
  return view as CheckedView;
}

function refuse(error: string, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const told = faults.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`);
  const code = faults.find((fault) => fault.error)?.error ?? error;
  const details = { response_metadata: { messages: told.map((one) => `[ERROR] ${one}`) } };
  throw new ApiError(code, code === 'invalid_blocks' ? { errors: told, ...details } : details);
}

/** A refusal and what Slack says about it, in one line for people. */
export function explain(error: ApiError): string {
  const metadata = error.details.response_metadata as { messages?: string[] } | undefined;
  return [error.message, ...(metadata?.messages ?? [])].join(' ');
}
