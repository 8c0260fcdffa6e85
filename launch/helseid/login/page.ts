import { html } from '../../ehr/pages/html.ts';
import type { Html } from '../../ehr/pages/html.ts';

export interface HelseidPage {
  title: string;
  body: Html;
  /** Where a form on the page may lead besides HelseID. */
  formTarget?: string;
}

/** Like the real one, HelseID's pages refuse to be framed. */
export function pageHeaders({ formTarget }: HelseidPage): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    'img-src data:',
    `form-action 'self' ${formTarget ?? ''}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

export function pageMarkup({ title, body }: HelseidPage): string {
  return html`<!doctype html>
    <html lang="nb">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/sandbox/helseid.css" />
      </head>
      <body>
        <header>HelseID <span>sandkasse</span></header>
        <main>${body}</main>
      </body>
    </html>`.markup;
}
