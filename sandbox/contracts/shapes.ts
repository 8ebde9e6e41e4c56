import type { forms_v1 } from '@googleapis/forms';
import type { Event, PublicError, PublicInnerError, ScheduleInformation } from '@microsoft/microsoft-graph-types';

/*
 * The answers of the partner tools, told with the vendors' own types: what is written here by hand is only the wrapping that their
 * packages leave out (collections, error bodies, tokens). `generate.ts` makes JSON Schemas of what is exported; nothing runs this file.
 */

/** One event, or one in a list. */
export type GraphEvent = Event & Required<Pick<Event, 'id'>>;

export interface GraphEvents {
  value: GraphEvent[];
  '@odata.context': string;
  '@odata.nextLink'?: string;
}

/** A page of calendarView/delta: exactly one of the two links. */
export type GraphDelta = GraphDeltaMore | GraphDeltaLast;
interface GraphDeltaMore {
  value: GraphDeltaRow[];
  '@odata.context': string;
  '@odata.nextLink': string;
}
interface GraphDeltaLast {
  value: GraphDeltaRow[];
  '@odata.context': string;
  '@odata.deltaLink': string;
}
type GraphDeltaRow = GraphEvent | GraphRemoved;
interface GraphRemoved {
  id: string;
  '@odata.type': '#microsoft.graph.event';
  '@removed': { reason: 'deleted' | 'changed' };
}

export interface GraphSchedules {
  '@odata.context': string;
  value: (ScheduleInformation & Required<Pick<ScheduleInformation, 'scheduleId'>>)[];
}

/** The type package knows no request ids inside `innerError`; every answer of the service has them. */
interface GraphInnerError extends PublicInnerError {
  date: string;
  'request-id': string;
  'client-request-id': string;
}
export interface GraphErrorBody {
  error: Pick<PublicError, 'details' | 'target'> & {
    code: string;
    message: string;
    innerError: GraphInnerError;
    '@event.existingEventId'?: string;
  };
}

export type Form = forms_v1.Schema$Form & Required<Pick<forms_v1.Schema$Form, 'formId'>>;
export type FormResponse = forms_v1.Schema$FormResponse & Required<Pick<forms_v1.Schema$FormResponse, 'responseId'>>;
export type ListFormResponsesResponse = forms_v1.Schema$ListFormResponsesResponse;

/** google.rpc.Status as Google's JSON APIs wrap it. */
export interface GoogleErrorBody {
  error: {
    code: number;
    message: string;
    status: string;
    details?: { '@type': string; [member: string]: unknown }[];
    errors?: { message: string; domain: string; reason: string; [member: string]: unknown }[];
  };
}

/** RFC 6749, 5.1 and 5.2. */
export interface GoogleToken {
  access_token: string;
  expires_in: number;
  token_type: 'Bearer';
  scope?: string;
}
export interface GoogleTokenError {
  error: string;
  error_description?: string;
}
export interface EntraToken {
  access_token: string;
  expires_in: number;
  ext_expires_in: number;
  token_type: 'Bearer';
}
export interface EntraTokenError {
  error: string;
  error_description: string;
  error_codes: number[];
  timestamp?: string;
  trace_id?: string;
  correlation_id?: string;
  error_uri?: string;
}
export interface EntraDescription {
  token_endpoint: string;
  issuer: string;
  authorization_endpoint: string;
  jwks_uri: string;
  [member: string]: unknown;
}
