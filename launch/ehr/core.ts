import type { NationalControl } from '../national/control.ts';
import type { AddressFault } from './fault-ids.ts';
import type { Directory } from './directory.ts';
import type { Documents } from './documents/documents.ts';
import type { IssuerCore } from './issuer-core.ts';

/** What every route of the EHR shares. */
export interface EhrCore extends IssuerCore {
  directory: Directory;
  documents: Documents;
  /** The origin where the app suffers from the fault. Undefined when this EHR runs without them. */
  appWithFault(fault: AddressFault): Promise<string | undefined>;
  /** HelseID and PMD; undefined when the sandbox runs without them. */
  national(): NationalControl | undefined;
}
