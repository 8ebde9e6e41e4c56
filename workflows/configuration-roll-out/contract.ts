export interface RollOutActivities {
  /** Tells paths and sessions of another configuration. How many were told; -1 where this worker has another one, whose own roll-out is to come. */
  tellOfConfiguration(request: { readonly version: string }): Promise<number>;
}
