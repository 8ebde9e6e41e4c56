import type { Plan, PlanRequest } from '../../domain/plan.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import { presentInstant } from '../shared/present-instant.ts';

export type PlanActivities = ReturnType<typeof createPlanActivities>;

/** Local activities: workflows hold no configuration and do no calendar arithmetic. */
export function createPlanActivities({ deadlines }: { readonly deadlines: Deadlines }) {
  return {
    async makePlan(request: PlanRequest): Promise<Plan> {
      return deadlines.plan(request, presentInstant());
    },
  };
}
