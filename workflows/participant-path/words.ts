import type { Stage } from '../../domain/plan.ts';

export const STAGE_WORDS: Record<Stage, string> = {
  registered: 'inscrit',
  invited: 'invité',
  noShow: 'absent à la séance',
  informed: 'informé',
  exploring: 'exploration',
  building: 'construction',
  training: 'formation',
  settled: 'concrétisé',
  left: 'sorti',
};
