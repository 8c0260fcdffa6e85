export type EntryOutcome = 'new' | 'unchanged' | 'changed' | 'rejected';

/** What became of one entry. */
export interface EntryResult {
  outcome: EntryOutcome;
  /** HTTP status that the facade gave the entry. */
  status: number;
  fullUrl?: string;
  location?: string;
  /** Why it was rejected, for programs. */
  reason?: string;
  /** Why it was rejected, for people: the element and the rule. */
  rule?: string;
  /** What the facade doubts about an entry it accepted. */
  warnings?: Reason[];
}

/** For programs, and the element and the rule for people. */
export interface Reason {
  reason: string;
  rule: string;
}

/** Reads one entry of a batch-response: 201 is new, 200 unchanged or changed as its outcome says, the rest rejected. */
export function readEntryResult({ fullUrl, response }: fhir4.BundleEntry): EntryResult {
  const status = Number.parseInt(response?.status ?? '', 10) || 0;
  const outcome = response?.outcome as fhir4.OperationOutcome | undefined;
  const known = {
    status,
    ...(fullUrl ? { fullUrl } : {}),
    ...(response?.location ? { location: response.location } : {}),
  };
  if (status < 200 || status > 299) return { outcome: 'rejected', ...known, ...readRefusal(outcome, status) };
  const warnings = readWarnings(outcome);
  const accepted = { ...known, ...(warnings.length > 0 ? { warnings } : {}) };
  if (status === 201) return { outcome: 'new', ...accepted };
  return { outcome: detailOf(outcome) === 'unchanged' ? 'unchanged' : 'changed', ...accepted };
}

/** Reason and rule of a refusal, from an OperationOutcome or, without one, from the status alone. */
export function readRefusal(outcome: fhir4.OperationOutcome | undefined, status: number): Reason {
  const issue = outcome?.issue?.[0];
  const reason = detailOf(outcome) ?? issue?.code ?? `http-${status}`;
  const rule =
    issue?.diagnostics ?? issue?.details?.text ?? `the facade answered ${status} without saying why`;
  const elements = (issue?.expression ?? []).filter((element) => !rule.includes(element));
  return { reason, rule: elements.length > 0 ? `${elements.join(', ')}: ${rule}` : rule };
}

/** Deviations that nearly every source has come as `information`, and are left out. */
function readWarnings(outcome: fhir4.OperationOutcome | undefined): Reason[] {
  return (outcome?.issue ?? [])
    .filter(({ severity }) => severity === 'warning')
    .map(({ details, code, diagnostics }) => ({
      reason: details?.coding?.[0]?.code ?? code,
      rule: diagnostics ?? details?.text ?? '',
    }));
}

function detailOf(outcome: fhir4.OperationOutcome | undefined): string | undefined {
  return outcome?.issue?.[0]?.details?.coding?.[0]?.code;
}
