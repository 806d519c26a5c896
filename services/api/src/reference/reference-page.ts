import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";

/** Only files of the api's own, and requests to it alone: the page works without the Internet and tells nobody anything. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "script-src 'self'",
  // The hash is that of the one style element the page's script makes.
  "style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='",
].join("; ");

const STYLE = `
/* This document only: there is no other one to explore. */
.swagger-ui .topbar .download-url-wrapper { display: none; }
.swagger-ui .topbar .topbar-wrapper { justify-content: space-between; }
/* Whoever works by keyboard sees where they are. */
.swagger-ui :focus-visible { outline: 3px solid #1a73e8; outline-offset: 2px; }
.dark-mode .swagger-ui :focus-visible { outline-color: #8ab4f8; }
/* The dark theme leaves these dark on dark. */
html.dark-mode, .dark-mode body { background: #1c2022; }
`;

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="28" role="img" aria-label="Postlane"><text x="0" y="20" fill="#fff" font-family="sans-serif" font-size="20" font-weight="600">Postlane</text></svg>`;

/** /reference: the OpenAPI document as a page to read and to try requests out. It is open to all; the requests need a token as ever. */
export async function referencePage(app: FastifyInstance): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: "/reference",
    staticCSP: CONTENT_SECURITY_POLICY,
    validatorUrl: false,
    logo: { type: "image/svg+xml", content: LOGO, href: "#" },
    transformSpecification: (document) => withoutSessions(document),
    theme: { title: "Postlane api", css: [{ filename: "postlane.css", content: STYLE }] },
    uiConfig: {
      deepLinking: true,
      docExpansion: "list",
      displayRequestDuration: true,
      filter: true,
      defaultModelsExpandDepth: -1,
    },
  });
}

interface Secured {
  components: { securitySchemes: Record<string, unknown> };
  paths: Record<string, Record<string, { security?: Record<string, unknown>[] }>>;
}

/** No page may set the console's cookie: to log in here there is the token, and only that is asked for. */
function withoutSessions(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { components, paths } = document as unknown as Secured;
  delete components.securitySchemes["session"];
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods)))
    if (operation.security) operation.security = operation.security.filter((scheme) => !("session" in scheme));
  return document;
}
