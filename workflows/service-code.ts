import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { SERVICE_ERRORS, type ServiceErrorCode } from '../domain/service-error.ts';

/** Why a partner's service failed an activity, or null when it was something else. */
export function serviceCode(error: unknown): ServiceErrorCode | null {
  if (!(error instanceof ActivityFailure) || !(error.cause instanceof ApplicationFailure)) return null;
  const type = error.cause.type ?? '';
  return type in SERVICE_ERRORS ? (type as ServiceErrorCode) : null;
}
