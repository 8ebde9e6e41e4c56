import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** The workflows of which an activity runs in this process, among those that its workers watch with the interceptor. */
export interface RunningHere {
  readonly interceptor: ActivityInterceptorsFactory;
  has(workflowId: string): boolean;
}

export function createRunningHere(): RunningHere {
  const running = new Map<string, number>();
  const count = (workflowId: string, change: number): void => {
    const now = (running.get(workflowId) ?? 0) + change;
    if (now > 0) running.set(workflowId, now);
    else running.delete(workflowId);
  };
  return {
    interceptor: ({ info }) => ({
      inbound: {
        async execute(input, next) {
          const { workflowId } = info.workflowExecution ?? {};
          if (workflowId === undefined) return await next(input);
          count(workflowId, 1);
          try {
            return await next(input);
          } finally {
            count(workflowId, -1);
          }
        },
      },
    }),
    has: (workflowId) => running.has(workflowId),
  };
}
