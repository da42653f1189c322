import type { KnownPlace } from '../reply/index.js';

/** What a predicate may look at: nothing that a person typed, only what is known. */
export interface FlowMemory {
  readonly place: KnownPlace | null;
  readonly placeSkipped: boolean;
  /** The topic that started the flow. */
  readonly asked: string | null;
}

/** The named conditions that `branch` steps may use. */
export const PREDICATES = {
  hasPlace: (memory: FlowMemory): boolean => memory.place !== null || memory.placeSkipped,
} as const satisfies Readonly<Record<string, (memory: FlowMemory) => boolean>>;
