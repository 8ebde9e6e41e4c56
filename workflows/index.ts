export { calendarWatch } from './calendar-watch/workflow.ts';
export { configurationRollOut } from './configuration-roll-out/workflow.ts';
export { duty } from './duty/workflow.ts';
export { formIntake } from './form-intake/workflow.ts';
export { participantPath } from './participant-path/workflow.ts';
export { session } from './session/workflow.ts';
export { sessionPlanner } from './session-planner/workflow.ts';
export { staffWorklist } from './staff-worklist/workflow.ts';
