import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { SERVICE_ERRORS, type ServiceErrorCode } from '../domain/service-error.ts';

/**
 * Why an activity was given up: a partner's service, or `internal` for anything else, which no attempt mends but the next version may.
 * @throws `error` itself where it is no failure of an activity: then the fault is the workflow's own
 */
export function refusalOf(error: unknown): ServiceErrorCode {
  if (!(error instanceof ActivityFailure)) throw error;
  const type = error.cause instanceof ApplicationFailure ? (error.cause.type ?? '') : '';
  return isServiceErrorCode(type) ? type : 'internal';
}

function isServiceErrorCode(type: string): type is ServiceErrorCode {
  return type in SERVICE_ERRORS;
}
