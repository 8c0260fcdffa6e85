const longest = 2000;
const pages = ['/', '/innbygger'];

/**
 * Whether a login may end at this path of the facade: the app with its query, or the citizen page. Anything a browser
 * could read as another address, or that could break a header, may not.
 */
export function isReturnPath(path: string): boolean {
  if (path.length > longest || !/^\/(\?|innbygger(\?|$))/.test(path)) return false;
  if (!/^[\x21-\x7e]+$/.test(path) || /\/\/|[\\#"<>]/.test(path)) return false;
  return pages.includes(new URL(path, 'https://facade.invalid').pathname);
}
