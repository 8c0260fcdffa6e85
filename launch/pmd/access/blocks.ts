import type { HelseIdToken } from '../security/access-token.ts';
import type { Basis } from './access-basis.ts';

/** What a citizen has decided. `patient` is the value of the national identifier. */
export type Block =
  /** One professional, by pid or HPR number. Always holds. */
  | { kind: 'specific'; patient: string; practitioner: string }
  /** All professionals. Consent and emergency open it. */
  | { kind: 'general'; patient: string }
  /** Not to be recorded at all. Always holds. */
  | { kind: 'reservation'; patient: string };

const system = 'http://nhn.no/fhir/nilar/CodeSystem/pvk-outcome-cs';

const codings: Record<Block['kind'], fhir4.Coding> = {
  specific: { system, code: 'Specific' },
  general: { system, code: 'General' },
  reservation: { system, code: 'Reservation' },
};

/** The coding, as NILAR's, of the decision that keeps this person from this patient's data; undefined when none does. */
export function blockFor(
  blocks: readonly Block[],
  patient: string,
  { pid, hprNumber }: Pick<HelseIdToken, 'pid' | 'hprNumber'>,
  basis: Basis,
): fhir4.Coding | undefined {
  const holds = (block: Block) => {
    if (block.kind === 'general') return basis === 'normal';
    return block.kind === 'reservation' || [pid, hprNumber].includes(block.practitioner);
  };
  const [first] = (['reservation', 'specific', 'general'] as const).filter((kind) =>
    blocks.some((block) => block.kind === kind && block.patient === patient && holds(block)),
  );
  return first && codings[first];
}
