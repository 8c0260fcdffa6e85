import type { Behaviour } from './behaviour.ts';
import type { HelseidKeys } from './keys.ts';
import type { Population } from './people.ts';
import type { HelseidRegister } from './register.ts';

/** What the parts of HelseID share. */
export interface HelseidCore {
  issuer: string;
  keys: HelseidKeys;
  population: Population;
  register: HelseidRegister;
  behaviour: Behaviour;
}
