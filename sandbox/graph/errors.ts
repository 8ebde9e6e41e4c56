/** An error as Graph words it; the app turns it into the vendor's body. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Further members of `error`, such as `@event.existingEventId`. */
  readonly more: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    { headers = {}, more = {} }: { headers?: Readonly<Record<string, string>>; more?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.more = more;
  }
}

export const notFound = () => new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

export const badRequest = (code: string, message: string) => new GraphError(400, code, message);

/** `{ error: { code, message, innerError } }`, the same ids in the body and in the headers. */
export function errorBody(error: GraphError, ids: { requestId: string; clientRequestId: string; at: string }) {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...error.more,
      innerError: { date: ids.at.slice(0, 19), 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId },
    },
  };
}
