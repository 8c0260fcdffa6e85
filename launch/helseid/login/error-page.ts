import type { KoaContextWithOIDC } from 'oidc-provider';
import { html } from '../../ehr/pages/html.ts';
import { pageHeaders, pageMarkup } from './page.ts';
import type { HelseidPage } from './page.ts';

/** Shown where an error cannot be sent back to the client, and what developers need to find out why. */
export function errorPage(
  ctx: KoaContextWithOIDC,
  out: { error: string; error_description?: string | undefined },
): void {
  const page: HelseidPage = {
    title: 'Innloggingen stoppet – HelseID (sandkasse)',
    body: html`<h1>Innloggingen stoppet</h1>
      <p>Gå tilbake til systemet du kom fra, og prøv på nytt.</p>
      <p>
        For utviklere: <code>${out.error}</code>
        ${out.error_description !== undefined && html`<span lang="en">${out.error_description}</span>`}
      </p>`,
  };
  ctx.type = 'html';
  ctx.set(pageHeaders(page));
  ctx.body = pageMarkup(page);
}
