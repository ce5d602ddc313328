const CODES: Record<number, string> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  429: 'tooManyRequests',
  500: 'internalError',
  503: 'serviceUnavailable',
};

const MESSAGES: Record<number, string> = {
  401: 'The access token is missing, unknown or has ended.',
  404: 'There is no such resource.',
  429: 'Too many requests.',
  500: 'Something went wrong.',
  503: 'The service is not available.',
};

/** What a fault may say beside its status. */
export type ApiFaultParts = {
  code?: string | undefined;
  message?: string | undefined;
  target?: string | undefined;
  details?: { code: string; message: string; target?: string }[];
  retryAfter?: string | undefined;
};

/** A refusal in Workiva's form. Handlers throw it; the server answers with it. */
export class ApiFault extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(status: number, parts: ApiFaultParts = {}) {
    const message = parts.message ?? MESSAGES[status] ?? 'The request was refused.';
    super(message);
    this.status = status;
    this.body = {
      code: parts.code ?? CODES[status] ?? 'error',
      message,
      ...(parts.target ? { target: parts.target } : {}),
      ...(parts.details ? { details: parts.details } : {}),
      version: '2026-01-01',
    };
    this.headers = parts.retryAfter ? { 'retry-after': parts.retryAfter } : {};
  }
}

/** 404 that says what is missing, e.g. `notFound('role')`: "The role does not exist." (roleNotFound) */
export function notFound(what: string, target?: string): ApiFault {
  return new ApiFault(404, { code: `${what}NotFound`, message: `The ${what} does not exist.`, target });
}

/** 400 about one field. */
export function badField(target: string, message: string): ApiFault {
  return new ApiFault(400, { code: 'invalidField', message, target });
}
