import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import { SERVICE_ERRORS, ServiceError } from '../domain/service-error.ts';

/** Worker option `interceptors.activity: [errorsInterceptor]`: a partner's failure reaches the workflow under its stable code. */
export function errorsInterceptor(): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          throw toFailure(error);
        }
      },
    },
  };
}

/**
 * `ServiceError` → `ApplicationFailure` of type = code: stopping codes are not retried, a wait that the service asked for is kept.
 * Anything else passes as it is; its message goes encrypted into the history, and the logger never prints it.
 */
export function toFailure(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: SERVICE_ERRORS[error.code].then === 'stop',
    ...(error.retryAfterMs === null ? {} : { nextRetryDelay: error.retryAfterMs }),
  });
}
