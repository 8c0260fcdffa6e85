/** A refused launcher request: which field, and which rule it broke. */
export class RequestFault extends Error {
  readonly field: string;
  readonly status: number;

  constructor(field: string, rule: string, status = 400) {
    super(rule);
    this.name = 'RequestFault';
    this.field = field;
    this.status = status;
  }
}
