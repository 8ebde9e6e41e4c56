import type { Origin } from '../../domain/facts.ts';
import type { Reading } from './answers.ts';

export function originOf({ response, deadlines }: Pick<Reading, 'response' | 'deadlines'>): Origin {
  return { formId: response.formId, responseId: response.responseId, submitted: deadlines.moment(response.lastSubmittedTime) };
}
