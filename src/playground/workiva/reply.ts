/** An answer before it is sent. A body that is a string is sent as it is, anything else as JSON. */
export type Reply = { status: number; body?: unknown; headers?: Record<string, string> };
