import type { PersonIdentifier } from '../access/grant.ts';
import type { Measured } from './begin.ts';

/** A person's home follow-up by one organisation that delivers: the latest. Epoch milliseconds, half-open. */
export interface FollowUp {
  from: number;
  /** Absent: it is under way, and no end is known. */
  to?: number;
}

/** A follow-up, and whose it is. */
export interface Followed extends FollowUp {
  orgnr: string;
  /** Absent: the register does not know the organisation any more. */
  name?: string;
}

/**
 * Runs when it is known that there is something to change, and nothing is changed: when it rejects, nothing is. Here goes the
 * entry in the access log.
 */
export type BeforeChange = () => Promise<void>;

/**
 * Who is in home follow-up. One begins by itself when an organisation delivers, and is ended by that organisation.
 * Rejects with FhirError 503 or 504 (`follow-ups-unavailable`) when the database cannot be reached.
 */
export interface FollowUps {
  /**
   * The instant from which nobody follows the person any more and the time for reading after that is over, epoch milliseconds;
   * Infinity: somebody follows, and no end is known. Undefined: nobody has delivered about the person here. Asked of the database
   * each time, in one statement.
   */
  readableUntil(person: PersonIdentifier): Promise<number | undefined>;
  /**
   * The latest follow-up by each organisation, the earliest first. It has ended at the latest when the organisation left the
   * register.
   */
  of(person: PersonIdentifier): Promise<Followed[]>;
  /** The organisation is about to deliver to a store elsewhere about a person whom the access log knows. */
  begin(person: PersonIdentifier, orgnr: string, measured: Measured): Promise<void>;
  /**
   * Ends the organisation's own follow-up. What is said last holds: an end can be moved, both ways.
   * @param to absent: now, or as it has ended already
   * @returns undefined when the organisation does not follow and has not followed the person
   */
  end(
    person: PersonIdentifier,
    orgnr: string,
    to: number | undefined,
    beforeChange: BeforeChange,
  ): Promise<FollowUp | undefined>;
}
