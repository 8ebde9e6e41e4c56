/** The shapes of shapes.ts that answers are checked against, by the vendor whose rules of strictness hold. */
export const GRAPH_SHAPES = ['GraphEvent', 'GraphEvents', 'GraphDelta', 'GraphSchedules', 'GraphErrorBody'] as const;
export const GOOGLE_SHAPES = [
  'Form',
  'FormResponse',
  'ListFormResponsesResponse',
  'GoogleErrorBody',
  'GoogleToken',
  'GoogleTokenError',
] as const;
export const ENTRA_SHAPES = ['EntraToken', 'EntraTokenError', 'EntraDescription'] as const;

export type ShapeName = (typeof GRAPH_SHAPES)[number] | (typeof GOOGLE_SHAPES)[number] | (typeof ENTRA_SHAPES)[number];
