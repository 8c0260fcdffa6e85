import { failingAs } from '../store/embedded/failure.ts';

/** 503 or 504 `register-unavailable`, 500 `register-failed`. */
export const withRegisterFailures = failingAs('The register of organisations', 'register');
