import { isBoom } from '@hapi/boom';
import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import { operationOutcome, PmdRefusal } from './pmd-refusal.ts';

/** Words every refusal as an OperationOutcome. Anything unforeseen is a 500 without detail, its cause on stderr. */
export function wordRefusal(
  { method, path, response }: Request,
  h: ResponseToolkit,
): ResponseObject | symbol {
  if (!isBoom(response)) return h.continue;
  const error: unknown = response;
  if (error instanceof PmdRefusal) {
    const { coding, challenge } = error.detail;
    const answer = refusal(h, error.status, operationOutcome(error.code, error.message, coding));
    return challenge ? answer.header('www-authenticate', challenge) : answer;
  }
  const { statusCode, payload } = response.output;
  if (statusCode < 500) return refusal(h, statusCode, operationOutcome('invalid', payload.message));
  process.stderr.write(`sandbox PMD: ${method} ${path}: ${response.stack}\n`);
  return refusal(h, statusCode, operationOutcome('exception', payload.message));
}

function refusal(h: ResponseToolkit, status: number, outcome: fhir4.OperationOutcome): ResponseObject {
  return h.response(outcome).code(status).type('application/fhir+json');
}

/** PMD searches by POST only, and has no other interaction at these addresses. */
export const otherMethodRoutes: ServerRoute[] = ['/', '/Observation', '/Observation/_search'].map((path) => ({
  method: '*',
  path,
  options: { auth: false, payload: { parse: false } },
  handler: (_request, h) =>
    refusal(h, 405, operationOutcome('not-supported', 'Only POST is supported here.')).header(
      'allow',
      'POST',
    ),
}));
