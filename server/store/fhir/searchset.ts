import { listOf, objectOf } from '../../clinical/untrusted.ts';
import { arrayElements, objectMembers } from '../../fhir/json-text.ts';
import { malformed } from '../remote/failures.ts';
import type { Answered } from './fhir-client.ts';

/** A resource of a searchset, and its text as it came. */
export interface Match {
  resource: Record<string, unknown>;
  text: string;
}

/** The resources of a page that is a searchset of one type and says nothing against being whole; else it fails. */
export function matchesIn({ resource: bundle, text }: Answered, resourceType: string): Match[] {
  if (bundle.resourceType !== 'Bundle' || bundle.type !== 'searchset') throw malformed('is not a searchset');
  const { entry } = bundle;
  if (entry === undefined) return [];
  if (!Array.isArray(entry)) throw malformed('does not have one list of entries');
  const texts = entryTexts(text);
  return entry.flatMap((each: unknown, index): Match[] => {
    const resource = objectOf((each as { resource?: Record<string, unknown> } | null)?.resource);
    if (resource?.resourceType === 'OperationOutcome') {
      requireHarmless(resource.issue);
      return [];
    }
    if (resource?.resourceType !== resourceType)
      throw malformed(`holds an entry that is not of type ${resourceType}`);
    return [{ resource, text: resourceText(texts[index] ?? '{}') }];
  });
}

function entryTexts(text: string): string[] {
  const list = objectMembers(text).find(({ key }) => key === 'entry');
  return arrayElements(text, list?.valueStart ?? 0).map(({ start, end }) => text.slice(start, end));
}

function resourceText(entry: string): string {
  const resource = objectMembers(entry).find(({ key }) => key === 'resource');
  return resource ? entry.slice(resource.valueStart, resource.valueEnd) : '{}';
}

/** What a search says beside its matches is that something is missing, unless it is marked as mere information. */
function requireHarmless(issue: unknown): void {
  const issues = listOf(issue as fhir4.OperationOutcomeIssue[]);
  if (issues.length === 0 || issues.some(({ severity }) => severity !== 'information')) {
    throw malformed('says that something is missing');
  }
}
