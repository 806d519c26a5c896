import type { CookieSerializeOptions } from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import { HttpProblem } from "../http/http-problem.ts";

const SECURE_NAME = "__Host-postlane";
/** On this machine, without TLS: browsers take Secure cookies only over https. */
const LOOPBACK_NAME = "postlane";
const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/i;

/** @returns the session's text, if there is one. Over https no other name counts: a page on a neighbouring host could set that. */
export function sessionCookieOf(request: FastifyRequest): string | undefined {
  return request.cookies[isSecure(request) ? SECURE_NAME : LOOPBACK_NAME];
}

/** @throws HttpProblem https_required: what goes over a network in clear is no secret */
export function requireSafeTransport(request: FastifyRequest): void {
  if (!isSecure(request) && !LOOPBACK.test(request.hostname))
    throw new HttpProblem(
      "https_required",
      "Put a proxy with TLS in front and name it in POSTLANE_TRUSTED_PROXIES, or log in on the machine itself as http://localhost.",
    );
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, text: string): void {
  reply.setCookie(nameFor(request), text, attributesFor(request));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), attributesFor(request));
}

/** As the browser sees it: a trusted proxy says so in X-Forwarded-Proto. */
export function isSecure(request: FastifyRequest): boolean {
  return request.protocol === "https";
}

function nameFor(request: FastifyRequest): string {
  return isSecure(request) ? SECURE_NAME : LOOPBACK_NAME;
}

/** Without Domain and Max-Age: for this host alone, until the browser ends. */
function attributesFor(request: FastifyRequest): CookieSerializeOptions {
  return { path: "/", httpOnly: true, sameSite: "strict", secure: isSecure(request) };
}
