/** What is wrong with an organisation or attestation that a client sent. The message never repeats a value. */
export class DeclarationError extends Error {
  readonly error: 'invalid_authorization_details' | 'access_denied';

  /** `access_denied` where it is well-formed, and yet not true or not allowed. */
  constructor(message: string, error: DeclarationError['error'] = 'invalid_authorization_details') {
    super(message);
    this.error = error;
  }
}
