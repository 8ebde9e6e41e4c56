import { isLeadDesk } from '../../domain/charge.ts';
import type { Charge } from '../../domain/plan.ts';

/** Who hears when the referent stays silent, in the words of a sentence that goes on: the coordinator, or a lead instead of her or beside her. */
export function isTold(charge: Pick<Charge, 'secondRung' | 'lead'>): string {
  const { who, several } = told(charge);
  return several ? `${who} sont prévenues` : `${who} est prévenue`;
}

export function willBeTold(charge: Pick<Charge, 'secondRung' | 'lead'>): string {
  const { who, several } = told(charge);
  return several ? `${who} seront prévenues` : `${who} sera prévenue`;
}

function told({ secondRung, lead }: Pick<Charge, 'secondRung' | 'lead'>): { readonly who: string; readonly several: boolean } {
  if (isLeadDesk(secondRung)) return { who: 'la direction', several: false };
  return lead === null ? { who: 'la coordination', several: false } : { who: 'la coordination et la direction', several: true };
}
