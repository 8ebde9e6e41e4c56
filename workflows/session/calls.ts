/** A call is given up after four minutes, so that its pause stands in the state and the run can go on as a new one. */
export const RETRY = { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '10 minutes', maximumAttempts: 8 } as const;
