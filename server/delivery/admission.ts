import { FhirError } from '../errors.ts';

/** How much of what sources deliver the facade holds at once. */
export interface AdmissionBounds {
  /** Bytes of all bodies that are being received, wait or are in work. */
  bytes: number;
  /** The same deliveries, counted. */
  deliveries: number;
  /** What one source may have of either, as a part of the whole. */
  share: number;
  /** Bytes in work at once: parsed, they take about twenty times as much memory. */
  bytesInWork: number;
}

/** One delivery's place. Every place that was given is left. */
export interface Place {
  /**
   * So many bytes have come: reserves more where the length was not known before.
   * @throws {FhirError} as `enter`
   */
  hold(bytes: number): void;
  /** The body is whole and has so many bytes: what was reserved beyond is given back. Resolves when work may begin. */
  turn(bytes: number): Promise<void>;
  leave(): void;
}

export interface Admission {
  /**
   * Takes a place for a body of so many bytes; undefined when its length is not known.
   * @throws {FhirError} 429 when the source, 503 when the facade has no room for it
   */
  enter(source: string, bytes: number | undefined): Place;
}

/** What a body of unknown length reserves at first, and again each time it has outgrown that. */
const step = 1024 * 1024;

interface Held {
  bytes: number;
  deliveries: number;
  inWork: number;
}

interface Waiting {
  source: string;
  bytes: number;
  begin: () => void;
}

/** Decides without clock or input/output; sources are told apart by any text. */
export function createAdmission(bounds: AdmissionBounds): Admission {
  const all: Held = { bytes: 0, deliveries: 0, inWork: 0 };
  const bySource = new Map<string, Held>();
  const waiting: Waiting[] = [];

  function requireRoom(held: Held, bytes: number, deliveries: number): void {
    const exceeds = (one: Held, part: number) =>
      one.bytes + bytes > bounds.bytes * part || one.deliveries + deliveries > bounds.deliveries * part;
    if (exceeds(held, bounds.share)) throw tooMany();
    if (exceeds(all, 1)) throw overloaded();
  }

  function add(held: Held, changes: Partial<Held>): void {
    for (const one of [held, all]) {
      one.bytes += changes.bytes ?? 0;
      one.deliveries += changes.deliveries ?? 0;
      one.inWork += changes.inWork ?? 0;
    }
  }

  /** The source with least in work comes first; what does not fit is not overtaken, or large ones would never begin. */
  function beginNext(): void {
    const inWork = ({ source }: Waiting) => bySource.get(source)?.inWork ?? 0;
    while (waiting.length > 0) {
      const next = waiting.reduce((first, other) => (inWork(other) < inWork(first) ? other : first));
      if (all.inWork > 0 && all.inWork + next.bytes > bounds.bytesInWork) return;
      waiting.splice(waiting.indexOf(next), 1);
      next.begin();
    }
  }

  return {
    enter(source, length) {
      const held = bySource.get(source) ?? { bytes: 0, deliveries: 0, inWork: 0 };
      let reserved = length ?? step;
      let inWork = 0;
      requireRoom(held, reserved, 1);
      add(held, { bytes: reserved, deliveries: 1 });
      bySource.set(source, held);
      return {
        hold(bytes) {
          while (bytes > reserved) {
            requireRoom(held, step, 0);
            add(held, { bytes: step });
            reserved += step;
          }
        },
        turn(bytes) {
          add(held, { bytes: bytes - reserved });
          reserved = bytes;
          return new Promise((resolve) => {
            const begin = () => {
              inWork = bytes;
              add(held, { inWork });
              resolve();
            };
            waiting.push({ source, bytes, begin });
            beginNext();
          });
        },
        leave() {
          add(held, { bytes: -reserved, deliveries: -1, inWork: -inWork });
          if (held.deliveries === 0) bySource.delete(source);
          beginNext();
        },
      };
    },
  };
}

function tooMany(): FhirError {
  return new FhirError(429, 'throttled', 'This source has as many deliveries under way as one source may', {
    reason: 'too-many-deliveries',
    retryAfter: 2,
  });
}

function overloaded(): FhirError {
  return new FhirError(503, 'transient', 'As many deliveries are under way as the facade can hold', {
    reason: 'overloaded',
    retryAfter: 2,
  });
}
