import { outageSinceUrl } from '#clinical/canonical.ts';

/** Why a request to the facade or the EHR failed, as far as the app must know to say what to do about it. */
export class FhirError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Machine-readable reason of the facade, or `unreachable`, `timeout`, `malformed`. */
  readonly reason: string;
  /** When the outage it tells of began, epoch milliseconds. */
  readonly since: number | undefined;
  /** The element that it is about, as FHIRPath. */
  readonly expression: string | undefined;

  constructor(
    status: number,
    reason: string,
    diagnostics: string,
    cause?: unknown,
    since?: number,
    expression?: string,
  ) {
    super(diagnostics, { cause });
    this.name = 'FhirError';
    this.status = status;
    this.reason = reason;
    this.since = since;
    this.expression = expression;
  }
}

/** Reads an OperationOutcome; anything else keeps its status and has the reason `malformed`. */
export function toFhirError(status: number, body: unknown, cause?: unknown): FhirError {
  const outcome = body as Partial<fhir4.OperationOutcome> | undefined;
  const issue = outcome?.resourceType === 'OperationOutcome' ? outcome.issue?.[0] : undefined;
  if (!issue) return new FhirError(status, 'malformed', `HTTP ${status}`, cause);
  const reason = issue.details?.coding?.[0]?.code ?? issue.code;
  const diagnostics = issue.diagnostics ?? issue.details?.text ?? `HTTP ${status}`;
  return new FhirError(status, reason, diagnostics, cause, sinceOf(issue), issue.expression?.[0]);
}

function sinceOf({ extension }: fhir4.OperationOutcomeIssue): number | undefined {
  const instant = extension?.find(({ url }) => url === outageSinceUrl)?.valueInstant;
  const since = Date.parse(instant ?? '');
  return Number.isNaN(since) ? undefined : since;
}

/** An abort is a change of mind, not an error to show. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
