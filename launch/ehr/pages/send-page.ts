import type { ResponseObject, ResponseToolkit } from '@hapi/hapi';
import { html } from './html.ts';
import type { Html } from './html.ts';

export interface Page {
  title: string;
  body: Html;
  /** A script under /assets, run as a module. */
  script?: string;
  /** Origins the page may frame, and origins its form may lead to. */
  frames?: readonly string[];
  formTargets?: readonly string[];
}

function policy({ frames = [], formTargets = [] }: Page): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-src ${["'self'", ...frames].join(' ')}`,
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

/** A whole HTML page in bokmål under a strict content security policy; inline script or style cannot run. */
export function sendPage(h: ResponseToolkit, page: Page): ResponseObject {
  const document = html`<!doctype html>
    <html lang="nb" data-color-scheme="auto">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/theme.css" />
        <link rel="stylesheet" href="/assets/designsystemet.css" />
        <link rel="stylesheet" href="/assets/ehr.css" />
        ${page.script !== undefined && html`<script type="module" src="/assets/${page.script}"></script>`}
      </head>
      <body>
        ${page.body}
      </body>
    </html>`;
  return h
    .response(document.markup)
    .type('text/html')
    .header('content-security-policy', policy(page))
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store');
}
