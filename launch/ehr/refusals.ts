import { isBoom } from '@hapi/boom';
import type { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi';
import { FhirRefusal, operationOutcome } from './fhir/fhir-refusal.ts';
import { OAuthError } from './oauth/oauth-error.ts';
import { RequestFault } from './launcher/request-fault.ts';

const retryAfterSeconds = '5';

/**
 * Words every refusal in its protocol: an OAuth error under /oauth, an OperationOutcome under /fhir, and for the
 * launcher's own JSON the name of the field. Anything unforeseen is a 500 without detail, its cause on stderr.
 */
export function wordRefusal(request: Request, h: ResponseToolkit): ResponseObject | symbol {
  const { response } = request;
  if (!isBoom(response)) return h.continue;
  const error: unknown = response;
  if (error instanceof OAuthError) return oauthRefusal(h, error);
  if (error instanceof RequestFault) {
    return h.response({ error: error.message, field: error.field }).code(error.status);
  }
  if (error instanceof FhirRefusal)
    return fhirRefusal(h, error.status, error.code, error.message, error.challenge);
  const { statusCode } = response.output;
  if (statusCode >= 500)
    process.stderr.write(`sandbox EHR: ${request.method} ${request.path}: ${response.stack}\n`);
  const message = response.output.payload.message;
  if (request.path.startsWith('/oauth/')) {
    return oauthRefusal(h, new OAuthError('invalid_request', message, statusCode));
  }
  if (request.path.startsWith('/fhir'))
    return fhirRefusal(h, statusCode, statusCode >= 500 ? 'exception' : 'invalid', message);
  return h.continue;
}

function oauthRefusal(h: ResponseToolkit, { code, message, status, challenge }: OAuthError): ResponseObject {
  const answer = h.response({ error: code, error_description: message }).code(status);
  if (challenge) answer.header('www-authenticate', challenge);
  if (status === 503) answer.header('retry-after', retryAfterSeconds);
  return answer;
}

function fhirRefusal(
  h: ResponseToolkit,
  status: number,
  code: string,
  message: string,
  challenge?: string,
): ResponseObject {
  const answer = h.response(operationOutcome(code, message)).code(status).type('application/fhir+json');
  return challenge ? answer.header('www-authenticate', challenge) : answer;
}
