const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Tokens and health data travel over https, or stay on this machine. */
export function isSecureOrLoopback(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.has(url.hostname));
}
