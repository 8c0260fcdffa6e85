/** A delivery that could not be made, or not to its end. `reason` is for programs, the message for people. */
export class DeliveryError extends Error {
  readonly reason: string;

  constructor(reason: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DeliveryError';
    this.reason = reason;
  }
}

/** The command was called wrongly: nothing was sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
