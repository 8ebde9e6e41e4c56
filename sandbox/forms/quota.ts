/** Google counts per minute, in the project as a whole and for each user; a service account is one user. */
export interface Quota {
  /** Takes one request of the user, or says which limit is reached. */
  take(user: string, nowMs: number): { limit: string; value: number } | null;
}

const MINUTE = 60_000;

/** Sliding minutes; a refused request doesn't count. */
export function openQuota(perProject: number, perUser: number): Quota {
  let taken: { user: string; at: number }[] = [];
  return {
    take: (user, nowMs) => {
      taken = taken.filter(({ at }) => at > nowMs - MINUTE);
      if (taken.filter((one) => one.user === user).length >= perUser) return { limit: 'per minute per user', value: perUser };
      if (taken.length >= perProject) return { limit: 'per minute', value: perProject };
      taken.push({ user, at: nowMs });
      return null;
    },
  };
}
