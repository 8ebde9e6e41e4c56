/** Google counts per minute, in the project as a whole and for each user; a service account is one user. */
export interface Quota {
  /** Takes one request of the user, or says which limit is reached. */
  take(user: string, nowMs: number): { limit: string; value: number } | null;
}

const MINUTE = 60_000;

/** Sliding minutes; a refused request doesn't count. */
export function openQuota(perProject: number, perUser: number): Quota {
  let requests: { user: string; at: number }[] = [];
  return {
    take: (user, nowMs) => {
      requests = requests.filter(({ at }) => at > nowMs - MINUTE);
      if (requests.filter((one) => one.user === user).length >= perUser) return { limit: 'per minute per user', value: perUser };
      if (requests.length >= perProject) return { limit: 'per minute', value: perProject };
      requests.push({ user, at: nowMs });
      return null;
    },
  };
}
