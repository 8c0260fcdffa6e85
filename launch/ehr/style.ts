import type { ServerRoute } from '@hapi/hapi';
import { sha256 } from './oauth/secrets.ts';

/** The EHR's look for apps that want to blend in (SMART App Launch 2.2, "Styling"). */
const style = {
  color_background: '#ffffff',
  color_error: '#c01b1b',
  color_highlight: '#0062ba',
  color_modal_backdrop: 'rgba(0, 0, 0, 0.4)',
  color_success: '#068718',
  color_text: '#1e2b3c',
  dim_border_radius: '4px',
  dim_font_size: '16px',
  dim_spacing_size: '16px',
  font_family_body: 'Inter, sans-serif',
  font_family_heading: 'Inter, sans-serif',
};

const path = `/style/${sha256(JSON.stringify(style)).slice(0, 16)}.json`;

/** The address changes whenever the content does, as the specification asks. */
export const styleUrl = (url: string) => `${url}${path}`;

export const styleRoute: ServerRoute = {
  method: 'GET',
  path,
  handler: (_request, h) => h.response(style).header('cache-control', 'public, max-age=31536000, immutable'),
};
