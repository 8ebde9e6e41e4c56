import type { PlanActivities } from '../../workflows/participant-path/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import { presentInstant } from '../shared/present-instant.ts';

export function createPlanActivities({ deadlines }: { readonly deadlines: Deadlines }): PlanActivities {
  return {
    async makePlan(request) {
      return deadlines.plan(request, presentInstant());
    },
  };
}
