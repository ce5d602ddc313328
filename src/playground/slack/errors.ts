/** What a person would see as a failure in Slack's own client. */
export type SlackClientErrorCode =
  | 'operation_timeout'
  | 'dispatch_failed'
  | 'invalid_answer'
  | 'not_on_screen'
  | 'input_refused';

/** Something went wrong before the person's eyes: the app did not answer, answered wrongly, or the thing is not there. */
export class SlackClientError extends Error {
  readonly code: SlackClientErrorCode;

  constructor(code: SlackClientErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${code}: ${message}`, options);
    this.name = 'SlackClientError';
    this.code = code;
  }
}

/** What a Web API method answers with `ok: false`. */
export class ApiError extends Error {
  readonly details: Record<string, unknown>;

  constructor(error: string, details: Record<string, unknown> = {}) {
    super(error);
    this.name = 'ApiError';
    this.details = details;
  }
}
